import { describe, expect, it } from 'vitest'
import { aHost, json, send } from './host/sample'
import { catalogItems } from './seed/catalogItems'
import { trendCustomerId } from './seed/trendIds'
import { subscriptionOf } from './situations/tools'

/** What a person, or a test in a browser, does to billing through the panel's routes. */
const member = 'jlee'

function aPanel() {
  const host = aHost()
  const post = (path: string, body: object) => json(host.app, `/sandbox/${path}`, 'POST', body)
  const get = (path: string) => json(host.app, `/sandbox/${path}`)
  const worryFree = host.world.additions.find(
    (each) => each.agreementId === 1011 && each.product.id === catalogItems.worryFree.id,
  )
  if (worryFree === undefined) throw new Error('the seed has no such line')
  return { ...host, post, get, line: worryFree, additionId: worryFree.id }
}

describe('an addition', () => {
  it('gets another price, an end, and its end taken back, each as the member', async () => {
    const { post, additionId, line, world } = aPanel()
    expect(await post('edit-addition', { additionId, member, unitPrice: 4.2 })).toMatchObject({ unitPrice: 4.2 })
    const cancelled = await post('edit-addition', { additionId, member, cancelledOn: '2025-11-30' })
    expect(cancelled).toMatchObject({ cancelledOn: '2025-11-30', quantity: 45, updatedBy: member })
    expect(line.cancelledDate).toBe('2025-11-30T00:00:00Z')
    expect(await post('edit-addition', { additionId, member, cancelledOn: null })).toMatchObject({ cancelledOn: null })
    expect(world.auditTrail.filter(({ recordId }) => recordId === additionId)).toHaveLength(3)
  })

  it('gets a twin, moves to another agreement, and is deleted', async () => {
    const { post, get, additionId, world } = aPanel()
    const twin = (await post('twin-addition', { additionId, member })) as { id: number }
    expect(twin).toMatchObject({ agreementId: 1011, quantity: 45 })
    expect(await post('move-addition', { additionId: twin.id, agreementId: 1012, member })).toMatchObject({
      agreement: 'Cloud Protection 2025',
    })
    expect(await post('delete-addition', { additionId, member })).toEqual({})
    expect(world.auditTrail.at(-1)).toMatchObject({ recordId: additionId, auditSubType: 'Deleted' })
    const ids = ((await get('additions?companyId=101')) as { id: number }[]).map(({ id }) => id)
    expect(ids).toContain(twin.id)
    expect(ids).not.toContain(additionId)
  })
})

describe('an agreement', () => {
  it('is invoiced, and its last invoice is deleted', async () => {
    const { post, get, app } = aPanel()
    const shown = async () => ((await get('agreements?companyId=101')) as object[])[0]
    expect(await shown()).toMatchObject({ status: 'Active', nextInvoiceOn: '2025-12-01', lastInvoiceOn: '2025-11-01' })
    await post('make-invoice', { agreementId: 1011, member })
    expect(await shown()).toMatchObject({ nextInvoiceOn: '2026-01-01', lastInvoiceOn: '2025-12-01' })
    await post('delete-invoice', { agreementId: 1011, member })
    expect(await shown()).toMatchObject({ nextInvoiceOn: '2025-12-01', lastInvoiceOn: '2025-11-01' })
    // A child is invoiced with its parent.
    const child = await send(app, '/sandbox/make-invoice', 'POST', { agreementId: 1072, member })
    expect([child.status, await child.json()]).toEqual([404, { error: 'Agreement 1072 is billed by its parent 1071.' }])
  })

  it('is renewed from a day on, and ended on a day or today', async () => {
    const { post, get } = aPanel()
    await post('renew-agreement', { agreementId: 1011, member, on: '2025-12-01' })
    await post('end-agreement', { agreementId: 1012, member })
    const agreements = (await get('agreements?companyId=101')) as { name: string; endsOn: string; status: string }[]
    expect(agreements.map(({ name, endsOn, status }) => [name, endsOn, status])).toEqual([
      ['Gold Support 2025', '2025-11-30', 'Active'],
      ['Cloud Protection 2025', '2025-11-24', 'Active'],
      ['XDR Retainer 2024', '2025-09-30', 'Expired'],
      ['Gold Support 2025 (renewed)', null, 'Inactive'],
    ])
  })
})

describe('what happens by itself', () => {
  it('is invoices on their day, once they are switched on', async () => {
    const { post, get, clock, world } = aPanel()
    expect(await get('by-itself')).toEqual({ autoInvoice: false, nightly: [] })
    await post('by-itself', { autoInvoice: true })
    clock.set('2025-12-01T12:00:00Z')
    expect(world.agreements.find(({ id }) => id === 1011)?.nextInvoiceDate).toBe('2026-01-01T00:00:00Z')
  })

  it('is an older sync that writes once, or every night until it is stopped', async () => {
    const { post, additionId, line, clock } = aPanel()
    const write = { companyId: 101, additionId, quantity: 40 }
    expect(await post('old-sync', write)).toMatchObject({ nightly: [] })
    expect(line).toMatchObject({ quantity: 40, _info: { updatedBy: 'RemoteManager' } })
    expect(await post('old-sync', { ...write, nightly: true })).toMatchObject({
      nightly: [{ additionId, quantity: 40 }],
    })
    line.quantity = 48
    clock.set('2025-11-25T12:00:00Z')
    expect(line.quantity).toBe(40)
    expect(await post('old-sync', { stop: true })).toMatchObject({ nightly: [] })
  })
})

