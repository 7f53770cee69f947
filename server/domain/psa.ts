/** What ConnectWise says, in our words. Foreign names stop at the adapter (architecture §6.12). */
import type { Day, Instant } from './calendar'
import type { AdditionId, AgreementId, AgreementTypeId, CatalogItemId, CompanyId } from './ids'

export interface Company {
  id: CompanyId
  /** The "Company ID" that people type, e.g. `FairhavenDental`. */
  identifier: string
  name: string
  city: string | null
  state: string | null
  /** Host of the company's web site, lower case, without `www.`. */
  webDomain: string | null
  statusName: string | null
  typeNames: string[]
  deleted: boolean
}

export interface AgreementType {
  id: AgreementTypeId
  name: string
}

/** `BillingCycle.billingOptions` (facts/connectwise-rest.md §8); `Unknown` for a word that is newer than this code. */
export type BillingOption =
  'BiMonthly' | 'BiWeekly' | 'Monthly' | 'NotRecurring' | 'Quarterly' | 'SemiAnnual' | 'Weekly' | 'Yearly' | 'Unknown'

export interface Agreement {
  id: AgreementId
  companyId: CompanyId
  name: string
  type: AgreementType
  parentId: AgreementId | null
  startsOn: Day | null
  endsOn: Day | null
  noEndingDate: boolean
  cancelled: boolean
  cancelledOn: Day | null
  /** ConnectWise's own word, for the cross-check; ours is computed from the dates. */
  reportedStatus: string | null
  billingCycle: { name: string; option: BillingOption } | null
  oneTime: boolean
  billStartsOn: Day | null
  /** Parsed from a text without declared format; null when blank or unreadable (the raw text stays beside it). */
  nextInvoiceOn: Day | null
  nextInvoiceRaw: string | null
  prorates: boolean
  /** ISO 4217, or null where ConnectWise gives none. */
  currency: string | null
  updatedAt: Instant | null
}

/** Why an agreement cannot be billed into. */
export type UnusableReason =
  | { kind: 'notStarted'; on: Day }
  | { kind: 'ended'; on: Day }
  | { kind: 'cancelled'; on: Day | null }
  | { kind: 'otherCompany' }
  | { kind: 'gone' }

/** What a person should know about a usable agreement. */
export type AgreementWarning =
  | { kind: 'endsSoon'; on: Day }
  | { kind: 'notRecurring' }
  | { kind: 'notMonthly'; cycle: string }
  | { kind: 'child'; parent: AgreementId }
  | { kind: 'statusDiffers'; reported: string }

export interface Addition {
  id: AdditionId
  agreementId: AgreementId
  catalogItemId: CatalogItemId
  catalogItemIdentifier: string | null
  description: string | null
  /** Total units; billed = quantity − included. */
  quantity: number
  included: number
  /** In the agreement's currency, major units; null when not given. */
  unitPrice: number | null
  billable: 'Billable' | 'DoNotBill' | 'NoCharge' | 'Unknown'
  startsOn: Day | null
  /** Last billed day (facts/connectwise-rest.md §7.3). */
  cancelledOn: Day | null
  serialNumber: string | null
  prorated: boolean
  /** `_info.lastUpdated` as it came: the only version hint there is; compared as text. */
  revision: string | null
  updatedBy: string | null
}

export interface CatalogItem {
  id: CatalogItemId
  identifier: string
  description: string
  productClass: string
  inactive: boolean
  price: number | null
}

/** Where *Default* may point, read from the old Management IT set-up (facts/connectwise-rest.md §11). */
export interface DefaultSource {
  /** Agreement named in a management summary row of the company. */
  summaryAgreementId: AgreementId | null
  /** Cross references: agreement type and catalog item per vendor type and level. */
  crossReferences: {
    vendorType: string
    vendorLevel: string
    agreementTypeId: AgreementTypeId | null
    catalogItemId: CatalogItemId | null
  }[]
}

/** The newest change of an addition that was not ours, as the audit trail tells it. */
export interface AdditionEdit {
  additionId: AdditionId
  by: string | null
  at: Instant | null
  /** Where it came from, in ConnectWise's own word; `API` is another program. */
  source: string | null
}

/** All that a plan needs of one company in ConnectWise, read at one time. */
export interface BillingState {
  readAt: Instant
  /** When the list of agreements was read; a run of many reads it once for all of them. */
  agreementsReadAt: Instant
  company: Company
  agreements: Agreement[]
  additions: { agreementId: AgreementId; readAt: Instant; list: Addition[] }[]
  catalogItems: CatalogItem[]
  defaults: DefaultSource
  /** Agreements whose additions could not be read; their lines are held. */
  unreadAgreements: AgreementId[]
  /** Who changed what we wrote; only additions that are not as we left them are asked about. */
  edits: AdditionEdit[]
}
