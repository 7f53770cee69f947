/** Linking all companies: what is suggested, and many decisions at once. */
import { describe, expect, test } from 'vitest'
import { companyId, customerId as brandedCustomerId, tenantId } from '../../server/domain/ids'
import type { CompanyLink } from '../../server/domain/settings'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { SuggestionsView } from '../../server/domain/viewsLink'
import type { AcceptView, DecisionsView, LinkRowView, LinksView } from '../../server/domain/viewsLinks'
import { aCompanyRecord, at } from '../contract/documents'
import type { PodClient } from '../simulator/demo/podClient'
import { customerId, link, refusalOf, wait } from './actions'
import { startHarness, type Harness } from './harness'

const page = (pod: PodClient, query = ''): Promise<LinksView> => pod.get(`/api/links${query}`)
async function rowOf(pod: PodClient, company: number, query = ''): Promise<LinkRowView> {
  const found = (await page(pod, query)).rows.find((row) => row.company.id === company)
  if (found === undefined) throw new Error(`No row for ${company}`)
  return found
}
const ids = ({ rows }: LinksView) => rows.map(({ company }) => company.id)
const pair = (harness: Harness, company: number, name: string, version = 0) => ({
  companyId: company,
  customerId: customerId(harness, name),
  version,
})
const accept = (pod: PodClient, ...pairs: object[]): Promise<AcceptView> => pod.post('/api/links/accept', { pairs })
const outcomes = ({ results }: AcceptView | DecisionsView) => results.map(({ outcome }) => outcome)

async function start() {
  const harness = await startHarness()
  return { harness, pod: await harness.pod() }
}

