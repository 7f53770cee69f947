/** Why there is no answer: the error codes of undici, Node's sockets and TLS, as kinds of failure. */
import type { FailureKind } from '../../domain/errors'

export interface Fault {
  kind: Extract<FailureKind, 'unreachable' | 'tls' | 'timeout' | 'malformed'>
  /** The request certainly never left this machine, so that a write cannot have taken effect. */
  neverSent: boolean
  /** Our own words and an error code; nothing of the request. */
  text: string
}

/** Trouble before a connection stood. */
const beforeConnection = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
])
/** Certificates that are refused before anything is sent. */
const certificate =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)|ERR_TLS_CERT|HOSTNAME_MISMATCH)/
const tls = /^(ERR_TLS|ERR_SSL|EPROTO$)/
const timeouts = new Set(['ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** Classifies whatever a fetch threw. `timedOut`: our own time was over. */
export function faultOf(error: unknown, timedOut: boolean): Fault {
  if (timedOut) return { kind: 'timeout', neverSent: false, text: 'No answer in time.' }
  const codes = codesOf(error)
  const code = codes[0] ?? null
  const neverSent = codes.length > 0 && codes.every((each) => beforeConnection.has(each) || certificate.test(each))
  const text = `${neverSent ? 'No connection' : 'The connection broke'}: ${code ?? 'unknown cause'}.`
  if (code !== null && (certificate.test(code) || tls.test(code))) {
    return { kind: 'tls', neverSent, text: `No trusted connection: ${code}.` }
  }
  if (code !== null && timeouts.has(code)) return { kind: 'timeout', neverSent, text: `No answer in time: ${code}.` }
  return { kind: 'unreachable', neverSent, text }
}

/** Error codes along the chain of causes; of several tried addresses (AggregateError) the codes of all. */
function codesOf(error: unknown, depth = 0): string[] {
  if (depth > 5 || !(error instanceof Error)) return []
  if (error instanceof AggregateError) return error.errors.flatMap((each: unknown) => codesOf(each, depth + 1))
  const deeper = codesOf(error.cause, depth + 1)
  if (deeper.length > 0) return deeper
  if ('code' in error && typeof error.code === 'string') return [error.code.slice(0, 60)]
  const inMessage = /\bE[A-Z]{4,}\b/.exec(error.message)?.[0]
  return inMessage === undefined ? [] : [inMessage]
}
