/** What the screens of linking get from the API: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { CompanyId, CustomerId } from './ids'
import type { LeftOut, Linking } from './linking'
import type { LinkView, SuggestionView } from './viewsLink'

/**
 * Which rows: `unlinked` are those without a link that nobody said to have no Trend Micro products (`none`); `suggested` those
 * of them for which a free customer is suggested; `leftOut` companies that take no part. `all` is all but the last.
 */
export type LinkFilter = 'all' | 'unlinked' | 'suggested' | 'linked' | 'none' | 'leftOut'

/** GET /api/links: a page of companies. `suggested` comes best first, all else by name. */
export interface LinksView {
  rows: LinkRowView[]
  /** Rows of the filter and the search on all pages. */
  found: number
  /** Rows of each filter without the search; `bulk`: those that may be accepted many at once. */
  totals: Record<LinkFilter | 'bulk', number>
  customers: { total: number; linked: number }
  linking: Linking
  /** Goes back with a change of `linking`. */
  linkingVersion: number
  /** When the companies were read from ConnectWise. */
  readAt: Instant
}

export interface LinkRowView {
  company: { id: CompanyId; identifier: string; name: string; city: string | null; state: string | null }
  /** Why it takes no part; a link that it has stays. `deleted` also for a company that ConnectWise no longer lists. */
  leftOut: LeftOut | null
  link: LinkView | null
  noTrendMicro: { by: string; at: Instant } | null
  /** Best first, at most three; without its own customers and the rejected ones. */
  suggestions: LinkSuggestionView[]
  rejected: { customer: { id: CustomerId; name: string }; by: string; at: Instant }[]
  /** Goes back with a decision about this company. */
  version: number
}
export interface LinkSuggestionView extends SuggestionView {
  /** May be accepted together with others. */
  bulk: boolean
}

export interface LinkPair {
  companyId: CompanyId
  customerId: CustomerId
  version: number
}
/** Body of POST /api/links/accept, …/reject and …/unreject: at most 500 pairs, each company once. */
export interface LinkPairsRequest {
  pairs: LinkPair[]
}
/** Body of POST /api/links/none. `none: false` takes it back. */
export interface NoneRequest {
  companies: { companyId: CompanyId; version: number }[]
  none: boolean
}

/**
 * `linked`: as asked, or it was so already. `taken`: another company has the customer. `changed`: somebody decided something
 * about this company since it was read, or rejected the pair. `notThere`: the company takes no part any more, or the customer is gone.
 */
export type AcceptOutcome = 'linked' | 'taken' | 'changed' | 'notThere'
export interface AcceptView {
  results: {
    companyId: CompanyId
    customerId: CustomerId
    outcome: AcceptOutcome
    /** With `taken`. */
    takenBy: { id: CompanyId; name: string } | null
  }[]
}
/** Of a pair that was rejected or taken back, and of a company said to have no Trend Micro products. */
export type DecisionOutcome = 'stored' | 'changed' | 'notThere'
export interface DecisionsView {
  results: { companyId: CompanyId; customerId: CustomerId | null; outcome: DecisionOutcome }[]
}

/** Body of PUT /api/links/settings. */
export interface LinkingRequest {
  version: number
  linking: Linking
}
