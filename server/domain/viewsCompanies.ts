/** What the console's list of companies gets from the API: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { Standing } from './companyStanding'
import type { CompanyId } from './ids'
import type { LeftOut } from './linking'
import type { ConnectWiseAt } from './recordAddress'

/**
 * Which companies. `all`: those that take part in linking, and those that are linked. `off`: linked, and switched off. `own`: with
 * a schedule or limits of their own. `billed`: something was sent, or found right by a run, since the first of this month.
 */
export const companyFilters = [
  'all',
  'failed',
  'held',
  'waiting',
  'unmapped',
  'changes',
  'billed',
  'notBilled',
  'excluded',
  'unlinked',
  'none',
  'off',
  'own',
] as const
export type CompanyFilter = (typeof companyFilters)[number]

/** GET /api/companies: a page of companies, those that need a person first, then by name. */
export interface CompanyListView {
  rows: CompanyRowView[]
  /** Rows of the filter and the search on all pages. */
  found: number
  /** Rows of each filter without the search. */
  totals: Record<CompanyFilter, number>
  /** After a start results of runs are read once: until then rows of companies that were not read yet show none. */
  reading: { read: number; of: number } | null
  /** When the companies were read from ConnectWise. */
  readAt: Instant
  /** Where records open: see recordAddress. */
  connectWise: ConnectWiseAt
}

/** What needs a person most, or how it stands else. */
export type CompanyState =
  'failed' | 'held' | 'waiting' | 'unmapped' | 'changes' | 'unchanged' | 'notPlanned' | 'off' | 'unlinked' | 'none'

export interface CompanyRowView {
  company: { id: CompanyId; identifier: string; name: string; city: string | null; state: string | null }
  /** Why it takes no part; a link that it has stays. */
  leftOut: LeftOut | null
  customers: string[]
  state: CompanyState
  standing: Standing
  /** It has a schedule or limits of its own. */
  own: boolean
}
