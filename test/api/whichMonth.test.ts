/** Which month's seats are billed: current ones or those of the closed month, said of every line, and never both in one run. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { companyId, runId } from '../../server/domain/ids'
import type { PlanView } from '../../server/domain/views'
import type { ExplainView } from '../../server/domain/viewsExplain'
import type { RunView } from '../../server/domain/viewsRun'
import { Refused, type PodClient } from '../simulator/demo/podClient'
import {
  additionOf,
  customerId,
  customerOf,
  linkAndAssign,
  plan,
  planAndSend,
  refusalOf,
  rowOf,
  send,
  setSeats,
  wait,
  watchWrites,
} from './actions'
import { decide, planAll, sendByClock, settle, versionOf } from './decisions'
import { createDyingStore } from './dyingStore'
import { startHarness, trendMicroUrl, type Harness, type HarnessOptions } from './harness'

/** Fairhaven's Worry-Free: 48 seats now, 45 in the month that closed last; 45 are billed. */
async function start(options: HarnessOptions = {}) {
  const harness = await startHarness(options)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  return { harness, pod, writes: watchWrites(harness) }
}
const current = { kind: 'current' } as const
const closed = (month: string) => ({ kind: 'closedMonth', month }) as const
/** The months of the reports that Trend Micro is asked for from now on. */
function watchReports(harness: Harness): string[] {
  const asked: string[] = []
  const good = harness.hosts.get(trendMicroUrl)
  harness.hosts.set(trendMicroUrl, async (input, init) => {
    if (input.includes('/reports/summary') && typeof init?.body === 'string') {
      const { report_cycle_year: year, report_cycle_month: month } = reportBody.parse(JSON.parse(init.body))
      asked.push(`${year}-${month}`)
    }
    return good?.(input, init) ?? new Response(null, { status: 500 })
  })
  return asked
}
const reportBody = z.object({ report_cycle_year: z.string(), report_cycle_month: z.string() })
/** For a server that may be stopped in the middle: then it answers with 500, and with nothing else. */
async function planUnlessItDies(harness: Harness, pod: PodClient): Promise<void> {
  try {
    await planAll(harness, pod)
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 500) throw error
  }
}
const worryFree = (harness: Harness) => additionOf(harness, 1011, 'worryFree').quantity

async function expectEveryLineToSay(pod: PodClient, run: PlanView, which: object, company = 101) {
  expect(run.which).toEqual(which)
  expect((await pod.get<PlanView>(`/api/runs/${run.runId}/companies/${company}`)).which).toEqual(which)
  for (const { key } of run.rows.filter((row) => row.key !== null)) {
    const path = `/api/runs/${run.runId}/companies/${company}/explain?key=${encodeURIComponent(key ?? '')}`
    expect((await pod.get<ExplainView>(path)).which).toEqual(which)
  }
}

