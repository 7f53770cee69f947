/** How the pod talks with the page around it: rules of facts/hosted-api.md §9. No DOM in here; `port` is the window's side. */
import {
  parseAuthentication,
  parseHostMessage,
  parseScreen,
  type HostMessage,
  type HostScreen,
  type MemberAuthentication,
  type PodMessage,
  type RequestName,
} from './protocol'

export interface HostPort {
  /** Posts text to the parent; `target` is an exact origin, or `*` for ready only. */
  post: (text: string, target: string) => void
  /** Calls back with every message that arrives. Returns the undo. */
  listen: (onMessage: (message: ArrivedMessage) => void) => () => void
  isAllowedOrigin: (origin: string) => boolean
  setTimer: (run: () => void, ms: number) => () => void
}
export interface ArrivedMessage {
  data: unknown
  origin: string
  /** The sender is the page around this frame. */
  fromParent: boolean
}

export interface HostHandlers {
  state: (state: HostState) => void
  /** The record on screen; again with another id when the host moves on, with the same id on refresh. */
  screen: (screen: HostScreen) => void
  /** A new frame id: a new session with the host. Authenticate again. */
  renewed: () => void
  /** The host asks before it saves: null allows, texts refuse. Must not wait for anything. */
  beforeSave: () => string[] | null
}
/** `waiting` for the frame id · `open` · `gaveUp` until `start` is called again. */
export type HostState = 'waiting' | 'open' | 'gaveUp'

export class HostTimeout extends Error {}

/** Milliseconds; tests may shorten them. */
export const hostTimes = { readyEveryMs: 1_000, giveUpAfterMs: 10_000, answerWithinMs: 5_000, answerTries: 2 }

/** Far more than a pod says before it is connected. */
const maxQueued = 100

export interface HostOptions {
  port: HostPort
  handlers: HostHandlers
  /** For shells that send no frame id (Nilear): the first onLoad opens the queue. Off unless configured. */
  shellMode?: boolean
  times?: typeof hostTimes
}

interface Pending {
  promise: Promise<unknown>
  settle: (data: unknown) => void
  fail: (reason: Error) => void
}

export type HostCore = ReturnType<typeof createHostCore>

