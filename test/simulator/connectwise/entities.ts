/**
 * What the ConnectWise of the sandbox stores. Field names are those of the wire; calculated fields (status, extended and
 * prorated prices, units) are not stored but worked out when a record is served.
 * Instants and days are texts `YYYY-MM-DDTHH:mm:ssZ`; a date that is not set is null and left out of answers.
 * References need their `id` only: names, identifiers and addresses are filled in when a record is served.
 */

/** The only version hint of a record. */
export interface CwInfo {
  lastUpdated: string
  updatedBy: string
}

export interface CwReference {
  id: number
  name?: string
  identifier?: string
}

export type CwBillable = 'Billable' | 'DoNotBill' | 'NoCharge'
export type CwComputedStatus = 'Active' | 'Cancelled' | 'Expired' | 'Inactive'

export interface CwCustomFieldValue {
  id: number
  caption: string
  type: 'Text' | 'TextArea' | 'Number' | 'Date' | 'Checkbox' | 'Currency' | 'Percent' | 'Hyperlink'
  entryMethod: 'Date' | 'EntryField' | 'List' | 'Option'
  numberOfDecimals: number
  value: string | number | boolean | null
}

export interface CwCompany {
  id: number
  /** The "Company ID" that people type; not the login company. */
  identifier: string
  name: string
  status: CwReference
  types: CwReference[]
  addressLine1: string | null
  city: string | null
  state: string | null
  zip: string | null
  phoneNumber: string | null
  website: string | null
  /** Whose companies these are for a member with level `My`. */
  territoryManager: CwReference | null
  /** Rows in the recycle bin still come back from lists. */
  deletedFlag: boolean
  dateDeleted: string | null
  deletedBy: string | null
  customFields: CwCustomFieldValue[]
  _info: CwInfo
}

export interface CwCompanyStatus {
  id: number
  name: string
  defaultFlag: boolean
  inactiveFlag: boolean
}

export interface CwCompanyType {
  id: number
  name: string
  defaultFlag: boolean
  vendorFlag: boolean
}

export type CwBillingOption =
  'BiMonthly' | 'BiWeekly' | 'Monthly' | 'NotRecurring' | 'Quarterly' | 'SemiAnnual' | 'Weekly' | 'Yearly'

export interface CwBillingCycle {
  id: number
  identifier: string
  name: string
  defaultFlag: boolean
  billingOptions: CwBillingOption
}

export interface CwAgreementType {
  id: number
  name: string
  inactiveFlag: boolean
  defaultFlag: boolean
  billingCycle: CwReference | null
  prorateFlag: boolean
}

export interface CwAgreement {
  id: number
  name: string
  type: CwReference
  company: CwReference
  contact: CwReference
  parentAgreement: CwReference | null
  startDate: string
  endDate: string | null
  noEndingDateFlag: boolean
  cancelledFlag: boolean
  dateCancelled: string | null
  reasonCancelled: string | null
  billingCycle: CwReference | null
  invoicingCycle: 'ContractYear' | 'CalendarYear'
  oneTimeFlag: boolean
  billOneTimeFlag: boolean
  billStartDate: string | null
  /** The day from which the next invoice bills: what lies before is invoiced. Null or stale on child agreements. */
  nextInvoiceDate: string | null
  periodType: 'Current' | 'Future' | 'Both' | 'Undefined'
  prorateFlag: boolean
  invoiceProratedAdditionsFlag: boolean
  billAmount: number
  taxable: boolean
  autoInvoiceFlag: boolean
  billZeroAmountFlag: boolean
  currency: CwCurrency | null
  customFields: CwCustomFieldValue[]
  _info: CwInfo
}

export interface CwCurrency extends CwReference {
  symbol: string
  /** ISO 4217. */
  currencyCode: string
}

