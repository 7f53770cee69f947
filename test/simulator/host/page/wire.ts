/** The bytes of the hosted protocol: what a pod may say, and how it is read (facts/hosted-api.md §2). */
export type PodMessage =
  | { kind: 'ready' }
  | { kind: 'request'; request: string; args: Readonly<Record<string, unknown>>; frameId: string | null }
  | {
      kind: 'acknowledgement'
      event: string
      eventId: string | null
      result: string
      errors: string[]
      frameId: string | null
    }
  /** ConnectWise is silent about all of these; the reason is only for the log. */
  | { kind: 'ignored'; reason: string }

/** Reads what came from a frame. `tolerant`: objects count as well as strings. */
export function readPodMessage(data: unknown, tolerant: boolean): PodMessage {
  const value = typeof data === 'string' ? parse(data) : tolerant ? data : undefined
  if (!isRecord(value)) {
    return { kind: 'ignored', reason: typeof data === 'string' ? 'not a JSON object' : 'an object instead of a string' }
  }
  if (value['message'] === 'ready') return { kind: 'ready' }
  const frameId = text(value['frameID'])
  if (typeof value['hosted_request'] === 'string') {
    const args = isRecord(value['args']) ? value['args'] : {}
    return { kind: 'request', request: value['hosted_request'], args, frameId }
  }
  if (typeof value['request'] === 'string') return { kind: 'ignored', reason: '"request" instead of "hosted_request"' }
  if (typeof value['result'] !== 'string')
    return { kind: 'ignored', reason: 'neither ready, request nor acknowledgement' }
  if (typeof value['event'] !== 'string') return { kind: 'ignored', reason: 'acknowledgement without event' }
  const errors = Array.isArray(value['errors']) ? value['errors'].filter((error) => typeof error === 'string') : []
  const eventId = text(value['_id'])
  return { kind: 'acknowledgement', event: value['event'], eventId, result: value['result'], errors, frameId }
}

/** Whether a message may be looked at: it came from this frame's own window and from the origin of its set-up row. */
export function isFromFrame(message: { origin: string; isOwnWindow: boolean }, rowOrigin: string): boolean {
  const trimmed = rowOrigin.trim()
  if (!message.isOwnWindow) return false
  return trimmed === '*' || message.origin === originOf(trimmed)
}

/** What `[cw_id]` and `[cw_screen]` of a set-up address become; a `null` id stays unreplaced. */
export function fillTokens(url: string, tokens: { id: string | null; screen: string }): string {
  const withScreen = url.trim().replaceAll('[cw_screen]', encodeURIComponent(tokens.screen))
  return tokens.id === null ? withScreen : withScreen.replaceAll('[cw_id]', encodeURIComponent(tokens.id))
}

const secretFields = new Set(['memberhash', 'ssoaccesstoken', 'ssoidtoken'])

/** The message as it may be shown: what lets somebody in is covered, its length is kept. */
export function mask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mask)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) =>
      secretFields.has(field.toLowerCase()) && typeof inner === 'string'
        ? [field, `••• (${inner.length} characters)`]
        : [field, mask(inner)],
    ),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of a JSON text, or undefined when it is none. */
export function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function originOf(address: string): string | null {
  try {
    return new URL(address).origin
  } catch {
    return null
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
