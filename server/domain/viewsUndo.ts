/** Taking back what was sent: shapes only, as in `views`. */
import type { Day } from './calendar'
import type { ErrorCode } from './errors'
import type { CompanyId, LineKey, RunId } from './ids'

/** Body of POST /api/runs/:runId/companies/:companyId/undo: without keys all lines that can be taken back. */
export interface UndoRequest {
  keys?: LineKey[] | undefined
  reason: string
}

/** Why a line that was sent cannot be taken back. */
export type UndoRefusal =
  | { kind: 'notSent' }
  | { kind: 'undoneAlready'; runId: RunId }
  | { kind: 'invoiced'; on: Day | null }
  | { kind: 'invoiceUnknown' }
  | { kind: 'edited'; by: string | null; quantityNow: number | null }
  | { kind: 'sentSince'; runId: RunId }
  /** A later send of the line was taken back itself, by this run: the record of what stood before is that one's. */
  | { kind: 'takenBackSince'; runId: RunId }
  | { kind: 'agreementClosed' }
  | { kind: 'additionsUnread' }

/** GET /api/runs/:runId/companies/:companyId/undo: what taking back would do, line by line. Nothing is written. */
export interface UndoView {
  lines: {
    key: LineKey
    productNames: string[]
    quantityNow: number | null
    /** null when it cannot be taken back. */
    quantityBack: number | null
    refusal: UndoRefusal | null
  }[]
}

/** What came of taking back a whole run: a run a company, and what was written and stays, by line (params.key) or company. */
export interface UndoAllView {
  runs: { companyId: CompanyId; runId: RunId }[]
  refused: { companyId: CompanyId; code: ErrorCode; params: Record<string, string | number> }[]
}