describe('the seats that are billed', () => {
  test('are the current ones until the setting says otherwise, then those of the closed month', async () => {
    const { harness, pod } = await start()
    const now = await plan(pod, 101)
    await expectEveryLineToSay(pod, now, current)
    expect(rowOf(now, 'worryFree')).toMatchObject({ quantityBefore: 45, quantity: 48 })
    setSeats(harness, 101, 'worryFree', 60)
    await settle(pod, { which: 'previousMonth' })
    wait(harness, 6)
    const before = await plan(pod, 101)
    await expectEveryLineToSay(pod, before, closed('2026-10'))
    expect(rowOf(before, 'worryFree')).toMatchObject({ quantity: 45, state: 'unchanged' })
    expect(rowOf(before, 'cloudApp')).toMatchObject({ quantity: 90, state: 'unchanged' })
  })

  test.each([
    ['2026-12-31T23:59:00Z', 'UTC', '2026-11', 45],
    ['2027-01-01T00:01:00Z', 'UTC', '2026-12', 45],
    // Where the MSP is, the old year goes on.
    ['2027-01-01T03:00:00Z', 'America/Chicago', '2026-11', 42],
    ['2027-01-31T23:59:00Z', 'UTC', '2026-12', 45],
    ['2027-03-31T12:00:00Z', 'UTC', '2027-02', 45],
  ])('at %s in %s are those of %s', async (now, timeZone, month, seats) => {
    const { harness, pod } = await start({ startIso: now })
    await settle(pod, { which: 'previousMonth', schedule: { on: false, dayOfMonth: 1, time: '06:00', timeZone } })
    const asked = watchReports(harness)
    const planned = await plan(pod, 101)
    await expectEveryLineToSay(pod, planned, closed(month))
    expect(asked).toEqual([month])
    expect(rowOf(planned, 'worryFree').quantity).toBe(seats)
  })

  test.each([
    ['2026-12-01T01:00:00Z', 'America/New_York', '2026-11-30'],
    ['2026-11-30T12:00:00Z', 'Pacific/Auckland', '2026-12-01'],
  ])('at %s in %s are those of the month that is the current one there: of %s', async (now, timeZone, today) => {
    const harness = await startHarness({ startIso: now })
    const pod = await harness.pod()
    await settle(pod, { schedule: { on: false, dayOfMonth: 30, time: '20:00', timeZone } })
    const asked = watchReports(harness)
    await linkAndAssign(harness, pod, 101)
    const id = customerId(harness, customerOf[101])
    await pod.post('/api/companies/101/verify', { customerId: id })
    await planAll(harness, pod)
    const { runId: run } = await plan(pod, 101)
    const part = { runId: runId(run), companyId: companyId(101) }
    expect((await harness.store.of(harness.tenantId).runCompanies.read(part))?.value.inputs.today).toBe(today)
    expect(asked.length).toBeGreaterThan(0)
    expect(new Set(asked)).toEqual(new Set([today.slice(0, 7)]))
  })

  test('by the clock on the first of January are those of December, and the run is of January', async () => {
    const { harness, pod } = await start({ startIso: '2026-12-20T12:00:00Z' })
    await settle(pod, { which: 'previousMonth', limits: { holdInvoiced: false } })
    setSeats(harness, 101, 'worryFree', 47)
    await sendByClock(harness, '2027-01-01')
    const later = await harness.pod()
    const run = await later.get<PlanView>('/api/runs/s-global-2027-01-01/companies/101')
    await expectEveryLineToSay(later, run, closed('2026-12'))
    expect(rowOf(run, 'worryFree').key).toContain(':2027-01')
    expect(worryFree(harness)).toBe(rowOf(run, 'worryFree').quantity)
    expect(worryFree(harness)).toBe(47)
  })
})

describe('a send of the clock over the turn of a month', () => {
  const schedule = { on: true, dayOfMonth: 30, time: '16:00', timeZone: 'UTC' }
  /** The closed months of the head, and of each company of the run with the first day of its period. */
  async function monthsOf(harness: Harness, run: string, companies: readonly (101 | 102)[]) {
    const pod = await harness.pod()
    const head = (await harness.store.of(harness.tenantId).runs.read(runId(run)))?.value
    const views = companies.map((company) => pod.get<PlanView>(`/api/runs/${run}/companies/${company}`))
    const periods = (await Promise.all(views)).map((view) => ({
      which: view.which,
      from: rowOf(view, 'worryFree').key?.slice(-10),
    }))
    return { head: head?.which, periods }
  }

  test('counts the month that it was for when it is caught up, and the next one the month after that', async () => {
    const { harness, pod } = await start()
    await settle(pod, { which: 'previousMonth', schedule })
    const asked = watchReports(harness)
    for (const now of ['2026-12-02T09:00:00Z', '2026-12-30T16:00:30Z']) {
      harness.clock.set(now)
      await harness.composed.scheduler.tick()
      await harness.composed.runs.settled()
    }
    expect(await monthsOf(harness, 's-global-2026-11-30', [101])).toEqual({
      head: closed('2026-10'),
      periods: [{ which: closed('2026-10'), from: '2026-12-01' }],
    })
    expect(await monthsOf(harness, 's-global-2026-12-30', [101])).toEqual({
      head: closed('2026-11'),
      periods: [{ which: closed('2026-11'), from: '2026-12-01' }],
    })
    expect(asked).toEqual(['2026-10', '2026-11'])
  })

  test("of a company's own schedule counts the month before the occurrence's day where the company is", async () => {
    const { harness, pod } = await start()
    await settle(pod, { which: 'previousMonth' })
    const custom = { on: true, dayOfMonth: 30, time: '20:00', timeZone: 'America/New_York' }
    await pod.put('/api/companies/101/schedule', { version: await versionOf(pod, 101), use: 'custom', custom })
    harness.clock.set('2026-12-01T01:00:30Z')
    await harness.composed.scheduler.tick()
    await harness.composed.runs.settled()
    expect(await monthsOf(harness, 's-company-101-2026-11-30', [101])).toEqual({
      head: closed('2026-10'),
      periods: [{ which: closed('2026-10'), from: '2026-11-01' }],
    })
  })

  test('keeps to its month when it is read again after midnight', async () => {
    const { harness, pod } = await start()
    await settle(pod, { which: 'previousMonth', schedule: { ...schedule, time: '23:55' } })
    harness.clock.set('2026-11-30T23:55:30Z')
    const id = runId('s-global-2026-11-30')
    const good = harness.hosts.get(trendMicroUrl)
    harness.hosts.set(trendMicroUrl, async (input, init) => {
      const isRoundOver = (await harness.store.of(harness.tenantId).runs.read(id))?.value.problems.length === 1
      if (isRoundOver || !input.includes('/customers/subscriptions'))
        return good?.(input, init) ?? new Response(null, { status: 500 })
      harness.clock.set('2026-12-01T00:05:30Z')
      return new Response(null, { status: 503 })
    })
    await harness.composed.scheduler.tick()
    await harness.composed.runs.settled()
    expect(await monthsOf(harness, id, [101])).toEqual({
      head: closed('2026-10'),
      periods: [{ which: closed('2026-10'), from: '2026-12-01' }],
    })
  })
})

