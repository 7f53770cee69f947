/** What may be approved, what is refused and how it stands then; and lines that are left out with a reason. */
import { describe, expect, test } from 'vitest'
import { companyId } from '../../server/domain/ids'
import type { PlanRow, PlanView } from '../../server/domain/views'
import type { CompanyView } from '../../server/domain/viewsCompany'
import {
  additionOf,
  linkAndAssign,
  plan,
  refusalOf,
  rowOf,
  send,
  setSeats,
  settled,
  wait,
  watchWrites,
} from './actions'
import { createDyingStore } from './dyingStore'
import { historyOf, planAll } from './decisions'
import { startHarness, type HarnessOptions } from './harness'

/** Fairhaven: 45 → 48 and 52 → 54 to send, 90 → 40 held. */
async function start(options: HarnessOptions = {}) {
  const harness = await startHarness(options)
  setSeats(harness, 101, 'email', 54)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  const ledger = () => harness.store.of(harness.tenantId).readLedger(companyId(101), 1_000)
  return { harness, pod, ledger, writes: watchWrites(harness) }
}

function decideOn(pod: Awaited<ReturnType<typeof start>>['pod'], of: PlanView, lines: object[], skips: object[]) {
  return pod.post<PlanView>(`/api/runs/${of.runId}/companies/101/send`, { lines, skips })
}
const keyOf = ({ key }: PlanRow) => key

describe('approving', () => {
  test('nothing sends nothing, and the plan stays as it is', async () => {
    const { harness, pod, writes } = await start()
    const planned = await plan(pod, 101)
    expect(await refusalOf(send(pod, 101, planned, []))).toMatchObject({
      issues: [{ path: 'lines', code: 'required' }],
    })
    expect(await settled(harness, pod, 101, planned)).toEqual(planned)
    expect(writes).toEqual([])
  })

  test('some leaves the others out of this run', async () => {
    const { harness, pod, writes } = await start()
    const planned = await plan(pod, 101)
    await send(pod, 101, planned, [{ row: rowOf(planned, 'email') }])
    const done = await settled(harness, pod, 101, planned)
    expect([rowOf(done, 'email').state, rowOf(done, 'worryFree').state]).toEqual(['sent', 'skipped'])
    expect(rowOf(done, 'cloudApp').state).toBe('held')
    expect(writes).toHaveLength(1)
  })

  test('all sends all, the held ones with their reason', async () => {
    const { harness, pod, writes } = await start()
    const planned = await plan(pod, 101)
    const rows = planned.rows.filter(({ sendable }) => sendable !== 'no').map((row) => ({ row, reason: 'Seen' }))
    await send(pod, 101, planned, rows)
    await settled(harness, pod, 101, planned)
    expect(writes).toHaveLength(3)
    expect((await plan(pod, 101)).rows.filter(({ sendable }) => sendable !== 'no')).toEqual([])
  })
})

describe('is refused, and nothing is written', () => {
  test('a line of a plan that was made anew with another number', async () => {
    const { harness, pod, writes } = await start()
    const old = await plan(pod, 101)
    setSeats(harness, 101, 'worryFree', 50)
    wait(harness, 2)
    const present = await plan(pod, 101)
    expect(await refusalOf(send(pod, 101, old))).toMatchObject({ status: 409, code: 'planReplaced' })
    expect(await pod.get(`/api/runs/${present.runId}/companies/101`)).toEqual(present)
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
  })

  test('a line of another company, told with no status: it is none of this plan', async () => {
    const { harness, pod, writes } = await start()
    await linkAndAssign(harness, pod, 102)
    const [own, other] = [await plan(pod, 101), await plan(pod, 102)]
    const row = rowOf(other, 'worryFree')
    expect(await refusalOf(send(pod, 101, own, [{ row }]))).toMatchObject({
      status: 409,
      code: 'lineNotSendable',
      params: { key: row.key, status: 'none' },
    })
    expect(await refusalOf(send(pod, 102, own, [{ row }]))).toMatchObject({ status: 404 })
    expect(await settled(harness, pod, 101, own)).toEqual(own)
    expect(writes).toEqual([])
  })

  test('a plan of the day before yesterday, also after a restart', async () => {
    const { harness, pod, writes } = await start()
    const old = await plan(pod, 101)
    wait(harness, 25 * 60)
    expect(await refusalOf(send(await harness.pod(), 101, old))).toMatchObject({ code: 'planReplaced' })
    await harness.restart()
    expect(await refusalOf(send(await harness.pod(), 101, old))).toMatchObject({ code: 'planReplaced' })
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
  })

  test('the same line twice: in one request at its field, in a second one with how the plan stands', async () => {
    const { harness, pod, writes } = await start()
    const planned = await plan(pod, 101)
    const row = rowOf(planned, 'worryFree')
    expect(await refusalOf(send(pod, 101, planned, [{ row }, { row }]))).toMatchObject({
      status: 400,
      issues: [{ path: 'lines.1.key', code: 'twice' }],
    })
    await send(pod, 101, planned, [{ row }])
    const done = await settled(harness, pod, 101, planned)
    expect(await refusalOf(send(pod, 101, planned, [{ row }]))).toMatchObject({
      status: 409,
      code: 'planNotOpen',
      params: { status: 'finished' },
    })
    expect(await pod.get(`/api/runs/${planned.runId}/companies/101`)).toEqual(done)
    expect(writes).toHaveLength(1)
  })

  test('a blocked line, told with the status that it has', async () => {
    const { harness, pod, writes } = await start()
    harness.connectWise.edits.editAgreement(1012, { cancelledFlag: true }, 'jlee')
    const planned = await plan(pod, 101)
    const row = rowOf(planned, 'cloudApp')
    expect(await refusalOf(send(pod, 101, planned, [{ row, reason: 'Please' }]))).toMatchObject({
      code: 'lineNotSendable',
      params: { key: row.key, status: 'blocked' },
    })
    expect(writes).toEqual([])
  })
})

