/** What people type wrongly: told at the field, and nothing is saved. */
import { describe, expect, test } from 'vitest'
import { companyId } from '../../server/domain/ids'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { SettingsView } from '../../server/domain/viewsSettings'
import { additionOf, customerId, link, linkAndAssign, plan, refusalOf, rowOf } from './actions'
import { startHarness, type Harness } from './harness'

const good = { on: true, dayOfMonth: 30, time: '02:00', timeZone: 'America/New_York' }
const schedules: [string, object, string][] = [
  ['day 0', { dayOfMonth: 0 }, 'dayOfMonth'],
  ['day 32', { dayOfMonth: 32 }, 'dayOfMonth'],
  ['day 1.5', { dayOfMonth: 1.5 }, 'dayOfMonth'],
  ['day "x"', { dayOfMonth: 'x' }, 'dayOfMonth'],
  ['no day', { dayOfMonth: null }, 'dayOfMonth'],
  ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
  ['an offset for a zone', { timeZone: '+02:00' }, 'timeZone'],
  ['an impossible time', { time: '24:00' }, 'time'],
  ['no time', { time: '' }, 'time'],
]

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  const stored = async () =>
    JSON.stringify([
      await harness.store.of(harness.tenantId).tenant.read('tenant'),
      await harness.store.of(harness.tenantId).companies.keys(),
    ])
  return { harness, pod, stored }
}

describe('a schedule', () => {
  test.each(schedules)('with %s is refused at its field and not saved', async (_, wrong, field) => {
    const { pod, stored } = await start()
    const settings = await pod.get<SettingsView>('/api/settings')
    const before = await stored()
    const schedule = { ...good, ...wrong }
    const refusals = [
      [() => pod.put('/api/settings', { version: settings.version, schedule }), 'schedule'],
      [() => pod.put('/api/companies/101/schedule', { version: 0, use: 'custom', custom: schedule }), 'custom'],
      [() => pod.post('/api/schedule/preview', { schedule }), 'schedule'],
    ] as const
    for (const [call, at] of refusals)
      expect(await refusalOf(call())).toMatchObject({
        status: 400,
        code: 'invalid',
        issues: [{ path: `${at}.${field}` }],
      })
    expect(await stored()).toBe(before)
  })

  test('of a company without any is refused', async () => {
    const { pod } = await start()
    expect(await refusalOf(pod.put('/api/companies/101/schedule', { version: 0, use: 'custom' }))).toMatchObject({
      issues: [{ path: 'custom', code: 'required' }],
    })
  })
})

describe('limits and rules', () => {
  test.each([
    ['risePercent', -1],
    ['risePercent', 1000],
    ['dropPercent', -1],
    ['dropPercent', 1000],
    ['minSeats', -1],
    ['minSeats', 1.5],
    ['moneyPerMonth', -1],
  ])('%s %d is refused at its field', async (field, value) => {
    const { pod, stored } = await start()
    const { version, limits } = await pod.get<SettingsView>('/api/settings')
    const before = await stored()
    const refused = await refusalOf(pod.put('/api/settings', { version, limits: { ...limits, [field]: value } }))
    expect(refused).toMatchObject({ status: 400, issues: [{ path: `limits.${field}` }] })
    expect(await stored()).toBe(before)
  })

  test.each([
    ['minimum', -1],
    ['minimum', 0.5],
    ['included', 1_000_001],
  ])('a rule with %s %d is refused at its field', async (field, value) => {
    const { harness, pod } = await start()
    const rule = { count: 'provisioned', minimum: 0, included: 0, [field]: value }
    const { version } = await pod.get<SettingsView>('/api/settings')
    expect(await refusalOf(pod.put('/api/settings', { version, rule }))).toMatchObject({
      issues: [{ path: `rule.${field}` }],
    })
    await linkAndAssign(harness, pod, 102)
    const view = await pod.get<AgreementsView>('/api/companies/102/agreements')
    const [product] = view.products
    const assignments = [{ plan: product?.source.plan, agreement: { kind: 'default' }, catalogItemId: null, rule }]
    expect(
      await refusalOf(pod.put('/api/companies/102/assignments', { version: view.version, assignments })),
    ).toMatchObject({ issues: [{ path: `assignments.0.rule.${field}` }] })
  })
})