describe('a change of the setting', () => {
  test('between plan and send shuts the plan out: it counts what nobody wants any more', async () => {
    const { harness, pod, writes } = await start()
    const planned = await plan(pod, 101)
    await settle(pod, { which: 'previousMonth' })
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ status: 409, code: 'planReplaced' })
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
  })

  test('shuts out a plan of the other reading also when there is a newer one', async () => {
    const { harness, pod, writes } = await start()
    const planned = await plan(pod, 101)
    await settle(pod, { which: 'previousMonth' })
    await plan(pod, 101)
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ status: 409, code: 'planReplaced' })
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
  })

  test('between two rounds of planning by the clock leaves the run as it began', async () => {
    const { harness, pod } = await start()
    await linkAndAssign(harness, pod, 102)
    const own = harness.store.of(harness.tenantId)
    const isRoundOver = async () =>
      ((await own.runs.read(runId('s-global-2026-11-18')))?.value.problems.length ?? 0) === 2
    const good = harness.hosts.get(trendMicroUrl)
    const answers: number[] = []
    wait(harness, 10)
    harness.hosts.set(trendMicroUrl, async (input, init) => {
      if (good === undefined) throw new Error('Trend Micro is not there')
      if (!input.includes('/customers/subscriptions')) return good(input, init)
      if (answers.length === 0) await settle(await harness.pod(), { which: 'previousMonth' })
      answers.push((await isRoundOver()) ? 200 : 503)
      if (answers.at(-1) === 503) return new Response(null, { status: 503 })
      harness.hosts.set(trendMicroUrl, good)
      return good(input, init)
    })
    await sendByClock(harness, '2026-11-18')
    expect(new Set(answers)).toEqual(new Set([503, 200]))
    const later = await harness.pod()
    for (const company of [101, 102])
      await expectEveryLineToSay(
        later,
        await later.get(`/api/runs/s-global-2026-11-18/companies/${company}`),
        current,
        company,
      )
    expect(worryFree(harness)).toBe(48)
  })

  test('while the server is down, wherever it was stopped, leaves no run with both', async () => {
    let rounds = 0
    for (let nth = 1, died = true; died; nth += 1, rounds += 1) {
      const dying = createDyingStore()
      const { harness, pod } = await start({ viewOfStore: dying.view })
      await linkAndAssign(harness, pod, 102)
      dying.dieAt(nth, 'kept')
      await planUnlessItDies(harness, pod)
      await harness.composed.runs.settled()
      died = dying.disarm()
      const server = await harness.restart()
      const later = await harness.pod()
      await settle(later, { which: 'previousMonth' })
      await server.runs.resume([harness.tenantId])
      await server.runs.settled()
      const [id] = await harness.store.of(harness.tenantId).runs.keys()
      expect(await later.get<RunView>(`/api/runs/${id}`)).toMatchObject({
        status: 'waiting',
        companies: { planned: 2 },
      })
      for (const company of [101, 102])
        expect((await later.get<PlanView>(`/api/runs/${id}/companies/${company}`)).which).toEqual(current)
    }
    expect(rounds).toBeGreaterThan(4)
  })

  test('is none when the year turns while the server is down: every company has the month that the run began with', async () => {
    const months = new Set<string>()
    for (let nth = 1, died = true; died; nth += 1) {
      const dying = createDyingStore()
      const { harness, pod } = await start({ startIso: '2026-12-31T23:50:00Z', viewOfStore: dying.view })
      await settle(pod, { which: 'previousMonth' })
      await linkAndAssign(harness, pod, 102)
      dying.dieAt(nth, 'kept')
      await planUnlessItDies(harness, pod)
      await harness.composed.runs.settled()
      died = dying.disarm()
      harness.clock.set('2027-01-01T00:10:00Z')
      const server = await harness.restart()
      await server.runs.resume([harness.tenantId])
      await server.runs.settled()
      const later = await harness.pod()
      const [id] = await harness.store.of(harness.tenantId).runs.keys()
      for (const company of [101, 102]) {
        const view = await later.get<PlanView>(`/api/runs/${id}/companies/${company}`)
        const month = view.which.kind === 'current' ? 'current' : view.which.month
        months.add(`${month} for ${rowOf(view, 'worryFree').key?.slice(-10)}`)
      }
    }
    expect(months).toEqual(new Set(['2026-11 for 2026-12-01', '2026-11 for 2027-01-01']))
  })
})

