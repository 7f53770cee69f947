/** Pausing, going on with and cancelling a run of all, between its lines: by a person, over a stop, and in each other's way. */
import { describe, expect, test } from 'vitest'
import { companyId } from '../../server/domain/ids'
import type { RunAction } from '../../server/domain/runControl'
import type { PlanView } from '../../server/domain/views'
import type { RunView } from '../../server/domain/viewsRun'
import type { AuditView } from '../../server/domain/viewsAudit'
import type { PodClient } from '../simulator/demo/podClient'
import { additionOf, linkAndAssign, plan, refusalOf, rowOf, setSeats, wait, watchWrites } from './actions'
import { historyOf, planAll, settle } from './decisions'
import { createDyingStore } from './dyingStore'
import { billingOn, startReplacing } from './replacements'
import { connectWiseUrl, startHarness, trendMicroUrl, type Harness, type HarnessOptions } from './harness'

/** Fairhaven with three lines to send: 45 → 48, 90 → 92 and 52 → 54; Alder & Finch with one: 14 → 16. */
async function start(options: HarnessOptions = {}) {
  const harness = await startHarness(options)
  setSeats(harness, 101, 'cloudApp', 92)
  setSeats(harness, 101, 'email', 54)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  await linkAndAssign(harness, pod, 102)
  return { harness, pod, writes: watchWrites(harness) }
}
const quantities = (harness: Harness) => [
  additionOf(harness, 1011, 'worryFree').quantity,
  additionOf(harness, 1012, 'cloudApp').quantity,
  additionOf(harness, 1011, 'email').quantity,
  additionOf(harness, 1021, 'worryFree').quantity,
]
const before = [45, 90, 52, 14]
const after = [48, 92, 54, 16]

const control = (pod: PodClient, { runId }: Pick<RunView, 'runId'>, action: RunAction) =>
  pod.post<RunView>(`/api/runs/${runId}/control`, { action })
const look = (pod: PodClient, { runId }: Pick<RunView, 'runId'>) => pod.get<RunView>(`/api/runs/${runId}`)

/** Does something once, while the first write to this agreement waits for its answer. */
function duringFirstWrite(
  harness: Harness,
  work: () => Promise<unknown>,
  url = connectWiseUrl,
  method = 'PATCH',
): void {
  const host = harness.hosts.get(url)
  let isFirst = true
  harness.hosts.set(url, async (input, init) => {
    if (isFirst && init?.method === method) {
      isFirst = false
      await work()
    }
    return host?.(input, init) ?? new Response(null, { status: 500 })
  })
}
/** Plans all and sends all, with something that happens while the first line is being written. */
async function sendAllWith(harness: Harness, pod: PodClient, work: (run: RunView) => Promise<unknown>) {
  const run = await planAll(harness, pod)
  duringFirstWrite(harness, () => work(run))
  await pod.post(`/api/runs/${run.runId}/send`, {})
  await harness.composed.runs.settled()
  return look(pod, run)
}
async function restart(harness: Harness): Promise<void> {
  const server = await harness.restart()
  await server.runs.resume([harness.tenantId])
  await server.runs.settled()
}

