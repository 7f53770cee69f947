import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { createFaults } from './faults'
import type { TrendMicroOptions } from './trendmicro/options'
import {
  aCustomer,
  aLicense,
  anSmpiCustomer,
  aServicePlan,
  aSubscription,
  aWorld,
  customerId,
  subscriptionId,
} from './trendmicro/sample'
import { signedCaller } from './trendmicro/signedRequest'
import { createTrendMicro } from './trendmicro/trendMicro'

/** What happens at Trend Micro while nobody of ours looks: seats change, accounts come and go, reports stand still. */
const otherCustomer = 'A0000000-0000-4000-8000-000000000002'
const otherSubscription = 'b0000000-0000-4000-8000-000000000002'
const suite = 'b0000000-0000-4000-8000-000000000003'
const ever = '_start=2000-01-01T00:00:00Z&created_end=2030-01-01T00:00:00Z'
const smpi = '/SMPI/v2.8/service/wfbss/api'

function aGateway(options: Partial<TrendMicroOptions> = {}) {
  const clock = createSandboxClock({ startIso: '2025-11-20T12:00:00Z', frozen: true })
  const world = aWorld({
    customers: [aCustomer(), aCustomer({ id: otherCustomer, name: 'Contoso' })],
    servicePlans: [
      aServicePlan(),
      aServicePlan({ id: 'c0000000-0000-4000-8000-000000000002', productCode: 'CASBXXE1X', version: 'trial' }),
      aServicePlan({ id: 'c0000000-0000-4000-8000-000000000003', productCode: 'CASBXXE1X', product: 'Cloud App' }),
    ],
    subscriptions: [
      aSubscription(),
      aSubscription({ id: otherSubscription, customerId: otherCustomer }),
      aSubscription({
        id: suite,
        customerId: otherCustomer,
        name: 'Suite monthly',
        licenses: [aLicense(), aLicense({ productId: 'CASBXXE1X', productName: 'Cloud App' })],
      }),
    ],
    smpiCustomers: [
      anSmpiCustomer(),
      anSmpiCustomer({ id: otherCustomer, name: 'Contoso', subscriptionId: otherSubscription }),
    ],
  })
  const simulator = createTrendMicro({ world, clock, faults: createFaults(), options })
  const call = signedCaller(simulator, clock)
  const ask = async (...args: Parameters<typeof call>) => (await call(...args)).json() as Promise<unknown>
  const customers = () => ask(`/LMPI/v3/customers?created${ever}`)
  const subscriptions = () => ask(`/LMPI/v2.5/customers/subscriptions?created${ever}`)
  const detail = (customer: string, id: string) => call(`/LMPI/v3/customers/${customer}/subscriptions/${id}`)
  const seatsOf = async (customer: string, id: string) =>
    ((await (await detail(customer, id)).json()) as { licenses: { units: number }[] }).licenses.map(
      ({ units }) => units,
    )
  const summary = (month: string) =>
    ask('/LMPI/v3/reports/summary', { body: { report_cycle_year: '2025', report_cycle_month: month } })
  return { clock, ...simulator, call, ask, customers, subscriptions, detail, seatsOf, summary }
}