describe('the list of companies', () => {
  test('suggests the customers of each, says why, and what may be accepted in bulk', async () => {
    const { pod } = await start()
    const view = await page(pod)
    expect(view.totals).toEqual({ all: 10, unlinked: 10, suggested: 9, linked: 0, none: 0, leftOut: 1, bulk: 6 })
    expect(view.customers).toEqual({ total: 15, linked: 0 })
    expect(await rowOf(pod, 101)).toMatchObject({
      company: { name: 'Fairhaven Dental Group', city: 'Dayton' },
      leftOut: null,
      link: null,
      version: 0,
      suggestions: [
        {
          customer: { name: 'Fairhaven Dental' },
          score: 97,
          reasons: ['sameNameNormalised', 'sameCity', 'sameDomain'],
          takenBy: null,
          sharesName: false,
          bulk: true,
        },
        { customer: { name: 'Fairhaven Dental Lab' }, bulk: false },
        { customer: { name: 'Fair Haven Clinic' }, bulk: false },
      ],
    })
    expect((await rowOf(pod, 109)).suggestions).toMatchObject([
      { sharesName: true, bulk: false },
      { sharesName: true, bulk: false },
    ])
  })

  test('leaves out the deleted and the inactive, and tells of the inactive', async () => {
    const { pod } = await start()
    expect(ids(await page(pod))).not.toContain(111)
    expect(ids(await page(pod))).not.toContain(112)
    expect((await page(pod, '?state=leftOut')).rows).toMatchObject([
      { company: { id: 112 }, leftOut: 'status', suggestions: [] },
    ])
  })

  test('leaves out who may become a client one day, but nobody who is one', async () => {
    const { harness, pod } = await start()
    const types = harness.connectWise.world.companyTypes
    const [client, prospect] = ['Client', 'Prospect'].map((name) => types.find((type) => type.name === name)?.id ?? 0)
    for (const company of harness.connectWise.world.companies) {
      if (company.id === 101) company.types = [{ id: prospect ?? 0 }]
      if (company.id === 103) company.types = [{ id: client ?? 0 }, { id: prospect ?? 0 }]
    }
    expect(ids(await page(pod))).not.toContain(101)
    expect(await rowOf(pod, 101, '?state=leftOut')).toMatchObject({ leftOut: 'type', suggestions: [] })
    expect(await rowOf(pod, 103)).toMatchObject({ leftOut: null })
    expect(outcomes(await accept(pod, pair(harness, 101, 'Fairhaven Dental')))).toEqual(['notThere'])
  })

  test('comes in pages, by name or by score, filtered and searched', async () => {
    const { pod } = await start()
    expect(ids(await page(pod, '?limit=2&offset=1'))).toEqual([104, 106])
    expect(await page(pod, '?limit=2&offset=9')).toMatchObject({ found: 10, rows: [{ company: { id: 105 } }] })
    const scores = (await page(pod, '?state=suggested')).rows.map(({ suggestions }) => suggestions[0]?.score ?? 0)
    expect(scores).toEqual([...scores].sort((one, other) => other - one))
    expect(scores).toHaveLength(9)
    expect(ids(await page(pod, '?q=sante%20ILE'))).toEqual([106])
    // By a customer's name, and by the Company ID.
    expect(ids(await page(pod, '?q=harrow%20mfg'))).toEqual([103])
    expect(ids(await page(pod, '?q=eastgatepeds&state=unlinked'))).toEqual([110])
    expect(await page(pod, '?q=eastgate&state=suggested')).toMatchObject({ found: 0, rows: [] })
  })

  test.each(['?limit=0', '?limit=501', '?offset=-1', '?state=some', `?q=${'x'.repeat(201)}`])(
    'is refused with %s',
    async (query) => {
      const { pod } = await start()
      expect(await refusalOf(page(pod, query))).toMatchObject({ code: 'invalid' })
    },
  )

  test('tells how named companies stand, whatever their state is', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 101)
    const view = await page(pod, '?state=suggested&only=112,101,103')
    expect(view).toMatchObject({ found: 3, totals: { linked: 1 } })
    expect(view.rows).toMatchObject([
      { company: { id: 112 }, leftOut: 'status' },
      { company: { id: 101 }, link: {} },
      { company: { id: 103 }, link: null },
    ])
    for (const only of ['', 'x', '1,,2', '1,2,', '0', `1${',2'.repeat(3_000)}`])
      expect(await refusalOf(page(pod, `?only=${only}`))).toMatchObject({ code: 'invalid' })
  })

  test('asks for both lists once', async () => {
    const { harness, pod } = await start()
    await page(pod)
    const asked = harness.asked.length
    await Promise.all([page(pod), page(pod, '?state=suggested'), page(pod, '?q=harrow')])
    expect(harness.asked.length).toBe(asked)
  })

  test('shows what others link, at once', async () => {
    const { harness, pod } = await start()
    await page(pod)
    await link(harness, pod, 101)
    expect(await rowOf(pod, 101)).toMatchObject({ link: { customers: [{ name: 'Fairhaven Dental' }] }, version: 1 })
    expect(await page(pod)).toMatchObject({ totals: { unlinked: 9, linked: 1, bulk: 5 }, customers: { linked: 1 } })
    expect((await rowOf(pod, 101)).suggestions.map(({ customer }) => customer.name)).not.toContain('Fairhaven Dental')
  })
})

