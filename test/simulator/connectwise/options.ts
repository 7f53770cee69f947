/** Switches of the simulator. All may be changed while it runs. */
export interface ConnectWiseOptions {
  /** Wait before every answer, milliseconds. */
  latencyMs: number
  /** Requests within a minute of the sandbox clock before 429 is answered; null = no limit. */
  requestsPerMinute: number | null
  /** How wrong keys or a wrong login company look: as documented, as on cloud, or as a cut connection. */
  badCredentials: 'unauthorized' | 'notFound' | 'reset'
  /** Key calls to a cloud site's host without `api-`, and all calls without TLS, are refused. Other hosts are not concerned. */
  apiHostRequired: boolean
  /** At which cloud host a member's hash is accepted. */
  memberHashHost: 'bare' | 'api' | 'both'
  /** In which form the four cookies are read. */
  cookieForm: 'raw' | 'encoded' | 'both'
  /** Whether Basic `company+member:hash` is accepted too. */
  memberHashBasic: boolean
  /** Whether `/system/myMembers/info` exists. */
  myMembersInfo: boolean
  /** Whether set-up tables need Table Setup inquire; the guide says no, others say yes. */
  tableSetupRequired: boolean
  /** Form of the flag in companyinfo. */
  isCloudForm: 'string' | 'boolean'
  /** What companyinfo says of an unknown company. */
  unknownCompany: 'null' | 'notFound'
  /** `SiteUrl` in companyinfo, or null for answers without it. */
  siteUrl: string | null
  /** Whether `v4_6_release` leads to the present codebase, as on cloud. */
  routerCodebase: boolean
  /** Form of the Link header; both occur. */
  linkForm: 'normal' | 'malformed'
  forwardOnlyEnd: 'lastPage' | 'emptyPage'
  /** Whether additions carry `additionStatus` (2026.11 and later). */
  additionStatus: 'present' | 'absent'
  /** How agreements write the day of the next invoice; no format is declared. */
  nextInvoiceDateForm: 'iso' | 'american' | 'blank'
  /** Whether every record carries fields of a later release. */
  unknownFields: boolean
  /**
   * Whether the invoice of every recurring agreement is made on its day, before anything else is answered on it; parents' with
   * their children's lines.
   */
  autoInvoice: boolean
  /** In which order audit rows come where nobody asks for one; none is documented. */
  auditTrailOrder: 'newestFirst' | 'oldestFirst'
  /** Which PATCH operation empties a date; the other one answers 200 without effect. */
  dateClearing: 'null' | 'remove' | 'both' | 'neither'
  /** Whether invoices can be filtered by `agreement/id`; 400 where not. */
  invoiceAgreementFilter: boolean
  /** Caption of a custom field without which no addition can be created. */
  requiredAdditionField: string | null
  /** Single records of the system endpoints may come as such or as a list of one. */
  myMembersForm: 'object' | 'list'
  myCompanyForm: 'object' | 'list'
}

export const defaultConnectWiseOptions: ConnectWiseOptions = {
  latencyMs: 0,
  requestsPerMinute: null,
  badCredentials: 'unauthorized',
  apiHostRequired: true,
  memberHashHost: 'both',
  cookieForm: 'raw',
  memberHashBasic: true,
  myMembersInfo: true,
  tableSetupRequired: true,
  isCloudForm: 'string',
  unknownCompany: 'null',
  siteUrl: null,
  routerCodebase: true,
  linkForm: 'normal',
  forwardOnlyEnd: 'lastPage',
  additionStatus: 'absent',
  nextInvoiceDateForm: 'iso',
  unknownFields: false,
  autoInvoice: false,
  auditTrailOrder: 'newestFirst',
  dateClearing: 'both',
  invoiceAgreementFilter: true,
  requiredAdditionField: null,
  myMembersForm: 'object',
  myCompanyForm: 'list',
}
