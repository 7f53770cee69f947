/** The words that pod and host exchange (facts/hosted-api.md §2). The only place that reads an unknown message. */

export interface MemberAuthentication {
  site: string
  companyid: string
  memberid: string
  memberHash: string
  memberContext: string
}

export type HostedAs = 'pod' | 'tab'
/** The record on screen as a message or the page's address gives it. `null` id: not saved yet, or nothing usable. */
export interface HostScreen {
  screen: string
  id: number | null
  hostedAs: HostedAs | null
}

export type HostMessage =
  | { kind: 'frame'; frameId: string }
  | { kind: 'response'; name: string; data: unknown }
  | { kind: 'event'; name: string; eventId: string | number | null; data: unknown }

export type RequestName = 'getMemberAuthentication' | 'setDirty' | 'openScreen' | 'refreshScreen'

export type PodMessage =
  | { message: 'ready' }
  | { hosted_request: RequestName; args?: Record<string, unknown>; frameID?: string }
  | { event: string; _id?: string | number; result: 'success'; frameID?: string }
  | { event: string; _id?: string | number; result: 'failure'; errors: string[]; frameID?: string }

/** A message of the host, or null for anything else: objects, text that is no JSON, JSON of somebody else. */
export function parseHostMessage(data: unknown): HostMessage | null {
  if (typeof data !== 'string') return null
  const message = parseObject(data)
  if (!message) return null
  const { MessageFrameID: frameId, response, event, _id: id } = message
  if (typeof frameId === 'string' && frameId !== '') return { kind: 'frame', frameId }
  if (typeof response === 'string' && response !== '')
    return { kind: 'response', name: response.toLowerCase(), data: message['data'] }
  if (typeof event === 'string' && event !== '')
    return {
      kind: 'event',
      name: event,
      eventId: typeof id === 'string' || typeof id === 'number' ? id : null,
      data: message['data'],
    }
  return null
}

/** The five fields that prove who is looking, and no others: e-mail and SSO tokens are dropped here. */
export function parseAuthentication(data: unknown): MemberAuthentication | null {
  if (!isObject(data)) return null
  const { site, companyid, memberid, memberHash, memberContext } = data
  const texts = [site, companyid, memberid, memberHash, memberContext]
  if (!texts.every((text) => typeof text === 'string' && text !== '')) return null
  return {
    site: String(site),
    companyid: String(companyid),
    memberid: String(memberid),
    memberHash: String(memberHash),
    memberContext: String(memberContext),
  }
}

/** `data` of onLoad; null when it names no screen. */
export function parseScreen(data: unknown): HostScreen | null {
  const screen = isObject(data) ? data['screenObject'] : undefined
  if (!isObject(screen) || typeof screen['screen'] !== 'string') return null
  const hostedAs = typeof screen['hostedAs'] === 'string' ? screen['hostedAs'].toLowerCase() : ''
  return {
    screen: screen['screen'].toLowerCase(),
    id: recordId(screen['id']),
    hostedAs: hostedAs === 'pod' || hostedAs === 'tab' ? hostedAs : null,
  }
}

/** A positive integer from a number or a numeric text; everything else (0, empty, a literal `[cw_id]`) is no record. */
export function recordId(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(id) ? id : null
}

/** The record in the page's address (`?id=456&screen=company`); null when the address names none at all. */
export function screenFromSearch(search: string): HostScreen | null {
  const params = new URLSearchParams(search)
  const id = params.get('id')
  if (id === null) return null
  const screen = params.get('screen') ?? ''
  return {
    screen: screen === '' || screen.startsWith('[') ? 'company' : screen.toLowerCase(),
    id: recordId(id),
    hostedAs: null,
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