describe('accepting many', () => {
  test('links each, and tells what became of it', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 104)
    const view = await accept(
      pod,
      pair(harness, 101, 'Fairhaven Dental'),
      pair(harness, 102, 'ALDER AND FINCH', 3),
      pair(harness, 103, 'Brightwater Logistics'),
      pair(harness, 112, 'Dunmore'),
      pair(harness, 111, 'Pike Street Coffee'),
      { companyId: 105, customerId: 'no-such-customer', version: 0 },
    )
    expect(outcomes(view)).toEqual(['linked', 'changed', 'taken', 'notThere', 'notThere', 'notThere'])
    expect(view.results[2]?.takenBy).toEqual({ id: 104, name: 'Brightwater Logistics' })
    expect(await page(pod, '?state=linked')).toMatchObject({ found: 2 })
    expect(await pod.get<CompanyView>('/api/companies/101')).toMatchObject({
      link: { customers: [{ name: 'Fairhaven Dental' }], enabled: true, linkedBy: 'mortiz' },
      version: 1,
    })
    expect(await pod.get<CompanyView>('/api/companies/102')).toMatchObject({ link: null, version: 0 })
  })

  test('twice is as once', async () => {
    const { harness, pod } = await start()
    const wanted = pair(harness, 101, 'Fairhaven Dental')
    expect(outcomes(await accept(pod, wanted))).toEqual(['linked'])
    expect(outcomes(await accept(pod, wanted))).toEqual(['linked'])
    expect(await rowOf(pod, 101)).toMatchObject({ link: { customers: [{}] }, version: 1 })
  })

  test('never gives one customer to two companies, however many ask at once', async () => {
    const { harness, pod } = await start()
    const companies = [101, 102, 103, 104, 105]
    const views = await Promise.all(companies.map((id) => accept(pod, pair(harness, id, 'Fairhaven Dental'))))
    expect(views.flatMap(outcomes).sort()).toEqual(['linked', 'taken', 'taken', 'taken', 'taken'])
    expect(await page(pod, '?state=linked')).toMatchObject({ found: 1 })
  })

  test('and a link made on the company’s own screen at the same moment: the customer gets one company', async () => {
    const { harness, pod } = await start()
    const other = await harness.pod()
    const own = { version: 0, customerIds: [customerId(harness, 'Fairhaven Dental')], enabled: true }
    const [bulk, single] = await Promise.allSettled([
      accept(pod, pair(harness, 101, 'Fairhaven Dental'), pair(harness, 103, 'Harrow Mfg')),
      other.put<CompanyView>('/api/companies/102/link', own),
    ])
    if (bulk.status === 'rejected') throw bulk.reason
    const [first, second] = outcomes(bulk.value)
    expect([first, single.status]).toEqual(
      single.status === 'fulfilled' ? ['taken', 'fulfilled'] : ['linked', 'rejected'],
    )
    expect(second).toBe('linked')
    const held = (await page(pod, '?state=linked')).rows.flatMap(({ link: linked }) => linked?.customers ?? [])
    expect(held.map(({ name }) => name).sort()).toEqual(['Fairhaven Dental', 'Harrow Mfg'])
    // The company’s screen then moves it, knowingly; who still sees the old state decides nothing.
    const { version } = await pod.get<CompanyView>('/api/companies/102')
    await pod.put('/api/companies/102/link', { ...own, version, move: true })
    expect(outcomes(await accept(pod, pair(harness, 101, 'Fairhaven Dental', 1)))).toEqual(['taken'])
  })

  test('adds a second customer to a company that has one', async () => {
    const { harness, pod } = await start()
    await accept(pod, pair(harness, 101, 'Fairhaven Dental'))
    expect(outcomes(await accept(pod, pair(harness, 101, 'Fairhaven Dental Lab', 1)))).toEqual(['linked'])
    const { link: linked } = await rowOf(pod, 101)
    expect(linked?.customers.map(({ name }) => name)).toEqual(['Fairhaven Dental', 'Fairhaven Dental Lab'])
  })

  test('that names a company or a customer twice is refused, and nothing is stored', async () => {
    const { harness, pod } = await start()
    const fairhaven = pair(harness, 101, 'Fairhaven Dental')
    const twice = accept(pod, fairhaven, pair(harness, 101, 'Fairhaven Dental Lab'), { ...fairhaven, companyId: 102 })
    expect(await refusalOf(twice)).toMatchObject({
      code: 'invalid',
      issues: [
        { path: 'pairs.1.companyId', code: 'twice' },
        { path: 'pairs.2.customerId', code: 'twice' },
      ],
    })
    expect(await page(pod)).toMatchObject({ totals: { linked: 0 } })
    const tooMany = Array.from({ length: 501 }, (_, place) => ({ ...fairhaven, companyId: place + 1 }))
    expect(await refusalOf(accept(pod, ...tooMany))).toMatchObject({ issues: [{ path: 'pairs', code: 'tooMany' }] })
  })

  test('sees a company that became inactive a minute ago', async () => {
    const { harness, pod } = await start()
    await page(pod)
    const company = harness.connectWise.world.companies.find(({ id }) => id === 101)
    if (company === undefined) throw new Error('Fairhaven is gone')
    company.status = { id: 2 }
    wait(harness, 1.5)
    expect(outcomes(await accept(pod, pair(harness, 101, 'Fairhaven Dental')))).toEqual(['notThere'])
  })
})