describe('at Trend Micro', () => {
  it('seats change, and used seats become unknown', async () => {
    const { post, get } = aPanel()
    await post('trend/seats', { subscriptionId: subscriptionOf(101, 'worryFree'), provisioned: 60, used: null })
    const { customers } = (await get('trend?companyId=101')) as { customers: { subscriptions: object[] }[] }
    expect(customers[0]?.subscriptions).toContainEqual({
      id: subscriptionOf(101, 'worryFree'),
      name: 'Advanced, monthly',
      products: ['Worry-Free Services'],
      provisioned: 60,
      used: null,
      isGone: false,
    })
  })

  it('a subscription and a customer vanish and come back', async () => {
    const { post, trendMicro } = aPanel()
    const id = subscriptionOf(101, 'worryFree')
    await post('trend/gone', { id, isGone: true })
    await post('trend/gone', { id: trendCustomerId(102), isGone: true })
    expect(trendMicro.options.vanished).toEqual([id, trendCustomerId(102)])
    await post('trend/gone', { id, isGone: false })
    expect(trendMicro.options.vanished).toEqual([trendCustomerId(102)])
  })

  it('the gateway lists half of the customers, and reports stand still', async () => {
    const { post, get } = aPanel()
    await post('trend/gateway', { customersShown: 'half', reportsStopped: true, currentMonthSummary: 'present' })
    expect(await get('trend?companyId=101')).toMatchObject({
      customersShown: 'half',
      currentMonthSummary: 'present',
      reportsStoppedAt: '2025-11-24T12:00:00.000Z',
    })
    await post('trend/gateway', { customersShown: 'all', reportsStopped: false })
    expect(await get('trend?companyId=101')).toMatchObject({ customersShown: 'all', reportsStoppedAt: null })
  })

  it('a downgrade leaves licences behind, and a second account appears beside the first', async () => {
    const { post, get } = aPanel()
    await post('trend/unbundled', { suiteId: subscriptionOf(105, 'xdrSuite') })
    await post('trend/namesake', { customerId: trendCustomerId(105) })
    const { customers } = (await get('trend?companyId=105')) as { customers: { subscriptions: { name: string }[] }[] }
    const names = ['XDR suite, monthly', 'Unbundled Licenses']
    expect(customers.map(({ subscriptions }) => subscriptions.map(({ name }) => name))).toEqual([names, names])
  })

  it('nobody is known of a company without customers, or of one that is not in the seed', async () => {
    const { get } = aPanel()
    expect(await get('trend?companyId=110')).toMatchObject({ customers: [] })
    expect(await get('trend?companyId=9999')).toMatchObject({ customers: [] })
  })
})

describe('situations', () => {
  it('are listed for a company with those that concern all, and made by name', async () => {
    const { post, get, line } = aPanel()
    const namesOf = async (company: number) =>
      ((await get(`situations?companyId=${company}`)) as { name: string }[]).map(({ name }) => name)
    const here = await namesOf(101)
    expect(here).toEqual(expect.arrayContaining(['quantityByHand', 'halfGone']))
    expect(here).not.toContain('twin')
    expect(await namesOf(110)).not.toContain('quantityByHand')
    expect(await post('situations', { name: 'quantityByHand', member })).toEqual({})
    expect(line).toMatchObject({ quantity: 61, _info: { updatedBy: member } })
  })
})

describe('a wrong request', () => {
  it.each([
    ['edit-addition', { additionId: 10112, member, cancelledOn: 'soon' }, 400],
    ['edit-addition', { additionId: 10112, member, quantity: null }, 400],
    ['edit-addition', { additionId: 5, member, quantity: 1 }, 404],
    ['edit-addition', { additionId: 10112, member: 'nobody', quantity: 1 }, 404],
    ['move-addition', { additionId: 10112, member, agreementId: 5 }, 404],
    ['make-invoice', { agreementId: 5, member }, 404],
    ['delete-invoice', { agreementId: 1072, member }, 404],
    ['old-sync', { companyId: 101, additionId: 5, quantity: 1 }, 404],
    ['trend/seats', { subscriptionId: 'b', provisioned: 1 }, 404],
    ['trend/seats', { subscriptionId: 'b', provisioned: 1.5 }, 400],
    ['trend/gone', { id: 'b', isGone: true }, 404],
    ['trend/gateway', { customersShown: 'some' }, 400],
    ['situations', { name: 'doomsday', member }, 404],
  ])('to %s with %j is answered %i and why, and changes nothing', async (path, body, status) => {
    const { app, world, trendMicro } = aPanel()
    const before = structuredClone([world, trendMicro.world, trendMicro.options])
    const response = await send(app, `/sandbox/${path}`, 'POST', body)
    expect([response.status, await response.json()]).toEqual([
      status,
      { error: expect.stringMatching(/\w{3}/) as string },
    ])
    expect([world, trendMicro.world, trendMicro.options]).toEqual(before)
  })
})
