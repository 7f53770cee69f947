/** Deciding about the lines of a run of all, across companies: shapes only, as in `views`. */
import type { ErrorCode } from './errors'
import type { CompanyId, LineKey } from './ids'
import type { LineMoney } from './run'

/** GET /api/runs/:runId/selection: every line of a filter and search that a person may let go now, on all pages. */
export interface RunSelectionView {
  companies: SelectedCompany[]
  /** Lines beyond the most that are selected at once. */
  more: number
}
export interface SelectedCompany {
  companyId: CompanyId
  /** Names the plan that was seen; sent along with the decision. */
  plan: string
  lines: SelectedLine[]
}
export interface SelectedLine {
  key: LineKey
  /** It needs a reason. */
  held: boolean
  money: LineMoney | null
}

/** Body of POST /api/runs/:runId/decisions: at most 200 companies; lines that are not named wait on. */
export interface RunDecisionsRequest {
  companies: CompanyDecision[]
}
export interface CompanyDecision {
  companyId: CompanyId
  plan: string
  lines: { key: LineKey; reason?: string | undefined }[]
  skips: { key: LineKey; reason: string }[]
}

/** What became of the decisions: a company whose plan is another one by now is refused as a whole, and the others go. */
export interface RunDecisionsView {
  approved: number
  leftOut: number
  refused: { companyId: CompanyId; companyName: string; code: ErrorCode; params: Record<string, string | number> }[]
}