describe('a pair that is rejected', () => {
  test('is not suggested again, in no list and not on the company’s own screen, until that is taken back', async () => {
    const { harness, pod } = await start()
    const fairhaven = pair(harness, 101, 'Fairhaven Dental')
    const names = async () => (await rowOf(pod, 101)).suggestions.map(({ customer }) => customer.name)
    const own = async (query = '') =>
      (await pod.get<SuggestionsView>(`/api/companies/101/suggestions${query}`)).suggestions.map(
        ({ customer }) => customer.name,
      )
    expect(outcomes(await pod.post('/api/links/reject', { pairs: [fairhaven] }))).toEqual(['stored'])
    expect(await names()).toEqual(['Fairhaven Dental Lab', 'Fair Haven Clinic'])
    expect(await own()).toEqual(['Fairhaven Dental Lab', 'Fair Haven Clinic'])
    expect(await own('?q=fairhaven')).toContain('Fairhaven Dental')
    expect((await rowOf(pod, 101)).rejected).toMatchObject([{ customer: { name: 'Fairhaven Dental' }, by: 'mortiz' }])
    expect(outcomes(await accept(pod, { ...fairhaven, version: 1 }))).toEqual(['changed'])
    await harness.restart()
    expect(await (await harness.pod()).get<LinksView>('/api/links')).toMatchObject({ totals: { bulk: 5 } })
    const again = await harness.pod()
    expect(outcomes(await again.post('/api/links/unreject', { pairs: [{ ...fairhaven, version: 1 }] }))).toEqual([
      'stored',
    ])
    expect((await rowOf(again, 101)).suggestions[0]).toMatchObject({
      customer: { name: 'Fairhaven Dental' },
      bulk: true,
    })
  })

  test('stays rejected under new names on both sides', async () => {
    const { harness, pod } = await start()
    await pod.post('/api/links/reject', { pairs: [pair(harness, 101, 'Fairhaven Dental')] })
    const company = harness.connectWise.world.companies.find(({ id }) => id === 101)
    const customer = harness.trendMicro.world.customers.find(({ name }) => name === 'Fairhaven Dental')
    if (company === undefined || customer === undefined) throw new Error('Fairhaven is gone')
    company.name = 'Miami Valley Smiles'
    customer.name = 'Miami Valley Smiles'
    wait(harness, 6)
    const row = await rowOf(pod, 101)
    expect(row.company.name).toBe('Miami Valley Smiles')
    expect(row.suggestions.map(({ customer: { name } }) => name)).not.toContain('Miami Valley Smiles')
    expect(row.rejected).toMatchObject([{ customer: { name: 'Miami Valley Smiles' } }])
    const accepted = await accept(pod, { companyId: 101, customerId: customer.id.toLowerCase(), version: 1 })
    expect(outcomes(accepted)).toEqual(['changed'])
  })

  test('is refused by what changed, and stored once', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 102)
    const reject = (...pairs: object[]) => pod.post<DecisionsView>('/api/links/reject', { pairs })
    const view = await reject(
      pair(harness, 101, 'Fairhaven Dental', 7),
      pair(harness, 102, 'ALDER AND FINCH', 1),
      pair(harness, 4711, 'Harrow Mfg'),
      pair(harness, 103, 'Harrow Mfg'),
    )
    expect(outcomes(view)).toEqual(['changed', 'changed', 'notThere', 'stored'])
    expect(outcomes(await reject(pair(harness, 103, 'Harrow Mfg')))).toEqual(['stored'])
    expect(await rowOf(pod, 103)).toMatchObject({ version: 1, rejected: [{}] })
    expect(await harness.store.of(harness.tenantId).companies.keys()).not.toContain(4711)
    const twice = reject(pair(harness, 101, 'Fairhaven Dental'), pair(harness, 101, 'Fairhaven Dental Lab'))
    expect(await refusalOf(twice)).toMatchObject({ issues: [{ path: 'pairs.1.companyId', code: 'twice' }] })
  })

  test('is rejected no more once a person links it', async () => {
    const { harness, pod } = await start()
    await pod.post('/api/links/reject', { pairs: [pair(harness, 101, 'Fairhaven Dental')] })
    await link(harness, pod, 101)
    expect(await rowOf(pod, 101)).toMatchObject({ link: { customers: [{ name: 'Fairhaven Dental' }] }, rejected: [] })
  })
})

