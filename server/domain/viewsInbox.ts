/** What the screen of failures gets from the API: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { ErrorCode, UpstreamFailure } from './errors'
import type { CompanyId, LineKey, RunId } from './ids'
import type { InboxFixer, InboxWhat } from './inboxCauses'
import type { ConnectWiseAt } from './recordAddress'
import type { MoneyTotal, PlanRow } from './views'

/** GET /api/inbox: what is not billed of the runs since `since`, by its cause. */
export interface InboxView {
  /** The cause that moves most money first. */
  causes: InboxCause[]
  lines: number
  companies: number
  /** Parts of runs that were read so far: until all are (null), there may be more than what is here. */
  reading: { read: number; of: number } | null
  since: Instant
  /** Where records open: see recordAddress. */
  connectWise: ConnectWiseAt
}
export interface InboxCause {
  key: string
  what: InboxWhat
  fixedBy: InboxFixer
  since: Instant
  /** What its lines would have changed by the month. */
  money: MoneyTotal[]
  /** The first of them. */
  items: InboxItem[]
  found: number
}
export interface InboxItem {
  runId: RunId
  /** null: the company could not be read at all. */
  key: LineKey | null
  company: { id: CompanyId; name: string }
  row: PlanRow | null
  failure: UpstreamFailure | null
  at: Instant
  /** `sending`: a newer send of it is on its way. `asked`: it is asked by itself whether it was done. */
  state: 'open' | 'sending' | 'asked' | 'undo'
}

/** GET /api/inbox/count: for the navigation. */
export interface InboxCountView {
  /** Causes of what is not billed; null: not known yet. */
  causes: number | null
}

/** POST /api/inbox/retry: at most 200. */
export interface InboxRetryRequest {
  lines: { runId: RunId; companyId: CompanyId; key: LineKey | null }[]
}
export interface InboxRetryView {
  results: InboxRetryResult[]
}
export interface InboxRetryResult {
  runId: RunId
  companyId: CompanyId
  key: LineKey | null
  outcome: RetryOutcome
}
export type RetryOutcome =
  /** Planned anew with the same numbers, and let go by who asked. */
  | { kind: 'sending'; runId: RunId }
  /** Nothing was sent, for the new plan says otherwise. */
  | { kind: 'differs' | 'held' | 'blocked'; row: PlanRow }
  /** ConnectWise holds the right number. */
  | { kind: 'unchanged' }
  /** The new plan has no such line. */
  | { kind: 'gone' }
  /** It was open no more when its turn came. */
  | { kind: 'closed' }
  /** The company can be read again; so many of its lines wait in its pod. */
  | { kind: 'readable'; lines: number }
  | { kind: 'notSent'; code: ErrorCode | 'asked' | 'undo'; failure: UpstreamFailure | null }
