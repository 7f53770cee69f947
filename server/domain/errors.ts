import type { Instant } from './calendar'

/** Expected trouble. The code gives the HTTP status here and the text on the screen in `client/messages`; nobody matches on text. */
export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  consoleCode: 401,
  forbidden: 403,
  notFound: 404,
  companyNotFound: 404,
  companyForbidden: 403,
  conflict: 409,
  customerTaken: 409,
  stillBilled: 409,
  notLinked: 409,
  agreementUnusable: 409,
  planReplaced: 409,
  planNotOpen: 409,
  lineNotSendable: 409,
  seatsUnaccounted: 409,
  undoRefused: 409,
  sendInProgress: 409,
  tooManyAttempts: 429,
  tooLarge: 413,
  importType: 415,
  importUnreadable: 400,
  importTooMany: 413,
  importNoTable: 400,
  importNoCustomers: 400,
  importProblems: 400,
  importChanged: 409,
  importReplaces: 409,
  notConfigured: 409,
  upstream: 502,
  internal: 500,
} as const
export type ErrorCode = keyof typeof errorStatus

/** A field that was refused: `path` as in the request body, `code` a message key under `field.*`. */
export interface FieldIssue {
  path: string
  code: string
  params?: Record<string, string | number>
}

/** An expected refusal or failure, with what a screen needs to say it in the member's language. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly params: Record<string, string | number>
  readonly issues: FieldIssue[]
  constructor(
    code: ErrorCode,
    options: { params?: Record<string, string | number>; issues?: FieldIssue[]; detail?: string; cause?: unknown } = {},
  ) {
    super(options.detail ?? code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.params = options.params ?? {}
    this.issues = options.issues ?? []
  }
}

/**
 * What kind of trouble an outside system made. `refused` is a 400 or 409 with a text; `unreachable` no connection or no name;
 * `tls` a certificate that is not trusted; `timeout` no answer in time; `malformed` an answer that cannot be read;
 * `incomplete` fewer rows than announced; `notApplied` a "done" whose returned record shows no change.
 */
export type FailureKind =
  | 'unauthorised'
  | 'forbidden'
  | 'notFound'
  | 'refused'
  | 'tooMany'
  | 'unavailable'
  | 'timeout'
  | 'unreachable'
  | 'tls'
  | 'malformed'
  | 'incomplete'
  | 'notApplied'
  | 'clockOff'

/** Trouble that may be over when asked again later; all other kinds need somebody to put something right. */
export const mayPass = ({ kind }: { kind: FailureKind }): boolean =>
  ['tooMany', 'unavailable', 'timeout', 'unreachable', 'malformed', 'incomplete'].includes(kind)

/** One failed request, as it is stored and shown. Never holds a secret, a header or a whole body. */
export interface UpstreamFailure {
  system: 'connectwise' | 'trendmicro'
  kind: FailureKind
  /** `GET /finance/agreements`: method and route, ids left out. */
  route: string
  status: number | null
  /** x-cw-request-id of ConnectWise, x-traceid of ours at Trend Micro. */
  requestId: string | null
  /** The system's own words, at most 500 characters. */
  text: string | null
  attempts: number
  at: Instant
}

/** Thrown by the ports' reads when an outside system did not give a usable answer. */
export class UpstreamError extends Error {
  readonly failure: UpstreamFailure
  constructor(failure: UpstreamFailure, options?: { cause: unknown }) {
    super(`${failure.system} ${failure.kind} (${failure.status ?? 'no answer'}) at ${failure.route}`, options)
    this.name = 'UpstreamError'
    this.failure = failure
  }
}
