/** Any number that was billed opens to what it came from, and comes out the same again, whatever was changed since. */
import { describe, expect, test } from 'vitest'
import type { PlanRow, PlanView } from '../../server/domain/views'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { ExplainView } from '../../server/domain/viewsExplain'
import type { PodClient } from '../simulator/demo/podClient'
import {
  additionOf,
  linkAndAssign,
  plan,
  planAndSend,
  refusalOf,
  replace,
  rowOf,
  send,
  setSeats,
  settled,
} from './actions'
import { decide, planAndSendEverything, sendByClock, settle, versionOf } from './decisions'
import { startHarness, type Harness } from './harness'
import { undo } from './undone'

const explain = (pod: PodClient, { runId }: { runId: string }, { key }: Pick<PlanRow, 'key'>, company = 101) =>
  pod.get<ExplainView>(`/api/runs/${runId}/companies/${company}/explain?key=${encodeURIComponent(key ?? '')}`)

/** Fairhaven: 48 seats of Worry-Free, two of them included: 45 → 46, above its minimum. */
async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  await decide(pod, 101, { worryFree: { rule: { count: 'provisioned', minimum: 10, included: 2 } } })
  return { harness, pod }
}

/** Half a year later everything is another: rule, agreement, limits, settings, seats, the company's link. */
async function turnOver(harness: Harness): Promise<PodClient> {
  harness.clock.set('2027-05-20T09:00:00Z')
  const pod = await harness.pod()
  const { agreements } = await pod.get<AgreementsView>('/api/companies/101/agreements')
  const other = agreements.find(({ id, unusable }) => unusable === null && Number(id) !== 1011)
  if (other === undefined) throw new Error('There is no other agreement')
  await settle(pod, {
    which: 'previousMonth',
    rule: { count: 'used', minimum: 1, included: 0 },
    createWhenMissing: true,
    approval: 'person',
    limits: { risePercent: 1, dropPercent: 1, minSeats: 1, moneyPerMonth: 1, usageAgeHours: 1 },
  })
  await decide(pod, 101, {
    worryFree: {
      agreement: { kind: 'chosen', typeId: other.type.id, agreementId: other.id },
      catalogItemId: other.additions?.[0]?.catalogItemId ?? null,
      rule: { count: 'used', minimum: 200, included: 30 },
      strategy: 'inPlace',
    },
  })
  await pod.put('/api/companies/101/limits', { version: await versionOf(pod, 101), limits: { dropPercent: 2 } })
  setSeats(harness, 101, 'worryFree', 7)
  harness.connectWise.edits.editAddition(additionOf(harness, 1011, 'worryFree').id, { quantity: 3 }, 'jlee')
  harness.connectWise.edits.editAddition(
    additionOf(harness, 1012, 'cloudApp').id,
    { cancelledDate: '2027-01-01' },
    'jlee',
  )
  await pod.put<CompanyView>('/api/companies/101/link', {
    version: await versionOf(pod, 101),
    customerIds: [],
    enabled: false,
  })
  return harness.pod()
}