export interface CwAddition {
  id: number
  agreementId: number
  product: CwReference
  quantity: number
  lessIncluded: number
  unitPrice: number
  unitCost: number
  billCustomer: CwBillable
  effectiveDate: string | null
  /** The last billed day. */
  cancelledDate: string | null
  taxableFlag: boolean
  serialNumber: string | null
  invoiceDescription: string | null
  description: string | null
  purchaseItemFlag: boolean
  specialOrderFlag: boolean
  sequenceNumber: number
  prorateCurrentPeriodFlag: boolean
  opportunity: CwReference | null
  invoiceGrouping: CwReference | null
  customFields: CwCustomFieldValue[]
  _info: CwInfo
}

export interface CwCatalogItem {
  id: number
  /** The SKU. */
  identifier: string
  description: string
  customerDescription: string
  inactiveFlag: boolean
  productClass: 'Agreement' | 'Bundle' | 'Inventory' | 'NonInventory' | 'Service'
  subcategory: CwReference
  type: CwReference
  category: CwReference | null
  unitOfMeasure: CwReference | null
  price: number
  cost: number
  taxableFlag: boolean
  specialOrderFlag: boolean
  recurringFlag: boolean
  manufacturerPartNumber: string | null
  vendorSku: string | null
  customFields: CwCustomFieldValue[]
  _info: CwInfo
}

export interface CwUnit {
  id: number
  name: string
  inactiveFlag: boolean
  defaultFlag: boolean
}

export interface CwInvoice {
  id: number
  invoiceNumber: string
  type: 'Agreement' | 'CreditMemo' | 'DownPayment' | 'Miscellaneous' | 'Progress' | 'Standard'
  company: CwReference
  applyToType: 'All' | 'Agreement' | 'Project' | 'ProjectPhase' | 'SalesOrder' | 'Ticket'
  applyToId: number | null
  agreement: CwReference | null
  /** Day of the invoice; an agreement's invoice bills the period that starts here. */
  date: string
  dueDate: string | null
  subtotal: number
  total: number
  _info: CwInfo
}

export interface CwAuditTrailEntry {
  /** What the entry is about; not served. */
  type: string
  recordId: number
  text: string
  enteredDate: string
  /** Member identifier. */
  enteredBy: string
  auditType: string
  auditSubType: string
  auditSource: string
}

export interface CwBoard {
  id: number
  name: string
  location: CwReference
  department: CwReference
  inactiveFlag: boolean
  projectFlag: boolean
  /** Fields without which this board takes no ticket, as workflow rules of some sites want it; not served. */
  required?: string[]
}

export interface CwBoardStatus {
  id: number
  board: CwReference
  name: string
  sortOrder: number
  defaultFlag: boolean
  closedStatus: boolean
  inactive: boolean
}

export interface CwTicket {
  id: number
  summary: string
  recordType: 'ServiceTicket' | 'ProjectTicket' | 'ProjectIssue'
  board: CwReference | null
  status: CwReference | null
  company: CwReference
  agreement: CwReference | null
  owner: CwReference | null
  initialDescription: string | null
  externalXRef: string | null
  closedFlag: boolean
  closedDate: string | null
  customFields: CwCustomFieldValue[]
  _info: CwInfo
}

export interface CwTicketNote {
  id: number
  ticketId: number
  text: string
  detailDescriptionFlag: boolean
  internalAnalysisFlag: boolean
  resolutionFlag: boolean
  dateCreated: string
  createdBy: string
}

export interface CwDocument {
  id: number
  recordType: string
  recordId: number
  title: string
  fileName: string | null
  linkFlag: boolean
  url: string | null
  publicFlag: boolean
  /** Bytes. */
  size: number
  guid: string
  /** The file: as it is when it is text, else in base64; for tests and the demo, not served by REST. */
  content: string | null
  /** Of the file, as it was said when it was uploaded. */
  contentType: string | null
  _info: CwInfo
}

export interface CwHostedScreen {
  id: number
  /** Text id, e.g. `CompanyDetail`. */
  screenId: string
  name: string
}