describe('a run that is paused while it is sent', () => {
  test('finishes the lines under way, begins no other, and sends the rest once it goes on', async () => {
    const { harness, pod, writes } = await start()
    const paused = await sendAllWith(harness, pod, (run) => control(pod, run, 'pause'))
    expect(paused).toMatchObject({ status: 'sending', standing: { kind: 'paused', by: 'mortiz' } })
    // One company with three lines, one with one: each had at most one in hand.
    expect(writes.length).toBeLessThanOrEqual(2)
    expect(paused.counts).toMatchObject({ sent: writes.length, pending: 4 - writes.length })
    expect(await control(pod, paused, 'resume')).toMatchObject({ standing: { kind: 'going' } })
    await harness.composed.runs.settled()
    expect(await look(pod, paused)).toMatchObject({ status: 'finished', counts: { sent: 4 } })
    expect(quantities(harness)).toEqual(after)
    expect(writes).toHaveLength(4)
  })

  test('stays paused over a restart, and goes on when somebody says so', async () => {
    const { harness, pod, writes } = await start()
    const paused = await sendAllWith(harness, pod, (run) => control(pod, run, 'pause'))
    const sent = writes.length
    await restart(harness)
    expect(writes).toHaveLength(sent)
    const again = await harness.pod()
    expect(await look(again, paused)).toMatchObject({ status: 'sending', standing: { kind: 'paused' } })
    await control(again, paused, 'resume')
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual(after)
    expect(writes).toHaveLength(4)
  })

  test('goes on at once when that is said before the line under way is over', async () => {
    const { harness, pod, writes } = await start()
    const done = await sendAllWith(harness, pod, async (run) => {
      await control(pod, run, 'pause')
      await control(pod, run, 'resume')
    })
    expect(done).toMatchObject({ status: 'finished', counts: { sent: 4 } })
    expect(writes).toHaveLength(4)
  })

  test('hears all the same what became of a write without an answer', async () => {
    const { harness, pod } = await start()
    harness.faults.add({
      system: 'connectwise',
      kind: 'reset-after',
      method: 'PATCH',
      path: '',
      times: 1,
      delayMs: 0,
    })
    const paused = await sendAllWith(harness, pod, (run) => control(pod, run, 'pause'))
    expect(paused.counts).toMatchObject({ unknown: 0 })
    expect(paused).toMatchObject({ status: 'sending', standing: { kind: 'paused' } })
  })

  test('a day later is not sent by old figures', async () => {
    const { harness, pod, writes } = await start()
    const paused = await sendAllWith(harness, pod, (run) => control(pod, run, 'pause'))
    const sent = writes.length
    wait(harness, 25 * 60)
    const later = await harness.pod()
    await control(later, paused, 'resume')
    await harness.composed.runs.settled()
    expect(await look(later, paused)).toMatchObject({ status: 'finished', counts: { sent, stale: 4 - sent } })
    expect(writes).toHaveLength(sent)
  })
})

describe('a run that is cancelled while it is sent', () => {
  test('finishes the line under way and ends the others unsent, with who did it; the next plan has them again', async () => {
    const { harness, pod, writes } = await start()
    const done = await sendAllWith(harness, pod, (run) => control(pod, run, 'cancel'))
    expect(done).toMatchObject({ status: 'finished', standing: { kind: 'cancelled', by: 'mortiz' } })
    expect(done.counts).toMatchObject({ sent: writes.length, skipped: 4 - writes.length, pending: 0 })
    expect(writes.length).toBeLessThanOrEqual(2)
    const part = await pod.get<PlanView>(`/api/runs/${done.runId}/companies/101`)
    const left = part.rows.filter(({ state }) => state === 'skipped')
    expect(left.length).toBeGreaterThan(1)
    for (const row of left)
      expect(row).toMatchObject({ reason: { kind: 'cause', cause: { kind: 'cancelled', by: 'mortiz' } } })
    const history = (await historyOf(pod, 101)).filter(({ result }) => result === 'skipped')
    expect(history).toHaveLength(left.length)
    expect(history[0]).toMatchObject({ by: 'mortiz', cause: { kind: 'cancelled' }, undoable: false })

    wait(harness, 6)
    const next = await planAll(harness, pod)
    expect(next.counts.pending).toBe(4 - writes.length)
    await pod.post(`/api/runs/${next.runId}/send`, {})
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual(after)
    expect(writes).toHaveLength(4)
  })

  test('keeps every seat in its place', async () => {
    const { harness, pod } = await start()
    const { account } = await sendAllWith(harness, pod, (run) => control(pod, run, 'cancel'))
    expect(account.total).toBe(account.reported)
  })

  test('twice is cancelled once, by who was first; and never goes on', async () => {
    const { harness, pod } = await start()
    const other = await harness.pod('mortiz')
    const done = await sendAllWith(harness, pod, async (run) => {
      await Promise.all([control(pod, run, 'cancel'), control(other, run, 'cancel')])
      expect(await refusalOf(control(pod, run, 'resume'))).toMatchObject({
        status: 409,
        code: 'planNotOpen',
        params: { status: 'cancelled' },
      })
      expect(await refusalOf(control(pod, run, 'pause'))).toMatchObject({ code: 'planNotOpen' })
    })
    expect(done.controls).toMatchObject([{ action: 'cancel', by: 'mortiz' }])
    expect(done.status).toBe('finished')
    expect(await refusalOf(pod.post(`/api/runs/${done.runId}/send`, {}))).toMatchObject({ code: 'planNotOpen' })
  })

  test('after a pause ends what the pause left', async () => {
    const { harness, pod, writes } = await start()
    const paused = await sendAllWith(harness, pod, (run) => control(pod, run, 'pause'))
    const sent = writes.length
    await control(pod, paused, 'cancel')
    await harness.composed.runs.settled()
    expect(await look(pod, paused)).toMatchObject({ status: 'finished', counts: { sent, skipped: 4 - sent } })
    expect(writes).toHaveLength(sent)
  })

  test('and stopped at any write after that is cancelled by the next start, each line told once', async () => {
    for (const last of ['lost', 'kept'] as const)
      for (let nth = 1; nth <= 16; nth += 1) {
        const dying = createDyingStore()
        const { harness, pod, writes } = await start({ viewOfStore: dying.view })
        const paused = await sendAllWith(harness, pod, (run) => control(pod, run, 'pause'))
        const sent = writes.length
        dying.dieAt(nth, last)
        const heard = await control(pod, paused, 'cancel').then(
          () => true,
          () => false,
        )
        await harness.composed.runs.settled()
        const died = dying.disarm()
        await restart(harness)
        const again = await harness.pod()
        const run = await look(again, paused)
        expect(writes).toHaveLength(sent)
        if (heard || run.standing.kind === 'cancelled')
          expect(run, `stopped at write ${nth}, ${last}`).toMatchObject({
            status: 'finished',
            counts: { sent, skipped: 4 - sent },
          })
        else expect(run).toMatchObject({ status: 'sending', standing: { kind: 'paused' } })
        const told = (await historyOf(again, 101)).filter(({ result }) => result === 'skipped')
        expect(new Set(told.map(({ key }) => key)).size).toBe(told.length)
        if (!died) break
      }
  }, 60_000)
})

