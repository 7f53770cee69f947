import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { seedLargeWorld, seedWorld, type SeedWorlds } from './seed/seedWorld'

const aClock = (startIso = '2026-11-20T12:00:00Z') => createSandboxClock({ startIso, frozen: true })
const large = seedLargeWorld({ companies: 500, seed: 7, clock: aClock() })

// Days at which calendars go wrong: turns of years and months, the leap day, a late evening elsewhere.
describe.each([
  '2026-11-20T12:00:00Z',
  '2027-01-01T00:00:00Z',
  '2027-01-31T23:59:59Z',
  '2028-02-29T12:00:00Z',
  '2026-12-31T23:00:00Z',
  '2027-03-31T03:00:00Z',
])('the twelve companies at %s', (startIso) => {
  checkConsistency(() => seedWorld(aClock(startIso)))
})

describe('five hundred companies', () => {
  checkConsistency(() => large)

  it('begin with the twelve and have unique names, most of them with a customer', () => {
    const { companies } = large.connectWise
    expect(companies).toHaveLength(500)
    expect(companies.slice(0, 12)).toEqual(seedWorld(aClock()).connectWise.companies)
    expect(new Set(companies.map(({ name }) => name)).size).toBe(500)
    expect(large.trendMicro.customers.length).toBeGreaterThan(450)
    expect(large.trendMicro.customers.length).toBeLessThan(500)
  })

  it('have 1 to 3 agreements and 1 to 4 products each', () => {
    const made = large.connectWise.companies.slice(12).map(({ id }) => id)
    const agreements = countBy(large.connectWise.agreements.map(({ company }) => company.id))
    expect(made.every((id) => between(agreements.get(id), 1, 3))).toBe(true)
    const products = countBy(large.trendMicro.subscriptions.map(({ customerId }) => customerId))
    const customers = large.trendMicro.customers.filter(({ id }) => Number(id.slice(-12)) > 1000)
    expect(customers.every(({ id }) => between(products.get(id), 1, 4))).toBe(true)
  })

  it('are often called a little differently at Trend Micro', () => {
    const names = new Set(large.connectWise.companies.map(({ name }) => name))
    const same = large.trendMicro.customers.filter(({ name }) => names.has(name)).length
    expect(same / large.trendMicro.customers.length).toBeGreaterThan(0.3)
    expect(same / large.trendMicro.customers.length).toBeLessThan(0.8)
  })

  it('are the same for the same seed and different for another', () => {
    expect(seedLargeWorld({ companies: 500, seed: 7, clock: aClock() })).toEqual(large)
    const other = seedLargeWorld({ companies: 500, seed: 8, clock: aClock() })
    expect(other.trendMicro.subscriptions).not.toEqual(large.trendMicro.subscriptions)
  })
})

describe('five thousand companies', () => {
  it('are made with unique names and company ids', () => {
    const { companies } = seedLargeWorld({ companies: 5000, seed: 1, clock: aClock() }).connectWise
    expect(new Set(companies.map(({ name }) => name)).size).toBe(5000)
    expect(new Set(companies.map(({ identifier }) => identifier.toLowerCase())).size).toBe(5000)
  })
})

describe('two worlds', () => {
  it('share nothing: changing one leaves the next as it was', () => {
    const one = seedWorld(aClock())
    for (const member of one.connectWise.members) member.inactiveFlag = true
    for (const screen of one.connectWise.hostedScreens) screen.name = ''
    for (const agreement of one.connectWise.agreements) if (agreement.currency !== null) agreement.currency.symbol = ''
    for (const item of one.connectWise.catalogItems) item._info.updatedBy = ''
    const next = seedWorld(aClock())
    expect(next.connectWise.members.filter(({ inactiveFlag }) => !inactiveFlag).length).toBeGreaterThan(3)
    expect(next.connectWise.hostedScreens[0]?.name).toBe('Company')
    expect(next.connectWise.agreements[0]?.currency?.symbol).toBe('$')
    expect(next.connectWise.catalogItems[0]?._info.updatedBy).toBe('mortiz')
  })
})