export interface CwHostedSetup {
  id: number
  /** The screen's numeric id. */
  screenId: number
  description: string
  url: string
  type: 'Tab' | 'Pod' | 'ToolbarButton'
  clientId: string | null
  origin: string | null
  podHeight: number | null
  toolbarButtonDialogHeight: number | null
  toolbarButtonDialogWidth: number | null
  toolbarButtonText: string | null
  toolbarButtonToolTip: string | null
  toolbarButtonIconDocumentId: number | null
  disabledFlag: boolean
  locationIds: number[]
  locationsEnabledFlag: boolean
  createdBy: string
  dateCreated: string
  _info: CwInfo
}

export interface CwMenuEntry {
  id: number
  menuLocation: CwReference
  caption: string
  link: string
  newWindowFlag: boolean
  locationIds: number[]
  origin: string | null
  clientId: string | null
  _info: CwInfo
}

export interface CwMember {
  id: number
  /** Login name. */
  identifier: string
  firstName: string
  lastName: string
  /** The address shown as `memberEmail` to pods. */
  officeEmail: string
  title: string | null
  /** F full, A API, C StreamlineIT, X subcontractor. */
  licenseClass: 'A' | 'C' | 'F' | 'X'
  inactiveFlag: boolean
  adminFlag: boolean
  securityRoleId: number
}

export interface CwSecurityRole {
  id: number
  name: string
  rows: CwSecurityRow[]
}

export type CwLevel = 'None' | 'My' | 'All'

/** One function of a role. A function without a row has the level None throughout. */
export interface CwSecurityRow {
  moduleIdentifier: string
  moduleName: string
  /** One of `CompanyMaintenance`, `Agreements`, `Invoicing`, `ProductCatalog`, `TableSetup`, `ServiceTickets`, `MemberMaintenance`, `AuditTrail`, `APIReports`, or any other. */
  moduleFunctionIdentifier: string
  moduleFunctionName: string
  addLevel: CwLevel
  editLevel: CwLevel
  deleteLevel: CwLevel
  inquireLevel: CwLevel
  /** For Table Setup: the tables (e.g. `General/Manage Hosted API`) that the role is customised to; null = all. Not served. */
  tables: string[] | null
}

export interface CwManagementItSolution {
  id: number
  name: string
  managementItSolutionType: 'LevelPlatforms' | 'NAble' | 'Continuum' | 'Custom'
  /** Name of a custom solution, e.g. `TMRM Management Solution`. */
  managementSolutionName: string | null
  _info: CwInfo
}

/** Agreement interface parameters of a Management IT solution. */
export interface CwManagementProduct {
  id: number
  managementItSolutionId: number
  agreementType: CwReference
  serverProduct: CwReference | null
  workstationProduct: CwReference | null
  spamStatsProduct: CwReference | null
  _info: CwInfo
}

/** A row of a company's Management tab: company ↔ the vendor's customer ↔ agreement. */
export interface CwManagementSummaryReport {
  id: number
  company: CwReference
  managementSolution: { id: number; name?: string; setupName?: string }
  /** The vendor's customer key. */
  groupIdentifier: string
  deviceType: 'WorkstationsAndServers' | 'BackupStats' | 'Servers' | 'Workstations' | null
  agreement: CwReference | null
  _info: CwInfo
}

export interface CwManagedDevicesIntegration {
  id: number
  name: string
  solution: string
  portalUrl: string | null
  loginBy: 'Global' | 'Member'
  /** By whom the vendor's program signs in. */
  integratorLogin?: string | { identifier: string } | null
  defaultBillingLevel: 'Detail' | 'Summary'
  matchOnSerialNumberFlag: boolean
  disableNewCrossReferencesFlag: boolean
  configBillCustomerFlag: boolean
  _info: CwInfo
}

/** The vendor's Type and Level → agreement type and catalog item. */
export interface CwCrossReference {
  id: number
  managedDevicesIntegration: CwReference
  vendorType: string
  vendorLevel: string
  agreementType: CwReference | null
  product: CwReference | null
  configurationType: CwReference | null
  inactiveFlag: boolean
  _info: CwInfo
}