describe('a run that waits for a person', () => {
  test('is cancelled as a whole; nothing is sent and nothing is said of companies nobody looked at', async () => {
    const { harness, pod, writes } = await start()
    const run = await planAll(harness, pod)
    expect(await refusalOf(control(pod, run, 'pause'))).toMatchObject({ params: { status: 'waiting' } })
    await control(pod, run, 'cancel')
    await harness.composed.runs.settled()
    expect(await look(pod, run)).toMatchObject({ status: 'finished', counts: { skipped: 4, pending: 0 } })
    expect(writes).toEqual([])
    expect(await harness.store.of(harness.tenantId).readLedger(companyId(101), 100)).toEqual([])
    expect(rowOf(await plan(pod, 101), 'worryFree').state).toBe('willChange')
  })
})

describe('a run that is being planned', () => {
  /** Pauses or cancels while the usage is being read, before any company is planned. */
  async function planWith(action: RunAction) {
    const { harness, pod, writes } = await start()
    wait(harness, 6)
    let answer = () => {}
    const pressed = new Promise<void>((resolve) => (answer = resolve))
    const trendMicro = harness.hosts.get(trendMicroUrl)
    harness.hosts.set(trendMicroUrl, async (input, init) => {
      await pressed
      return trendMicro?.(input, init) ?? new Response(null, { status: 500 })
    })
    const run = await pod.post<RunView>('/api/runs', {})
    await control(pod, run, action)
    answer()
    await harness.composed.runs.settled()
    return { harness, pod, writes, run }
  }

  test('plans no further company while it is paused, and all of them once it goes on', async () => {
    const { harness, pod, run } = await planWith('pause')
    expect(await look(pod, run)).toMatchObject({ status: 'planning', companies: { total: 2, planned: 0 } })
    await restart(harness)
    const again = await harness.pod()
    expect(await look(again, run)).toMatchObject({ status: 'planning', companies: { planned: 0 } })
    await control(again, run, 'resume')
    await harness.composed.runs.settled()
    expect(await look(again, run)).toMatchObject({ status: 'waiting', counts: { pending: 4 } })
  })

  test('ends unsent when it is cancelled', async () => {
    const { harness, pod, run, writes } = await planWith('cancel')
    expect(await look(pod, run)).toMatchObject({ status: 'finished', standing: { kind: 'cancelled' } })
    expect(writes).toEqual([])
    expect(await planAll(harness, pod)).toMatchObject({ status: 'waiting', counts: { pending: 4 } })
  })
})

