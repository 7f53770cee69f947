/** All runs and all lines of one, as the console lists and exports them. */
import { describe, expect, test } from 'vitest'
import type { RunLinesView, RunsView } from '../../server/domain/viewsRuns'
import type { PodClient } from '../simulator/demo/podClient'
import { linkAndAssign, plan, refusalOf, wait } from './actions'
import { planAll } from './decisions'
import { download } from './download'
import { startHarness, type Harness } from './harness'

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  await linkAndAssign(harness, pod, 102)
  const run = await planAll(harness, pod)
  return { harness, pod, run }
}
const linesOf = (pod: PodClient, run: string, query = ''): Promise<RunLinesView> =>
  pod.get(`/api/runs/${run}/lines${query}`)
const csv = (harness: Harness, run: string, member?: string) => download(harness, `/api/runs/${run}/lines.csv`, member)

describe('the list of runs', () => {
  test('names the newest first, and no plan that nobody has sent', async () => {
    const { harness, pod, run } = await start()
    await plan(pod, 101)
    wait(harness, 5)
    const later = await planAll(harness, pod)
    const { runs, found } = await pod.get<RunsView>('/api/runs')
    expect(found).toBe(2)
    expect(runs.map(({ runId }) => runId)).toEqual([later.runId, run.runId])
    expect(runs[0]).toMatchObject({ trigger: 'manual', status: 'waiting', createdBy: 'mortiz', companies: 2 })
    expect((await pod.get<RunsView>('/api/runs?offset=1&limit=1')).runs).toHaveLength(1)
  })

  test('and their lines are for who administers', async () => {
    const { harness, run } = await start()
    const other = await harness.pod('jlee')
    for (const path of ['', `/${run.runId}/lines`])
      expect(await refusalOf(other.get(`/api/runs${path}`))).toMatchObject({ code: 'forbidden' })
    expect((await csv(harness, run.runId, 'jlee')).status).toBe(403)
  })
})

describe('the lines of a run', () => {
  test('come with the largest difference in money first, whichever way it goes', async () => {
    const { pod, run } = await start()
    const { rows, found } = await linesOf(pod, run.runId, '?filter=all')
    expect(rows).toHaveLength(found)
    const amounts = rows.map(({ row }) => Math.abs(row.money?.monthly ?? row.money?.difference ?? 0))
    expect(amounts).toEqual(amounts.toSorted((one, other) => other - one))
    expect(amounts[0]).toBeGreaterThan(0)
    expect(new Set(rows.map(({ company }) => company.id))).toEqual(new Set([101, 102]))
  })

  test('are counted by what becomes of them, and each filter shows as many as it says', async () => {
    const { pod, run } = await start()
    const { counts } = await linesOf(pod, run.runId)
    expect(counts.all).toBe(counts.review + counts.notBilled + counts.unchanged + counts.sent)
    expect(counts.review).toBe(counts.willChange + counts.held + counts.failed + counts.unmapped)
    expect(counts.held).toBeGreaterThan(0)
    for (const [filter, count] of Object.entries(counts))
      expect([filter, (await linesOf(pod, run.runId, `?filter=${filter}`)).found]).toEqual([filter, count])
  })

  test('add up rises and drops apart, and only of what will be sent', async () => {
    const { pod, run } = await start()
    const { rises, drops } = await linesOf(pod, run.runId, '?filter=all')
    const { totals } = run
    const sum = [...rises, ...drops].reduce((total, { difference }) => total + difference, 0)
    expect(sum).toBeCloseTo(totals.reduce((total, { difference }) => total + difference, 0))
    expect((await linesOf(pod, run.runId, '?filter=held')).rises).toEqual([])
  })

  test('are found by company, product or agreement, whatever the case', async () => {
    const { pod, run } = await start()
    const { rows } = await linesOf(pod, run.runId, '?filter=all&q=alder%20%26%20F')
    expect(new Set(rows.map(({ company }) => company.id))).toEqual(new Set([102]))
    expect((await linesOf(pod, run.runId, '?filter=all&q=WORRY-free')).found).toBe(2)
    expect((await linesOf(pod, run.runId, '?filter=all&q=nobody')).rows).toEqual([])
  })

  test('of a run that is not there, or by a filter that is none, are refused', async () => {
    const { pod, run } = await start()
    expect(await refusalOf(linesOf(pod, 'no-such-run'))).toMatchObject({ code: 'notFound' })
    expect(await refusalOf(linesOf(pod, run.runId, '?filter=some'))).toMatchObject({ code: 'invalid' })
  })
})

describe('the export', () => {
  test('has a line for each row, with numbers that a spreadsheet adds up', async () => {
    const { harness, pod, run } = await start()
    const answer = await csv(harness, run.runId)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="run-2026-11-17.csv"')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer())
    expect(text.startsWith('\uFEFFcompany id,company,')).toBe(true)
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(1 + (await linesOf(pod, run.runId, '?filter=all')).found)
    expect(lines.find((line) => line.startsWith('102,') && line.includes('Worry-Free'))).toContain(',14,16,')
  })

  test('quotes what needs it, and lets no name become a formula', async () => {
    const { harness, pod } = await start()
    const company = harness.connectWise.world.companies.find(({ id }) => id === 102)
    if (company === undefined) throw new Error('The company is there')
    company.name = '=HYPERLINK("http://evil.example","Alder, Finch")'
    wait(harness, 10)
    const { runId } = await planAll(harness, await harness.pod())
    const text = await (await csv(harness, runId)).text()
    expect(text).toContain(`102,"'=HYPERLINK(""http://evil.example"",""Alder, Finch"")",`)
    expect(await refusalOf(pod.get('/api/runs/nothing/lines.csv'))).toMatchObject({ code: 'notFound' })
  })

  test.each([
    ['Finch; =1+1', "Finch;' =1+1"],
    ['＝1+1', "'＝1+1"],
    ['Finch-Alder; Ltd.', 'Finch-Alder; Ltd.'],
  ])('of a name like %s begins no formula behind a semicolon, nor with a wide sign', async (name, cell) => {
    const { harness } = await start()
    const company = harness.connectWise.world.companies.find(({ id }) => id === 102)
    if (company === undefined) throw new Error('The company is there')
    company.name = name
    wait(harness, 10)
    const { runId } = await planAll(harness, await harness.pod())
    expect(await (await csv(harness, runId)).text()).toContain(`\n102,${cell},`)
  })
})
