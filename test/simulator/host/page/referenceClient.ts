/**
 * A page that behaves like the client for which the host was made: it sends and receives in the order and with the
 * weaknesses of facts/hosted-api.md §1.3–1.5 (no check of origin or shape, one callback per request name, unknown JSON
 * is acknowledged). It shows that the host gets on with such pages; our own client does none of this.
 */
import { byId } from './dom.ts'

interface Incoming {
  MessageFrameID?: string
  response?: string
  event?: string
  _id?: string
  data?: Record<string, unknown>
}
type Callback = (data: Record<string, unknown> | undefined) => void
interface Answers {
  onSuccess: () => void
  onFailure: (errors: string[]) => void
}
type Handler = (data: Incoming['data'], answers: Answers) => void

const hostOrigin = new URLSearchParams(location.search).get('host') ?? '*'
const callbacks = new Map<string, Callback | null>()
let frameID: string | undefined
let loads = 0
let saves = 0

const handlers: Record<string, Handler> = {
  onLoad(data, { onSuccess }) {
    byId('record').textContent = JSON.stringify(data?.['screenObject'])
    byId('loads').textContent = String(++loads)
    onSuccess()
  },
  beforeSave(_data, { onSuccess, onFailure }) {
    byId('saves').textContent = String(++saves)
    if (checkbox('veto').checked) onFailure(['Pick a plan first'])
    else onSuccess()
  },
}

window.addEventListener('message', (event: MessageEvent<string>) => receive(event.data))
send({ message: 'ready' })

function receive(text: string): void {
  const message = JSON.parse(text) as Incoming // unchecked, as in the client that this page stands for
  if (message.MessageFrameID) {
    frameID = message.MessageFrameID
    byId('frame').textContent = frameID
    return
  }
  if (message.response) {
    const callback = callbacks.get(message.response)
    if (callback === undefined) throw new TypeError(`nobody asked for ${message.response}`)
    callback?.(message.data)
    callbacks.set(message.response, null)
    return
  }
  const acknowledge = (result: object) => send({ event: message.event, _id: message._id, ...result })
  const handler = message.event === undefined ? undefined : handlers[message.event]
  if (handler === undefined) acknowledge({ result: 'success' })
  else
    handler(message.data, {
      onSuccess: () => acknowledge({ result: 'success' }),
      onFailure: (errors) => acknowledge({ result: 'failure', errors }),
    })
}

function post(request: string, args?: object, callback?: Callback): void {
  if (callback !== undefined) callbacks.set(request.toLowerCase(), callback)
  send({ hosted_request: request, args })
}

function send(message: object): void {
  window.parent.postMessage(JSON.stringify(frameID === undefined ? message : { ...message, frameID }), hostOrigin)
}

function checkbox(id: string): HTMLInputElement {
  const found = byId(id)
  if (!(found instanceof HTMLInputElement)) throw new Error(`#${id} is no input.`)
  return found
}

function onClick(id: string, action: () => void): void {
  byId(id).addEventListener('click', action)
}

onClick('who', () =>
  post('getMemberAuthentication', undefined, (data) => {
    byId('member').textContent = `${String(data?.['memberid'])} at ${String(data?.['companyid'])}`
  }),
)
onClick('dirty', () => post('setDirty', { dirty: true }))
onClick('clean', () => post('setDirty', { dirty: false }))
onClick('refresh', () => post('refreshScreen', {}))
onClick('open', () => post('openScreen', { newTab: false, screen: 'company', id: checkbox('open-id').value }))
