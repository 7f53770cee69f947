import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { createFaults } from './faults'
import { seedWorld } from './seed/seedWorld'
import { signedCaller } from './trendmicro/signedRequest'
import { createTrendMicro } from './trendmicro/trendMicro'

const clock = createSandboxClock({ startIso: '2026-11-20T12:00:00Z', frozen: true })
const { connectWise, trendMicro } = seedWorld(clock)

describe('in the catalog', () => {
  it('are items that cannot be billed: inactive ones and a bundle', () => {
    expect(connectWise.catalogItems.filter(({ inactiveFlag }) => inactiveFlag)).toHaveLength(2)
    expect(connectWise.catalogItems.filter(({ productClass }) => productClass === 'Bundle')).toHaveLength(1)
  })
})

describe('the people', () => {
  it.each([
    ['mortiz', 'All', 'All'],
    ['tlook', 'All', 'None'],
    ['nview', undefined, undefined],
    ['jlee', 'All', 'My'],
    ['TrendBilling', 'All', 'All'],
  ])('%s may inquire agreements: %s, edit: %s', (identifier, inquire, edit) => {
    const member = connectWise.members.find((each) => each.identifier === identifier)
    const role = connectWise.securityRoles.find(({ id }) => id === member?.securityRoleId)
    const row = role?.rows.find((each) => each.moduleFunctionIdentifier === 'Agreements')
    expect([row?.inquireLevel, row?.editLevel]).toEqual([inquire, edit])
  })

  it('have sessions, except API members, whose keys may delete nothing', () => {
    expect(connectWise.sessions.map(({ memberIdentifier }) => memberIdentifier)).toEqual(
      expect.arrayContaining(['mortiz', 'tlook', 'nview']),
    )
    const [key] = connectWise.apiKeys
    expect(key).toEqual({ publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate', memberIdentifier: 'TrendBilling' })
    const [role] = connectWise.securityRoles
    expect(role?.rows.every(({ deleteLevel }) => deleteLevel === 'None')).toBe(true)
  })

  it('find the company screen of the site', () => {
    expect(connectWise.site.loginCompany).toBe('acme')
    expect(connectWise.hostedScreens[0]).toMatchObject({ id: 1, screenId: 'CompanyDetail' })
  })
})

describe('the gateway with this seed', () => {
  const call = signedCaller(createTrendMicro({ world: trendMicro, clock, faults: createFaults() }), clock)
  const ask = async (...args: Parameters<typeof call>): Promise<unknown> => (await call(...args)).json()

  it('tells the seats of every subscription that it lists', async () => {
    const window = 'created_start=2000-01-01T00:00:00Z&created_end=2030-01-01T00:00:00Z'
    const list = await ask(`/LMPI/v2.5/customers/subscriptions?${window}&limit=100`)
    expect(list).toMatchObject({ paging: { total: trendMicro.subscriptions.length } })
    for (const { customerId, id, licenses } of trendMicro.subscriptions) {
      expect(await ask(`/LMPI/v3/customers/${customerId}/subscriptions/${id}`)).toMatchObject({
        licenses: licenses.map(({ units }) => ({ units })),
      })
    }
  })

  it('has figures of closed months, and their changes as transactions', async () => {
    const body = { report_cycle_year: '2026', report_cycle_month: '9' }
    const months = await ask('/LMPI/v3/reports/summary', { body })
    expect(months).toMatchObject({
      summary: expect.arrayContaining([
        expect.objectContaining({ customer: 'Fairhaven Dental', service_plan: 'Advanced, monthly', provisioned: 42 }),
      ]) as unknown,
    })
    expect(await ask('/LMPI/v3/reports/transactions', { body })).toMatchObject({
      transaction: [{ customer_company: 'Fairhaven Dental', previous_units_allocated: '40', units_allocated: '42' }],
    })
  })

  it('lists an expired Worry-Free customer whose usage is 404', async () => {
    const expired = trendMicro.smpiCustomers.find(({ name }) => name === 'Clinique Sante Ile-d Orleans')
    const base = '/SMPI/v2.8/service/wfbss/api/customers'
    expect(await ask(`${base}?q=Clinique`)).toMatchObject({ customers: [{ id: expired?.id }] })
    expect((await call(`${base}/usage?cids=${expired?.id ?? ''}`)).status).toBe(404)
  })
})
