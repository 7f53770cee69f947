import type {
  CwAddition,
  CwAgreement,
  CwAgreementType,
  CwAuditTrailEntry,
  CwBillingCycle,
  CwBoard,
  CwBoardStatus,
  CwCatalogItem,
  CwCompany,
  CwCompanyStatus,
  CwCompanyType,
  CwCrossReference,
  CwDocument,
  CwHostedScreen,
  CwHostedSetup,
  CwInvoice,
  CwManagedDevicesIntegration,
  CwManagementItSolution,
  CwManagementProduct,
  CwManagementSummaryReport,
  CwMember,
  CwMenuEntry,
  CwSecurityRole,
  CwTicket,
  CwTicketNote,
  CwUnit,
} from './entities'

/** One key pair of an API member. What it may do is the member's security role. */
export interface CwApiKey {
  publicKey: string
  privateKey: string
  memberIdentifier: string
}

/** A member's session proof, as the host hands it to a pod. */
export interface CwMemberSession {
  memberIdentifier: string
  memberHash: string
  memberContext: string
  /** After this moment the proof is refused with 401. Null: never. */
  expiresAt: string | null
}

/** The site as companyinfo and the system endpoints tell it. */
export interface CwSite {
  /** The login company: part of every credential, compared without regard to case. */
  loginCompany: string
  companyName: string
  /** Host of the web client without `api-`; it is what Link headers name. */
  host: string
  /** Present codebase with its slash, e.g. `v2025_1/`. May change at any time; the former one is gone then. */
  codebase: string
  /** E.g. `v2025.1`. */
  versionCode: string
  /** E.g. `v2025.1.12345`; system/info and companyinfo tell it. */
  versionNumber: string
  /** Newest version of the model, answered where the caller asks for none. */
  apiVersion: string
  isCloud: boolean
  cloudRegion: string
  /** As served, which need not be an IANA name, e.g. `Eastern Standard Time`. */
  serverTimeZone: string
  /** IANA name by which the simulator knows what day it is. */
  timeZone: string
}

/** All that one ConnectWise site holds. Plain data: it may be copied with structuredClone and written as JSON. */
export interface ConnectWiseWorld {
  site: CwSite
  members: CwMember[]
  apiKeys: CwApiKey[]
  sessions: CwMemberSession[]
  securityRoles: CwSecurityRole[]
  companies: CwCompany[]
  companyStatuses: CwCompanyStatus[]
  companyTypes: CwCompanyType[]
  agreementTypes: CwAgreementType[]
  billingCycles: CwBillingCycle[]
  agreements: CwAgreement[]
  additions: CwAddition[]
  catalogItems: CwCatalogItem[]
  units: CwUnit[]
  invoices: CwInvoice[]
  auditTrail: CwAuditTrailEntry[]
  boards: CwBoard[]
  boardStatuses: CwBoardStatus[]
  tickets: CwTicket[]
  ticketNotes: CwTicketNote[]
  documents: CwDocument[]
  hostedScreens: CwHostedScreen[]
  hostedSetups: CwHostedSetup[]
  menuEntries: CwMenuEntry[]
  managementItSolutions: CwManagementItSolution[]
  managementProducts: CwManagementProduct[]
  managementSummaryReports: CwManagementSummaryReport[]
  managedDevicesIntegrations: CwManagedDevicesIntegration[]
  crossReferences: CwCrossReference[]
}

/** A site that answers but holds no record and knows nobody. */
export function emptyConnectWiseWorld(): ConnectWiseWorld {
  return {
    site: {
      loginCompany: 'acme',
      companyName: 'Acme MSP',
      host: 'na.myconnectwise.net',
      codebase: 'v2025_1/',
      versionCode: 'v2025.1',
      versionNumber: 'v2025.1.112233',
      apiVersion: '2026.4',
      isCloud: true,
      cloudRegion: 'NA',
      serverTimeZone: 'Eastern Standard Time',
      timeZone: 'America/New_York',
    },
    members: [],
    apiKeys: [],
    sessions: [],
    securityRoles: [],
    companies: [],
    companyStatuses: [],
    companyTypes: [],
    agreementTypes: [],
    billingCycles: [],
    agreements: [],
    additions: [],
    catalogItems: [],
    units: [],
    invoices: [],
    auditTrail: [],
    boards: [],
    boardStatuses: [],
    tickets: [],
    ticketNotes: [],
    documents: [],
    hostedScreens: [],
    hostedSetups: [],
    menuEntries: [],
    managementItSolutions: [],
    managementProducts: [],
    managementSummaryReports: [],
    managedDevicesIntegrations: [],
    crossReferences: [],
  }
}