describe('leaving a line out', () => {
  test.each(['', '   ', 'x'.repeat(501)])('without a reason that can be kept (%j) is a field error', async (reason) => {
    const { harness, pod, ledger } = await start()
    const planned = await plan(pod, 101)
    const skip = { key: keyOf(rowOf(planned, 'cloudApp')), reason }
    expect(await refusalOf(decideOn(pod, planned, [], [skip]))).toMatchObject({
      status: 400,
      issues: [{ path: 'skips.0.reason' }],
    })
    expect(await settled(harness, pod, 101, planned)).toEqual(planned)
    expect(await ledger()).toEqual([])
  })

  test('and sending it at once is a field error', async () => {
    const { pod } = await start()
    const planned = await plan(pod, 101)
    const key = keyOf(rowOf(planned, 'worryFree'))
    expect(await refusalOf(decideOn(pod, planned, [{ key }], [{ key, reason: 'Not yet' }]))).toMatchObject({
      issues: [{ path: 'skips.0.key', code: 'twice' }],
    })
  })

  test('keeps who and why in the ledger, in the history and in the account; the others are sent', async () => {
    const { harness, pod, ledger, writes } = await start()
    const planned = await plan(pod, 101)
    const skip = { key: keyOf(rowOf(planned, 'cloudApp')), reason: '  Contract under review ' }
    await decideOn(pod, planned, [{ key: keyOf(rowOf(planned, 'worryFree')) }], [skip])
    const done = await settled(harness, pod, 101, planned)
    expect(rowOf(done, 'cloudApp')).toMatchObject({
      state: 'skipped',
      reason: { kind: 'skipped', by: 'mortiz', reason: 'Contract under review' },
    })
    expect(done.account).toMatchObject({ total: done.account.reported, excluded: 25 + 40 })
    expect((await ledger()).filter(({ kind }) => kind === 'skipped')).toMatchObject([
      { lineKey: skip.key, by: 'mortiz', releaseReason: 'Contract under review' },
    ])
    expect((await historyOf(pod, 101)).filter(({ result }) => result === 'skipped')).toMatchObject([
      { key: skip.key, by: 'mortiz', releaseReason: 'Contract under review', undoable: false },
    ])
    expect(writes).toHaveLength(1)
    expect(additionOf(harness, 1012, 'cloudApp').quantity).toBe(90)
  })

  test('holds for this run alone: the next plan asks again', async () => {
    const { harness, pod } = await start()
    const planned = await plan(pod, 101)
    await decideOn(pod, planned, [], [{ key: keyOf(rowOf(planned, 'cloudApp')), reason: 'Not this month' }])
    await settled(harness, pod, 101, planned)
    expect(rowOf(await plan(pod, 101), 'cloudApp').state).toBe('held')
  })

  test('is kept over a stop at any moment, and told once', async () => {
    for (const last of ['lost', 'kept'] as const)
      for (let nth = 1; nth <= 8; nth += 1) {
        const dying = createDyingStore()
        const { harness, pod, ledger } = await start({ viewOfStore: dying.view })
        const planned = await plan(pod, 101)
        const skip = { key: keyOf(rowOf(planned, 'cloudApp')), reason: 'Not this month' }
        dying.dieAt(nth, last)
        const heard = await decideOn(pod, planned, [], [skip]).then(
          () => true,
          () => false,
        )
        await harness.composed.runs.settled()
        dying.disarm()
        const server = await harness.restart()
        await server.runs.resume([harness.tenantId])
        await server.runs.settled()
        const told = (await ledger()).filter(({ kind }) => kind === 'skipped')
        if (heard) expect(told, `stopped at write ${nth}, ${last}`).toHaveLength(1)
        expect(told.length).toBeLessThan(2)
        const part = await (await harness.pod()).tryGet<PlanView>(`/api/runs/${planned.runId}/companies/101`)
        if (heard) expect(part?.rows.find(({ key }) => key === skip.key)).toMatchObject({ state: 'skipped' })
      }
  }, 20_000)

  test('of one company of a run of all is told, though the server stops before the others are sent', async () => {
    const dying = createDyingStore()
    const { harness, pod, ledger } = await start({ viewOfStore: dying.view })
    await linkAndAssign(harness, pod, 102)
    const run = await planAll(harness, pod)
    const planned = await pod.get<PlanView>(`/api/runs/${run.runId}/companies/101`)
    // The decision is stored; then the server is gone.
    dying.dieAt(1, 'kept')
    const skip = { key: keyOf(rowOf(planned, 'cloudApp')), reason: 'Not this month' }
    await refusalOf(decideOn(pod, planned, [], [skip]))
    await harness.composed.runs.settled()
    dying.disarm()
    const server = await harness.restart()
    await server.runs.resume([harness.tenantId])
    await server.runs.settled()
    expect((await ledger()).map(({ kind }) => kind)).toContain('skipped')
    const { lastSend } = await (await harness.pod()).get<CompanyView>('/api/companies/102')
    expect(lastSend).toBeNull()
  })
})
