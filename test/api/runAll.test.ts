/** Runs of all linked companies, by a person and by the clock. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { RunView } from '../../server/domain/viewsRun'
import type { SettingsView } from '../../server/domain/viewsSettings'
import type { PodClient } from '../simulator/demo/podClient'
import {
  additionOf,
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
import { planAll } from './decisions'
import { startHarness, trendMicroUrl, type Harness } from './harness'

/** Three companies with one line to send each: Fairhaven 45 → 48, Alder & Finch 14 → 16, Brightwater 28 → 33. */
async function start(settings: object = {}) {
  const harness = await startHarness()
  const pod = await harness.pod()
  const { version } = await pod.get<SettingsView>('/api/settings')
  await pod.put('/api/settings', { version, ...settings })
  for (const company of [101, 102, 104] as const) await linkAndAssign(harness, pod, company)
  return { harness, pod, writes: watchWrites(harness) }
}
const quantities = (harness: Harness) => [
  additionOf(harness, 1011, 'worryFree').quantity,
  additionOf(harness, 1021, 'worryFree').quantity,
  additionOf(harness, 1041, 'web').quantity,
]
const before = [45, 14, 28]
const after = [48, 16, 33]

async function sendAll(harness: Harness, pod: PodClient, { runId }: RunView): Promise<RunView> {
  await pod.post(`/api/runs/${runId}/send`, {})
  await harness.composed.runs.settled()
  return pod.get(`/api/runs/${runId}`)
}
async function tick(harness: Harness): Promise<void> {
  await harness.composed.scheduler.tick()
  await harness.composed.runs.settled()
}
const tonight = (dayOfMonth = 17, time = '16:00') => ({ on: true, dayOfMonth, time, timeZone: 'UTC' })

describe('sending all by hand', () => {
  test('waits with the whole plan, then sends what is within the limits and leaves the held lines', async () => {
    const { harness, pod, writes } = await start()
    const planned = await planAll(harness, pod)
    expect(planned).toMatchObject({ status: 'waiting', companies: { total: 3, planned: 3, done: 0 }, problems: [] })
    expect(planned.counts).toMatchObject({ pending: 3, held: 1 })
    expect(quantities(harness)).toEqual(before)
    const done = await sendAll(harness, pod, planned)
    expect(done).toMatchObject({ status: 'finished', counts: { sent: 3, held: 1 }, companies: { done: 3 } })
    expect(quantities(harness)).toEqual(after)
    expect(writes).toHaveLength(3)
    expect(await refusalOf(pod.post(`/api/runs/${planned.runId}/send`, {}))).toMatchObject({ code: 'planNotOpen' })
  })

  test('twice at once sends once', async () => {
    const { harness, pod, writes } = await start()
    const { runId } = await planAll(harness, pod)
    const results = await Promise.allSettled([1, 2, 3].map(() => pod.post(`/api/runs/${runId}/send`, {})))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(3)
  })

  test('is refused while another run of all is being planned', async () => {
    const { harness, pod } = await start()
    let answer = () => {}
    const gate = new Promise<void>((resolve) => (answer = resolve))
    const trendMicro = harness.hosts.get(trendMicroUrl)
    harness.hosts.set(trendMicroUrl, async (input, init) => {
      await gate
      return trendMicro?.(input, init) ?? new Response(null, { status: 500 })
    })
    wait(harness, 6)
    await pod.post('/api/runs', {})
    expect(await refusalOf(pod.post('/api/runs', {}))).toMatchObject({ status: 409, code: 'sendInProgress' })
    answer()
    await harness.composed.runs.settled()
    expect(await planAll(harness, pod)).toMatchObject({ status: 'waiting' })
  })

  test('one company of a waiting run may be sent by itself; the others still wait', async () => {
    const { harness, pod } = await start()
    const planned = await planAll(harness, pod)
    const one = await pod.get<PlanView>(`/api/runs/${planned.runId}/companies/102`)
    await send(pod, 102, one)
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual([45, 16, 28])
    expect(await pod.get<RunView>(`/api/runs/${planned.runId}`)).toMatchObject({ status: 'waiting' })
    expect(await sendAll(harness, pod, planned)).toMatchObject({ status: 'finished', counts: { sent: 3 } })
    expect(quantities(harness)).toEqual(after)
  })

  test('a company that was unlinked or put elsewhere since the plan is left out', async () => {
    const { harness, pod, writes } = await start()
    const planned = await planAll(harness, pod)
    const { version } = await pod.get<CompanyView>('/api/companies/102')
    await pod.put('/api/companies/102/link', { version, customerIds: [], enabled: false })
    const done = await sendAll(harness, pod, planned)
    expect(done).toMatchObject({ status: 'finished', counts: { sent: 2, stale: 1 } })
    expect(quantities(harness)).toEqual([48, 14, 33])
    expect(writes).toHaveLength(2)
  })

  test('a plan of yesterday is made again before it is sent', async () => {
    const { harness, pod } = await start()
    const { runId } = await planAll(harness, pod)
    wait(harness, 24 * 60 + 1)
    const later = await harness.pod()
    expect(await refusalOf(later.post(`/api/runs/${runId}/send`, {}))).toMatchObject({ code: 'planReplaced' })
  })

  test('a company that cannot be read is a problem of its own; the others are sent', async () => {
    const { harness, pod } = await start()
    const company = harness.connectWise.world.companies.find(({ id }) => id === 102)
    if (company === undefined) throw new Error('Alder & Finch is gone')
    company.deletedFlag = true
    const planned = await planAll(harness, pod)
    expect(planned).toMatchObject({ status: 'waiting', companies: { total: 3, planned: 3 } })
    expect(planned.problems).toMatchObject([{ companyId: 102, failure: { kind: 'notFound' } }])
    await sendAll(harness, pod, planned)
    expect(quantities(harness)).toEqual([48, 14, 33])
  })
})