export function createHostCore({ port, handlers, shellMode = false, times = hostTimes }: HostOptions) {
  let state: HostState = 'waiting'
  /** Undefined until the host gave one; stays undefined in shell mode. */
  let frameId: string | undefined
  /** Origin of the first accepted message: everything after ready goes there only. */
  let origin: string | undefined
  let queue: (() => void)[] = []
  let stopReady = () => {}
  let unlisten = () => {}
  const pending = new Map<string, Pending>()

  function setState(next: HostState) {
    state = next
    handlers.state(next)
  }

  /** Listens first, then says ready every second until the frame id comes; gives up after ten. */
  function start() {
    stop()
    unlisten = port.listen(receive)
    setState(isOpen() ? 'open' : 'waiting')
    sayReady(0)
  }
  function sayReady(elapsedMs: number) {
    if (state !== 'waiting') return
    if (elapsedMs >= times.giveUpAfterMs) {
      setState('gaveUp')
      return
    }
    port.post(JSON.stringify({ message: 'ready' } satisfies PodMessage), '*')
    stopReady = port.setTimer(() => {
      sayReady(elapsedMs + times.readyEveryMs)
    }, times.readyEveryMs)
  }
  function stop() {
    stopReady()
    unlisten()
  }

  function receive({ data, origin: sender, fromParent }: ArrivedMessage) {
    if (!fromParent || !port.isAllowedOrigin(sender)) return
    // One host per frame: a second allowed origin does not take over a conversation.
    if (origin !== undefined && origin !== sender) return
    const message = parseHostMessage(data)
    if (!message) return
    origin = sender
    switch (message.kind) {
      case 'frame':
        acceptFrame(message.frameId)
        return
      case 'response':
        pending.get(message.name)?.settle(message.data)
        return
      case 'event':
        acceptEvent(message)
        return
      default:
        message satisfies never
    }
  }

  function acceptFrame(next: string) {
    if (next === frameId) return
    const isNewSession = frameId !== undefined
    frameId = next
    if (isNewSession)
      for (const request of pending.values()) request.fail(new HostTimeout('The host began a new session'))
    open()
    if (isNewSession) handlers.renewed()
  }
  function open() {
    stopReady()
    if (state !== 'open') setState('open')
    const waiting = queue
    queue = []
    for (const run of waiting) run()
  }
  const isOpen = () => frameId !== undefined || (shellMode && state === 'open')

  function acceptEvent(event: Extract<HostMessage, { kind: 'event' }>) {
    const name = event.name.toLowerCase()
    const errors = name === 'beforesave' ? saveErrors() : null
    const id = event.eventId === null ? {} : { _id: event.eventId }
    whenOpen(() => {
      send(
        errors === null
          ? { event: event.name, ...id, result: 'success' }
          : { event: event.name, ...id, result: 'failure', errors },
      )
    })
    if (name !== 'onload') return
    if (shellMode && !isOpen()) open()
    const screen = parseScreen(event.data)
    if (screen) handlers.screen(screen)
  }
  /** Save must never hang or fail on our account. */
  function saveErrors(): string[] | null {
    try {
      const errors = handlers.beforeSave()
      return errors === null || errors.length === 0 ? null : errors
    } catch {
      return null
    }
  }

  function whenOpen(run: () => void) {
    if (isOpen()) run()
    else if (queue.length < maxQueued) queue.push(run)
  }
  function send(message: PodMessage) {
    if (origin === undefined) return
    port.post(JSON.stringify(frameId === undefined ? message : { ...message, frameID: frameId }), origin)
  }

  /** Fire and forget: the host never answers these three. */
  function tell(name: Exclude<RequestName, 'getMemberAuthentication'>, args?: Record<string, unknown>) {
    whenOpen(() => {
      send({ hosted_request: name, ...(args ? { args } : {}) })
    })
  }

  /** Asks and waits; a second caller of the same name gets the same promise. Throws HostTimeout after one retry. */
  function ask(name: 'getMemberAuthentication'): Promise<unknown> {
    const key = name.toLowerCase()
    const known = pending.get(key)
    if (known) return known.promise
    let resolve: (data: unknown) => void = () => undefined
    let reject: (reason: Error) => void = () => undefined
    const promise = new Promise<unknown>((onDone, onFailed) => {
      resolve = onDone
      reject = onFailed
    })
    let cancelTimer = () => {}
    // Removed at once, not in a later microtask: who asks again in the same breath gets a request of its own.
    const done = () => {
      cancelTimer()
      pending.delete(key)
    }
    const request: Pending = {
      promise,
      settle: (data) => {
        done()
        resolve(data)
      },
      fail: (reason) => {
        done()
        reject(reason)
      },
    }
    pending.set(key, request)
    const attempt = (left: number) => {
      if (pending.get(key) !== request) return
      if (left === 0) {
        request.fail(new HostTimeout(`${name} was not answered`))
        return
      }
      send({ hosted_request: name })
      cancelTimer = port.setTimer(() => {
        attempt(left - 1)
      }, times.answerWithinMs)
    }
    whenOpen(() => {
      attempt(times.answerTries)
    })
    return promise
  }

  /** Who is looking. Throws HostTimeout when the host stays silent or its answer lacks a field. */
  async function memberAuthentication(): Promise<MemberAuthentication> {
    const member = parseAuthentication(await ask('getMemberAuthentication'))
    if (!member) throw new HostTimeout('The host gave no usable member')
    return member
  }

  return {
    start,
    stop,
    memberAuthentication,
    setDirty: (dirty: boolean) => {
      tell('setDirty', { dirty })
    },
    openScreen: (screen: 'ticket' | 'company', id: number, newTab = true) => {
      tell('openScreen', { newTab, screen, id: String(id) })
    },
    /** Pods only; the host may ask the person first. */
    refreshScreen: () => {
      tell('refreshScreen', {})
    },
  }
}