test('the clock’s run can be paused too, and goes on with what it had not sent', async () => {
  const { harness, pod, writes } = await start()
  await settle(pod, { schedule: { on: true, dayOfMonth: 17, time: '16:00', timeZone: 'UTC' } })
  wait(harness, 60)
  const member = await harness.pod()
  duringFirstWrite(harness, () => control(member, { runId: clockRun }, 'pause'))
  await harness.composed.scheduler.tick()
  await harness.composed.runs.settled()
  expect(writes.length).toBeLessThanOrEqual(2)
  expect(await look(member, { runId: clockRun })).toMatchObject({ standing: { kind: 'paused' } })
  // Another look of the clock changes nothing about it.
  await harness.composed.scheduler.tick()
  await harness.composed.runs.settled()
  expect(writes.length).toBeLessThanOrEqual(2)
  await control(member, { runId: clockRun }, 'resume')
  await harness.composed.runs.settled()
  expect(await look(member, { runId: clockRun })).toMatchObject({ status: 'finished' })
  expect(quantities(harness)).toEqual(after)
  expect(writes).toHaveLength(4)
})

test('the clock’s run sends what it had let go, and no more, when a person is to be asked from then on', async () => {
  const { harness, pod, writes } = await start()
  await settle(pod, { schedule: { on: true, dayOfMonth: 17, time: '16:00', timeZone: 'UTC' } })
  wait(harness, 60)
  const member = await harness.pod()
  duringFirstWrite(harness, () => control(member, { runId: clockRun }, 'pause'))
  await harness.composed.scheduler.tick()
  await harness.composed.runs.settled()
  const sent = writes.length
  expect(sent).toBeLessThan(4)
  await settle(member, { approval: 'person' })
  await control(member, { runId: clockRun }, 'resume')
  await harness.composed.runs.settled()
  // Nothing is left between: let go and unsent, at a run that begins nothing any more.
  const run = await harness.store.of(harness.tenantId).runs.read(clockRun)
  const parts = await Promise.all(
    [101, 102].map((company) =>
      harness.store.of(harness.tenantId).runCompanies.read({ runId: clockRun, companyId: companyId(company) }),
    ),
  )
  const lines = parts.flatMap((part) => part?.value.lines ?? [])
  expect(lines.filter(({ approval, status }) => approval !== null && status !== 'sent')).toEqual([])
  expect(writes).toHaveLength(lines.filter(({ status }) => status === 'sent').length)
  expect(run?.value.status).toBe(lines.some(({ status }) => status === 'pending') ? 'waiting' : 'finished')
})
const clockRun = 's-global-2026-11-17' as RunView['runId']

test('who paused, went on and cancelled is in the run and in the audit log', async () => {
  const { harness, pod } = await start()
  const paused = await sendAllWith(harness, pod, (run) => control(pod, run, 'pause'))
  await control(pod, paused, 'resume')
  await harness.composed.runs.settled()
  expect((await look(pod, paused)).controls).toMatchObject([
    { action: 'pause', by: 'mortiz' },
    { action: 'resume', by: 'mortiz' },
  ])
  const { entries } = await pod.get<AuditView>('/api/audit')
  const told = entries.filter(({ changes }) => changes.some(({ path }) => path.startsWith('runs.')))
  expect(told.map(({ by, changes }) => [by, changes[0]?.from, changes[0]?.to])).toEqual([
    ['mortiz', '"paused"', '"going"'],
    ['mortiz', '"going"', '"paused"'],
  ])
})

