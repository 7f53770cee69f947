/**
 * The host's side of the hosted protocol for one frame, as a state machine: `step` takes what happened and returns the
 * new state and what to do. No DOM, no timers, no network: those belong to the page (facts/hosted-api.md §2, §3, §10.1).
 */
import type { Switches } from './switches.ts'
import type { PodMessage } from './wire.ts'

/** A number, or text: `""` and `[cw_id]` are what an unsaved record may be called; which one ConnectWise uses is not known. */
export type RecordId = number | string
type HostedAs = 'pod' | 'tab'
type EventName = 'onLoad' | 'beforeSave'

export interface FrameState {
  readonly frameId: string
  readonly hostedAs: HostedAs
  readonly screen: string
  readonly recordId: RecordId
  readonly isReady: boolean
  readonly announcement: 'none' | 'due' | 'made'
  /** Events without acknowledgement, oldest first. */
  readonly open: readonly { id: string; event: EventName }[]
  readonly nextEvent: number
}

export type FrameInput =
  | { kind: 'loaded' }
  | { kind: 'received'; message: PodMessage }
  | { kind: 'frameIdDue' }
  /** The screen shows this record now: after a refresh the same one, else another in the same frame. */
  | { kind: 'recordShown'; recordId: RecordId }
  | { kind: 'saveAsked' }
  | { kind: 'memberKnown'; request: string; data: Readonly<Record<string, unknown>> }

export type FrameEffect =
  | { kind: 'post'; payload: Readonly<Record<string, unknown>> }
  | { kind: 'makeNoise' }
  | { kind: 'wait'; delayMs: number; then: 'frameIdDue' }
  | { kind: 'findMember'; request: string }
  | { kind: 'setDirty'; dirty: boolean }
  | { kind: 'openScreen'; screen: string; recordId: string; newTab: boolean }
  | { kind: 'refreshScreen' }
  | { kind: 'acknowledged'; event: EventName; isAllowed: boolean; errors: readonly string[] }
  | { kind: 'ignored'; reason: string }

export interface Step {
  state: FrameState
  effects: FrameEffect[]
}

export function newFrame(about: Pick<FrameState, 'frameId' | 'hostedAs' | 'screen' | 'recordId'>): FrameState {
  return { ...about, isReady: false, announcement: 'none', open: [], nextEvent: 1 }
}

/** Only a pod that said ready is asked before a save; a plain frame must not block it. */
export function isAskedBeforeSave(state: FrameState): boolean {
  return state.isReady && state.hostedAs === 'pod'
}

export function step(state: FrameState, input: FrameInput, on: Switches): Step {
  switch (input.kind) {
    case 'loaded':
      return on.has('onLoadFirst') && state.announcement === 'none' ? still(state) : announce(state, on)
    case 'frameIdDue':
      return postFrameId(state, on)
    case 'recordShown': {
      const moved = { ...state, recordId: input.recordId }
      return mayLoad(moved, on) ? sendEvent(moved, 'onLoad', on) : still(moved)
    }
    case 'saveAsked':
      return isAskedBeforeSave(state) ? sendEvent(state, 'beforeSave', on) : still(state)
    case 'memberKnown':
      return answer(state, input.request, input.data, on)
    case 'received':
      return receive(state, input.message, on)
    default:
      return input satisfies never
  }
}

function receive(state: FrameState, message: PodMessage, on: Switches): Step {
  if (message.kind === 'ready') return becomeReady({ ...state, isReady: true }, on)
  if (message.kind === 'ignored') return ignore(state, message.reason)
  if (!on.has('nilear') && (state.announcement !== 'made' || message.frameId !== state.frameId)) {
    return ignore(state, message.frameId === null ? 'no frameID' : 'wrong frameID')
  }
  return message.kind === 'request' ? serve(state, message, on) : settle(state, message, on)
}

function becomeReady(state: FrameState, on: Switches): Step {
  const noise: FrameEffect[] = on.has('noise') ? [{ kind: 'makeNoise' }] : []
  if (on.has('nilear')) return after(noise, loadOnce(state, on))
  if (on.has('onLoadFirst') && state.announcement === 'none') {
    const loaded = loadOnce(state, on)
    const due: FrameState = { ...loaded.state, announcement: 'due' }
    return after(noise, { state: due, effects: [...loaded.effects, waitFor(500)] })
  }
  return after(noise, announce(state, on))
}

/** Sends the frame id now, later or never; a frame that is ready gets its onLoad right after it. */
function announce(state: FrameState, on: Switches): Step {
  if (on.has('frameIdNever') || on.has('nilear') || state.announcement === 'due') return still(state)
  const delayMs = on.has('frameIdVeryLate') ? 9000 : on.has('frameIdLate') ? 3000 : 0
  if (state.announcement === 'none' && delayMs > 0) {
    return { state: { ...state, announcement: 'due' }, effects: [waitFor(delayMs)] }
  }
  return postFrameId(state, on)
}

