/** What the services ask of ConnectWise. Reads throw UpstreamError; writes never throw but say what is known of them. */
import type { Day, Instant } from '../../domain/calendar'
import type { UpstreamFailure } from '../../domain/errors'
import type { AdditionId, AgreementId, CatalogItemId, CompanyId } from '../../domain/ids'
import type { Addition, Agreement, AgreementType, CatalogItem, Company, DefaultSource } from '../../domain/psa'

/** Proof of who looks at the pod: what getMemberAuthentication handed over (facts/hosted-api.md §3.3). Kept in memory only. */
export interface MemberProof {
  memberId: string
  memberHash: string
  memberContext: string
}

export interface VerifiedMember {
  identifier: string
  fullName: string | null
  licenceClass: string | null
}

/** `None`, `My` or `All`; any other word is `unknown` and treated as "cannot tell". */
export type RightLevel = 'None' | 'My' | 'All' | 'unknown'
export interface SecurityRight {
  module: string
  /** Function identifier and its shown name; ConnectWise moves rights between releases, so both are compared. */
  functionId: string
  functionName: string
  add: RightLevel
  edit: RightLevel
  remove: RightLevel
  inquire: RightLevel
}

export interface SiteFacts {
  /** `api-current-version` or Info.version. */
  version: string | null
  /** Where calls with keys go, and under which codebase, as companyinfo says. */
  apiOrigin: string
  codebase: string
  timeZone: string | null
  isCloud: boolean | null
}

/** Result of a write. `unheard`: nobody knows whether it took effect; only reading back may settle it. */
export type WriteResult =
  | { kind: 'done'; addition: Addition; requestId: string | null }
  | { kind: 'refused'; failure: UpstreamFailure }
  | { kind: 'unheard'; failure: UpstreamFailure }

export interface NewAddition {
  catalogItemId: CatalogItemId
  quantity: number
  startsOn: Day
  /** Our marker, at most 50 characters; put into serialNumber (facts/connectwise-rest.md §7.5). */
  marker: string
}

/** An addition that takes another's place: the MSP's edits are copied from that one, quantity, first day and marker are ours. */
export interface AdditionCopy {
  /** What the copied one has to be of; moved to another item since, it is not copied. */
  catalogItemId: CatalogItemId
  quantity: number
  startsOn: Day
  marker: string
}

export interface AuditEntry {
  at: Instant | null
  by: string | null
  text: string
  /** `API` for another program, other words for people; null where it is not said. */
  source: string | null
}

/** The newest invoice of an agreement; `unknown` where it may not be read. */
export type LastInvoice = { kind: 'read'; on: Day | null } | { kind: 'unknown' }

export interface ConnectWise {
  /** Companyinfo, credentials, version and time zone: the connection test. */
  readSite(): Promise<SiteFacts>
  /** Rights of the API member, for the permission check list. */
  readOwnRights(): Promise<SecurityRight[]>
  /** Checks the proof at the stored host; null when ConnectWise refuses it. Throws UpstreamError when it cannot be checked. */
  verifyMember(proof: MemberProof): Promise<VerifiedMember | null>
  /** Rights of the member who gave the proof. */
  readMemberRights(proof: MemberProof): Promise<SecurityRight[]>
  /** Reads the company as that member: `forbidden` and `notFound` are answers, not failures. */
  companyAsMember(proof: MemberProof, id: CompanyId): Promise<'visible' | 'forbidden' | 'notFound'>

  readCompany(id: CompanyId): Promise<Company | null>
  /** All companies that are not deleted, by forward-only pages. */
  readCompanies(): Promise<Company[]>
  readAgreementTypes(): Promise<AgreementType[]>
  /** Agreements on the company's own Agreements tab, ended and cancelled ones included; `certain` as for additions. */
  readAgreements(company: CompanyId, options?: { certain?: boolean }): Promise<Agreement[]>
  /** All agreements of the site by forward-only pages: fewer calls than one list a company when many are planned. */
  readAllAgreements(): Promise<Agreement[]>
  readAgreement(id: AgreementId): Promise<Agreement | null>
  /** `certain`: compared with the list's count as well, for a decision that a row left out would make wrong. */
  readAdditions(agreement: AgreementId, options?: { certain?: boolean }): Promise<Addition[]>
  readAddition(agreement: AgreementId, addition: AdditionId): Promise<Addition | null>
  readCatalogItems(ids: readonly CatalogItemId[]): Promise<CatalogItem[]>
  /** Catalog items whose identifier or description contains the text, at most `limit`; matched in memory over cached pages. */
  searchCatalog(text: string, limit: number): Promise<CatalogItem[]>
  readDefaultSource(company: CompanyId): Promise<DefaultSource>
  /** Newest first. Throws `forbidden` where the role does not allow it. */
  readAuditTrail(addition: AdditionId): Promise<AuditEntry[]>
  readLastInvoice(agreement: AgreementId, company: CompanyId): Promise<LastInvoice>

  /** PATCH quantity with an absolute number; compares the returned record with the intent. Never retried. */
  setQuantity(agreement: AgreementId, addition: AdditionId, quantity: number): Promise<WriteResult>
  /** POST; never retried. */
  createAddition(agreement: AgreementId, addition: NewAddition): Promise<WriteResult>
  /**
   * Reads the whole record and POSTs a copy that begins later; never retried. Quantity, first day and marker are as given.
   * `refused` without a request when the record is of another item, or ends before the copy would begin.
   */
  copyAddition(agreement: AgreementId, addition: AdditionId, copy: AdditionCopy): Promise<WriteResult>
  /** PATCHes the last billed day; compares the returned record with the intent. Never retried. */
  endAddition(agreement: AgreementId, addition: AdditionId, lastDay: Day): Promise<WriteResult>
}
