import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { createFaults } from './faults'
import type { TrendMicroOptions } from './trendmicro/options'
import { aLicense, aSubscription, aWorld, customerId, subscriptionId } from './trendmicro/sample'
import { signedCaller } from './trendmicro/signedRequest'
import { createTrendMicro } from './trendmicro/trendMicro'
import type { TrendMicroWorld } from './trendmicro/world'

function aGateway(world: Partial<TrendMicroWorld> = {}, options: Partial<TrendMicroOptions> = {}) {
  const clock = createSandboxClock({ startIso: '2025-11-20T12:00:00Z', frozen: true })
  const simulator = createTrendMicro({ world: aWorld(world), clock, faults: createFaults(), options })
  const call = signedCaller(simulator, clock)
  const ask = async (...args: Parameters<typeof call>): Promise<unknown> => (await call(...args)).json()
  const summary = (year: string, month: string) =>
    ask('/LMPI/v3/reports/summary', { body: { report_cycle_year: year, report_cycle_month: month } })
  return { clock, simulator, call, ask, summary }
}

describe('the monthly summary', () => {
  it('names customers without an id, with seats bought and used', async () => {
    const { summary } = aGateway()
    expect(await summary('2025', '10')).toEqual({
      summary: [
        {
          customer: 'Northwind Dental',
          city: 'Dayton',
          state: 'OH',
          owned_by_vendor: 'Demo MSP',
          created_by_vendor: 'Demo MSP',
          product_name: 'Worry-Free Business Security Services',
          service_plan: 'Worry-Free Services monthly',
          provisioned: 25,
          used: 31,
          unit: 'Seats',
        },
      ],
    })
  })

  it.each(['customer_id', 'company_id', 'id'] as const)('may carry %s', async (summaryIdField) => {
    const { summary } = aGateway({}, { summaryIdField })
    expect(await summary('2025', '10')).toMatchObject({ summary: [{ [summaryIdField]: customerId }] })
  })

  it('of the running month is empty, until a switch says otherwise', async () => {
    const { summary, simulator, clock } = aGateway()
    expect(await summary('2025', '11')).toEqual({ summary: [] })
    simulator.options.currentMonthSummary = 'fromDay2'
    expect(await summary('2025', '11')).toMatchObject({ summary: [{ provisioned: 25 }] })
    clock.set('2025-12-01T09:00:00Z')
    expect(await summary('2025', '12')).toEqual({ summary: [] })
    simulator.options.currentMonthSummary = 'present'
    expect(await summary('2025', '12')).toMatchObject({ summary: [{ provisioned: 25 }] })
  })

  it('of the last month may not be there yet; those before it are', async () => {
    const { summary } = aGateway({}, { previousMonthSummary: 'empty' })
    expect(await summary('2025', '10')).toEqual({ summary: [] })
    expect(await summary('2025', '9')).toMatchObject({ summary: [{}] })
  })

  it('reaches back two years and not into the future', async () => {
    const { summary } = aGateway()
    expect(await summary('2023', '11')).toMatchObject({ summary: [{}] })
    expect(await summary('2023', '10')).toEqual({ summary: [] })
    expect(await summary('2025', '12')).toEqual({ summary: [] })
  })

  it('keeps the figures of its month', async () => {
    const { summary } = aGateway({ months: [{ subscriptionId, month: '2025-09', provisioned: 20, used: 18 }] })
    expect(await summary('2025', '09')).toMatchObject({ summary: [{ provisioned: 20, used: 18 }] })
    expect(await summary('2025', '10')).toMatchObject({ summary: [{ provisioned: 25, used: 31 }] })
  })

  it('says that used is unknown with null, or not at all', async () => {
    const world = { subscriptions: [aSubscription({ used: null })] }
    expect(await aGateway(world).summary('2025', '10')).toMatchObject({ summary: [{ used: null }] })
    const absent = await aGateway(world, { unknownUsed: 'absent' }).summary('2025', '10')
    expect(JSON.stringify(absent)).not.toContain('"used"')
  })

  it('has one row for a suite, or one for each product', async () => {
    const licenses = [aLicense({ productName: 'One' }), aLicense({ productName: 'Two' })]
    const world = { subscriptions: [aSubscription({ licenses })] }
    expect(await aGateway(world).summary('2025', '10')).toMatchObject({ summary: [{}] })
    expect(await aGateway(world, { suiteRows: 'perProduct' }).summary('2025', '10')).toMatchObject({
      summary: [{ product_name: 'One' }, { product_name: 'Two' }],
    })
  })

  it('leaves out what did not run in the month', async () => {
    const licenses = [aLicense({ startsAt: '2025-10-03T00:00:00Z', expiresAt: '2025-10-20T00:00:00Z' })]
    const { summary } = aGateway({ subscriptions: [aSubscription({ licenses })] })
    expect(await summary('2025', '09')).toEqual({ summary: [] })
    expect(await summary('2025', '10')).toMatchObject({ summary: [{}] })
  })

  it.each([{}, { report_cycle_year: '2025' }, { report_cycle_year: 2025, report_cycle_month: 10 }, 'no json'])(
    'refuses the body %j',
    async (body) => {
      const { call } = aGateway()
      expect((await call('/LMPI/v3/reports/summary', { body })).status).toBe(400)
    },
  )
})

describe('the other reports', () => {
  it('tell changes of seats as texts, with a stray blank in one key', async () => {
    const { ask } = aGateway({
      transactions: [{ month: '2025-10', type: 'License Change', subscriptionId, previousUnits: 20, units: 25 }],
    })
    const body = { report_cycle_year: '2025', report_cycle_month: '10' }
    expect(await ask('/LMPI/v3/reports/transactions', { body })).toMatchObject({
      transaction: [{ customer_company: 'Northwind Dental', units_allocated: '25', 'change_units ': '5' }],
    })
  })

  it('tell the upstream bill per product', async () => {
    const { ask } = aGateway()
    const reports = await ask('/LMPI/v3/reports/billing', {
      body: { report_cycle_year: '2025', report_cycle_month: '10' },
    })
    expect(reports).toMatchObject({ reports: [{ start_date: '2025-10-01', end_date: '2025-10-31' }] })
    const details = await ask('/LMPI/v3/reports/billing/details', {
      body: { report_id: 'd0000000-0000-4000-8000-000000202510', language_code: 'en-US' },
    })
    expect(details).toMatchObject({ report_details: [{ provisioned_units: '25', used_units: '31' }] })
  })
})
