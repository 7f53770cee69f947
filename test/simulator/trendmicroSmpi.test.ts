import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { createFaults } from './faults'
import type { TrendMicroOptions } from './trendmicro/options'
import { aLicense, anSmpiCustomer, aSubscription, aWorld, customerId } from './trendmicro/sample'
import { signedCaller } from './trendmicro/signedRequest'
import { createTrendMicro } from './trendmicro/trendMicro'

const base = '/SMPI/v2.8/service/wfbss/api'
const goneId = 'A0000000-0000-4000-8000-000000000004'
const goneSubscription = 'b0000000-0000-4000-8000-000000000004'

function aGateway(options: Partial<TrendMicroOptions> = {}) {
  const clock = createSandboxClock({ startIso: '2025-11-20T12:00:00Z', frozen: true })
  const world = aWorld({
    subscriptions: [
      aSubscription(),
      aSubscription({ id: goneSubscription, licenses: [aLicense({ expiresAt: '2024-01-31T22:59:59Z', units: 5 })] }),
    ],
    smpiCustomers: [
      anSmpiCustomer(),
      anSmpiCustomer({ id: goneId, name: 'Gone Ltd', subscriptionId: goneSubscription }),
    ],
  })
  const simulator = createTrendMicro({ world, clock, faults: createFaults(), options })
  const call = signedCaller(simulator, clock)
  const ask = async (uri: string): Promise<unknown> => (await call(uri)).json()
  return { world, call, ask }
}

describe('the Worry-Free interface', () => {
  it('lists customers with their seats, the expired ones too', async () => {
    const { ask } = aGateway()
    expect(await ask(`${base}/customers`)).toMatchObject({
      paging: { total: 2, limit: 100, page: 1 },
      customers: [
        { id: customerId.toUpperCase(), license_type: '1', seat_count: 25, auto_renewal: 1 },
        { id: goneId, expire: '2024-01-31T22:59:59Z' },
      ],
    })
  })

  it('may write the licence type as a number', async () => {
    const { ask } = aGateway({ smpiLicenseType: 'number' })
    expect(await ask(`${base}/customers`)).toMatchObject({ customers: [{ license_type: 1 }, {}] })
  })

  it('finds by a part of the name and by ids in any case', async () => {
    const { ask } = aGateway()
    expect(await ask(`${base}/customers?q=gone`)).toMatchObject({ paging: { total: 1 } })
    expect(await ask(`${base}/customers?cids=${customerId}`)).toMatchObject({
      customers: [{ name: 'Northwind Dental' }],
    })
  })

  it('gives usage by id with its time', async () => {
    const { ask } = aGateway()
    expect(await ask(`${base}/customers/usage?cids=${customerId}`)).toEqual({
      customers: [
        {
          id: customerId.toUpperCase(),
          seat_usages: [
            {
              activationcode: 'WF-TEST0-CCCCC-CCCCC-CCCCC-CCCCC-CCCCC',
              update_time: Date.parse('2025-11-20T10:00:00Z') / 1000,
              used: 31,
            },
          ],
        },
      ],
    })
  })

  it('wants 1 to 20 ids for usage', async () => {
    const { call } = aGateway()
    expect((await call(`${base}/customers/usage`)).status).toBe(400)
    const ids = Array.from({ length: 21 }, () => customerId).join(',')
    expect((await call(`${base}/customers/usage?cids=${ids}`)).status).toBe(400)
  })

  it('answers 404 for the usage of an expired customer, alone or among others', async () => {
    const { call } = aGateway()
    expect((await call(`${base}/customers/usage?cids=${goneId}`)).status).toBe(404)
    expect((await call(`${base}/customers/usage?cids=${customerId},${goneId}`)).status).toBe(404)
  })

  it('may leave the expired one out among others', async () => {
    const { ask } = aGateway({ smpiExpiredInBatch: 'leftOut' })
    expect(await ask(`${base}/customers/usage?cids=${customerId},${goneId}`)).toMatchObject({ customers: [{}] })
  })

  it('gives no usage entry where usage is not known', async () => {
    const { ask, world } = aGateway()
    for (const subscription of world.subscriptions) subscription.used = null
    expect(await ask(`${base}/customers/usage?cids=${customerId}`)).toMatchObject({ customers: [{ seat_usages: [] }] })
  })

  it("adds up the partner's seats, the latest day or every day asked for", async () => {
    const { ask, call } = aGateway()
    const day = (iso: string) => Date.parse(iso) / 1000
    expect(await ask(`${base}/vendors/license`)).toEqual([
      expect.objectContaining({
        seat_in_use: 31,
        seat_purchase: 25,
        seat_count_exceed: 6,
        update_time: day('2025-11-20'),
      }),
    ])
    const range = `start_time=${day('2025-11-18')}&end_time=${day('2025-11-22')}`
    expect(await ask(`${base}/vendors/license?${range}`)).toMatchObject([
      { update_time: day('2025-11-18') },
      { update_time: day('2025-11-19') },
      { update_time: day('2025-11-20') },
    ])
    const tooLong = `start_time=${day('2024-11-18')}&end_time=${day('2025-11-22')}`
    expect((await call(`${base}/vendors/license?${tooLong}`)).status).toBe(400)
  })
})
