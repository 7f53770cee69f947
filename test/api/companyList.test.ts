/** The console's list of all companies: each is found by what it needs. */
import { describe, expect, test } from 'vitest'
import type { CompanyFilter, CompanyListView } from '../../server/domain/viewsCompanies'
import { link, linkAndAssign, plan, refusalOf } from './actions'
import { versionOf } from './decisions'
import { startHarness } from './harness'

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  const list = async (query = ''): Promise<CompanyListView> => {
    await pod.get<CompanyListView>('/api/companies')
    await harness.composed.standings.settled()
    return pod.get(`/api/companies${query}`)
  }
  const idsOf = async (filter: CompanyFilter) => (await list(`?filter=${filter}`)).rows.map(({ company }) => company.id)
  return { harness, pod, list, idsOf }
}

describe('the list of companies', () => {
  test('has every company that takes part, unlinked ones last, with a count of each filter', async () => {
    const { harness, pod, list } = await start()
    const empty = await list()
    expect(empty.totals).toMatchObject({ unlinked: empty.totals.all, billed: 0, failed: 0, notBilled: 0 })
    expect(empty).toMatchObject({ found: empty.totals.all, reading: null })
    expect(empty.totals.all).toBeLessThan(harness.connectWise.world.companies.length)
    await link(harness, pod, 102)
    const { rows, totals } = await list()
    expect(rows[0]).toMatchObject({
      company: { id: 102, identifier: 'AlderFinch' },
      customers: ['ALDER AND FINCH'],
      state: 'notPlanned',
    })
    expect(totals).toMatchObject({ notBilled: 1, unlinked: empty.totals.all - 1 })
  })

  test('knows from the first look after a start which companies are linked', async () => {
    const { harness, pod } = await start()
    await link(harness, pod, 102)
    await harness.restart()
    const { rows, totals } = await (await harness.pod()).get<CompanyListView>('/api/companies')
    expect(rows[0]).toMatchObject({ company: { id: 102 }, customers: ['ALDER AND FINCH'] })
    expect(totals.unlinked).toBe(totals.all - 1)
  })

  test('finds by words of company, Company ID, city and customer, page by page', async () => {
    const { harness, pod, list } = await start()
    await link(harness, pod, 101)
    const found = await list('?q=fairhaven%20dayton')
    expect(found.rows.map(({ company }) => company.id)).toEqual([101])
    expect(found.totals.all).toBeGreaterThan(1)
    const [first, second] = [await list('?limit=3'), await list('?limit=3&offset=3')]
    expect(first.found).toBe(found.totals.all)
    expect(new Set([...first.rows, ...second.rows].map(({ company }) => company.id)).size).toBe(6)
  })

  test('says after a look what is unmapped, held and failed', async () => {
    const { harness, pod, list, idsOf } = await start()
    await linkAndAssign(harness, pod, 101)
    const ended = harness.connectWise.world.agreements.find(({ id }) => id === 1011)
    if (ended !== undefined) Object.assign(ended, { endDate: '2026-10-31T00:00:00Z', noEndingDateFlag: false })
    await plan(pod, 101)
    const [row] = (await list()).rows
    expect(row).toMatchObject({ company: { id: 101 }, state: 'failed' })
    expect(row?.standing.failed).toBeGreaterThan(0)
    expect(row?.standing.held).toBeGreaterThan(0)
    expect(row?.standing.billedAt).toBeNull()
    expect(await idsOf('failed')).toEqual([101])
    expect(await idsOf('notBilled')).toEqual([101])
  })

  test('finds who is switched off, has none, and has settings of its own', async () => {
    const { harness, pod, idsOf } = await start()
    await link(harness, pod, 101)
    await pod.put('/api/companies/103/no-trend-micro', { version: await versionOf(pod, 103), none: true })
    await pod.put('/api/companies/101/limits', { version: await versionOf(pod, 101), limits: { risePercent: 5 } })
    expect(await idsOf('own')).toEqual([101])
    expect(await idsOf('none')).toEqual([103])
    expect(await idsOf('unlinked')).not.toContain(103)
  })

  test('is the same after a restart', async () => {
    const { harness, pod, list } = await start()
    await linkAndAssign(harness, pod, 101)
    await plan(pod, 101)
    const before = (await list('?filter=failed')).rows
    await harness.restart()
    const again = await harness.pod()
    await again.get('/api/companies')
    await harness.composed.standings.settled()
    expect((await again.get<CompanyListView>('/api/companies?filter=failed')).rows).toEqual(before)
  })

  test('is for those who administer, and refuses a filter that there is not', async () => {
    const { harness, pod } = await start()
    expect(await refusalOf((await harness.pod('jlee')).get('/api/companies'))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(pod.get('/api/companies?filter=whatever'))).toMatchObject({ code: 'invalid' })
  })
})