test('only who administers may press, and only on a run that is there', async () => {
  const { harness, pod } = await start()
  const run = await planAll(harness, pod)
  expect(await refusalOf(control(await harness.pod('jlee'), run, 'cancel'))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(pod.post('/api/runs/no-such-run/control', { action: 'cancel' }))).toMatchObject({
    code: 'notFound',
  })
  expect(await refusalOf(pod.post(`/api/runs/${run.runId}/control`, { action: 'stop' }))).toMatchObject({
    code: 'invalid',
  })
  expect(quantities(harness)).toEqual(before)
})

describe('a replacement that has begun', () => {
  test.each([
    ['pause', 'kept'],
    ['pause', 'lost'],
    ['cancel', 'kept'],
    ['cancel', 'lost'],
  ] as const)(
    'is finished although somebody pressed %s and the server died between the two writes (its last note %s)',
    async (action, last) => {
      const dying = createDyingStore()
      const { harness, pod, writes } = await startReplacing({ viewOfStore: dying.view })
      const run = await planAll(harness, pod)
      duringFirstWrite(
        harness,
        async () => {
          await control(pod, run, action)
          dying.dieAt(1, last)
        },
        connectWiseUrl,
        'POST',
      )
      await pod.post(`/api/runs/${run.runId}/send`, {})
      await harness.composed.runs.settled()
      expect(dying.disarm()).toBe(true)
      expect(writes.map(({ method }) => method)).toEqual(['POST'])
      await restart(harness)
      expect(writes.map(({ method }) => method)).toEqual(['POST', 'PATCH'])
      // The old number until the invoice, the new one after it, each once.
      expect(billingOn(harness, '2026-11-30').map(({ quantity }) => quantity)).toEqual([14])
      expect(billingOn(harness, '2026-12-01').map(({ quantity }) => quantity)).toEqual([16])
    },
  )
})

describe('a run that has nothing left to send comes to its end', () => {
  test('when it is cancelled and no company was in it', async () => {
    const harness = await startHarness()
    const pod = await harness.pod()
    const run = await planAll(harness, pod)
    expect(run).toMatchObject({ status: 'waiting', companies: { total: 0 } })
    await control(pod, run, 'cancel')
    await harness.composed.runs.settled()
    expect(await look(pod, run)).toMatchObject({ status: 'finished', standing: { kind: 'cancelled' } })
  })

  test('when the server was down for so long that its plan is too old, with one company let go of two', async () => {
    const dying = createDyingStore()
    const { harness, pod, writes } = await start({ viewOfStore: dying.view })
    const run = await planAll(harness, pod)
    const planned = await pod.get<PlanView>(`/api/runs/${run.runId}/companies/102`)
    dying.dieAt(1, 'kept')
    const lines = planned.rows.flatMap(({ key, sendable }) => (key !== null && sendable === 'yes' ? [{ key }] : []))
    await refusalOf(pod.post(`/api/runs/${run.runId}/companies/102/send`, { lines }))
    await harness.composed.runs.settled()
    expect(dying.disarm()).toBe(true)
    wait(harness, 26 * 60)
    await harness.restart()
    await harness.composed.runs.resume([harness.tenantId])
    await harness.composed.runs.settled()
    const later = await look(await harness.pod(), run)
    expect(later).toMatchObject({ status: 'finished', counts: { pending: 0, stale: 1, skipped: 3 } })
    expect(writes).toEqual([])
  })
})

test('one company sent by itself, of whose write nobody hears, does not keep the tenant busy while it is only asked about', async () => {
  const { harness, pod } = await start()
  const planned = await plan(pod, 102)
  const good = harness.hosts.get(connectWiseUrl)
  const busy: boolean[] = []
  let isOut = false
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (init?.method === 'PATCH') {
      isOut = true
      throw new TypeError('fetch failed')
    }
    if (isOut && input.includes('/additions')) {
      busy.push(harness.composed.runs.isBusy(harness.tenantId))
      wait(harness, 5)
      return new Response('{}', { status: 503 })
    }
    return good?.(input, init) ?? new Response(null, { status: 500 })
  })
  await pod.post(`/api/runs/${planned.runId}/companies/102/send`, {
    lines: planned.rows.flatMap(({ key, sendable }) => (key !== null && sendable === 'yes' ? [{ key }] : [])),
  })
  await harness.composed.runs.settled()
  expect(busy[0]).toBe(true)
  expect(busy.at(-1)).toBe(false)
})
