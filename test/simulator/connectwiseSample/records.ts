/** One record of each kind for the simulator's own tests; every test says only what it cares about. */
import type { CwAddition, CwAgreement, CwCatalogItem, CwCompany, CwInfo } from '../connectwise/entities'

export const now = '2025-11-20T15:00:00Z'
export const info: CwInfo = { lastUpdated: '2025-10-01T08:00:00Z', updatedBy: 'jdoe' }

export function aCompany(id: number, more: Partial<CwCompany> = {}): CwCompany {
  return {
    id,
    identifier: `Company${id}`,
    name: `Company ${id}`,
    status: { id: 1 },
    types: [{ id: 1 }],
    addressLine1: null,
    city: 'Tampa',
    state: 'FL',
    zip: null,
    phoneNumber: null,
    website: null,
    territoryManager: null,
    deletedFlag: false,
    dateDeleted: null,
    deletedBy: null,
    customFields: [],
    _info: info,
    ...more,
  }
}

export function anAgreement(id: number, more: Partial<CwAgreement> = {}): CwAgreement {
  return {
    id,
    name: `Agreement ${id}`,
    type: { id: 1 },
    company: { id: 1 },
    contact: { id: 1, name: 'Ann Post' },
    parentAgreement: null,
    startDate: '2025-01-01T00:00:00Z',
    endDate: null,
    noEndingDateFlag: true,
    cancelledFlag: false,
    dateCancelled: null,
    reasonCancelled: null,
    billingCycle: { id: 1 },
    invoicingCycle: 'ContractYear',
    oneTimeFlag: false,
    billOneTimeFlag: false,
    billStartDate: '2025-01-01T00:00:00Z',
    nextInvoiceDate: '2025-12-01T00:00:00Z',
    periodType: 'Current',
    prorateFlag: false,
    invoiceProratedAdditionsFlag: false,
    billAmount: 0,
    taxable: true,
    autoInvoiceFlag: false,
    billZeroAmountFlag: false,
    currency: { id: 1, name: 'US Dollars', symbol: '$', currencyCode: 'USD' },
    customFields: [],
    _info: info,
    ...more,
  }
}

export function anAddition(id: number, more: Partial<CwAddition> = {}): CwAddition {
  return {
    id,
    agreementId: 7,
    product: { id: 12 },
    quantity: 25,
    lessIncluded: 0,
    unitPrice: 4.5,
    unitCost: 2,
    billCustomer: 'Billable',
    effectiveDate: '2025-01-01T00:00:00Z',
    cancelledDate: null,
    taxableFlag: true,
    serialNumber: null,
    invoiceDescription: null,
    description: 'Trend Micro Worry-Free',
    purchaseItemFlag: false,
    specialOrderFlag: false,
    sequenceNumber: id,
    prorateCurrentPeriodFlag: false,
    opportunity: null,
    invoiceGrouping: null,
    customFields: [],
    _info: info,
    ...more,
  }
}

export function aProduct(id: number, more: Partial<CwCatalogItem> = {}): CwCatalogItem {
  return {
    id,
    identifier: `TM-${id}`,
    description: `Product ${id}`,
    customerDescription: `Protection ${id}`,
    inactiveFlag: false,
    productClass: 'Agreement',
    subcategory: { id: 1, name: 'Security' },
    type: { id: 1, name: 'Licence' },
    category: { id: 1, name: 'Software' },
    unitOfMeasure: { id: 1 },
    price: 4.5,
    cost: 2,
    taxableFlag: true,
    specialOrderFlag: false,
    recurringFlag: true,
    manufacturerPartNumber: null,
    vendorSku: null,
    customFields: [],
    _info: info,
    ...more,
  }
}
