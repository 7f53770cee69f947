import { describe, expect, test } from 'vitest'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { HistoryEntryView } from '../../server/domain/viewsHistory'
import {
  additionOf,
  linkAndAssign,
  plan,
  planAndSend,
  refusalOf,
  rowOf,
  send,
  setSeats,
  settled,
  wait,
  watchWrites,
} from './actions'
import { startHarness } from './harness'

/** Fairhaven: 45 → 48 to send, 90 → 40 held, 52 unchanged, a trial, and one product without a place. */
async function startFairhaven() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  return { harness, pod, writes: watchWrites(harness) }
}
const history = async (pod: Awaited<ReturnType<typeof startFairhaven>>['pod'], company: number) =>
  (await pod.get<{ entries: HistoryEntryView[] }>(`/api/companies/${company}/history`)).entries

describe('sending one company', () => {
  test('changes the addition and shows it in history, company view and run', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const planned = await plan(pod, 101)
    expect(rowOf(planned, 'worryFree')).toMatchObject({ quantityBefore: 45, quantity: 48, sendable: 'yes' })
    const answered = await send(pod, 101, planned)
    expect(rowOf(answered, 'worryFree').sendable).toBe('no')

    const done = await settled(harness, pod, 101, planned)
    expect(done.status).toBe('finished')
    expect(rowOf(done, 'worryFree')).toMatchObject({ state: 'sent', lineStatus: 'sent' })
    expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(48)
    expect(writes).toHaveLength(1)

    const entries = await history(pod, 101)
    expect(entries.map(({ result }) => result).sort()).toEqual(['sent', 'unchanged'])
    expect(entries.find(({ result }) => result === 'sent')).toMatchObject({
      quantityBefore: 45,
      quantity: 48,
      by: 'mortiz',
      trigger: 'manual',
    })
    const view = await pod.get<CompanyView>('/api/companies/101')
    expect(view.lastSend).toMatchObject({ runId: planned.runId, sent: 1, unchanged: 1, held: 1 })
    expect(view.sendingRunId).toBeNull()
  })

  test('leaves out what was not ticked: skipped, and never sent later', async () => {
    const { harness, pod } = await startFairhaven()
    setSeats(harness, 101, 'email', 54)
    wait(harness, 6)
    const planned = await plan(pod, 101)
    await send(pod, 101, planned, [{ row: rowOf(planned, 'worryFree') }])
    const done = await settled(harness, pod, 101, planned)
    expect(rowOf(done, 'email').lineStatus).toBe('skipped')
    expect(additionOf(harness, 1011, 'email').quantity).toBe(52)
    const again = await refusalOf(send(pod, 101, planned, [{ row: rowOf(planned, 'email') }]))
    expect(again).toMatchObject({ status: 409, code: 'planNotOpen' })
    await harness.restart()
    await harness.composed.start()
    await harness.composed.runs.settled()
    expect(additionOf(harness, 1011, 'email').quantity).toBe(52)
  })

  test('refuses a held line without a reason at its field, and sends it with one, which is kept', async () => {
    const { harness, pod } = await startFairhaven()
    const planned = await plan(pod, 101)
    const held = rowOf(planned, 'cloudApp')
    expect(held).toMatchObject({ state: 'held', sendable: 'withReason', quantityBefore: 90, quantity: 40 })
    for (const reason of [undefined, '', '   ', 'x'.repeat(501)]) {
      const refused = await refusalOf(send(pod, 101, planned, [{ row: held, ...(reason !== undefined && { reason }) }]))
      expect(refused).toMatchObject({ status: 400, code: 'invalid', issues: [{ path: 'lines.0.reason' }] })
    }
    await send(pod, 101, planned, [{ row: held, reason: 'The customer closed an office.' }])
    const done = await settled(harness, pod, 101, planned)
    expect(rowOf(done, 'cloudApp')).toMatchObject({
      state: 'sent',
      reason: { kind: 'released', by: 'mortiz', reason: 'The customer closed an office.' },
    })
    expect(additionOf(harness, 1012, 'cloudApp').quantity).toBe(40)
    expect((await history(pod, 101)).find(({ result }) => result === 'sent')).toMatchObject({
      releaseReason: 'The customer closed an office.',
    })
  })

  test('refuses a line that cannot be sent, and then sends nothing of that request', async () => {
    const { harness, pod, writes } = await startFairhaven()
    harness.connectWise.edits.editAgreement(1012, { endDate: '2026-11-10T00:00:00Z', noEndingDateFlag: false }, 'jlee')
    const planned = await plan(pod, 101)
    const blocked = rowOf(planned, 'cloudApp')
    expect(blocked.sendable).toBe('no')
    const refused = await refusalOf(
      send(pod, 101, planned, [{ row: rowOf(planned, 'worryFree') }, { row: blocked, reason: 'Please' }]),
    )
    expect(refused).toMatchObject({ status: 409, code: 'lineNotSendable' })
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
  })

  test('refuses an empty choice, a foreign key and a run of another company', async () => {
    const { harness, pod, writes } = await startFairhaven()
    await linkAndAssign(harness, pod, 102)
    const [planned, other] = [await plan(pod, 101), await plan(pod, 102)]
    expect(await refusalOf(send(pod, 101, planned, []))).toMatchObject({ code: 'invalid', issues: [{ path: 'lines' }] })
    expect(await refusalOf(send(pod, 101, planned, [{ row: rowOf(other, 'worryFree') }]))).toMatchObject({
      code: 'lineNotSendable',
    })
    expect(await refusalOf(send(pod, 102, planned, [{ row: rowOf(planned, 'worryFree') }]))).toMatchObject({
      code: 'notFound',
    })
    expect(writes).toEqual([])
  })
})

describe('sending the same twice', () => {
  test('a plan that was sent is refused, whether one after the other or at once', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const planned = await plan(pod, 101)
    const results = await Promise.allSettled([
      send(pod, 101, planned),
      send(pod, 101, planned),
      send(pod, 101, planned),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await harness.composed.runs.settled()
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ status: 409, code: 'planNotOpen' })
    expect(writes).toHaveLength(1)
  })

  test('of two plans of one company at once the second finds everything right', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const [one, two] = [await plan(pod, 101), await plan(pod, 101)]
    await Promise.all([send(pod, 101, one), send(pod, 101, two)])
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(1)
    const ends = [await settled(harness, pod, 101, one), await settled(harness, pod, 101, two)].map((each) =>
      rowOf(each, 'worryFree'),
    )
    expect(ends.map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(ends.filter(({ reason }) => reason?.kind === 'alreadyRight')).toHaveLength(1)
  })

  test('of two plans with different counts only the newer one can be sent', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const one = await plan(pod, 101)
    setSeats(harness, 101, 'worryFree', 50)
    wait(harness, 6)
    const two = await plan(pod, 101)
    expect(rowOf(two, 'worryFree').quantity).toBe(50)
    await expect(send(pod, 101, one)).rejects.toMatchObject({ problem: { status: 409, code: 'planReplaced' } })
    expect(writes).toEqual([])
    await send(pod, 101, two)
    expect(rowOf(await settled(harness, pod, 101, two), 'worryFree').state).toBe('sent')
    expect(writes).toHaveLength(1)
  })

  test('planning after sending leaves nothing to send', async () => {
    const { harness, pod, writes } = await startFairhaven()
    await planAndSend(harness, pod, 101)
    const again = await plan(pod, 101)
    expect(again.rows.filter((row) => row.sendable === 'yes')).toEqual([])
    expect(writes).toHaveLength(1)
  })
})
