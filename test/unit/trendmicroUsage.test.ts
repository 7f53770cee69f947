import { describe, expect, it } from 'vitest'
import { month } from '../../server/domain/calendar'
import { customerId as idOf } from '../../server/domain/ids'
import {
  aCustomer,
  aLicense,
  anSmpiCustomer,
  aServicePlan,
  aSubscription,
  customerId,
  planId,
  subscriptionId,
} from '../simulator/trendmicro/sample'
import { aTrendMicro, today } from './trendmicroGateway'

const id = (letter: string, number: number) => `${letter}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const october = { kind: 'closedMonth', month: month('2026-10') } as const

describe('current seats from LMPI', () => {
  it('are those of the details, with what is used unread while the month has no report', async () => {
    const { current } = aTrendMicro()
    const snapshot = await current()
    expect(snapshot).toMatchObject({ sources: ['lmpi'], which: { kind: 'current' }, gaps: [] })
    expect(snapshot.subscriptions).toEqual([
      {
        id: subscriptionId,
        customerId,
        plan: planId,
        productName: 'Worry-Free Business Security Services',
        planName: 'Worry-Free Services monthly',
        suiteOf: [],
        unit: null,
        version: 'full',
        provisioned: { kind: 'read', seats: 25 },
        used: { kind: 'unread', why: 'notThereYet' },
        notBilled: null,
        startsOn: '2023-01-10',
        expiresOn: '2099-12-31',
        usedAsOf: null,
      },
    ])
  })

  it('take what is used from the report of the running month where it answers', async () => {
    const { current } = aTrendMicro({ simulator: { currentMonthSummary: 'present' } })
    expect((await current()).subscriptions[0]).toMatchObject({ used: { kind: 'read', seats: 31 }, unit: 'Seats' })
  })

  it.each(['null', 'absent'] as const)('say that a product reports no used seats (%s)', async (unknownUsed) => {
    const { current } = aTrendMicro({
      world: { subscriptions: [aSubscription({ used: null })] },
      simulator: { currentMonthSummary: 'present', unknownUsed },
    })
    expect((await current()).subscriptions[0]?.used).toEqual({ kind: 'notReported' })
  })

  it.each(['asStored', 'mixed'] as const)('are the same whatever the case of ids (%s)', async (idCase) => {
    const { current } = aTrendMicro({ simulator: { idCase, detailIdField: 'id' } })
    const [subscription] = (await current([idOf(customerId)])).subscriptions
    expect(subscription).toMatchObject({ id: subscriptionId, customerId, plan: planId })
  })

  it('count a suite once and name its products', async () => {
    const licenses = [
      aLicense({ units: 42 }),
      aLicense({ units: 42, productId: 'CASBXXE1X', activationCode: 'CA-1', productName: 'Cloud App Security' }),
    ]
    const { current } = aTrendMicro({
      world: { subscriptions: [aSubscription({ licenses })] },
      simulator: { currentMonthSummary: 'present', suiteRows: 'perProduct' },
    })
    expect((await current()).subscriptions[0]).toMatchObject({
      provisioned: { seats: 42 },
      used: { seats: 31 },
      suiteOf: ['Worry-Free Business Security Services', 'CASBXXE1X'],
    })
  })

  it('come with the highest number and a gap when the licences of a suite disagree', async () => {
    const licenses = [aLicense({ units: 42 }), aLicense({ units: 40, productId: 'CASBXXE1X' })]
    const { current } = aTrendMicro({ world: { subscriptions: [aSubscription({ licenses })] } })
    const snapshot = await current()
    expect(snapshot.subscriptions[0]?.provisioned).toEqual({ kind: 'read', seats: 42 })
    expect(snapshot.gaps).toMatchObject([{ customerId, what: 'subscription', why: 'incomplete' }])
  })

  it('hold a plan that is in no list for unknown, and know a trial', async () => {
    const unknown = aTrendMicro({ world: { servicePlans: [] } })
    expect((await unknown.current()).subscriptions[0]).toMatchObject({ version: 'unknown', notBilled: null })
    const trial = aTrendMicro({ world: { servicePlans: [aServicePlan({ version: 'trial' })] } })
    expect((await trial.current()).subscriptions[0]?.notBilled).toMatchObject({ kind: 'trial' })
  })

  it('know Vision One plans from v3, and do without where only v2 answers', async () => {
    const servicePlans = [aServicePlan({ visionOne: true })]
    expect((await aTrendMicro({ world: { servicePlans } }).current()).subscriptions[0]?.version).toBe('full')
    const old = aTrendMicro({ world: { servicePlans }, simulator: { servicePlansV3: false } })
    const snapshot = await old.current()
    expect(snapshot.subscriptions[0]?.version).toBe('unknown')
    expect(snapshot.gaps).toEqual([])
  })

  it('of a customer that vanished are a question and not none', async () => {
    const { current } = aTrendMicro()
    const gone = idOf(id('a', 9))
    const snapshot = await current([gone])
    expect(snapshot.subscriptions).toEqual([])
    expect(snapshot.gaps).toMatchObject([{ customerId: gone, what: 'customers', why: 'notFound' }])
  })

  it('of two live subscriptions of one plan share no used seats', async () => {
    const twin = aSubscription({ id: id('b', 2) })
    const { current } = aTrendMicro({
      world: { subscriptions: [aSubscription(), twin] },
      simulator: { currentMonthSummary: 'present' },
    })
    const used = (await current()).subscriptions.map((subscription) => subscription.used)
    expect(used).toEqual([
      { kind: 'unread', why: 'ambiguousName' },
      { kind: 'unread', why: 'ambiguousName' },
    ])
  })

  it('ask for the details of only the company’s own subscriptions, and reuse the lists for a minute', async () => {
    const customers = [aCustomer(), aCustomer({ id: id('a', 2), name: 'Other' })]
    const subscriptions = [aSubscription(), aSubscription({ id: id('b', 2), customerId: id('a', 2) })]
    const { current, requests, clock } = aTrendMicro({ world: { customers, subscriptions } })
    await current([idOf(customerId)])
    expect(requests).toHaveLength(5)
    await current([idOf(id('a', 2))])
    expect(requests).toHaveLength(6)
    await clock.sleep(61_000)
    await current([idOf(customerId)])
    expect(requests).toHaveLength(10) // plans are kept longer
    expect(new Set(requests.map(({ traceId }) => traceId)).size).toBe(requests.length)
  })

  it('read all pages', async () => {
    const subscriptions = Array.from({ length: 230 }, (_, index) => aSubscription({ id: id('b', index + 1) }))
    const { current, requests } = aTrendMicro({ world: { subscriptions } })
    expect((await current()).subscriptions).toHaveLength(230)
    expect(requests.filter(({ path }) => path.includes('/v2.5/'))).toHaveLength(3)
  })
})

describe('a closed month', () => {
  const months = [{ subscriptionId, month: '2026-10', provisioned: 28, used: 20 }]

  it('has the numbers of its report and none of the present', async () => {
    const { trend, clock } = aTrendMicro({ world: { months }, keys: ['lmpi', 'smpi'] })
    const snapshot = await trend.readUsage({ customers: null, which: october, now: clock.now(), today })
    expect(snapshot).toMatchObject({ sources: ['lmpi'], which: october, gaps: [] })
    expect(snapshot.subscriptions[0]).toMatchObject({ provisioned: { seats: 28 }, used: { seats: 20 } })
  })

  it('whose report is not there is unread', async () => {
    const { trend, clock } = aTrendMicro({ simulator: { previousMonthSummary: 'empty' } })
    const snapshot = await trend.readUsage({ customers: null, which: october, now: clock.now(), today })
    expect(snapshot.subscriptions[0]?.provisioned).toEqual({ kind: 'unread', why: 'notThereYet' })
    expect(snapshot.gaps).toMatchObject([{ customerId: null, what: 'usage', why: 'notThereYet' }])
  })

  it('has seats of a licence that ended within it, and none of one that was charged only later', async () => {
    const ended = [aLicense({ expiresAt: '2026-10-20T00:00:00Z' })]
    const early = [aLicense({ startChargeAt: '2026-11-01T00:00:00Z' })]
    const { trend, clock } = aTrendMicro({
      world: {
        customers: [aCustomer(), aCustomer({ id: id('a', 2), name: 'Other' })],
        subscriptions: [
          aSubscription({ licenses: ended }),
          aSubscription({ id: id('b', 2), customerId: id('a', 2), licenses: early }),
        ],
      },
    })
    const { subscriptions } = await trend.readUsage({ customers: null, which: october, now: clock.now(), today })
    expect(subscriptions.map((subscription) => subscription.notBilled)).toEqual([
      null,
      { kind: 'notChargedBefore', day: '2026-11-01' },
    ])
  })
})

describe('with SMPI keys beside those of LMPI', () => {
  it('used seats are those of the activation code', async () => {
    const { current } = aTrendMicro({ keys: ['lmpi', 'smpi'] })
    const snapshot = await current()
    expect(snapshot.sources).toEqual(['lmpi', 'smpi'])
    expect(snapshot.subscriptions[0]?.used).toEqual({ kind: 'read', seats: 31 })
  })

  it('customers are joined by activation code where their ids differ', async () => {
    const smpiCustomers = [anSmpiCustomer({ id: id('d', 1).toUpperCase() })]
    const { current } = aTrendMicro({ keys: ['lmpi', 'smpi'], world: { smpiCustomers } })
    expect((await current([idOf(customerId)])).subscriptions[0]?.used).toEqual({ kind: 'read', seats: 31 })
  })

  it('an expired customer in a batch is no failure of the others', async () => {
    const over = aLicense({ expiresAt: '2026-11-23T12:00:00.500Z' })
    const { trend, clock } = aTrendMicro({
      keys: ['lmpi', 'smpi'],
      world: {
        customers: [aCustomer(), aCustomer({ id: id('a', 2), name: 'Gone Ltd' })],
        subscriptions: [
          aSubscription(),
          aSubscription({ id: id('b', 2), customerId: id('a', 2), licenses: [{ ...over, activationCode: 'WF-2' }] }),
        ],
        smpiCustomers: [anSmpiCustomer(), anSmpiCustomer({ id: id('a', 2), subscriptionId: id('b', 2) })],
      },
    })
    await trend.readUsage({ customers: [idOf(customerId)], which: { kind: 'current' }, now: clock.now(), today })
    await clock.sleep(10_000) // The list is still the kept one: it does not know yet that the licence is over.
    const snapshot = await trend.readUsage({ customers: null, which: { kind: 'current' }, now: clock.now(), today })
    expect(snapshot.subscriptions[0]?.used).toEqual({ kind: 'read', seats: 31 })
    expect(snapshot.gaps).toEqual([])
  })

  it('a failure of SMPI leaves the summary’s number and a gap', async () => {
    const { current, faults } = aTrendMicro({
      keys: ['lmpi', 'smpi'],
      simulator: { currentMonthSummary: 'present' },
    })
    faults.add({ system: 'trendmicro', kind: '500-before', method: null, path: '/SMPI/', times: null, delayMs: 0 })
    const snapshot = await current()
    expect(snapshot.sources).toEqual(['lmpi'])
    expect(snapshot.subscriptions[0]?.used).toEqual({ kind: 'read', seats: 31 })
    expect(snapshot.gaps).toMatchObject([{ customerId: null, what: 'usage', why: 'failed' }])
  })
})

describe('with SMPI keys alone', () => {
  it.each(['string', 'number'] as const)('Worry-Free Services are answered for (%s)', async (smpiLicenseType) => {
    const { trend, current } = aTrendMicro({ keys: ['smpi'], simulator: { smpiLicenseType } })
    expect(await trend.test()).toEqual({ customers: 1, sources: ['smpi'] })
    expect(await trend.readCustomers()).toMatchObject([{ id: customerId, name: 'Northwind Dental' }])
    const snapshot = await current()
    expect(snapshot).toMatchObject({ sources: ['smpi'], gaps: [] })
    expect(snapshot.subscriptions).toMatchObject([
      {
        id: `smpi:${customerId}`,
        customerId,
        plan: 'name:worry-free services monthly',
        version: 'full',
        provisioned: { kind: 'read', seats: 25 },
        used: { kind: 'read', seats: 31 },
        notBilled: null,
      },
    ])
  })

  it('an expired customer is expired and not a failure', async () => {
    const licenses = [aLicense({ expiresAt: '2026-01-31T00:00:00Z' })]
    const { current } = aTrendMicro({ keys: ['smpi'], world: { subscriptions: [aSubscription({ licenses })] } })
    const snapshot = await current()
    expect(snapshot.gaps).toEqual([])
    expect(snapshot.subscriptions[0]).toMatchObject({
      notBilled: { kind: 'expired', on: '2026-01-31' },
      used: { kind: 'notReported' },
    })
  })

  it('a closed month is unread', async () => {
    const { trend, clock } = aTrendMicro({ keys: ['smpi'] })
    const snapshot = await trend.readUsage({ customers: null, which: october, now: clock.now(), today })
    expect(snapshot.subscriptions[0]?.provisioned).toEqual({ kind: 'unread', why: 'notFound' })
    expect(snapshot.gaps).toMatchObject([{ what: 'usage', why: 'notFound' }])
  })
})

describe('products without their seats', () => {
  it('take a call for each list from LMPI, and none for a subscription', async () => {
    const { trend, requests } = aTrendMicro()
    expect(await trend.readProducts([idOf(customerId)])).toEqual({
      products: [
        {
          customerId,
          plan: planId,
          productName: 'Worry-Free Business Security Services',
          planName: 'Worry-Free Services monthly',
        },
      ],
      whole: true,
    })
    expect(requests.map(({ path }) => path.replace(/\?.*/, '')).sort()).toEqual([
      '/LMPI/v2.5/customers/subscriptions',
      '/LMPI/v3/customers',
      '/LMPI/v3/me/serviceplans',
    ])
  })

  it.each([['lmpi'], ['smpi']] as const)(
    'are not whole with a customer that is not there any more (%s)',
    async (key) => {
      const { trend } = aTrendMicro({ keys: [key] })
      const gone = idOf(id('a', 9))
      const { products, whole } = await trend.readProducts([idOf(customerId), gone])
      expect(products.map((product) => product.customerId)).toEqual([customerId])
      expect(whole).toBe(false)
      expect(await trend.readProducts([gone])).toEqual({ products: [], whole: false })
    },
  )

  it('are not whole without the names of the plans', async () => {
    const { trend, faults } = aTrendMicro()
    faults.add({
      system: 'trendmicro',
      kind: '500-before',
      method: null,
      path: '/serviceplans',
      times: null,
      delayMs: 0,
    })
    expect(await trend.readProducts([idOf(customerId)])).toMatchObject({
      products: [{ plan: planId, productName: 'Worry-Free Services monthly' }],
      whole: false,
    })
  })

  it('have the plan of the Worry-Free interface that its seats have', async () => {
    const { trend, current } = aTrendMicro({ keys: ['smpi'] })
    const [subscription] = (await current()).subscriptions
    const { products } = await trend.readProducts([idOf(customerId)])
    expect(subscription).toMatchObject(products[0] ?? {})
    expect(products).toHaveLength(1)
  })
})
