/** A small ConnectWise site: two companies and a deleted one, three agreements, three lines. */
import type { CwLevel, CwSecurityRow } from '../connectwise/entities'
import { emptyConnectWiseWorld, type ConnectWiseWorld } from '../connectwise/world'
import { aCompany, anAddition, anAgreement, aProduct, info } from './records'

export function sampleWorld(): ConnectWiseWorld {
  const functions = [
    'Company Maintenance',
    'Agreements',
    'Invoicing',
    'Product Catalog',
    'Table Setup',
    'Service Tickets',
    'Audit Trail',
  ]
  return {
    ...emptyConnectWiseWorld(),
    members: [
      {
        id: 1,
        identifier: 'sandboxApi',
        firstName: 'Billing',
        lastName: 'API',
        officeEmail: 'api@acme.example',
        title: null,
        licenseClass: 'A',
        inactiveFlag: false,
        adminFlag: false,
        securityRoleId: 1,
      },
      {
        id: 2,
        identifier: 'jdoe',
        firstName: 'Jo',
        lastName: 'Doe',
        officeEmail: 'jo@acme.example',
        title: 'Finance',
        licenseClass: 'F',
        inactiveFlag: false,
        adminFlag: false,
        securityRoleId: 1,
      },
      {
        id: 3,
        identifier: 'reader',
        firstName: 'Ria',
        lastName: 'Reader',
        officeEmail: 'ria@acme.example',
        title: null,
        licenseClass: 'A',
        inactiveFlag: false,
        adminFlag: false,
        securityRoleId: 2,
      },
    ],
    apiKeys: [
      { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate', memberIdentifier: 'sandboxApi' },
      { publicKey: 'readerPublic', privateKey: 'readerPrivate', memberIdentifier: 'reader' },
    ],
    sessions: [
      { memberIdentifier: 'jdoe', memberHash: '5c9f=A+b', memberContext: 'web', expiresAt: '2025-11-20T18:00:00Z' },
    ],
    securityRoles: [
      { id: 1, name: 'Everything', rows: functions.map((name) => aRow(name, 'All', 'All')) },
      {
        id: 2,
        name: 'Own companies',
        rows: [
          aRow('Company Maintenance', 'My', 'None'),
          aRow('Agreements', 'All', 'None'),
          aRow('Table Setup', 'All', 'None', ['Company / Type']),
        ],
      },
    ],
    companies: [
      aCompany(1, {
        identifier: 'FairhavenDental',
        name: 'Fairhaven "Dental" & Sons [Tampa]',
        territoryManager: { id: 3 },
      }),
      aCompany(2, {
        identifier: 'Ostrander',
        types: [{ id: 1 }, { id: 2 }],
        customFields: [
          { id: 5, caption: 'Region', type: 'Text', entryMethod: 'EntryField', numberOfDecimals: 0, value: 'South' },
          { id: 6, caption: 'Zone', type: 'Text', entryMethod: 'EntryField', numberOfDecimals: 0, value: null },
        ],
      }),
      aCompany(3, { name: 'Gone', deletedFlag: true, dateDeleted: '2025-06-01T00:00:00Z', deletedBy: 'jdoe' }),
    ],
    companyStatuses: [{ id: 1, name: 'Active', defaultFlag: true, inactiveFlag: false }],
    companyTypes: [
      { id: 1, name: 'Client', defaultFlag: true, vendorFlag: false },
      { id: 2, name: 'Vendor', defaultFlag: false, vendorFlag: true },
    ],
    agreementTypes: [
      {
        id: 1,
        name: 'Managed Service',
        inactiveFlag: false,
        defaultFlag: true,
        billingCycle: { id: 1 },
        prorateFlag: false,
      },
    ],
    billingCycles: [{ id: 1, identifier: 'M', name: 'Monthly', defaultFlag: true, billingOptions: 'Monthly' }],
    agreements: [
      anAgreement(7, { name: 'Managed Security' }),
      anAgreement(8, { company: { id: 2 }, prorateFlag: true }),
      anAgreement(9, {
        company: { id: 2 },
        startDate: '2025-12-01T00:00:00Z',
        billStartDate: '2025-12-01T00:00:00Z',
        endDate: '2026-11-30T00:00:00Z',
        noEndingDateFlag: false,
      }),
    ],
    additions: [
      anAddition(101),
      anAddition(102, { product: { id: 13 }, lessIncluded: 5 }),
      anAddition(103, { agreementId: 8 }),
    ],
    catalogItems: [
      aProduct(12),
      aProduct(13),
      aProduct(14, { inactiveFlag: true }),
      aProduct(15, { productClass: 'Bundle' }),
    ],
    units: [{ id: 1, name: 'Seat', inactiveFlag: false, defaultFlag: true }],
    invoices: [
      {
        id: 501,
        invoiceNumber: '501',
        type: 'Agreement',
        company: { id: 1 },
        applyToType: 'Agreement',
        applyToId: 7,
        agreement: { id: 7 },
        date: '2025-11-01T00:00:00Z',
        dueDate: null,
        subtotal: 112.5,
        total: 112.5,
        _info: info,
      },
    ],
    boards: [
      {
        id: 1,
        name: 'Service',
        location: { id: 1, name: 'Tampa' },
        department: { id: 1, name: 'Service' },
        inactiveFlag: false,
        projectFlag: false,
      },
    ],
    boardStatuses: [
      { id: 1, board: { id: 1 }, name: 'New', sortOrder: 0, defaultFlag: true, closedStatus: false, inactive: false },
      {
        id: 2,
        board: { id: 1 },
        name: 'Closed',
        sortOrder: 9,
        defaultFlag: false,
        closedStatus: true,
        inactive: false,
      },
      {
        id: 3,
        board: { id: 2 },
        name: 'Elsewhere',
        sortOrder: 0,
        defaultFlag: true,
        closedStatus: false,
        inactive: false,
      },
    ],
    hostedScreens: [{ id: 1, screenId: 'CompanyDetail', name: 'Company' }],
    managementItSolutions: [
      {
        id: 1,
        name: 'Trend Micro',
        managementItSolutionType: 'Custom',
        managementSolutionName: 'TMRM Management Solution',
        _info: info,
      },
    ],
    managementProducts: [
      {
        id: 1,
        managementItSolutionId: 1,
        agreementType: { id: 1 },
        serverProduct: { id: 12 },
        workstationProduct: { id: 13 },
        spamStatsProduct: null,
        _info: info,
      },
    ],
    managementSummaryReports: [
      {
        id: 1,
        company: { id: 1 },
        managementSolution: { id: 1 },
        groupIdentifier: 'A1',
        deviceType: 'Workstations',
        agreement: { id: 7 },
        _info: info,
      },
    ],
    managedDevicesIntegrations: [
      {
        id: 1,
        name: 'Trend Micro',
        solution: 'Trend Micro',
        portalUrl: null,
        loginBy: 'Global',
        defaultBillingLevel: 'Summary',
        matchOnSerialNumberFlag: false,
        disableNewCrossReferencesFlag: false,
        configBillCustomerFlag: false,
        _info: info,
      },
    ],
    crossReferences: [
      {
        id: 1,
        managedDevicesIntegration: { id: 1 },
        vendorType: 'Worry-Free',
        vendorLevel: 'Standard',
        agreementType: { id: 1 },
        product: { id: 12 },
        configurationType: null,
        inactiveFlag: false,
        _info: info,
      },
    ],
  }
}

function aRow(name: string, inquire: CwLevel, write: CwLevel, tables: string[] | null = null): CwSecurityRow {
  return {
    moduleIdentifier: name.split(' ')[0] ?? name,
    moduleName: name,
    moduleFunctionIdentifier: name.replaceAll(' ', ''),
    moduleFunctionName: name,
    addLevel: write,
    editLevel: write,
    deleteLevel: write,
    inquireLevel: inquire,
    tables,
  }
}