describe('sending all by the clock', () => {
  test('sends each company once on its day, however often the clock looks', async () => {
    const { harness, writes } = await start({ schedule: tonight() })
    wait(harness, 59)
    await tick(harness)
    expect(writes).toEqual([])
    wait(harness, 1)
    await Promise.all([tick(harness), tick(harness), tick(harness)])
    expect(quantities(harness)).toEqual(after)
    expect(writes).toHaveLength(3)
    await tick(harness)
    await (await harness.restart()).runs.resume([harness.tenantId])
    await tick(harness)
    expect(writes).toHaveLength(3)
    const { lastSend } = await (await harness.pod()).get<CompanyView>('/api/companies/102')
    expect(lastSend).toMatchObject({ runId: 's-global-2026-11-17', sent: 1 })
  })

  test('with approval by a person it waits', async () => {
    const { harness, writes } = await start({ schedule: tonight(), approval: 'person' })
    wait(harness, 60)
    await tick(harness)
    expect(writes).toEqual([])
    const pod = await harness.pod()
    const run = await pod.get<RunView>('/api/runs/s-global-2026-11-17')
    expect(run).toMatchObject({ status: 'waiting', trigger: 'schedule' })
    await sendAll(harness, pod, run)
    expect(quantities(harness)).toEqual(after)
  })

  test('a company with a day of its own is left out, and sent on its day', async () => {
    const { harness, pod } = await start({ schedule: tonight() })
    const { version } = await pod.get<CompanyView>('/api/companies/102')
    await pod.put('/api/companies/102/schedule', { version, use: 'custom', custom: tonight(18) })
    wait(harness, 60)
    await tick(harness)
    expect(quantities(harness)).toEqual([48, 14, 33])
    wait(harness, 24 * 60)
    await tick(harness)
    expect(quantities(harness)).toEqual(after)
  })

  test('after an outage of two days it catches up, and says so', async () => {
    const { harness } = await start({ schedule: tonight() })
    wait(harness, 2 * 24 * 60)
    await harness.restart()
    await tick(harness)
    expect(quantities(harness)).toEqual(after)
    const run = await (await harness.pod()).get<RunView>('/api/runs/s-global-2026-11-17')
    expect(run).toMatchObject({ trigger: 'catch-up', status: 'finished' })
  })

  test('after more than a week a person is asked', async () => {
    const { harness, writes } = await start({ schedule: tonight() })
    wait(harness, 9 * 24 * 60)
    await harness.restart()
    await tick(harness)
    expect(writes).toEqual([])
    const { missed } = await (await harness.pod()).get<SettingsView>('/api/settings')
    expect(missed).toMatchObject([{ scheduleKey: 'global', day: '2026-11-17', state: 'asked' }])
  })

  test.each(['connectwise', 'trendmicro'] as const)('%s down for a while is waited for', async (system) => {
    const { harness, writes } = await start({ schedule: tonight() })
    wait(harness, 60)
    harness.faults.add({ system, kind: 'html', method: null, path: '', times: 12, delayMs: 0 })
    await tick(harness)
    expect(quantities(harness)).toEqual(after)
    expect(writes).toHaveLength(3)
    const run = await (await harness.pod()).get<RunView>('/api/runs/s-global-2026-11-17')
    expect(run).toMatchObject({ status: 'finished', problems: [] })
  })

  test.each(['connectwise', 'trendmicro'] as const)(
    '%s down for good changes nothing and is told of each company',
    async (system) => {
      const { harness, writes } = await start({ schedule: tonight() })
      wait(harness, 60)
      harness.faults.add({ system, kind: '500-before', method: null, path: '', times: null, delayMs: 0 })
      await tick(harness)
      harness.faults.clear()
      expect(writes).toEqual([])
      const pod = await harness.pod()
      const run = await pod.get<RunView>('/api/runs/s-global-2026-11-17')
      expect(run.problems.map(({ companyId }) => companyId).sort()).toEqual([101, 102, 104])
      wait(harness, 6)
      await planAndSend(harness, pod, 102)
      expect(quantities(harness)).toEqual([45, 16, 28])
    },
  )

  test('the next month starts from what this month sent', async () => {
    const { harness, writes } = await start({ schedule: tonight() })
    wait(harness, 60)
    await tick(harness)
    setSeats(harness, 102, 'worryFree', 18)
    harness.clock.set('2026-12-17T16:00:30Z')
    await tick(harness)
    expect(quantities(harness)).toEqual([48, 18, 33])
    expect(writes).toHaveLength(4)
    expect(rowOf(await plan(await harness.pod(), 102), 'worryFree').state).toBe('unchanged')
  })
})

describe('stopping the server in the middle', () => {
  test('finishes the line in hand; the next start sends the others, once', async () => {
    const { harness, pod, writes } = await start()
    const planned = await planAll(harness, pod)
    const stops: Promise<void>[] = []
    harness.connectWise.hooks.beforeWrite = (write) => {
      writes.push(write)
      if (stops.length === 0) stops.push(harness.composed.runs.stop())
    }
    await pod.post(`/api/runs/${planned.runId}/send`, {})
    await harness.composed.runs.settled()
    await Promise.all(stops)
    expect(writes.length).toBeGreaterThan(0)
    const server = await harness.restart()
    await server.start()
    await server.runs.settled()
    expect(quantities(harness)).toEqual(after)
    expect(writes).toHaveLength(3)
    const again = await harness.pod()
    expect(await again.get<RunView>(`/api/runs/${planned.runId}`)).toMatchObject({
      status: 'finished',
      counts: { sent: 3 },
    })
    await server.stop()
  })
})
