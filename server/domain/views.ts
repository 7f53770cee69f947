/**
 * What the screens get from the API: shapes only, JSON as it goes over the wire. No keys, no hashes, no foreign records.
 * Money in major units of the named currency; days and instants as ISO text; seats and quantities are whole units.
 * Here: refusals, and the plan of a company, which most of the screens show. All else is in the `views…` of its resource.
 */
import type { Day, Instant, Month } from './calendar'
import type { ErrorCode, FieldIssue, UpstreamFailure } from './errors'
import type { AdditionId, AgreementId, CatalogItemId, LineKey, RunId, ServicePlanKey } from './ids'
import type {
  Change,
  FailureCause,
  Hold,
  LineMoney,
  LineNote,
  LineStatus,
  RunStatus,
  SeatAccount,
  Unplaced,
} from './run'
import type { QuantityRule } from './settings'
import type { SeatReading, UsageGap, UsageSource } from './trend'

/** RFC 9457 body of every refusal. `code` and `params` make the text in the member's language; `detail` is English for support. */
export interface ProblemView {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  requestId: string
  params: Record<string, string | number>
  issues: FieldIssue[]
  failure: UpstreamFailure | null
  /** Present with 429: seconds to wait. */
  retryAfterSeconds: number | null
}

/** What kind of row it is decides its place and its word (design/README.md, "Words for each state"). */
export type RowState =
  | 'failed'
  | 'held'
  | 'willChange'
  | 'unmapped'
  | 'unchanged'
  | 'notBilled'
  | 'waiting'
  | 'sending'
  | 'sent'
  | 'unknown'
  | 'skipped'

/** Why a row has its state: one of the domain's reasons, or none. The client makes the words. */
export type RowReason =
  | { kind: 'holds'; holds: Hold[] }
  | { kind: 'blocked'; reason: Extract<Change, { kind: 'blocked' }>['reason'] }
  | { kind: 'unplaced'; why: Unplaced['why'] }
  | { kind: 'cause'; cause: FailureCause }
  | { kind: 'settling' }
  | { kind: 'alreadyRight' }
  | { kind: 'released'; by: string; reason: string }
  /** A person left the line out of this run. */
  | { kind: 'skipped'; by: string; reason: string }
  /** The line takes back what an earlier run wrote. */
  | { kind: 'undoes'; by: string; reason: string }
  | null

export interface RowSource {
  plan: ServicePlanKey
  customerName: string
  productName: string
  planName: string
  unit: string | null
  provisioned: SeatReading
  used: SeatReading
  counted: number | null
}

/** One row of the pod's table: a line of the plan, or a product that is part of none. Rows come in the order of the screen. */
export interface PlanRow {
  /** null for a product that is in no line. */
  key: LineKey | null
  sources: RowSource[]
  agreement: { id: AgreementId; name: string; typeName: string; byDefault: boolean } | null
  catalogItem: { id: CatalogItemId; identifier: string } | null
  /** The addition that the line writes to; null when there is none yet or none was found. */
  additionId: AdditionId | null
  /** First billed day of an addition that is to be made or that takes another's place; null: from the next invoice on. */
  startsOn: Day | null
  /** With `replace`: the last billed day of the addition that ends. */
  endsOn: Day | null
  rule: QuantityRule | null
  /** null = not known or none. */
  quantityBefore: number | null
  quantity: number | null
  /** Units that the base price covers, as ConnectWise has them; shown, never written. */
  included: number | null
  change: Change['kind'] | null
  money: LineMoney | null
  nextInvoiceOn: Day | null
  state: RowState
  lineStatus: LineStatus | null
  reason: RowReason
  /** May be ticked: `yes`; `withReason` = held, a reason is required; `no`. */
  sendable: 'yes' | 'withReason' | 'no'
  /** An active agreement of the same type that could be used instead. */
  otherAgreement: { id: AgreementId; name: string } | null
  /** When a line went out. */
  sentAt: Instant | null
  warnings: ('usedAboveProvisioned' | 'proratedAddition' | 'otherSync' | 'notBillable')[]
  notes: LineNote[]
  /** Additions that a person may choose between, when several could be meant. */
  candidates: AdditionCandidate[]
}

/** An addition as it is offered for adoption. */
export interface AdditionCandidate {
  id: AdditionId
  description: string | null
  quantity: number
  unitPrice: number | null
  startsOn: Day | null
}

/** Totals of one currency by the month; only what will be sent is in it. */
export interface MoneyTotal {
  currency: string | null
  difference: number
  lines: number
  /** Lines whose cycle is not known by months: their difference is that of one invoice. */
  notMonthly: number
}

/** A stored plan of one company, or its run. */
export interface PlanView {
  runId: RunId
  status: RunStatus
  plannedAt: Instant
  seatsReadAt: Instant
  sources: UsageSource[]
  which: { kind: 'current' } | { kind: 'closedMonth'; month: Month }
  rows: PlanRow[]
  totals: MoneyTotal[]
  account: SeatAccount
  gaps: UsageGap[]
  /** Agreements whose additions could not be read. */
  unreadAgreements: { id: AgreementId; name: string }[]
  /** Old set-up rows show that Remote Manager may still write to this company's additions. */
  otherSync: boolean
}

/**
 * Body of POST /api/runs/:runId/companies/:companyId/send. Lines not named are skipped; `reason` is required for a held line.
 * `skips`: left out of this run on purpose, with a reason that is kept; without lines nothing is sent.
 */
export interface SendRequest {
  lines: { key: LineKey; reason?: string | undefined }[]
  skips?: { key: LineKey; reason: string }[] | undefined
}
