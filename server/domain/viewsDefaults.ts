/** What the screen of product defaults gets from the API: shapes only, as in `views`. */
import type { Instant, Month } from './calendar'
import type { CompanyId, CatalogItemId, AgreementTypeId, ServicePlanKey } from './ids'
import type { DefaultOutcome, ProductDefault, UnresolvedReason } from './productDefaults'
import type { AgreementType } from './psa'
import type { QuantityRule } from './settings'

/** GET /api/defaults. */
export interface DefaultsView {
  /** One a service plan: those without a default first, then by name. */
  products: ProductView[]
  /** Types of agreements that companies have, by name. */
  agreementTypes: AgreementType[]
  /** Customers at Trend Micro that no company is linked to. */
  unlinkedCustomers: number
  /** Subscriptions could not all be read: there may be more products. */
  incomplete: boolean
  tenantRule: QuantityRule
  tenantCreatesWhenMissing: boolean
  readAt: Instant
  /** Goes back with a change. */
  version: number
}
export interface ProductView {
  plan: ServicePlanKey
  productName: string
  planName: string
  default: Omit<ProductDefault, 'plan' | 'productName' | 'planName'> | null
  /** Linked companies that have the product. */
  companies: number
  /** Of them those without an assignment, those whose assignment came from the default, and those chosen by hand. */
  unmapped: number
  fromDefault: number
  exceptions: number
}

/** Body of PUT /api/defaults: only the named products change; `null` takes a default away, and no assignment with it. */
export interface DefaultsRequest {
  version: number
  defaults: { plan: ServicePlanKey; default: DefaultRequest | null }[]
}
export interface DefaultRequest {
  catalogItemId: CatalogItemId
  rule: QuantityRule | null
  createWhenMissing: boolean | null
  agreementTypeId: AgreementTypeId | null
}

/** GET /api/defaults/preview: what applying the defaults would do, company by company. Nothing is stored. */
export interface DefaultsPreviewView {
  rows: DefaultsPreviewRow[]
  /** Rows of the filter on all pages. */
  found: number
  totals: Record<DefaultOutcome['kind'], number>
  /** Companies in which something would be changed, with what goes back to apply it. */
  companies: { companyId: CompanyId; version: number }[]
  /** Of the defaults that the rows come from; goes back to apply them. */
  version: number
}
export interface DefaultsPreviewRow {
  companyId: CompanyId
  companyName: string
  plan: ServicePlanKey
  productName: string
  planName: string
  outcome: DefaultOutcome['kind']
  /** Of `unresolved`. */
  why: UnresolvedReason | null
  /** Where it would go; null for *Default* and where nothing changes. */
  agreementName: string | null
  catalogItemIdentifier: string
}

/** Body of POST /api/defaults/apply: at most 500 companies, as the preview gave them. */
export interface ApplyDefaultsRequest {
  /** As the preview gave it. */
  version: number
  companies: { companyId: CompanyId; version: number }[]
}
/** `changed`: somebody decided something about the company since; nothing is stored for it. `same`: there is nothing to do. */
export type ApplyOutcome = 'applied' | 'same' | 'changed' | 'notThere'
export interface ApplyDefaultsView {
  results: { companyId: CompanyId; outcome: ApplyOutcome; products: number }[]
}

/** POST /api/defaults/months: what the last six months would have billed with another rule, from stored inputs. */
export interface DefaultMonthsView {
  /** Newest first; a month in which nothing of the product was billed has no companies. */
  months: DefaultMonthView[]
  /** Only so many companies were computed. */
  companiesLeftOut: number
}
export interface DefaultMonthView {
  month: Month
  companies: number
  /** Sum of what was billed on the lines that the product is on, and of what it would have been. */
  quantity: number
  quantityWithRule: number
  /** A billing cycle's difference in money, by currency; null where it is not known. */
  money: { currency: string | null; difference: number }[]
  /** Lines that could not have been billed with the rule: the reading that it needs was missing. */
  unread: number
  /** Lines whose difference in money is not known. */
  unpriced: number
}