describe('seats', () => {
  it('change in the record, in the report, in the usage and among the transactions', async () => {
    const { edits, seatsOf, summary, ask } = aGateway({ currentMonthSummary: 'present' })
    edits.setSeats(subscriptionId, { provisioned: 40, used: 38 })
    expect(await seatsOf(customerId, subscriptionId)).toEqual([40])
    expect(await summary('11')).toMatchObject({ summary: [{ provisioned: 40, used: 38 }, {}, {}] })
    expect(await ask(`${smpi}/customers/usage?cids=${customerId}`)).toMatchObject({
      customers: [{ seat_usages: [{ used: 38 }] }],
    })
    const body = { report_cycle_year: '2025', report_cycle_month: '11' }
    expect(await ask('/LMPI/v3/reports/transactions', { body })).toMatchObject({
      transaction: [{ previous_units_allocated: '25', units_allocated: '40' }],
    })
  })

  it('of a suite change in all its licences, and the change is found by its day', async () => {
    const { edits, seatsOf, ask } = aGateway()
    edits.setSeats(suite, { provisioned: 7 })
    expect(await seatsOf(otherCustomer, suite)).toEqual([7, 7])
    const since = 'modified_start=2025-11-20T00:00:00Z&modified_end=2025-11-21T00:00:00Z'
    expect(await ask(`/LMPI/v2.5/customers/subscriptions?${since}`)).toMatchObject({
      paging: { total: 1 },
      subscriptions: [{ subscription_id: suite }],
    })
  })

  it('of closed months stay what they were', async () => {
    const { edits, summary, clock } = aGateway()
    edits.setSeats(subscriptionId, { provisioned: 40 })
    expect(await summary('10')).toMatchObject({ summary: [{ provisioned: 25 }, {}, {}] })
    clock.set('2025-12-05T12:00:00Z')
    edits.setSeats(subscriptionId, { provisioned: 10 })
    expect(await summary('10')).toMatchObject({ summary: [{ provisioned: 25 }, {}, {}] })
    expect(await summary('11')).toMatchObject({ summary: [{ provisioned: 40 }, {}, {}] })
  })

  it('may be told by a month as its highest number, also after a decrease', async () => {
    const { edits, summary, seatsOf } = aGateway({ currentMonthSummary: 'present', summaryFigures: 'peak' })
    edits.setSeats(subscriptionId, { provisioned: 40, used: 30 })
    edits.setSeats(subscriptionId, { provisioned: 5, used: 5 })
    expect(await summary('11')).toMatchObject({ summary: [{ provisioned: 40, used: 31 }, {}, {}] })
    expect(await seatsOf(customerId, subscriptionId)).toEqual([5])
  })

  it('cannot be set where there is no subscription', () => {
    expect(() => aGateway().edits.setSeats('b', { provisioned: 1 })).toThrow(RangeError)
  })
})

describe('a customer that vanished', () => {
  it('is gone from every list with all that is its own, and comes back as it was', async () => {
    const { edits, customers, subscriptions, detail, summary, ask, call } = aGateway()
    const before = [await customers(), await subscriptions(), await summary('10')]
    edits.vanish(otherCustomer.toLowerCase())
    expect(await customers()).toMatchObject({ paging: { total: 1 }, customers: [{ customer_id: customerId }] })
    expect(await subscriptions()).toMatchObject({ paging: { total: 1 } })
    expect((await detail(otherCustomer, otherSubscription)).status).toBe(400)
    expect(await summary('10')).toMatchObject({ summary: [{ customer: 'Northwind Dental' }] })
    expect(await ask(`${smpi}/customers`)).toMatchObject({ paging: { total: 1 } })
    expect((await call(`${smpi}/customers/usage?cids=${otherCustomer}`)).status).toBe(404)
    expect(await ask(`${smpi}/vendors/license`)).toMatchObject([{ seat_purchase: 25 }])
    edits.comeBack(otherCustomer)
    expect([await customers(), await subscriptions(), await summary('10')]).toEqual(before)
  })

  it('may be one of half, or all: every total agrees', async () => {
    const { options, customers, subscriptions, ask } = aGateway({ customersShown: 'half' })
    expect(await customers()).toMatchObject({ paging: { total: 1 }, customers: [{ customer_id: customerId }] })
    expect(await subscriptions()).toMatchObject({ paging: { total: 1 } })
    options.customersShown = 'none'
    const nothing = { paging: { total: 0 }, customers: [] }
    expect([await customers(), await ask(`${smpi}/customers`)]).toMatchObject([nothing, nothing])
    expect(await subscriptions()).toMatchObject({ paging: { total: 0 }, subscriptions: [] })
  })
})

describe('a subscription that vanished', () => {
  it('is gone from lists, records and reports; its customer stays', async () => {
    const { edits, customers, subscriptions, detail, summary, call } = aGateway()
    edits.vanish(suite)
    expect(await customers()).toMatchObject({ paging: { total: 2 } })
    expect(await subscriptions()).toMatchObject({ paging: { total: 2 } })
    expect((await detail(otherCustomer, suite)).status).toBe(400)
    expect(JSON.stringify(await summary('10'))).not.toContain('Suite monthly')
    const byPlan = await call(
      `/LMPI/v2/customers/${otherCustomer}/serviceplan/c0000000-0000-4000-8000-000000000001/getid`,
    )
    expect(await byPlan.json()).toEqual({ subscription_id: otherSubscription })
    edits.comeBack(suite)
    expect((await detail(otherCustomer, suite)).status).toBe(200)
  })
})

