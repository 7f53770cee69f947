import type { SmpiCustomer, TrendMicroWorld, TrendSubscription } from '../trendmicro/world'
import type { CompanySpec, CustomerSpec, SubscriptionSpec } from './companySpec'
import { atMidnight, type SeedDates } from './seedDates'
import { servicePlans, worryFreeCode, type ServicePlanSpec } from './servicePlans'
import {
  activationCode,
  smpiInternalId,
  trendCustomerId,
  trendPartnerId,
  trendPlanId,
  trendSubscriptionId,
} from './trendIds'

/** Keys of the sandbox. They open nothing anywhere else. */
const sandboxTrendKeys = {
  accessToken: '5eed0000-0000-4000-8000-000000005eed',
  secretKey: 'c2FuZGJveC1zZWNyZXQtb3BlbnMtbm90aGluZw==',
}

/** The same companies' customers as Trend Micro knows them; `others`: customers that belong to no company. */
export function trendMicroSide(
  companies: readonly CompanySpec[],
  others: readonly CustomerSpec[],
  dates: SeedDates,
): TrendMicroWorld {
  const customers = [...companies.flatMap((company) => company.customers), ...others]
  return {
    ...sandboxTrendKeys,
    partner: { id: trendPartnerId, companyName: 'Acme MSP' },
    customers: customers.map((customer) => ({
      id: customerIdOf(customer),
      name: customer.name,
      address: customer.city === '' ? '' : '1 Main Street',
      city: customer.city,
      state: customer.state,
      postalCode: customer.zip,
      country: customer.country,
      status: customer.status,
      note: '',
      emergencyEmail: `it@${customer.emailDomain};office@${customer.emailDomain}`,
      createdAt: atMidnight(dates.newYear(-2)),
    })),
    servicePlans: plans().map((plan) => ({
      id: trendPlanId(plan.number),
      name: plan.name,
      product: plan.product,
      productCode: plan.products[0]?.code ?? '',
      version: plan.version,
      initialLicensePeriodMonths: plan.months,
      autoRenewal: plan.version === 'full',
      visionOne: plan.visionOne,
    })),
    subscriptions: each(customers, (customer, subscription) => [toSubscription(customer, subscription, dates)]),
    months: each(customers, (customer, { plan, months }) =>
      months.map((figures) => ({ subscriptionId: subscriptionIdOf(customer, plan), ...figures })),
    ),
    transactions: each(customers, transactionsOf),
    smpiCustomers: customers.flatMap(toSmpiCustomers),
  }
}

function plans(): ServicePlanSpec[] {
  return Object.values(servicePlans)
}

function toSubscription(customer: CustomerSpec, spec: SubscriptionSpec, dates: SeedDates): TrendSubscription {
  const plan: ServicePlanSpec = servicePlans[spec.plan]
  return {
    id: subscriptionIdOf(customer, spec.plan),
    customerId: customerIdOf(customer),
    servicePlanId: trendPlanId(plan.number),
    name: plan.name,
    enabled: spec.enabled,
    autoRenewal: plan.version === 'full',
    autoRenewalMonths: plan.version === 'full' ? plan.months : 0,
    createdAt: atMidnight(spec.startsOn),
    modifiedAt: atMidnight(spec.startsOn > dates.firstOfMonth(0) ? spec.startsOn : dates.firstOfMonth(0)),
    licenses: plan.products.map((product) => ({
      activationCode: activationCode(product.code, customer.number, plan.number),
      productId: product.code,
      productName: product.name,
      startsAt: atMidnight(spec.startsOn),
      expiresAt: atMidnight(spec.expiresOn),
      startChargeAt: atMidnight(spec.chargedFrom),
      gracePeriod: 1,
      units: spec.provisioned,
      enabled: spec.enabled,
    })),
    used: spec.used,
    unit: plan.unit,
  }
}

/** A customer with several Worry-Free plans is known there by the first of them. */
function toSmpiCustomers(customer: CustomerSpec): SmpiCustomer[] {
  const spec = customer.subscriptions.find(({ plan }) =>
    servicePlans[plan].products.some((product) => product.code === worryFreeCode),
  )
  if (spec === undefined) return []
  return [
    {
      id: trendCustomerId(customer.number).toUpperCase(),
      eid: smpiInternalId(customer.number),
      name: customer.name,
      timeZone: 'America/New_York',
      subscriptionId: subscriptionIdOf(customer, spec.plan),
    },
  ]
}

/** Every step between two known months is a change of the licence. */
function transactionsOf(customer: CustomerSpec, { plan, months }: SubscriptionSpec) {
  return months.flatMap((figures, index) => {
    const before = months[index - 1]
    if (before === undefined || before.provisioned === figures.provisioned) return []
    return [
      {
        month: figures.month,
        type: 'License Change' as const,
        subscriptionId: subscriptionIdOf(customer, plan),
        previousUnits: before.provisioned,
        units: figures.provisioned,
      },
    ]
  })
}

function each<Row>(
  customers: readonly CustomerSpec[],
  rows: (customer: CustomerSpec, subscription: SubscriptionSpec) => Row[],
): Row[] {
  return customers.flatMap((customer) => customer.subscriptions.flatMap((subscription) => rows(customer, subscription)))
}

/** The GUID as the licensing interface writes it. */
export function customerIdOf({ number, idCase }: CustomerSpec): string {
  const id = trendCustomerId(number)
  return idCase === 'upper' ? id.toUpperCase() : id
}

function subscriptionIdOf({ number }: CustomerSpec, plan: SubscriptionSpec['plan']): string {
  return trendSubscriptionId(number, servicePlans[plan].number)
}
