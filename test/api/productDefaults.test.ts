/** Product defaults: said once, shown before they are filled in, and never over what a person chose for a company. */
import { describe, expect, test } from 'vitest'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type {
  ApplyDefaultsView,
  DefaultMonthsView,
  DefaultsPreviewView,
  DefaultsView,
  ProductView,
} from '../../server/domain/viewsDefaults'
import type { PodClient } from '../simulator/demo/podClient'
import { itemOfPlan } from '../simulator/demo/oracle'
import { servicePlans } from '../simulator/seed/servicePlans'
import { link, linkAndAssign, planAndSend, refusalOf, setSeats, wait, watchWrites, type PlanName } from './actions'
import { decide, sendByClock, versionOf } from './decisions'
import { startHarness, type Harness } from './harness'

const view = (pod: PodClient): Promise<DefaultsView> => pod.get('/api/defaults')
const preview = (pod: PodClient, query = ''): Promise<DefaultsPreviewView> => pod.get(`/api/defaults/preview${query}`)
const productOf = ({ products }: DefaultsView, name: PlanName): ProductView => {
  const found = products.find(({ planName }) => planName === servicePlans[name].name)
  if (found === undefined) throw new Error(`No product ${name}`)
  return found
}
const rule = { count: 'provisioned', minimum: 0, included: 0 } as const
const usual = { rule: null, createWhenMissing: null, agreementTypeId: null }
async function say(pod: PodClient, name: PlanName, over: object = {}): Promise<DefaultsView> {
  const before = await view(pod)
  const { plan } = productOf(before, name)
  const catalogItemId = itemOfPlan(servicePlans[name].name)
  return pod.put('/api/defaults', {
    version: before.version,
    defaults: [{ plan, default: { ...usual, catalogItemId, ...over } }],
  })
}
async function apply(pod: PodClient, companies?: object[]): Promise<ApplyDefaultsView> {
  const shown = await preview(pod)
  return pod.post('/api/defaults/apply', { version: shown.version, companies: companies ?? shown.companies })
}
const typeNamed = ({ agreementTypes }: DefaultsView, name: string) =>
  agreementTypes.find((type) => type.name === name)?.id ?? NaN
const choiceOf = async (pod: PodClient, company: number, name: PlanName) =>
  (await pod.get<AgreementsView>(`/api/companies/${company}/agreements`)).products.find(
    ({ source }) => source.planName === servicePlans[name].name,
  )

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await link(harness, pod, 101)
  await link(harness, pod, 102)
  return { harness, pod }
}