function checkConsistency(make: () => SeedWorlds): void {
  const { connectWise, trendMicro } = make()

  it('refer only to what is there', () => {
    const ids = (rows: readonly { id: number }[]) => new Set(rows.map(({ id }) => id))
    const companies = ids(connectWise.companies)
    const agreements = ids(connectWise.agreements)
    const items = ids(connectWise.catalogItems)
    const types = ids(connectWise.agreementTypes)
    const cycles = ids(connectWise.billingCycles)
    const statuses = ids(connectWise.companyStatuses)
    const lost = [
      ...connectWise.companies.filter(({ status }) => !statuses.has(status.id)),
      ...connectWise.agreements.filter(
        ({ company, type, billingCycle, parentAgreement }) =>
          !companies.has(company.id) ||
          !types.has(type.id) ||
          !cycles.has(billingCycle?.id ?? 0) ||
          (parentAgreement !== null && !agreements.has(parentAgreement.id)),
      ),
      ...connectWise.additions.filter(
        ({ agreementId, product }) => !agreements.has(agreementId) || !items.has(product.id),
      ),
      ...connectWise.invoices.filter(
        ({ company, agreement }) => !companies.has(company.id) || !agreements.has(agreement?.id ?? 0),
      ),
      ...connectWise.managementSummaryReports.filter(
        ({ company, agreement }) => !companies.has(company.id) || !agreements.has(agreement?.id ?? 0),
      ),
    ]
    expect(lost).toEqual([])
  })

  it('have ids of their own', () => {
    for (const rows of [connectWise.companies, connectWise.agreements, connectWise.additions, connectWise.invoices]) {
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    }
    for (const rows of [trendMicro.customers, trendMicro.subscriptions, trendMicro.smpiCustomers]) {
      expect(new Set(rows.map(({ id }) => id.toLowerCase())).size).toBe(rows.length)
    }
    const codes = trendMicro.subscriptions.flatMap(({ licenses }) =>
      licenses.map(({ activationCode }) => activationCode),
    )
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('have subscriptions only of customers and plans that are there, with whole seats', () => {
    const customers = new Set(trendMicro.customers.map(({ id }) => id))
    const plans = new Set(trendMicro.servicePlans.map(({ id }) => id))
    const subscriptions = new Set(trendMicro.subscriptions.map(({ id }) => id))
    for (const { customerId, servicePlanId, licenses } of trendMicro.subscriptions) {
      expect(customers.has(customerId) && plans.has(servicePlanId)).toBe(true)
      expect(licenses.every(({ units }) => Number.isInteger(units) && units > 0)).toBe(true)
    }
    expect(trendMicro.smpiCustomers.every(({ subscriptionId }) => subscriptions.has(subscriptionId))).toBe(true)
    expect(trendMicro.months.every(({ subscriptionId }) => subscriptions.has(subscriptionId))).toBe(true)
  })

  it('have no period that ends before it starts', () => {
    const starts = new Map(connectWise.agreements.map(({ id, startDate }) => [id, startDate]))
    for (const { startDate, endDate, dateCancelled } of connectWise.agreements) {
      expect((endDate ?? startDate) >= startDate && (dateCancelled ?? startDate) >= startDate).toBe(true)
    }
    for (const { agreementId, effectiveDate, cancelledDate } of connectWise.additions) {
      expect(effectiveDate ?? '').toMatch(/^\d{4}-\d\d-\d\dT00:00:00Z$/)
      expect((effectiveDate ?? '') >= (starts.get(agreementId) ?? '')).toBe(true)
      expect((cancelledDate ?? effectiveDate ?? '') >= (effectiveDate ?? '')).toBe(true)
    }
    for (const { licenses } of trendMicro.subscriptions) {
      expect(licenses.every(({ startsAt, expiresAt }) => startsAt < expiresAt)).toBe(true)
    }
  })

  it('use no two plans of one name', () => {
    const names = trendMicro.servicePlans.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
}

function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function between(count: number | undefined, least: number, most: number): boolean {
  return count !== undefined && count >= least && count <= most
}
