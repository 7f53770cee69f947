import type { CwInfo, CwReference } from '../connectwise/entities'
import type { ConnectWiseWorld } from '../connectwise/world'
import { catalogItems } from './catalogItems'
import { agreementTypeNames, billingOptions, type AgreementTypeName, type BillingOption } from './companySpec'

type SetupTables = Pick<
  ConnectWiseWorld,
  | 'companyStatuses'
  | 'companyTypes'
  | 'agreementTypes'
  | 'billingCycles'
  | 'catalogItems'
  | 'units'
  | 'boards'
  | 'boardStatuses'
  | 'hostedScreens'
  | 'managementItSolutions'
  | 'managementProducts'
  | 'managedDevicesIntegrations'
  | 'crossReferences'
>

export const companyStatusNames = ['Active', 'Inactive', 'Prospect'] as const
export const companyTypeNames = ['Client', 'Prospect', 'Vendor'] as const
const unitNames = ['Each', 'Seat', 'Hour'] as const

/** The id of a name is its place in its list, from 1. */
export const agreementTypeId = (name: AgreementTypeName) => agreementTypeNames.indexOf(name) + 1
export const billingCycleId = (option: BillingOption) => billingOptions.indexOf(option) + 1
export const trendSolutionId = 1

/** Everything of the site that is set up once and not per company. */
export function seedSetupTables(info: CwInfo): SetupTables {
  return {
    companyStatuses: numbered(companyStatusNames, (id, name) => ({
      id,
      name,
      defaultFlag: id === 1,
      inactiveFlag: name === 'Inactive',
    })),
    companyTypes: numbered(companyTypeNames, (id, name) => ({
      id,
      name,
      defaultFlag: id === 1,
      vendorFlag: name === 'Vendor',
    })),
    agreementTypes: numbered(agreementTypeNames, (id, name) => ({
      id,
      name,
      inactiveFlag: false,
      defaultFlag: id === 1,
      billingCycle: { id: billingCycleId('Monthly') },
      prorateFlag: false,
    })),
    billingCycles: numbered(billingOptions, (id, option) => ({
      id,
      identifier: option,
      name: option.replace(/([a-z])([A-Z])/g, '$1-$2'),
      defaultFlag: id === 1,
      billingOptions: option,
    })),
    units: numbered(unitNames, (id, name) => ({ id, name, inactiveFlag: false, defaultFlag: id === 1 })),
    catalogItems: seedCatalog(info),
    boards: [
      {
        id: 1,
        name: 'Service',
        location: { id: 1, name: 'Main' },
        department: { id: 1, name: 'Service' },
        ...openBoard,
      },
      {
        id: 2,
        name: 'Billing',
        location: { id: 1, name: 'Main' },
        department: { id: 2, name: 'Finance' },
        ...openBoard,
      },
    ],
    boardStatuses: [1, 2].flatMap((board) =>
      numbered(['New', 'In Progress', 'Closed'], (place, name) => ({
        id: board * 10 + place,
        board: { id: board },
        name,
        sortOrder: place,
        defaultFlag: place === 1,
        closedStatus: name === 'Closed',
        inactive: false,
      })),
    ),
    hostedScreens: hostedScreens.map((each) => ({ ...each })),
    ...seedOldIntegration(info),
  }
}

const openBoard = { inactiveFlag: false, projectFlag: false }

/** As one tenant listed them (facts/hosted-api.md §3.4); read them at run time, never rely on the numbers. */
const hostedScreens = [
  { id: 1, screenId: 'CompanyDetail', name: 'Company' },
  { id: 2, screenId: 'ContactDetail', name: 'Contact' },
  { id: 3, screenId: 'ConnectWiseToday', name: 'Today' },
  { id: 4, screenId: 'ServiceTicket', name: 'Service Ticket' },
  { id: 5, screenId: 'ProjectTicket', name: 'Project Ticket' },
  { id: 6, screenId: 'SalesOrderDetail', name: 'Sales Order' },
  { id: 7, screenId: 'CompanyFinanceDetail', name: 'Company Finance' },
]

function seedCatalog(info: CwInfo): ConnectWiseWorld['catalogItems'] {
  return Object.values(catalogItems).map((item) => ({
    id: item.id,
    identifier: item.identifier,
    description: item.description,
    customerDescription: item.description,
    inactiveFlag: item.inactive,
    productClass: item.productClass,
    subcategory: { id: 1, name: 'Security' },
    type: { id: 1, name: 'Licences' },
    category: { id: 1, name: 'Software' },
    unitOfMeasure: { id: unitNames.indexOf(item.unit) + 1 },
    price: item.price,
    cost: item.cost,
    taxableFlag: true,
    specialOrderFlag: false,
    recurringFlag: item.recurring,
    manufacturerPartNumber: null,
    vendorSku: null,
    customFields: [],
    _info: { ...info },
  }))
}

/**
 * What an earlier Remote Manager integration left behind (facts/connectwise-rest.md §11). The vendor's real Type and Level
 * texts are not known; these are the sandbox's own.
 */
function seedOldIntegration(info: CwInfo) {
  const integration: CwReference = { id: 1 }
  const tmrm: CwReference = { id: agreementTypeId('TMRM Management Solution') }
  const reference = (id: number, vendorType: string, itemId: number, inactiveFlag = false) => ({
    id,
    managedDevicesIntegration: { ...integration },
    vendorType,
    vendorLevel: 'Standard',
    agreementType: { ...tmrm },
    product: { id: itemId },
    configurationType: null,
    inactiveFlag,
    _info: { ...info },
  })
  return {
    managementItSolutions: [
      {
        id: trendSolutionId,
        name: 'Trend Micro Remote Manager',
        managementItSolutionType: 'Custom' as const,
        managementSolutionName: 'TMRM Management Solution',
        _info: { ...info },
      },
    ],
    managementProducts: [
      {
        id: 1,
        managementItSolutionId: trendSolutionId,
        agreementType: { ...tmrm },
        serverProduct: { id: catalogItems.worryFree.id },
        workstationProduct: { id: catalogItems.worryFree.id },
        spamStatsProduct: { id: catalogItems.email.id },
        _info: { ...info },
      },
    ],
    managedDevicesIntegrations: [
      {
        id: integration.id,
        name: 'Trend Micro Remote Manager',
        solution: 'TMRM',
        portalUrl: null,
        loginBy: 'Global' as const,
        defaultBillingLevel: 'Summary' as const,
        matchOnSerialNumberFlag: false,
        disableNewCrossReferencesFlag: false,
        configBillCustomerFlag: false,
        _info: { ...info },
      },
    ],
    crossReferences: [
      reference(1, 'Web Security', catalogItems.web.id),
      reference(2, 'Email Security', catalogItems.email.id),
      reference(3, 'Hosted Email Security', catalogItems.hostedEmail.id, true),
    ],
  }
}

function numbered<Name, Row>(names: readonly Name[], row: (id: number, name: Name) => Row): Row[] {
  return names.map((name, index) => row(index + 1, name))
}
