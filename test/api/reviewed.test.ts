/** Ways to a wrong bill that a review found; each must stay closed. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { DriftView } from '../../server/domain/viewsDrift'
import type { HistoryEntryView } from '../../server/domain/viewsHistory'
import type { RunView } from '../../server/domain/viewsRun'
import { day, instant } from '../../server/domain/calendar'
import { additionOf, linkAndAssign, plan, planAndSend, rowOf, send, setSeats, wait, watchWrites } from './actions'
import { startHarness } from './harness'

const aDay = 24 * 60

async function startFairhaven() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  return { harness, pod, writes: watchWrites(harness) }
}

describe('a line', () => {
  test('that was approved and then not sent for weeks is not sent by a restart', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const view = await plan(pod, 101)
    // Stopped before the first request: what was approved is stored, nothing is sent.
    await harness.composed.runs.stop()
    await send(pod, 101, view)
    wait(harness, 40 * aDay)
    const server = await harness.restart()
    await server.runs.resume([harness.tenantId])
    await server.runs.settled()
    expect(writes).toEqual([])
    const later = await harness.pod()
    const after = await later.get<PlanView>(`/api/runs/${view.runId}/companies/101`)
    expect(rowOf(after, 'worryFree')).toMatchObject({ lineStatus: 'stale', reason: { cause: { kind: 'planTooOld' } } })
  })

  test('is sent once when two plans with the same numbers and the clock send it together', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const [one, two] = [await plan(pod, 101), await plan(pod, 101)]
    await Promise.all([send(pod, 101, one), send(pod, 101, two), harness.composed.scheduler.tick()])
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(1)
    expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(48)
  })
})

test('that was right in an older plan says nothing of what was sent since', async () => {
  const { harness, pod } = await startFairhaven()
  const older = await plan(pod, 101)
  expect(rowOf(older, 'email')).toMatchObject({ lineStatus: 'unchanged', quantity: 52 })
  setSeats(harness, 101, 'email', 54)
  wait(harness, 6)
  const newer = await plan(pod, 101)
  await send(pod, 101, newer, [{ row: rowOf(newer, 'email') }])
  await harness.composed.runs.settled()
  await send(pod, 101, older, [{ row: rowOf(older, 'worryFree') }])
  await harness.composed.runs.settled()
  expect(await pod.post<DriftView>('/api/companies/101/drift', {})).toMatchObject({ found: [] })
  const { entries } = await pod.get<{ entries: HistoryEntryView[] }>('/api/companies/101/history')
  const email = entries.filter(({ key }) => key === rowOf(older, 'email').key)
  expect(email.map(({ result, quantity }) => [result, quantity])).toEqual([['sent', 54]])
})

describe('a run', () => {
  test('of one company is not shown to a member who may not see that company', async () => {
    const { harness, pod } = await startFairhaven()
    const { runId } = await plan(pod, 101)
    const { companies } = harness.connectWise.world
    companies.splice(
      companies.findIndex(({ id }) => id === 101),
      1,
    )
    wait(harness, 16)
    const later = await harness.pod()
    await expect(later.get<RunView>(`/api/runs/${runId}`)).rejects.toMatchObject({
      problem: { code: 'companyNotFound' },
    })
  })

  test('that nobody let go in time comes to its end unsent', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const { runId } = await pod.post<RunView>('/api/runs', {})
    await harness.composed.runs.settled()
    wait(harness, 2 * aDay)
    await harness.composed.runs.resume([harness.tenantId])
    const later = await harness.pod()
    const closed = await later.get<RunView>(`/api/runs/${runId}`)
    expect(closed).toMatchObject({ status: 'finished', counts: { skipped: 1 }, account: { willChange: 0 } })
    expect(closed.account.held).toBeGreaterThan(0)
    expect(writes).toEqual([])
  })

  test.each([
    ['by the next start', 0],
    ['when nobody let the rest of it go in time', 2 * aDay],
  ])('writes down who left a line out of it, and why, %s', async (_, minutes) => {
    const { harness, pod } = await startFairhaven()
    const { runId } = await pod.post<RunView>('/api/runs', {})
    await harness.composed.runs.settled()
    const { rows } = await pod.get<PlanView>(`/api/runs/${runId}/companies/101`)
    const held = rows.find(({ lineStatus }) => lineStatus === 'held')
    // Stopped right after it was stored.
    await harness.composed.runs.stop()
    const path = `/api/runs/${runId}/companies/101/send`
    await pod.post(path, { lines: [], skips: [{ key: held?.key, reason: 'Not this month.' }] })
    wait(harness, minutes)
    const server = await harness.restart()
    await server.runs.resume([harness.tenantId])
    await server.runs.settled()
    const later = await harness.pod()
    const { entries } = await later.get<{ entries: HistoryEntryView[] }>('/api/companies/101/history')
    expect(entries).toContainEqual(
      expect.objectContaining({ key: held?.key, result: 'skipped', releaseReason: 'Not this month.', by: 'mortiz' }),
    )
    const run = await later.get<RunView>(`/api/runs/${runId}`)
    expect(run.status).toBe('finished')
  })

  test('that was sent for one company alone comes to its end for the others', async () => {
    const { harness, pod, writes } = await startFairhaven()
    await linkAndAssign(harness, pod, 102)
    const { runId } = await pod.post<RunView>('/api/runs', {})
    await harness.composed.runs.settled()
    const part = await pod.get<PlanView>(`/api/runs/${runId}/companies/101`)
    await send(pod, 101, part)
    await harness.composed.runs.settled()
    wait(harness, 2 * aDay)
    await harness.composed.runs.resume([harness.tenantId])
    await harness.composed.runs.settled()
    const later = await harness.pod()
    expect(await later.get<RunView>(`/api/runs/${runId}`)).toMatchObject({ status: 'finished', counts: { sent: 1 } })
    expect(writes).toHaveLength(1)
  })

  test('of the clock that was stopped while planning is not sent a month later', async () => {
    const { harness, writes } = await startFairhaven()
    const occurrence = { scheduleKey: 'global' as const, day: day('2026-11-17'), at: instant('2026-11-17T15:00:00Z') }
    await harness.composed.runs.stop()
    await harness.composed.runs.startScheduled({
      tenantId: harness.tenantId,
      trigger: 'schedule',
      occurrence,
      scope: { kind: 'all' },
    })
    setSeats(harness, 101, 'worryFree', 46)
    wait(harness, 30 * aDay)
    const server = await harness.restart()
    await server.runs.resume([harness.tenantId])
    await server.runs.settled()
    expect(writes).toEqual([])
  })
})

test('planning and sending still works after all this', async () => {
  const { harness, pod } = await startFairhaven()
  expect(rowOf(await planAndSend(harness, pod, 101), 'worryFree').state).toBe('sent')
})
