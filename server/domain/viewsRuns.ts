/** What the screens of all runs get from the API: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { CompanyId, RunId } from './ids'
import type { BillingRun, LineCounts, Occurrence, RunStatus, Trigger } from './run'
import type { Standing } from './runControl'
import type { MoneyTotal, PlanRow } from './views'

/** GET /api/runs: runs that are more than a draft, newest first. */
export interface RunsView {
  runs: RunHeadView[]
  /** Of all pages. */
  found: number
}
export interface RunHeadView {
  runId: RunId
  trigger: Trigger
  scope: BillingRun['scope']
  status: RunStatus
  standing: Standing
  createdAt: Instant
  createdBy: string
  occurrence: Occurrence | null
  companies: number
  counts: LineCounts
  problems: number
  which: BillingRun['which']
}

/** `review`: what a person should look at: all but unchanged, sent, not billed and left out. */
export type RunLineFilter =
  'review' | 'willChange' | 'held' | 'failed' | 'unmapped' | 'notBilled' | 'unchanged' | 'sent' | 'all'

/** GET /api/runs/:runId/lines: lines and unplaced products of every company, the largest difference in money first. */
export interface RunLinesView {
  rows: RunLineRow[]
  /** Rows of the filter and the search on all pages. */
  found: number
  /** Rows of each filter without the search. */
  counts: Record<RunLineFilter, number>
  /** Of what will be sent, or was, in the rows found: rises and drops apart. */
  rises: MoneyTotal[]
  drops: MoneyTotal[]
}
export interface RunLineRow {
  /** `plan` names what can still be decided of the company, as it is here; it goes along with a decision. */
  company: { id: CompanyId; name: string; plan: string }
  row: PlanRow
}