function postFrameId(state: FrameState, on: Switches): Step {
  const post: FrameEffect = { kind: 'post', payload: { MessageFrameID: state.frameId } }
  const posts = on.has('frameIdTwice') ? [post, post, post] : [post]
  const made: FrameState = { ...state, announcement: 'made' }
  return after(posts, made.isReady ? loadOnce(made, on) : still(made))
}

/** A repeated ready while an onLoad is on its way must not load twice; a reloaded page says ready after its acknowledgement. */
function loadOnce(state: FrameState, on: Switches): Step {
  const isLoading = state.open.some((one) => one.event === 'onLoad')
  return isLoading || on.has('onLoadAbsent') ? still(state) : sendEvent(state, 'onLoad', on)
}

function mayLoad(state: FrameState, on: Switches): boolean {
  if (on.has('onLoadAbsent') || !state.isReady) return false
  return on.has('nilear') || state.announcement === 'made'
}

function sendEvent(state: FrameState, event: EventName, on: Switches): Step {
  const id = `${state.frameId}-e${state.nextEvent}`
  const recordId = on.has('stringId') ? String(state.recordId) : state.recordId
  const data = { screenObject: { screen: state.screen, id: recordId, hostedAs: state.hostedAs } }
  const payload = on.has('nilear') ? { event, data } : { event, _id: id, data }
  const post: FrameEffect = { kind: 'post', payload }
  return {
    state: { ...state, open: [...state.open, { id, event }], nextEvent: state.nextEvent + 1 },
    effects: on.has('noise') ? [post, { kind: 'makeNoise' }] : [post],
  }
}

function serve(state: FrameState, message: PodMessage & { kind: 'request' }, on: Switches): Step {
  const { request, args } = message
  switch (request) {
    case 'getMemberAuthentication':
      if (on.has('authSilent')) return ignore(state, 'switched to silence')
      return { state, effects: [{ kind: 'findMember', request }] }
    case 'setDirty':
      if (typeof args['dirty'] !== 'boolean') return ignore(state, 'setDirty without a boolean "dirty"')
      return { state, effects: [{ kind: 'setDirty', dirty: args['dirty'] }] }
    case 'openScreen':
      return open(state, args)
    case 'refreshScreen':
      if (state.hostedAs === 'tab') return ignore(state, 'refreshScreen from a tab')
      return { state, effects: [{ kind: 'refreshScreen' }] }
    default:
      return ignore(state, `no such request: ${request}`)
  }
}

const screensToOpen = ['ticket', 'company']

function open(state: FrameState, args: Readonly<Record<string, unknown>>): Step {
  const { screen, id, newTab } = args
  if (typeof screen !== 'string' || !screensToOpen.includes(screen.toLowerCase())) {
    return ignore(state, 'openScreen opens only ticket and company')
  }
  if (typeof id !== 'number' && typeof id !== 'string') return ignore(state, 'openScreen without an id')
  const effect: FrameEffect = {
    kind: 'openScreen',
    screen: screen.toLowerCase(),
    recordId: String(id),
    newTab: newTab === true,
  }
  return { state, effects: [effect] }
}

function settle(state: FrameState, message: PodMessage & { kind: 'acknowledgement' }, on: Switches): Step {
  if (message.eventId === null && !on.has('nilear')) return ignore(state, 'acknowledgement without _id')
  const found = state.open.find(
    (one) => one.event === message.event && (message.eventId === null || one.id === message.eventId),
  )
  if (found === undefined) return ignore(state, 'acknowledges no event that is waiting')
  if (message.result !== 'success' && message.result !== 'failure') {
    return ignore(state, `no such result: ${message.result}`)
  }
  const isAllowed = message.result === 'success'
  return {
    state: { ...state, open: state.open.filter((one) => one !== found) },
    effects: [{ kind: 'acknowledged', event: found.event, isAllowed, errors: isAllowed ? [] : message.errors }],
  }
}

function answer(state: FrameState, request: string, data: Readonly<Record<string, unknown>>, on: Switches): Step {
  const response = request.toLowerCase()
  const payload = on.has('nilear')
    ? { response, data }
    : { response, _id: `${state.frameId}-r${state.nextEvent}`, data }
  return { state: { ...state, nextEvent: state.nextEvent + 1 }, effects: [{ kind: 'post', payload }] }
}

const waitFor = (delayMs: number): FrameEffect => ({ kind: 'wait', delayMs, then: 'frameIdDue' })
const still = (state: FrameState): Step => ({ state, effects: [] })
const ignore = (state: FrameState, reason: string): Step => ({ state, effects: [{ kind: 'ignored', reason }] })
const after = (effects: FrameEffect[], next: Step): Step => ({
  state: next.state,
  effects: [...effects, ...next.effects],
})
