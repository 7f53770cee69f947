/** Import of an existing set-up: it is only read, shown as what it would become, and taken over by the usual ways. */
import { describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../server/domain/audit'
import type { PlanView } from '../../server/domain/views'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type {
  ExistingAssignmentsView,
  ExistingFound,
  ExistingLinksRequest,
  ExistingLinksView,
  ExistingView,
} from '../../server/domain/viewsExisting'
import type { ApplyDefaultsView, DefaultsView } from '../../server/domain/viewsDefaults'
import { itemOfPlan } from '../simulator/demo/oracle'
import type { PodClient } from '../simulator/demo/podClient'
import { servicePlans } from '../simulator/seed/servicePlans'
import { customerId, link, refusalOf, watchWrites, type PlanName } from './actions'
import { versionOf } from './decisions'
import { startHarness, type Harness } from './harness'

const [fairhaven, alder, harrow, brightwater] = [101, 102, 103, 104]

async function start() {
  const harness = await startHarness()
  return { harness, pod: await harness.pod() }
}
async function read({ harness, pod }: { harness: Harness; pod: PodClient }): Promise<ExistingFound> {
  await pod.post('/api/existing', {})
  await harness.composed.existing.settled()
  return found(await pod.get('/api/existing'))
}
function found({ found: there }: ExistingView): ExistingFound {
  if (there === null) throw new Error('Nothing was read')
  return there
}
const linkOf = ({ links }: ExistingFound, company: number) => links.find((each) => each.company.id === company)
const take = (pod: PodClient, pairs: object[]): Promise<ExistingLinksView> => pod.post('/api/existing/links', { pairs })
function pairOf(there: ExistingFound, company: number): ExistingLinksRequest['pairs'][number] {
  const offered = linkOf(there, company)
  if (offered?.customer == null) throw new Error(`Nothing is offered for ${company}`)
  return { companyId: offered.company.id, customerId: offered.customer.id, version: offered.version }
}
/** Another row on a company's Management tab. */
function addRow(harness: Harness, company: number, groupIdentifier: string, over: { solution?: number } = {}): void {
  const { world } = harness.connectWise
  world.managementSummaryReports.push({
    id: 9000 + world.managementSummaryReports.length,
    company: { id: company },
    managementSolution: { id: over.solution ?? 1 },
    groupIdentifier,
    deviceType: 'Servers',
    agreement: null,
    _info: { lastUpdated: '2026-03-01T00:00:00Z', updatedBy: 'mortiz' },
  })
}
/** The vendor's words for a product, as this tenant has them. */
function addReference(harness: Harness, vendorType: string, name: PlanName) {
  const { crossReferences } = harness.connectWise.world
  const [like] = crossReferences
  if (like === undefined) throw new Error('No cross reference')
  const made = {
    ...like,
    id: 50 + crossReferences.length,
    vendorType,
    product: { id: Number(itemOfPlan(servicePlans[name].name)) },
  }
  crossReferences.push(made)
  return made
}
const hide = (harness: Harness, functionId: string) => {
  for (const { rows } of harness.connectWise.world.securityRoles)
    for (const row of rows) if (row.moduleFunctionIdentifier === functionId) row.inquireLevel = 'None'
}

describe('what is there', () => {
  test('is read when a person asks, and nothing is written', async () => {
    const world = await start()
    expect(await world.pod.get<ExistingView>('/api/existing')).toMatchObject({
      running: null,
      failed: null,
      found: null,
    })
    const writes = watchWrites(world.harness)
    const there = await read(world)
    expect(there.solutions).toMatchObject([
      { name: 'Trend Micro Remote Manager', isTrend: true, companies: 2, chosen: true },
    ])
    expect(there.unread).toEqual([])
    expect(linkOf(there, fairhaven)).toMatchObject({
      customerKey: 'Fairhaven Dental',
      customer: { name: 'Fairhaven Dental' },
      agreement: { id: 1011 },
      state: { kind: 'certain', why: 'sameName' },
    })
    expect(linkOf(there, brightwater)).toMatchObject({
      customer: { name: 'Brightwater Logistics' },
      state: { kind: 'likely', why: 'likeName' },
    })
    expect(there.crossReferences.map(({ vendorType, inactive }) => [vendorType, inactive])).toEqual([
      ['Web Security', false],
      ['Email Security', false],
      ['Hosted Email Security', true],
    ])
    expect(writes).toEqual([])
  })

  test('of solutions that do not say Trend Micro counts only when a person chooses them', async () => {
    const world = await start()
    const { managementItSolutions } = world.harness.connectWise.world
    managementItSolutions.push({
      id: 7,
      name: 'Endpoints',
      managementItSolutionType: 'Custom',
      managementSolutionName: 'Own',
      _info: { lastUpdated: '2026-01-01T00:00:00Z', updatedBy: 'mortiz' },
    })
    addRow(world.harness, harrow, 'Harrow Mfg', { solution: 7 })
    expect(linkOf(await read(world), harrow)).toBeUndefined()
    const chosen = found(await world.pod.get('/api/existing?solutions=7'))
    expect(chosen.links.map(({ company }) => company.id)).toEqual([harrow])
    expect(linkOf(chosen, harrow)?.state).toEqual({ kind: 'certain', why: 'sameName' })
  })

  test('and may not be seen by the role is told, and the rest is shown', async () => {
    const world = await start()
    hide(world.harness, 'TableSetup')
    const there = await read(world)
    expect(there.unread).toEqual([
      { what: 'solutions', why: 'forbidden', count: 1 },
      { what: 'integrations', why: 'forbidden', count: 1 },
    ])
    expect(there.solutions).toMatchObject([{ name: 'Trend Micro Remote Manager', isTrend: true }])
    expect(linkOf(there, fairhaven)?.state.kind).toBe('certain')
  })

  test('cannot be read while ConnectWise does not answer: after a few failures the rest is not asked', async () => {
    const world = await start()
    world.harness.faults.add({
      system: 'connectwise',
      kind: '500-before',
      method: 'GET',
      path: 'managementsummaryreports',
      times: null,
      delayMs: 0,
    })
    const asked = () => world.harness.asked.filter((url) => /managementSummaryReports/i.test(url)).length
    const there = await read(world)
    expect(there.links).toEqual([])
    expect(there.unread).toEqual([{ what: 'rows', why: 'unavailable', count: there.asked }])
    // Each is tried three times, and two are under way when the fifth fails.
    expect(asked()).toBeLessThanOrEqual(18)
  })
})

describe('links', () => {
  test('that a person chose are made like all others: by whom, in the audit log, and once', async () => {
    const world = await start()
    const { pod } = world
    const pair = pairOf(await read(world), fairhaven)
    expect(await take(pod, [pair])).toMatchObject({ results: [{ companyId: fairhaven, outcome: 'linked' }] })
    const company = await pod.get<CompanyView>(`/api/companies/${fairhaven}`)
    expect(company.link).toMatchObject({ linkedBy: 'mortiz', customers: [{ name: 'Fairhaven Dental' }] })
    const { entries } = await pod.get<{ entries: AuditEntry[] }>('/api/audit?offset=0&limit=5')
    expect(entries[0]).toMatchObject({ by: 'mortiz', companyId: fairhaven })
    expect(await take(pod, [pair])).toMatchObject({ results: [{ outcome: 'linked' }] })
    expect(await versionOf(pod, fairhaven)).toBe(company.version)
    expect(linkOf(found(await pod.get('/api/existing')), fairhaven)?.state).toEqual({ kind: 'linked' })
  })

  test('of one company with two customers are both made', async () => {
    const world = await start()
    addRow(world.harness, fairhaven, customerId(world.harness, 'Harrow Mfg').toUpperCase())
    const there = await read(world)
    const pairs = there.links.flatMap(({ company, customer, version }) =>
      company.id === fairhaven && customer !== null
        ? [{ companyId: company.id, customerId: customer.id, version }]
        : [],
    )
    expect(pairs).toHaveLength(2)
    expect((await take(world.pod, pairs)).results.map(({ outcome }) => outcome)).toEqual(['linked', 'linked'])
    const { link: made } = await world.pod.get<CompanyView>(`/api/companies/${fairhaven}`)
    expect(made?.customers.map(({ name }) => name).sort()).toEqual(['Fairhaven Dental', 'Harrow Mfg'])
  })

  test('that people made stay: the conflict is shown and nothing is written over it', async () => {
    const world = await start()
    addRow(world.harness, alder, 'Harrow Mfg')
    await link(world.harness, world.pod, 102)
    const there = await read(world)
    expect(linkOf(there, alder)?.state).toEqual({ kind: 'companyLinked', customers: ['ALDER AND FINCH'] })
    expect(await take(world.pod, [pairOf(there, alder)])).toMatchObject({ results: [{ outcome: 'changed' }] })
    const { link: kept } = await world.pod.get<CompanyView>(`/api/companies/${alder}`)
    expect(kept?.customers.map(({ name }) => name)).toEqual(['ALDER AND FINCH'])
  })

  test('to a customer that another company has are refused, with who has it', async () => {
    const world = await start()
    addRow(world.harness, alder, 'Fairhaven Dental')
    await link(world.harness, world.pod, 101)
    const there = await read(world)
    expect(linkOf(there, alder)?.state).toMatchObject({ kind: 'taken', by: { id: fairhaven } })
    expect(await take(world.pod, [pairOf(there, alder)])).toMatchObject({
      results: [{ outcome: 'taken', takenBy: { id: fairhaven } }],
    })
  })

  test('that nobody offered are not made', async () => {
    const world = await start()
    await read(world)
    const pair = { companyId: harrow, customerId: customerId(world.harness, 'Harrow Mfg'), version: 0 }
    expect(await take(world.pod, [pair])).toMatchObject({ results: [{ outcome: 'notThere' }] })
    expect((await world.pod.get<CompanyView>(`/api/companies/${harrow}`)).link).toBeNull()
  })
})

describe('cross references', () => {
  async function mapped() {
    const world = await start()
    const reference = addReference(world.harness, 'WFBS-SVC', 'worryFree')
    await read(world)
    await link(world.harness, world.pod, 101)
    const { products, version } = await world.pod.get<DefaultsView>('/api/defaults')
    const product = products.find(({ planName }) => planName === servicePlans.worryFree.name)
    if (product === undefined) throw new Error('No product')
    const save = (crossReferenceId: number, at = version) =>
      world.pod.post('/api/existing/items', { version: at, items: [{ plan: product.plan, crossReferenceId }] })
    return { ...world, reference, product, save }
  }

  test('become product defaults on *Default*, and then assignments with their origin, on the addition that bills', async () => {
    const { harness, pod, reference, save } = await mapped()
    await save(reference.id)
    const item = itemOfPlan(servicePlans.worryFree.name)
    const bills = harness.connectWise.world.additions.find(
      ({ agreementId, product }) => agreementId === 1011 && product.id === item,
    )?.id
    const { products } = await pod.get<DefaultsView>('/api/defaults')
    expect(products.find(({ planName }) => planName === servicePlans.worryFree.name)?.default).toMatchObject({
      catalogItemId: item,
      agreementType: null,
      decidedBy: 'mortiz',
    })
    const preview = await pod.get<ExistingAssignmentsView>('/api/existing/assignments')
    expect(preview.companies).toMatchObject([
      {
        company: { id: fairhaven },
        changes: true,
        certain: true,
        products: [{ outcome: 'new', byDefault: true, agreement: { id: 1011 }, additions: [{ id: bills }] }],
      },
    ])
    const companies = preview.companies.map(({ company, version }) => ({ companyId: company.id, version }))
    const applied = await pod.post<ApplyDefaultsView>('/api/defaults/apply', { version: preview.version, companies })
    expect(applied.results).toEqual([{ companyId: fairhaven, outcome: 'applied', products: 1 }])
    const plan = await pod.post<PlanView>(`/api/companies/${fairhaven}/plan`, {})
    const row = plan.rows.find(({ sources }) =>
      sources.some(({ planName }) => planName === servicePlans.worryFree.name),
    )
    expect(row?.agreement).toMatchObject({ id: 1011 })
    const again = await pod.get<ExistingAssignmentsView>('/api/existing/assignments')
    expect(again.companies).toMatchObject([{ changes: false, products: [{ outcome: 'same' }] }])
  })

  test('do not change a product that has a default', async () => {
    const { pod, reference, save } = await mapped()
    await save(reference.id)
    const { version } = await pod.get<DefaultsView>('/api/defaults')
    expect(await refusalOf(save(1, version))).toMatchObject({
      code: 'invalid',
      issues: [{ path: 'items.0.plan', code: 'exists' }],
    })
  })

  test('that are switched off, name no catalog item, or name one that is not sold any more are refused at their place', async () => {
    const { harness, reference, save } = await mapped()
    const at = (code: string) => ({ code: 'invalid', issues: [{ path: 'items.0.crossReferenceId', code }] })
    expect(await refusalOf(save(3))).toMatchObject(at('inactive'))
    expect(await refusalOf(save(999))).toMatchObject(at('unknown'))
    const item = harness.connectWise.world.catalogItems.find(({ id }) => id === reference.product.id)
    if (item !== undefined) item.inactiveFlag = true
    expect(await refusalOf(save(reference.id))).toMatchObject({
      code: 'invalid',
      issues: [{ path: 'items.0.crossReferenceId' }],
    })
  })
})

describe("the vendor's own sync", () => {
  test('that still writes is told: where, when and by whom', async () => {
    const world = await start()
    const addition = world.harness.connectWise.world.additions.find(({ agreementId }) => agreementId === 1011)
    if (addition === undefined) throw new Error('No addition')
    expect((await read(world)).stillWrites).toEqual([])
    world.harness.connectWise.edits.oldSync(fairhaven, [{ additionId: addition.id, quantity: addition.quantity + 1 }])
    expect((await read(world)).stillWrites).toMatchObject([
      {
        company: { id: fairhaven },
        by: 'RemoteManager',
        row: true,
        additions: [{ id: addition.id, agreement: { id: 1011 }, by: 'RemoteManager' }],
      },
    ])
  })
})

test('only who administers may see or do any of it', async () => {
  const { harness } = await start()
  const other = await harness.pod('jlee')
  expect(await refusalOf(other.get('/api/existing'))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(other.post('/api/existing/links', { pairs: [] }))).toMatchObject({ code: 'forbidden' })
})