describe('the number of a line that was sent', () => {
  test('is opened to its seats, rule, approval, answer and writes', async () => {
    const { harness, pod } = await start()
    const planned = await plan(pod, 101)
    harness.clock.set('2026-11-17T15:03:00Z')
    await send(pod, 101, planned, [{ row: rowOf(planned, 'worryFree') }])
    const sent = await settled(harness, pod, 101, planned)
    const told = await explain(pod, sent, rowOf(sent, 'worryFree'))
    const addition = additionOf(harness, 1011, 'worryFree')
    expect(addition.quantity).toBe(46)
    expect(told).toMatchObject({
      row: { quantityBefore: 45, quantity: 46, state: 'sent', sentAt: '2026-11-17T15:03:00.000Z' },
      seatsReadAt: '2026-11-17T15:00:00.000Z',
      plannedAt: '2026-11-17T15:00:00.000Z',
      sources: ['lmpi'],
      which: { kind: 'current' },
      additionId: addition.id,
      runId: sent.runId,
      trigger: 'manual',
      approval: { by: 'mortiz', at: '2026-11-17T15:03:00.000Z', reason: null },
      ruleSetBy: { by: 'mortiz' },
      lastWrite: null,
      recomputed: { same: true, quantity: 46 },
    })
    expect(told.row.sources).toMatchObject([{ provisioned: { kind: 'read', seats: 48 }, counted: 48 }])
    expect(told.steps.at(-1)).toMatchObject({ result: 46 })
    expect(told.requestId).toMatch(/\S/)
    expect(told.writes).toMatchObject([
      { kind: 'intent', quantity: 46 },
      { kind: 'sent', quantity: 46, requestId: told.requestId },
    ])
    expect(told.checks.length).toBeGreaterThan(3)
    expect(told.checks.every(({ passed }) => passed)).toBe(true)
  })

  test('and all that was told of it stay the same, months later and after everything was changed', async () => {
    const { harness, pod } = await start()
    const sent = await planAndSend(harness, pod, 101)
    const rows = sent.rows.filter(({ key }) => key !== null)
    expect(rows.length).toBeGreaterThan(2)
    const before = await Promise.all(rows.map((row) => explain(pod, sent, row)))
    const later = await turnOver(harness)
    const after = await Promise.all(rows.map((row) => explain(later, sent, row)))
    expect(after).toEqual(before)
    for (const { row, recomputed } of after) expect(recomputed).toEqual({ same: true, quantity: row.quantity })
  })

  test('comes out again where an addition was made, replaced or let go although it was held', async () => {
    const { harness, pod } = await start()
    await settle(pod, { createWhenMissing: true })
    await linkAndAssign(harness, pod, 104, 1041)
    await replace(pod, 101, 'worryFree')
    const runs = [
      [101, await planAndSendEverything(harness, pod, 101)],
      [104, await planAndSendEverything(harness, pod, 104)],
    ] as const
    const later = await turnOver(harness)
    const kinds = new Set<unknown>()
    for (const [company, run] of runs)
      for (const row of run.rows.filter(({ state }) => state === 'sent')) {
        const told = await explain(later, run, row, company)
        expect(told.recomputed).toEqual({ same: true, quantity: row.quantity })
        expect(told.writes.at(-1)).toMatchObject({ kind: 'sent', quantity: row.quantity })
        kinds.add(row.change)
      }
    expect(kinds).toEqual(new Set(['replace', 'update', 'create']))
  })

  test('names the schedule where the clock sent it, and what was written there before', async () => {
    const { harness, pod } = await start()
    const first = await planAndSend(harness, pod, 101)
    setSeats(harness, 101, 'worryFree', 50)
    const { runId } = await sendByClock(harness, '2026-11-20')
    const later = await harness.pod()
    const run = await later.get<PlanView>(`/api/runs/${runId}/companies/101`)
    expect(await explain(later, run, rowOf(run, 'worryFree'))).toMatchObject({
      trigger: 'schedule',
      approval: { by: 'schedule', at: '2026-11-20T16:00:30.000Z' },
      lastWrite: { quantity: 46, runId: first.runId, by: 'mortiz' },
      recomputed: { same: true, quantity: 48 },
    })
  })

  test('that takes another back is what was there before, and says who wanted it', async () => {
    const { harness, pod } = await start()
    const sent = await planAndSend(harness, pod, 101)
    const undone = await settled(harness, pod, 101, await undo(pod, sent))
    const later = await turnOver(harness)
    expect(await explain(later, undone, rowOf(undone, 'worryFree'))).toMatchObject({
      trigger: 'undo',
      approval: { by: 'mortiz', reason: 'Sent too early' },
      recomputed: null,
      writes: [{ kind: 'intent' }, { kind: 'sent', quantity: 45 }],
    })
    expect(await explain(later, sent, rowOf(sent, 'worryFree'))).toMatchObject({
      recomputed: { same: true, quantity: 46 },
    })
  })
})

describe('a line that was not sent', () => {
  test('says which rule held it, with its numbers, and the reason for which it was left out', async () => {
    const { harness, pod } = await start()
    const planned = await plan(pod, 101)
    const held = rowOf(planned, 'cloudApp')
    const open = await explain(pod, planned, held)
    expect(open).toMatchObject({
      approval: null,
      requestId: null,
      writes: [],
      recomputed: { same: true, quantity: 40 },
    })
    expect(open.checks.filter(({ passed }) => !passed)).toMatchObject([{ rule: 'percent', params: { percent: -55.6 } }])
    await pod.post(`/api/runs/${planned.runId}/companies/101/send`, {
      lines: [],
      skips: [{ key: held.key, reason: 'Contract under review' }],
    })
    await settled(harness, pod, 101, planned)
    const told = await explain(await turnOver(harness), planned, held)
    expect(told).toMatchObject({
      row: {
        state: 'skipped',
        reason: { kind: 'skipped', by: 'mortiz', reason: 'Contract under review' },
        quantityBefore: 90,
        quantity: 40,
      },
      checks: open.checks,
      recomputed: { same: true, quantity: 40 },
      writes: [{ kind: 'skipped' }],
    })
    expect(additionOf(harness, 1012, 'cloudApp').quantity).toBe(90)
  })

  test('says who let it go and why, and which rule had held it', async () => {
    const { harness, pod } = await start()
    const planned = await plan(pod, 101)
    await send(pod, 101, planned, [{ row: rowOf(planned, 'cloudApp'), reason: 'Half the staff left' }])
    const sent = await settled(harness, pod, 101, planned)
    const told = await explain(await turnOver(harness), sent, rowOf(sent, 'cloudApp'))
    expect(told).toMatchObject({
      row: { state: 'sent', reason: { kind: 'released', by: 'mortiz', reason: 'Half the staff left' } },
      approval: { by: 'mortiz', reason: 'Half the staff left' },
      recomputed: { same: true, quantity: 40 },
    })
    expect(told.checks.filter(({ passed }) => !passed).map(({ rule }) => rule)).toEqual(['percent'])
  })

  test('of another run, company or name is not there', async () => {
    const { harness, pod } = await start()
    await linkAndAssign(harness, pod, 102)
    const [one, two] = [await plan(pod, 101), await plan(pod, 102)]
    const { key } = rowOf(two, 'worryFree')
    for (const call of [
      () => explain(pod, one, { key }),
      () => explain(pod, one, { key }, 102),
      () => explain(pod, { runId: 'nobody' }, { key }, 102),
    ])
      expect(await refusalOf(call())).toMatchObject({ status: 404 })
    expect(await refusalOf(explain(pod, one, { key: null }))).toMatchObject({ status: 400 })
  })
})