describe('the list of products', () => {
  test('is read of both systems once a minute, and holds a company that was linked since', async () => {
    const { harness, pod } = await start()
    const first = await view(pod)
    harness.asked.length = 0
    expect((await view(pod)).readAt).toBe(first.readAt)
    expect(harness.asked).toEqual([])
    await link(harness, pod, 103)
    const companiesIn = ({ products }: DefaultsView) => products.reduce((sum, { companies }) => sum + companies, 0)
    expect(companiesIn(await view(pod))).toBeGreaterThan(companiesIn(first))
    wait(harness, 2)
    harness.asked.length = 0
    expect((await view(pod)).readAt).not.toBe(first.readAt)
    expect(harness.asked.some((url) => url.includes('/finance/agreements'))).toBe(true)
  })

  test('asks Trend Micro for no subscription by itself: in a large tenant that would take hours', async () => {
    const { harness, pod } = await start()
    wait(harness, 2)
    harness.trendMicro.journal.clear()
    await view(pod)
    await preview(pod)
    const asked = harness.trendMicro.journal.list().map(({ path }) => path)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((path) => /\/customers\/[^/?]+\/subscriptions\//.test(path))).toEqual([])
  })

  test('counts what is mapped, what is not, and customers that no company has', async () => {
    const { harness, pod } = await start()
    const before = await view(pod)
    expect(productOf(before, 'worryFree')).toMatchObject({ default: null, companies: 2, unmapped: 2, exceptions: 0 })
    expect(before.unlinkedCustomers).toBe(harness.trendMicro.world.customers.length - 2)
    await linkAndAssign(harness, pod, 102)
    expect(productOf(await view(pod), 'worryFree')).toMatchObject({ unmapped: 1, fromDefault: 0, exceptions: 1 })
  })

  test('is for those who administer', async () => {
    const { harness } = await start()
    const other = await harness.pod('jlee')
    expect(await refusalOf(view(other))).toMatchObject({ code: 'forbidden' })
  })
})

describe('a default', () => {
  test('is stored with who said it, and changes no company by itself', async () => {
    const { pod } = await start()
    const stored = await say(pod, 'worryFree', { rule: { ...rule, minimum: 5 } })
    expect(productOf(stored, 'worryFree')).toMatchObject({
      default: { catalogItemId: itemOfPlan(servicePlans.worryFree.name), rule: { minimum: 5 }, decidedBy: 'mortiz' },
      unmapped: 2,
    })
    expect((await choiceOf(pod, 101, 'worryFree'))?.catalogItem).toBeNull()
  })

  test.each([
    ['an item that is not there', { catalogItemId: 999_999 }, 'defaults.0.catalogItemId', 'catalogItem.gone'],
    ['a rule of part of a seat', { rule: { ...rule, minimum: 1.5 } }, 'defaults.0.rule.minimum', 'wholeNumber'],
    ['a type that no agreement has', { agreementTypeId: 999_999 }, 'defaults.0.agreementTypeId', 'unknown'],
  ])('with %s is refused at its field', async (_, over, path, code) => {
    const { pod } = await start()
    expect(await refusalOf(say(pod, 'worryFree', over))).toMatchObject({ code: 'invalid', issues: [{ path, code }] })
    expect(productOf(await view(pod), 'worryFree').default).toBeNull()
  })

  test('of an inactive item or a bundle is refused, and so is one for a product that nobody has', async () => {
    const { harness, pod } = await start()
    const [item] = harness.connectWise.world.catalogItems.filter(
      ({ id }) => id === itemOfPlan(servicePlans.worryFree.name),
    )
    if (item === undefined) throw new Error('The item is in the catalog')
    item.inactiveFlag = true
    expect(await refusalOf(say(pod, 'worryFree'))).toMatchObject({ issues: [{ code: 'catalogItem.inactive' }] })
    const { version } = await view(pod)
    const unknown = { version, defaults: [{ plan: 'nobody-has-it', default: null }] }
    expect(await refusalOf(pod.put('/api/defaults', unknown))).toMatchObject({
      issues: [{ path: 'defaults.0.plan', code: 'unknown' }],
    })
  })

  test('that somebody else changed meanwhile is not overwritten', async () => {
    const { pod } = await start()
    const { version } = await view(pod)
    await say(pod, 'worryFree')
    const late = { version, defaults: [] }
    expect(await refusalOf(pod.put('/api/defaults', late))).toMatchObject({ code: 'conflict' })
  })
})

describe('applying defaults', () => {
  test('shows first what each company would get, and writes nothing to ConnectWise', async () => {
    const { harness, pod } = await start()
    const writes = watchWrites(harness)
    const said = await view(pod)
    await say(pod, 'worryFree', { agreementTypeId: typeNamed(said, 'Managed Service') })
    await linkAndAssign(harness, pod, 102)
    const shown = await preview(pod)
    expect(shown.totals).toMatchObject({ new: 1, exception: 1 })
    expect(shown.rows).toMatchObject([
      { companyId: 101, outcome: 'new', catalogItemIdentifier: 'TM-WFS-ADV' },
      { companyId: 102, outcome: 'exception', agreementName: null },
    ])
    expect(shown.version).toBe((await view(pod)).version)
    expect(shown.companies).toEqual([{ companyId: 101, version: await versionOf(pod, 101) }])
    expect((await preview(pod, '?outcome=exception')).rows.map(({ companyId }) => companyId)).toEqual([102])
    expect(await apply(pod)).toEqual({ results: [{ companyId: 101, outcome: 'applied', products: 1 }] })
    expect(await choiceOf(pod, 101, 'worryFree')).toMatchObject({
      agreement: { kind: 'chosen' },
      decidedBy: 'mortiz',
    })
    expect((await preview(pod)).totals).toMatchObject({ new: 0, same: 1, exception: 1 })
    expect(writes).toEqual([])
  })

  test('follows the default when it changes, until a person chooses for the company', async () => {
    const { pod } = await start()
    await say(pod, 'worryFree')
    await apply(pod)
    await say(pod, 'worryFree', { rule: { ...rule, minimum: 7 } })
    expect((await preview(pod)).totals).toMatchObject({ changed: 2 })
    const chosen = await choiceOf(pod, 101, 'worryFree')
    await pod.put('/api/companies/101/assignments', {
      version: await versionOf(pod, 101),
      assignments: [
        {
          plan: chosen?.source.plan,
          agreement: { kind: 'default' },
          catalogItemId: chosen?.catalogItem?.id,
          rule: { ...rule, minimum: 9 },
        },
      ],
    })
    expect((await preview(pod)).totals).toMatchObject({ changed: 1, exception: 1 })
    expect((await apply(pod)).results).toMatchObject([{ companyId: 102, outcome: 'applied' }])
    expect((await choiceOf(pod, 101, 'worryFree'))?.rule).toMatchObject({ minimum: 9 })
    expect((await choiceOf(pod, 102, 'worryFree'))?.rule).toMatchObject({ minimum: 7 })
  })

  test('leaves a company alone that somebody changed since the preview, and does the others', async () => {
    const { pod } = await start()
    await say(pod, 'worryFree')
    const { companies } = await preview(pod)
    const other = productOf(await view(pod), 'worryFree').plan
    await pod.put('/api/companies/101/exclusions', {
      version: await versionOf(pod, 101),
      plan: other,
      why: 'not theirs',
    })
    expect((await apply(pod, companies)).results).toMatchObject([
      { companyId: 101, outcome: 'changed', products: 0 },
      { companyId: 102, outcome: 'applied', products: 1 },
    ])
    expect((await choiceOf(pod, 101, 'worryFree'))?.catalogItem).toBeNull()
  })

  test('does not come back where a person took the product off its agreement, until it is chosen again', async () => {
    const { pod } = await start()
    await say(pod, 'worryFree')
    await apply(pod)
    await decide(pod, 101, { worryFree: { agreement: null } })
    expect((await preview(pod)).totals).toMatchObject({ new: 0, exception: 1, same: 1 })
    await decide(pod, 101, { worryFree: { agreement: { kind: 'default' } } })
    expect((await preview(pod)).totals).toMatchObject({ new: 0, exception: 1 })
  })

  test('fills in nothing on a catalog item that was switched off since', async () => {
    const { harness, pod } = await start()
    await say(pod, 'worryFree')
    const item = harness.connectWise.world.catalogItems.find(({ id }) => id === itemOfPlan(servicePlans.worryFree.name))
    if (item === undefined) throw new Error('The item is in the catalog')
    item.inactiveFlag = true
    const shown = await preview(pod)
    expect(shown.totals).toMatchObject({ new: 0, unresolved: 2 })
    expect(shown.rows).toMatchObject([{ why: 'itemUnusable' }, { why: 'itemUnusable' }])
    expect(shown.companies).toEqual([])
  })

  test('is refused when the defaults changed since, and for a company that is named twice', async () => {
    const { pod } = await start()
    const { version } = await say(pod, 'worryFree')
    const { companies } = await preview(pod)
    await say(pod, 'worryFree', { createWhenMissing: true })
    const late = pod.post('/api/defaults/apply', { version, companies })
    expect(await refusalOf(late)).toMatchObject({ code: 'conflict' })
    expect(await refusalOf(apply(pod, [...companies, ...companies]))).toMatchObject({ code: 'invalid' })
    expect((await choiceOf(pod, 102, 'worryFree'))?.catalogItem).toBeNull()
  })
})

describe('the last months with another rule', () => {
  const monthsOf = async (pod: PodClient, minimum: number): Promise<DefaultMonthsView> =>
    pod.post('/api/defaults/months', { plan: await planOf(pod), rule: { ...rule, minimum } })
  const planOf = async (pod: PodClient) => productOf(await view(pod), 'worryFree').plan

  async function billed(harness: Harness, pod: PodClient) {
    const said = await view(pod)
    await say(pod, 'worryFree', { agreementTypeId: typeNamed(said, 'Managed Service') })
    await apply(pod)
    setSeats(harness, 102, 'worryFree', 16)
    await sendByClock(harness, '2026-11-20')
  }

  test('come from what the sends stored, in seats and money, whatever was changed since', async () => {
    const { harness, pod } = await start()
    await billed(harness, pod)
    const later = await harness.pod()
    const plan = await planOf(later)
    const asked = harness.asked.length
    setSeats(harness, 102, 'worryFree', 99)
    const { months } = await later.post<DefaultMonthsView>('/api/defaults/months', {
      plan,
      rule: { ...rule, minimum: 20 },
    })
    expect(months.map(({ month }) => month)).toEqual(['2026-11', '2026-10', '2026-09', '2026-08', '2026-07', '2026-06'])
    const [november, october] = months
    expect(november).toMatchObject({ companies: 2, quantity: 48 + 16, quantityWithRule: 48 + 20, unread: 0 })
    expect(november?.money).toMatchObject([{ currency: 'USD' }])
    expect(november?.money[0]?.difference).toBeGreaterThan(0)
    expect(october).toMatchObject({ companies: 0, quantity: 0, money: [] })
    expect(harness.asked.slice(asked)).toEqual([])
  })

  test('are the same as billed with the same rule', async () => {
    const { harness, pod } = await start()
    await billed(harness, pod)
    const [november] = (await monthsOf(await harness.pod(), 0)).months
    expect(november).toMatchObject({ quantity: 48 + 16, quantityWithRule: 48 + 16 })
    expect(november?.money.every(({ difference }) => difference === 0)).toBe(true)
  })

  test('leave out companies with a choice of their own', async () => {
    const { harness, pod } = await start()
    await linkAndAssign(harness, pod, 102)
    await planAndSend(harness, pod, 102)
    const [november] = (await monthsOf(pod, 50)).months
    expect(november).toMatchObject({ companies: 0, quantity: 0 })
  })
})
