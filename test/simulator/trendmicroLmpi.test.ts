import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { createFaults } from './faults'
import type { TrendMicroOptions } from './trendmicro/options'
import {
  aCustomer,
  aLicense,
  aServicePlan,
  aSubscription,
  aWorld,
  customerId,
  planId,
  subscriptionId,
} from './trendmicro/sample'
import { signedCaller } from './trendmicro/signedRequest'
import { createTrendMicro } from './trendmicro/trendMicro'
import type { TrendMicroWorld } from './trendmicro/world'

const ever = 'start=2000-01-01T00:00:00Z'
const customers = `/LMPI/v3/customers?created_${ever}&created_end=2030-01-01T00:00:00Z`
const subscriptions = `/LMPI/v2.5/customers/subscriptions?created_${ever}&created_end=2030-01-01T00:00:00Z`

function aGateway(world: Partial<TrendMicroWorld> = {}, options: Partial<TrendMicroOptions> = {}) {
  const clock = createSandboxClock({ startIso: '2025-11-20T12:00:00Z', frozen: true })
  const simulator = createTrendMicro({ world: aWorld(world), clock, faults: createFaults(), options })
  const call = signedCaller(simulator, clock)
  const ask = async (...args: Parameters<typeof call>): Promise<unknown> => (await call(...args)).json()
  return { call, ask }
}

describe('customers', () => {
  it('come in pages of 25 with the total beside them, up to 100 when asked', async () => {
    const many = Array.from({ length: 130 }, (_, index) => aCustomer({ name: `Customer ${index}` }))
    const { ask } = aGateway({ customers: many })
    expect(await ask(customers)).toMatchObject({ paging: { total: 130, limit: 25, page: 1 } })
    expect(await ask(`${customers}&page=2&limit=100`)).toMatchObject({
      paging: { total: 130, limit: 100, page: 2 },
      customers: many.slice(100).map(({ name }) => ({ name })),
    })
  })

  it.each(['limit=0', 'limit=101', 'page=0', 'limit=x'])('are refused with %s', async (query) => {
    const { call } = aGateway()
    expect((await call(`${customers}&${query}`)).status).toBe(400)
  })

  it('need both dates', async () => {
    const { call, ask } = aGateway()
    expect((await call('/LMPI/v3/customers')).status).toBe(400)
    expect(await ask(`/LMPI/v3/customers?created_${ever}`)).toMatchObject({
      error_subject: 'InvalidParametersCreatedEnd',
    })
  })

  it('outside the dates are left out', async () => {
    const { ask } = aGateway({ customers: [aCustomer(), aCustomer({ createdAt: '2031-01-01T00:00:00Z' })] })
    expect(await ask(customers)).toMatchObject({ paging: { total: 1 } })
  })

  it('are users in v2', async () => {
    const { ask } = aGateway()
    const uri = `/LMPI/v2/customers?user_modified_${ever}&user_modified_end=2030-01-01T00:00:00Z`
    expect(await ask(uri)).toMatchObject({ users: [{ customer_id: customerId, email: 'it@northwind.example' }] })
  })
})

describe('subscriptions', () => {
  it('are listed without seats', async () => {
    const { ask } = aGateway()
    expect(await ask(subscriptions)).toEqual({
      paging: { total: 1, limit: 25, page: 1 },
      subscriptions: [
        {
          subscription_id: subscriptionId,
          name: 'Worry-Free Services monthly',
          enabled: true,
          is_auto_renewal: true,
          auto_renewal_month: 1,
          service_plan_id: planId,
          customer_id: customerId,
        },
      ],
    })
  })

  it('need exactly one pair of dates', async () => {
    const { call } = aGateway()
    const pair = (name: string) => `${name}_${ever}&${name}_end=2030-01-01T00:00:00Z`
    const base = '/LMPI/v2.5/customers/subscriptions'
    expect((await call(base)).status).toBe(400)
    expect((await call(`${base}?${pair('created')}&${pair('modified')}`)).status).toBe(400)
    expect((await call(`${base}?${pair('modified')}`)).status).toBe(200)
  })

  it('modified outside the window are left out', async () => {
    const { ask } = aGateway()
    const uri =
      '/LMPI/v2.5/customers/subscriptions?modified_start=2025-11-02T00:00:00Z&modified_end=2025-12-01T00:00:00Z'
    expect(await ask(uri)).toMatchObject({ subscriptions: [] })
  })

  it('give their seats one by one, a suite as several licences of the same units', async () => {
    const licenses = [aLicense({ units: 42 }), aLicense({ productId: 'CASBXXE1X', units: 42 })]
    const { ask } = aGateway({ subscriptions: [aSubscription({ licenses })] })
    for (const version of ['v2', 'v3']) {
      expect(await ask(`/LMPI/${version}/customers/${customerId}/subscriptions/${subscriptionId}`)).toMatchObject({
        subscription_id: subscriptionId,
        expiration_notification: 30,
        licenses: [
          { product_id: 'WFSBXXE1X', units: 42, grace_period: 1, license_expiration_date: '2099-12-31T00:00:00Z' },
          { product_id: 'CASBXXE1X', units: 42 },
        ],
      })
    }
  })

  it('may be called id in their details, and written in another case there', async () => {
    const { ask } = aGateway({}, { detailIdField: 'id', idCase: 'mixed' })
    expect(await ask(subscriptions)).toMatchObject({ subscriptions: [{ customer_id: customerId.toUpperCase() }] })
    const detail = await ask(
      `/LMPI/v3/customers/${customerId.toUpperCase()}/subscriptions/${subscriptionId.toUpperCase()}`,
    )
    expect(detail).toMatchObject({ id: subscriptionId.toLowerCase() })
    expect(detail).not.toHaveProperty('subscription_id')
  })

  it('of somebody else are refused', async () => {
    const { call } = aGateway()
    const other = 'a0000000-0000-4000-8000-00000000000f'
    expect((await call(`/LMPI/v3/customers/${other}/subscriptions/${subscriptionId}`)).status).toBe(400)
  })

  it('are found by their plan', async () => {
    const { ask } = aGateway()
    expect(await ask(`/LMPI/v2/customers/${customerId}/serviceplan/${planId}/getid`)).toEqual({
      subscription_id: subscriptionId,
    })
  })
})

describe('service plans', () => {
  const visionOne = aServicePlan({ id: 'c0000000-0000-4000-8000-000000000009', visionOne: true })

  it('are a bare list; the old one lacks Vision One', async () => {
    const { ask } = aGateway({ servicePlans: [aServicePlan({ version: 'trial' }), visionOne] })
    const old = await ask('/LMPI/v2/me/serviceplans')
    expect(old).toEqual([
      expect.objectContaining({ service_plan_id: planId, version: 'trial', product_code: 'WFSBXXE1X' }),
    ])
    expect(await ask('/LMPI/v3/me/serviceplans')).toHaveLength(2)
  })

  it('of v3 may not exist', async () => {
    const { call } = aGateway({}, { servicePlansV3: false })
    expect((await call('/LMPI/v3/me/serviceplans')).status).toBe(404)
  })

  it('of Vision One may keep their subscriptions out of the list', async () => {
    const world = { servicePlans: [visionOne], subscriptions: [aSubscription({ servicePlanId: visionOne.id })] }
    expect(await aGateway(world).ask(subscriptions)).toMatchObject({ paging: { total: 1 } })
    expect(await aGateway(world, { visionOneInList: false }).ask(subscriptions)).toMatchObject({ paging: { total: 0 } })
  })
})
