/** What was sent of one company: shapes only, as in `views`. */
import type { Day, Instant } from './calendar'
import type { LineKey, RunId } from './ids'
import type { FailureCause, Trigger } from './run'

export interface HistoryEntryView {
  at: Instant
  runId: RunId
  trigger: Trigger
  productNames: string[]
  agreementName: string
  quantityBefore: number | null
  quantity: number | null
  result: 'sent' | 'unchanged' | 'failed' | 'unknown' | 'stale' | 'skipped'
  cause: FailureCause | null
  by: string
  releaseReason: string | null
  nextInvoiceOn: Day | null
  requestId: string | null
  key: LineKey
  /** May be asked to be taken back; whether it can is told then. */
  undoable: boolean
  /** The run that took it back. */
  undoneBy: RunId | null
  /** The run whose write this takes back. */
  undoes: RunId | null
}