describe('a report that is not there yet', () => {
  test.each(['used', 'usedElseProvisioned', 'greater'] as const)(
    'of the current month is no zero for what is counted as %s',
    async (count) => {
      const { harness, pod, writes } = await start()
      await settle(pod, { rule: { count, minimum: 0, included: 0 }, limits: { holdInvoiced: false } })
      harness.trendMicro.options.currentMonthSummary = 'empty'
      wait(harness, 6)
      const planned = await plan(pod, 101)
      await expectEveryLineToSay(pod, planned, current)
      for (const name of ['worryFree', 'email', 'cloudApp'] as const)
        expect(rowOf(planned, name)).toMatchObject({
          state: 'held',
          sendable: 'no',
          quantity: null,
          reason: { reason: { kind: 'seatsUnread', which: 'used', why: 'notThereYet' } },
        })
      expect(planned.account.total).toBe(planned.account.reported)
      await sendByClock(harness, '2026-11-18')
      expect(writes).toEqual([])
      harness.trendMicro.options.currentMonthSummary = 'present'
      wait(harness, 6)
      expect(rowOf(await planAndSend(harness, await harness.pod(), 101), 'worryFree').state).toBe('sent')
    },
  )

  test('of the current month says nothing about bought seats, which are read elsewhere', async () => {
    const { harness, pod } = await start()
    await decide(pod, 101, { worryFree: { rule: { count: 'provisioned', minimum: 0, included: 0 } } })
    harness.trendMicro.options.currentMonthSummary = 'empty'
    wait(harness, 6)
    expect(rowOf(await planAndSend(harness, pod, 101), 'worryFree')).toMatchObject({ state: 'sent', quantity: 48 })
  })

  test('of the closed month is not made good with current seats: nothing is sent until it is there', async () => {
    const { harness, pod, writes } = await start()
    await settle(pod, { which: 'previousMonth', limits: { holdInvoiced: false } })
    harness.trendMicro.options.previousMonthSummary = 'empty'
    const run = await sendByClock(harness, '2026-11-18')
    const later = await harness.pod()
    const view = await later.get<PlanView>(`/api/runs/${run.runId}/companies/101`)
    await expectEveryLineToSay(later, view, closed('2026-10'))
    expect(view.gaps).toMatchObject([{ what: 'usage', why: 'notThereYet' }])
    expect(rowOf(view, 'worryFree')).toMatchObject({
      sendable: 'no',
      reason: { reason: { kind: 'seatsUnread', which: 'provisioned', why: 'notThereYet' } },
    })
    expect(writes).toEqual([])
  })
})