describe("yesterday's report", () => {
  it('tells usage of the day on which reports stopped, with that time on it', async () => {
    const { edits, clock, summary, ask, seatsOf } = aGateway({ currentMonthSummary: 'present' })
    edits.stopReports()
    clock.set('2025-11-23T12:00:00Z')
    edits.setSeats(subscriptionId, { provisioned: 90, used: 80 })
    expect(edits.reportsStoppedAt()).toBe('2025-11-20T12:00:00.000Z')
    expect(await ask(`${smpi}/customers/usage?cids=${customerId}`)).toMatchObject({
      customers: [{ seat_usages: [{ used: 31, update_time: Date.parse('2025-11-20T10:00:00Z') / 1000 }] }],
    })
    expect(await ask(`${smpi}/vendors/license`)).toMatchObject([
      { seat_in_use: 62, update_time: Date.parse('2025-11-20T00:00:00Z') / 1000 },
    ])
    expect(await summary('11')).toMatchObject({ summary: [{ provisioned: 25, used: 31 }, {}, {}] })
    expect(await seatsOf(customerId, subscriptionId)).toEqual([90])
    edits.resumeReports()
    expect(await summary('11')).toMatchObject({ summary: [{ provisioned: 90, used: 80 }, {}, {}] })
  })

  it('has no closed month yet when reports stopped before its end', async () => {
    const { edits, clock, summary } = aGateway()
    edits.stopReports()
    clock.set('2025-12-01T12:00:00Z')
    expect(await summary('11')).toEqual({ summary: [] })
  })

  it('may concern the records of subscriptions, too', async () => {
    const { edits, seatsOf, ask } = aGateway()
    edits.stopReports({ withDetails: true })
    edits.setSeats(subscriptionId, { provisioned: 90 })
    expect(await seatsOf(customerId, subscriptionId)).toEqual([25])
    expect(await ask(`${smpi}/customers?cids=${customerId}`)).toMatchObject({ customers: [{ seat_count: 25 }] })
  })
})

describe('accounts that count twice', () => {
  it('a downgrade leaves a product of the suite beside it, by another name and under its full plan', async () => {
    const { edits, subscriptions, seatsOf, world } = aGateway()
    const rest = edits.leaveUnbundled(suite, { seats: 9 })
    expect(await subscriptions()).toMatchObject({ paging: { total: 4 } })
    expect(rest).toMatchObject({ customerId: otherCustomer, name: 'Unbundled Licenses' })
    expect(world.servicePlans.find(({ id }) => id === rest.servicePlanId)).toMatchObject({ product: 'Cloud App' })
    expect([await seatsOf(otherCustomer, rest.id), await seatsOf(otherCustomer, suite)]).toEqual([[9], [25, 25]])
    const codes = world.subscriptions.flatMap(({ licenses }) => licenses.map(({ activationCode }) => activationCode))
    expect(codes.at(-1)).not.toBe(codes[0])
    expect(() => edits.leaveUnbundled(subscriptionId)).toThrow('is no suite')
  })

  it('a second account has name and city of the first, its plans, and nothing in use', async () => {
    const { edits, customers, subscriptions, summary } = aGateway({ currentMonthSummary: 'present' })
    const twin = edits.addNamesake(customerId)
    expect(await customers()).toMatchObject({
      customers: [{ name: 'Northwind Dental' }, {}, { customer_id: twin.id, name: 'Northwind Dental', city: 'Dayton' }],
    })
    expect(await subscriptions()).toMatchObject({ paging: { total: 4 } })
    const usedBy = async (month: string) =>
      ((await summary(month)) as { summary: { customer: string; used: number }[] }).summary
        .filter(({ customer }) => customer === 'Northwind Dental')
        .map(({ used }) => used)
    expect([await usedBy('10'), await usedBy('11')]).toEqual([[31], [31, 0]])
  })
})
