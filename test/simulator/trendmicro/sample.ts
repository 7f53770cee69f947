/** Small worlds for tests: every maker gives a complete thing, the test names only what matters to it. */
import type {
  SmpiCustomer,
  TrendCustomer,
  TrendLicense,
  TrendMicroWorld,
  TrendServicePlan,
  TrendSubscription,
} from './world'

export const customerId = 'a0000000-0000-4000-8000-000000000001'
export const subscriptionId = 'b0000000-0000-4000-8000-000000000001'
export const planId = 'c0000000-0000-4000-8000-000000000001'

export function aWorld(parts: Partial<TrendMicroWorld> = {}): TrendMicroWorld {
  return {
    accessToken: '11111111-2222-3333-4444-555555555555',
    secretKey: 'dGVzdC1zZWNyZXQtbm90LXJlYWwtMDAwMDAwMDAwMDA=',
    partner: { id: 'f0000000-0000-4000-8000-000000000001', companyName: 'Demo MSP' },
    customers: [aCustomer()],
    servicePlans: [aServicePlan()],
    subscriptions: [aSubscription()],
    months: [],
    transactions: [],
    smpiCustomers: [anSmpiCustomer()],
    ...parts,
  }
}

export function aCustomer(parts: Partial<TrendCustomer> = {}): TrendCustomer {
  return {
    id: customerId,
    name: 'Northwind Dental',
    address: '1 Elm St',
    city: 'Dayton',
    state: 'OH',
    postalCode: '45402',
    country: 'US',
    status: 1,
    note: '',
    emergencyEmail: 'it@northwind.example',
    createdAt: '2023-01-10T00:00:00Z',
    ...parts,
  }
}

export function aServicePlan(parts: Partial<TrendServicePlan> = {}): TrendServicePlan {
  return {
    id: planId,
    name: 'Worry-Free Services monthly',
    product: 'Worry-Free Business Security Services',
    productCode: 'WFSBXXE1X',
    version: 'full',
    initialLicensePeriodMonths: 1,
    autoRenewal: true,
    visionOne: false,
    ...parts,
  }
}

export function aSubscription(parts: Partial<TrendSubscription> = {}): TrendSubscription {
  return {
    id: subscriptionId,
    customerId,
    servicePlanId: planId,
    name: 'Worry-Free Services monthly',
    enabled: true,
    autoRenewal: true,
    autoRenewalMonths: 1,
    createdAt: '2023-01-10T00:00:00Z',
    modifiedAt: '2025-11-01T00:00:00Z',
    licenses: [aLicense()],
    used: 31,
    unit: 'Seats',
    ...parts,
  }
}

export function aLicense(parts: Partial<TrendLicense> = {}): TrendLicense {
  return {
    activationCode: 'WF-TEST0-CCCCC-CCCCC-CCCCC-CCCCC-CCCCC',
    productId: 'WFSBXXE1X',
    productName: 'Worry-Free Business Security Services',
    startsAt: '2023-01-10T00:00:00Z',
    expiresAt: '2099-12-31T00:00:00Z',
    startChargeAt: '2023-01-10T00:00:00Z',
    gracePeriod: 1,
    units: 25,
    enabled: true,
    ...parts,
  }
}

export function anSmpiCustomer(parts: Partial<SmpiCustomer> = {}): SmpiCustomer {
  return {
    id: customerId.toUpperCase(),
    eid: 'E0000000-0000-4000-8000-000000000001',
    name: 'Northwind Dental',
    timeZone: 'America/New_York',
    subscriptionId,
    ...parts,
  }
}