describe('companies without Trend Micro products', () => {
  test('are said to be so many at once, and no more when one is linked or that is taken back', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 102)
    const say = (none: boolean, ...companies: object[]) =>
      pod.post<DecisionsView>('/api/links/none', { companies, none })
    const both = [
      { companyId: 110, version: 0 },
      { companyId: 101, version: 0 },
    ]
    const view = await say(
      true,
      ...both,
      { companyId: 102, version: 1 },
      { companyId: 103, version: 2 },
      { companyId: 111, version: 0 },
    )
    expect(outcomes(view)).toEqual(['stored', 'stored', 'changed', 'changed', 'notThere'])
    expect(await page(pod, '?state=none')).toMatchObject({ found: 2, totals: { unlinked: 7, none: 2, bulk: 4 } })
    expect((await rowOf(pod, 101)).suggestions[0]).toMatchObject({
      customer: { name: 'Fairhaven Dental' },
      bulk: false,
    })
    expect(outcomes(await accept(pod, pair(harness, 101, 'Fairhaven Dental', 1)))).toEqual(['linked'])
    expect(outcomes(await say(false, { companyId: 110, version: 1 }))).toEqual(['stored'])
    expect(await page(pod, '?state=none')).toMatchObject({ found: 0 })
    expect(await refusalOf(say(true, both[0] ?? {}, both[0] ?? {}))).toMatchObject({
      issues: [{ path: 'companies.1.companyId', code: 'twice' }],
    })
  })
})

describe('what another tenant has', () => {
  test('counts for nothing here, and is not touched', async () => {
    const { harness, pod } = await start()
    const theirs = harness.store.of(tenantId('other')).companies
    const fairhaven = customerId(harness, 'Fairhaven Dental')
    for (const id of [companyId(101), companyId(4711)])
      await theirs.write(id, aCompanyRecord(id, { link: linkOf(fairhaven), edition: 3 }), null)
    const foreign = { companyId: 4711, customerId: fairhaven, version: 3 }
    expect(await rowOf(pod, 101)).toMatchObject({ link: null, suggestions: [{ takenBy: null }, {}, {}] })
    expect(outcomes(await accept(pod, foreign))).toEqual(['notThere'])
    expect(outcomes(await pod.post('/api/links/reject', { pairs: [foreign] }))).toEqual(['notThere'])
    expect(outcomes(await pod.post('/api/links/none', { companies: [foreign], none: true }))).toEqual(['notThere'])
    await pod.post('/api/links/unreject', { pairs: [foreign] })
    expect(await harness.store.of(harness.tenantId).companies.keys()).not.toContain(4711)
    expect(outcomes(await accept(pod, pair(harness, 101, 'Fairhaven Dental')))).toEqual(['linked'])
    for (const id of [companyId(101), companyId(4711)]) expect((await theirs.read(id))?.version).toBe(1)
  })

  function linkOf(customer: string): CompanyLink {
    return {
      customerIds: [brandedCustomerId(customer)],
      customerNames: ['Fairhaven Dental'],
      enabled: true,
      linkedAt: at,
      linkedBy: 'jane',
    }
  }
})

describe('a body', () => {
  test.each([
    ['a company id that is none', { companyId: 0 }],
    ['a company id that is a text', { companyId: '101' }],
    ['half a company id', { companyId: 101.5 }],
    ['an empty customer id', { customerId: '' }],
    ['a customer id that is too long', { customerId: 'x'.repeat(101) }],
    ['a customer id with a blank', { customerId: 'a b' }],
    ['a version below zero', { version: -1 }],
    ['no version', { version: undefined }],
  ])('with %s is refused by every route, and nothing is stored', async (_, over) => {
    const { harness, pod } = await start()
    const before = await harness.store.of(harness.tenantId).companies.keys()
    const wrong = { ...pair(harness, 101, 'Fairhaven Dental'), ...over }
    const right = pair(harness, 103, 'Harrow Mfg')
    for (const route of ['accept', 'reject', 'unreject'])
      expect(await refusalOf(pod.post(`/api/links/${route}`, { pairs: [right, wrong] }))).toMatchObject({
        code: 'invalid',
        issues: [{ path: expect.stringMatching(/^pairs\.1\./) as string }],
      })
    if (!('customerId' in over))
      expect(await refusalOf(pod.post('/api/links/none', { none: true, companies: [wrong] }))).toMatchObject({
        code: 'invalid',
      })
    expect(await harness.store.of(harness.tenantId).companies.keys()).toEqual(before)
  })

  test('of five hundred pairs is taken, however long the ids, and a larger one is not', async () => {
    const { pod } = await start()
    const pairs = Array.from({ length: 500 }, (_, place) => ({
      companyId: 2_000_000_000 + place,
      customerId: `${place}-`.padEnd(100, 'x'),
      version: 0,
    }))
    const { results } = await accept(pod, ...pairs)
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['notThere']))
    expect(results).toHaveLength(500)
    const large = pod.post('/api/links/accept', { pairs, comment: 'x'.repeat(256 * 1024) })
    expect(await refusalOf(large)).toMatchObject({ code: 'tooLarge' })
    expect(await accept(pod)).toEqual({ results: [] })
  })
})

