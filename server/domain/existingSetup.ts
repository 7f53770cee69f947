/**
 * What an MSP has in ConnectWise from the vendor's own integration (facts/connectwise-rest.md §11): management solutions, rows on
 * companies' Management tabs, and cross references of managed devices. Only ever read; what it means here a person decides.
 */
import type { Instant } from './calendar'
import type { FailureKind } from './errors'
import type { AdditionId, AgreementId, AgreementTypeId, CatalogItemId, CompanyId } from './ids'
import type { Addition, Agreement, Company } from './psa'

/** An entry of the set-up table Management IT. */
export interface ManagementSolution {
  id: number
  name: string
  /** Its name says Trend Micro; other vendors have theirs in the same tables. */
  isTrend: boolean
}

/** A row of a company's Management tab: company ↔ the vendor's customer ↔ agreement. */
export interface ManagementRow {
  id: number
  companyId: CompanyId
  solutionId: number
  /** The vendor's own key of the customer, in whatever words the vendor wrote. */
  customerKey: string
  agreementId: AgreementId | null
  updatedAt: Instant | null
  updatedBy: string | null
}

/** An entry of the set-up table Managed Devices Integration. */
export interface ManagedDevicesIntegration {
  id: number
  name: string
  isTrend: boolean
  /** By whom its program signs in. */
  login: string | null
}

/** The vendor's words for a product → agreement type and catalog item. The words are the tenant's; none is known beforehand. */
export interface CrossReference {
  id: number
  integrationId: number
  vendorType: string
  vendorLevel: string
  agreementType: { id: AgreementTypeId; name: string } | null
  item: { id: CatalogItemId; identifier: string } | null
  inactive: boolean
}

/** What could not be read, and so may be missing from what is shown. */
export interface UnreadPart {
  what: 'solutions' | 'rows' | 'integrations' | 'crossReferences' | 'additions' | 'trail'
  why: FailureKind
  /** Of how many companies, integrations or agreements; 1 for a whole table. */
  count: number
}

/** Who changed an addition last that is not as we left it; `program: null` where the audit trail could not be asked. */
export interface ForeignWrite {
  additionId: AdditionId
  by: string | null
  at: Instant | null
  program: boolean | null
}

/** All that was found at one time. */
export interface ExistingSetup {
  readAt: Instant
  solutions: ManagementSolution[]
  rows: ManagementRow[]
  integrations: ManagedDevicesIntegration[]
  crossReferences: CrossReference[]
  companies: readonly Company[]
  /** Of companies with a row. */
  agreements: Agreement[]
  /** Of the agreements that rows name, or that *Default* may mean. */
  additions: { agreementId: AgreementId; list: Addition[] }[]
  foreignWrites: ForeignWrite[]
  unread: UnreadPart[]
}
