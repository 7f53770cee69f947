/** What the screen of an existing set-up gets from the API and sends to it: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { UpstreamFailure } from './errors'
import type { ExistingLinkState } from './existingLinks'
import type { CrossReference, ManagementSolution, UnreadPart } from './existingSetup'
import type { AdditionId, AgreementId, CompanyId, CustomerId, ServicePlanKey } from './ids'
import type { ConnectWiseAt } from './recordAddress'
import type { DefaultsPreviewRow } from './viewsDefaults'
import type { AcceptView } from './viewsLinks'

/** GET /api/existing, and POST /api/existing, which starts reading and answers at once. */
export interface ExistingView {
  /** Under way; ask again for its result. `looked` of `of` companies, then agreements that rows name. */
  running: { since: Instant; by: string; phase: 'companies' | 'agreements'; looked: number; of: number } | null
  /** The reading that was started last came to nothing; null `failure`: a fault of ours, which is in the log. */
  failed: { at: Instant; failure: UpstreamFailure | null } | null
  found: ExistingFound | null
  /** Where records open: see recordAddress. */
  connectWise: ConnectWiseAt
}

export interface ExistingFound {
  readAt: Instant
  /** Companies whose Management tab was looked at. */
  asked: number
  solutions: (ManagementSolution & { companies: number; chosen: boolean })[]
  /** Of the chosen solutions; those that may be linked first. */
  links: ExistingLinkView[]
  /** Of all integrations, those of Trend Micro first. */
  crossReferences: (CrossReference & { integration: string; isTrend: boolean })[]
  /** The newest first. */
  stillWrites: StillWritesView[]
  unread: UnreadPart[]
}

export interface ExistingLinkView {
  company: { id: CompanyId; identifier: string; name: string; city: string | null }
  /** The vendor's words for the customer. */
  customerKey: string
  agreement: { id: AgreementId; name: string; typeName: string } | null
  customer: { id: CustomerId; name: string; city: string | null } | null
  state: Exclude<ExistingLinkState, { kind: 'taken' }> | { kind: 'taken'; by: { id: CompanyId; name: string } }
  /** Goes back with a decision about this company. */
  version: number
}

export interface StillWritesView {
  company: { id: CompanyId; name: string }
  at: Instant
  by: string | null
  /** The company's Management tab was renewed. */
  row: boolean
  additions: {
    id: AdditionId
    name: string
    agreement: { id: AgreementId; name: string }
    at: Instant
    by: string | null
  }[]
}

/** Body of POST /api/existing/links: at most 500. Answered with what became of each, in that order. */
export interface ExistingLinksRequest {
  pairs: { companyId: CompanyId; customerId: CustomerId; version: number }[]
}
export type ExistingLinksView = AcceptView

/** Body of POST /api/existing/items: cross references become product defaults; of a product that has one nothing is changed. */
export interface ExistingItemsRequest {
  /** Of GET /api/defaults. */
  version: number
  items: { plan: ServicePlanKey; crossReferenceId: number }[]
}

/** GET /api/existing/assignments: what filling in the product defaults does at companies with an existing set-up. */
export interface ExistingAssignmentsView {
  /** Goes back with POST /api/defaults/apply. */
  version: number
  companies: ExistingCompanyView[]
}
export interface ExistingCompanyView {
  company: { id: CompanyId; name: string }
  version: number
  /** Something would be assigned. */
  changes: boolean
  /** Each of its new products has one agreement and one addition. */
  certain: boolean
  products: ExistingProductView[]
}
export interface ExistingProductView {
  plan: ServicePlanKey
  productName: string
  planName: string
  outcome: DefaultsPreviewRow['outcome']
  why: DefaultsPreviewRow['why']
  item: string
  /** Where it would be billed: by *Default* or the type that the product default prefers. */
  agreement: { id: AgreementId; name: string; typeName: string } | null
  byDefault: boolean
  /** Several agreements could be meant by *Default*: none is taken. */
  severalAgreements: boolean
  /** Additions of the item that bill on that agreement now; null: they were not read. */
  additions: { id: AdditionId; quantity: number; updatedBy: string | null }[] | null
}