describe('a link', () => {
  test('survives new names on both sides', async () => {
    const { harness, pod } = await start()
    await accept(pod, pair(harness, 101, 'Fairhaven Dental'))
    const company = harness.connectWise.world.companies.find(({ id }) => id === 101)
    const customer = harness.trendMicro.world.customers.find(({ name }) => name === 'Fairhaven Dental')
    if (company === undefined || customer === undefined) throw new Error('Fairhaven is gone')
    company.name = 'Miami Valley Smiles'
    company.identifier = 'MVS'
    customer.name = 'Zahnhaus West'
    wait(harness, 6)
    expect(await rowOf(pod, 101)).toMatchObject({
      company: { name: 'Miami Valley Smiles' },
      link: { customers: [{ id: customer.id.toLowerCase(), name: 'Zahnhaus West' }], enabled: true },
    })
    const plan = await pod.post<{ rows: { sources: { customerName: string }[] }[] }>('/api/companies/101/plan', {})
    expect(plan.rows.length).toBeGreaterThan(0)
    expect(plan.rows.every(({ sources }) => sources.every((source) => source.customerName === 'Zahnhaus West'))).toBe(
      true,
    )
  })

  test('stays in the list when the company is left out or gone, for it holds its customer', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 112)
    await accept(pod, pair(harness, 101, 'Fairhaven Dental'))
    const company = harness.connectWise.world.companies.find(({ id }) => id === 101)
    if (company === undefined) throw new Error('Fairhaven is gone')
    company.deletedFlag = true
    wait(harness, 6)
    const view = await page(pod, '?state=linked')
    expect(view.rows.map((row) => [row.company.id, row.company.name, row.leftOut])).toEqual([
      [101, '#101', 'deleted'],
      [112, 'Dunmore Architects', 'status'],
    ])
    expect(outcomes(await accept(pod, pair(harness, 102, 'Fairhaven Dental')))).toEqual(['taken'])
  })
})

describe('the settings of linking', () => {
  test('say who is left out and where the bulk line is', async () => {
    const { pod } = await start()
    const { linking, linkingVersion } = await page(pod)
    const change = (over: object, version = linkingVersion) =>
      pod.put<LinksView>('/api/links/settings', { version, linking: { ...linking, ...over } })
    const changed = await change({ leftOutStatuses: [], leftOutTypes: ['Client'], bulkLine: 98 })
    expect(changed).toMatchObject({ totals: { all: 0, leftOut: 11 }, linking: { bulkLine: 98 } })
    expect(await refusalOf(change({}))).toMatchObject({ code: 'conflict' })
    const none = await change({ leftOutStatuses: [], leftOutTypes: [], bulkLine: 98 }, changed.linkingVersion)
    expect(none.totals).toMatchObject({ all: 11, leftOut: 0, bulk: 5 })
    expect(await refusalOf(change({ bulkLine: 50, leftOutTypes: [''] }, none.linkingVersion))).toMatchObject({
      code: 'invalid',
      issues: [
        { path: 'linking.leftOutTypes.0', code: 'required' },
        { path: 'linking.bulkLine', code: 'outOfRange' },
      ],
    })
  })
})