describe('a link', () => {
  const put = async (pod: Awaited<ReturnType<Harness['pod']>>, company: number, body: object) => {
    const { version } = await pod.get<CompanyView>(`/api/companies/${company}`)
    return pod.put<CompanyView>(`/api/companies/${company}/link`, { version, enabled: true, ...body })
  }

  test('to a customer of another company names it, and moves only when asked to', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 101)
    const customerIds = [customerId(harness, 'Fairhaven Dental')]
    expect(await refusalOf(put(pod, 102, { customerIds }))).toMatchObject({
      status: 409,
      code: 'customerTaken',
      params: { companyId: 101, companyName: 'Fairhaven Dental Group' },
    })
    expect((await put(pod, 102, { customerIds, move: true })).link?.customers).toHaveLength(1)
    expect((await pod.get<CompanyView>('/api/companies/101')).link).toBeNull()
  })

  test('from two tabs at once gives the customer to one company only', async () => {
    const { harness, pod } = await start()
    const body = { version: 0, customerIds: [customerId(harness, 'Fairhaven Dental')], enabled: true }
    const results = await Promise.allSettled([101, 102, 103].map((id) => pod.put(`/api/companies/${id}/link`, body)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('to an unknown customer is refused at its place', async () => {
    const { harness, pod } = await start()
    const customerIds = [customerId(harness, 'Fairhaven Dental'), '00000000-0000-4000-8000-00000000dead']
    expect(await refusalOf(put(pod, 101, { customerIds }))).toMatchObject({
      issues: [{ path: 'customerIds.1', code: 'unknown' }],
    })
  })

  test('to one customer twice counts its seats once', async () => {
    const { harness, pod } = await start()
    const id = customerId(harness, 'ALDER AND FINCH')
    const linked = await put(pod, 102, { customerIds: [id, id.toUpperCase()] })
    expect(linked.link?.customers).toHaveLength(1)
    const assignments = (await pod.get<AgreementsView>('/api/companies/102/agreements')).products.map(({ source }) => ({
      plan: source.plan,
      agreement: { kind: 'default' },
      catalogItemId: 2001,
      rule: null,
    }))
    await pod.put('/api/companies/102/assignments', { version: linked.version, assignments })
    expect(rowOf(await plan(pod, 102), 'worryFree').quantity).toBe(16)
  })

  test('beside "no Trend Micro here" takes that back', async () => {
    const { harness, pod } = await start()
    await pod.put('/api/companies/102/no-trend-micro', { version: 0, none: true })
    expect((await link(harness, pod, 102)).noTrendMicro).toBeNull()
    const { version } = await pod.get<CompanyView>('/api/companies/102')
    expect(await refusalOf(pod.put('/api/companies/102/no-trend-micro', { version, none: true }))).toMatchObject({
      code: 'conflict',
    })
  })
})

describe('two tabs', () => {
  test('the second of two changes is refused everywhere', async () => {
    const { harness, pod } = await start()
    const { version } = await link(harness, pod, 101)
    await pod.put('/api/companies/101/schedule', { version, use: 'custom', custom: good })
    const customerIds = [customerId(harness, 'Fairhaven Dental')]
    const late = [
      () => pod.put('/api/companies/101/schedule', { version, use: 'global' }),
      () => pod.put('/api/companies/101/link', { version, customerIds, enabled: false }),
      () => pod.put('/api/companies/101/assignments', { version, assignments: [] }),
      () => pod.put('/api/companies/101/no-trend-micro', { version, none: false }),
    ]
    for (const call of late) expect(await refusalOf(call())).toMatchObject({ status: 409, code: 'conflict' })
    const settings = await pod.get<SettingsView>('/api/settings')
    await pod.put('/api/settings', { version: settings.version, approval: 'person' })
    expect(
      await refusalOf(pod.put('/api/settings', { version: settings.version, approval: 'withinLimits' })),
    ).toMatchObject({ status: 409, code: 'conflict' })
    expect((await pod.get<SettingsView>('/api/settings')).approval).toBe('person')
  })
})

describe('an assignment', () => {
  test.each([
    ['of another company', 1021, null, 'agreement.otherCompany'],
    ['that ended', 1013, null, 'agreement.ended'],
    ['that does not exist', 4711, null, 'agreement.otherCompany'],
    ['that was cancelled', 1012, 'cancel', 'agreement.cancelled'],
  ])('to an agreement %s is refused with the reason', async (_, agreementId, change, code) => {
    const { harness, pod } = await start()
    await link(harness, pod, 101)
    if (change !== null) harness.connectWise.edits.editAgreement(agreementId, { cancelledFlag: true }, 'jlee')
    const view = await pod.get<AgreementsView>('/api/companies/101/agreements')
    const assignments = [
      {
        plan: view.products[0]?.source.plan,
        agreement: { kind: 'chosen', typeId: 1, agreementId },
        catalogItemId: 2001,
        rule: null,
      },
    ]
    expect(
      await refusalOf(pod.put('/api/companies/101/assignments', { version: view.version, assignments })),
    ).toMatchObject({ status: 400, issues: [{ path: 'assignments.0.agreement', code }] })
  })

  test('to a catalog item that ConnectWise has no longer is shown as gone, and stays when the list is saved', async () => {
    const { harness, pod } = await start()
    await linkAndAssign(harness, pod, 101)
    const { world } = harness.connectWise
    world.catalogItems = world.catalogItems.filter(({ id }) => id !== 2001)
    const path = '/api/companies/101'
    const { products, version } = await pod.get<AgreementsView>(`${path}/agreements`)
    expect(products.map(({ catalogItem }) => catalogItem)).toContainEqual(
      expect.objectContaining({ id: 2001, identifier: '#2001', gone: true }),
    )
    const assignments = products.map(({ source, agreement, catalogItem, rule }) => ({
      plan: source.plan,
      agreement,
      catalogItemId: catalogItem?.id ?? null,
      rule,
    }))
    await pod.put(`${path}/assignments`, { version, assignments })
    const stored = await harness.store.of(harness.tenantId).companies.read(companyId(101))
    expect(stored?.value.assignments.map(({ catalogItemId }) => catalogItemId)).toContain(2001)
  })

  test.each([
    [2009, 'catalogItem.inactive'],
    [2011, 'catalogItem.bundle'],
    [9999, 'catalogItem.gone'],
  ])('to catalog item %d is refused as %s', async (catalogItemId, code) => {
    const { harness, pod } = await start()
    await link(harness, pod, 101)
    const view = await pod.get<AgreementsView>('/api/companies/101/agreements')
    const plans = view.products.map(({ source }) => source.plan)
    const assignments = [plans[0], plans[0]].map((each) => ({
      plan: each,
      agreement: { kind: 'default' },
      catalogItemId,
      rule: null,
    }))
    const { issues } = await refusalOf(
      pod.put('/api/companies/101/assignments', { version: view.version, assignments }),
    )
    expect(issues).toContainEqual(expect.objectContaining({ path: 'assignments.0.catalogItemId', code }))
    expect(issues).toContainEqual(expect.objectContaining({ path: 'assignments.1.plan', code: 'twice' }))
    expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(45)
  })
})
