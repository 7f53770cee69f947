/** Taking back is refused, with who, which number, which day or which run, wherever it would bill wrongly; nothing is written then. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { UndoAllView, UndoRefusal } from '../../server/domain/viewsUndo'
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
  settled,
  wait,
} from './actions'
import { sendByClock, settle, versionOf } from './decisions'
import { connectWiseUrl, type Harness } from './harness'
import { after, before, quantities, startFairhaven, undo, undoView } from './undone'

/** Both lines sent; nothing of what follows may write. */
async function start() {
  const { harness, pod, writes } = await startFairhaven()
  const sent = await planAndSend(harness, pod, 101)
  expect(quantities(harness)).toEqual(after)
  writes.length = 0
  return { harness, pod, writes, sent, key: rowOf(sent, 'worryFree').key ?? '' }
}

/** Looked at and asked for, alone and with the rest: always the same answer. */
async function expectRefused(
  pod: PodClient,
  sent: PlanView,
  refusal: { kind: UndoRefusal['kind'] } & Record<string, unknown>,
): Promise<void> {
  const { key } = rowOf(sent, 'worryFree')
  const line = (await undoView(pod, sent)).lines.find((each) => each.key === key)
  expect(line).toMatchObject({ quantityBack: null, refusal })
  const { kind, ...named } = refusal
  expect(await refusalOf(undo(pod, sent, { keys: [key] }))).toMatchObject({
    status: 409,
    code: 'undoRefused',
    params: { key, reason: kind, ...named },
  })
}
const worryFree = (harness: Harness) => additionOf(harness, 1011, 'worryFree')

describe('taking back is refused', () => {
  test('without a reason that is kept, at its field', async () => {
    const { pod, sent, writes, harness } = await start()
    for (const [reason, code] of [
      [undefined, 'required'],
      ['', 'required'],
      [' \n', 'required'],
      [7, 'required'],
      ['x'.repeat(501), 'tooLong'],
      ['x'.repeat(2001), 'tooLong'],
    ])
      expect(
        await refusalOf(pod.post(`/api/runs/${sent.runId}/companies/101/undo`, { reason })),
        String(reason).slice(0, 9),
      ).toMatchObject({ status: 400, code: 'invalid', issues: [{ path: 'reason', code }] })
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
  })

  test('after the invoice: its date moved on, or an invoice is there where no date is known', async () => {
    const dated = await start()
    dated.harness.connectWise.edits.invoiceAgreement(1011, 'jlee')
    await expectRefused(dated.pod, dated.sent, { kind: 'invoiced', on: '2026-12-01' })

    const undated = await startFairhaven()
    const nextInvoiceDate = null
    undated.harness.connectWise.edits.editAgreement(1011, { nextInvoiceDate }, 'jlee')
    const sent = await planAndSend(undated.harness, undated.pod, 101)
    expect((await undoView(undated.pod, sent)).lines.map(({ refusal }) => refusal)).toEqual([null, null])
    undated.harness.connectWise.edits.invoiceAgreement(1011, 'jlee').date = '2026-11-17T00:00:00Z'
    undated.harness.connectWise.edits.editAgreement(1011, { nextInvoiceDate }, 'jlee')
    await expectRefused(undated.pod, sent, { kind: 'invoiced', on: '2026-11-17' })
    expect(quantities(undated.harness)).toEqual(after)
  })

  test('after an invoice of the day of the send where the company is, also when it is the next day in UTC', async () => {
    const { harness, pod } = await startFairhaven({ startIso: '2026-11-18T01:00:00Z' })
    const custom = { on: false, dayOfMonth: 30, time: '02:00', timeZone: 'America/New_York' }
    await pod.put('/api/companies/101/schedule', { version: await versionOf(pod, 101), use: 'custom', custom })
    const { edits } = harness.connectWise
    edits.editAgreement(1011, { nextInvoiceDate: null }, 'jlee')
    const sent = await planAndSend(harness, pod, 101)
    const invoice = edits.invoiceAgreement(1011, 'jlee')
    edits.editAgreement(1011, { nextInvoiceDate: null }, 'jlee')
    invoice.date = '2026-11-16T00:00:00Z'
    expect((await undoView(pod, sent)).lines.map(({ refusal }) => refusal)).toEqual([null, null])
    invoice.date = '2026-11-17T00:00:00Z'
    await expectRefused(pod, sent, { kind: 'invoiced', on: '2026-11-17' })
  })

  test('where nobody can say whether there was an invoice', async () => {
    const { harness, pod } = await startFairhaven()
    harness.connectWise.edits.editAgreement(1011, { nextInvoiceDate: null }, 'jlee')
    const sent = await planAndSend(harness, pod, 101)
    const good = harness.hosts.get(connectWiseUrl)
    harness.hosts.set(connectWiseUrl, async (input, init) =>
      input.includes('/finance/invoices') || good === undefined
        ? new Response('{"message":"No."}', { status: 403 })
        : good(input, init),
    )
    await expectRefused(pod, sent, { kind: 'invoiceUnknown' })
    expect(quantities(harness)).toEqual(after)
  })

  test.each([
    ['its quantity', { quantity: 50 }, 50],
    ['something else of it', { description: 'Seats as agreed by phone' }, 48],
  ])('after somebody edited %s; who, and the number as it is now, are named', async (_, edit, quantityNow) => {
    const { harness, pod, sent, writes } = await start()
    harness.clock.set('2026-11-17T15:01:00Z')
    harness.connectWise.edits.editAddition(worryFree(harness).id, edit, 'jlee')
    await expectRefused(pod, sent, { kind: 'edited', by: 'jlee', quantityNow })
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
  })

  test.each([
    ['to the very number that was right', { quantity: 50 }, 50],
    ['in something else', { description: 'Seats as agreed by phone' }, 48],
  ])('also after a later run found the line right that somebody had edited %s', async (_, edit, seats) => {
    const { harness, pod, sent } = await start()
    harness.connectWise.edits.editAddition(worryFree(harness).id, edit, 'jlee')
    setSeats(harness, 101, 'worryFree', seats)
    setSeats(harness, 101, 'cloudApp', 93)
    wait(harness, 6)
    const later = await planAndSend(harness, pod, 101)
    expect(rowOf(later, 'worryFree')).toMatchObject({ state: 'unchanged', quantity: seats })
    expect(rowOf(later, 'cloudApp').state).toBe('sent')
    await expectRefused(pod, sent, { kind: 'edited', by: 'jlee', quantityNow: seats })
    expect(worryFree(harness).quantity).toBe(seats)
  })

  test('after somebody deleted it or ended its agreement', async () => {
    const { harness, pod, sent, writes } = await start()
    harness.connectWise.edits.editAgreement(1012, { cancelledFlag: true }, 'jlee')
    const cloud = rowOf(sent, 'cloudApp').key
    expect((await undoView(pod, sent)).lines.find(({ key }) => key === cloud)?.refusal).toEqual({
      kind: 'agreementClosed',
    })
    harness.connectWise.edits.deleteAddition(worryFree(harness).id, 'jlee')
    await expectRefused(pod, sent, { kind: 'edited' })
    expect(writes).toEqual([])
  })

  test('after a later send, which is named', async () => {
    const { harness, pod, sent } = await start()
    setSeats(harness, 101, 'worryFree', 49)
    wait(harness, 6)
    const later = await planAndSend(harness, pod, 101)
    expect(worryFree(harness).quantity).toBe(49)
    await expectRefused(pod, sent, { kind: 'sentSince', runId: later.runId })
    expect(worryFree(harness).quantity).toBe(49)
  })

  test('after a later send that was taken back: there is nothing to be undone first', async () => {
    const { harness, pod, sent } = await start()
    setSeats(harness, 101, 'worryFree', 49)
    wait(harness, 6)
    const undone = await undo(pod, await planAndSend(harness, pod, 101))
    await settled(harness, pod, 101, undone)
    expect(worryFree(harness).quantity).toBe(48)
    await expectRefused(pod, sent, { kind: 'takenBackSince', runId: undone.runId })
    expect(worryFree(harness).quantity).toBe(48)
  })

  test('twice, and so is taking back what took back', async () => {
    const { harness, pod, sent, writes } = await start()
    const undone = await undo(pod, sent)
    await settled(harness, pod, 101, undone)
    expect(writes).toHaveLength(2)
    await expectRefused(pod, sent, { kind: 'undoneAlready', runId: undone.runId })
    expect(await refusalOf(undo(pod, sent))).toMatchObject({ params: { reason: 'undoneAlready' } })
    await expectRefused(pod, undone, { kind: 'notSent' })
    expect(await pod.post<UndoAllView>(`/api/runs/${undone.runId}/undo`, { reason: 'No' })).toMatchObject({
      runs: [],
      refused: [{ companyId: 101, code: 'undoRefused', params: { reason: 'notSent' } }],
    })
    expect(writes).toHaveLength(2)
    expect(quantities(harness)).toEqual(before)
  })

  test('of lines that were not sent, alone and beside one that was', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const planned = await plan(pod, 101)
    expect(await refusalOf(undo(pod, planned))).toMatchObject({ code: 'undoRefused', params: { reason: 'notSent' } })
    const [worry, cloud] = [rowOf(planned, 'worryFree'), rowOf(planned, 'cloudApp')]
    await send(pod, 101, planned, [{ row: worry }])
    await harness.composed.runs.settled()
    for (const keys of [[cloud.key], [worry.key, cloud.key], [cloud.key, worry.key]])
      expect(await refusalOf(undo(pod, planned, { keys }))).toMatchObject({
        status: 409,
        params: { reason: 'notSent', key: cloud.key },
      })
    const already = await plan(pod, 101)
    const ofAnother = worry.key?.replace(':101:', ':102:') ?? null
    expect(await refusalOf(undo(pod, planned, { keys: [worry.key, ofAnother] }))).toMatchObject({
      code: 'lineNotSendable',
      params: { key: ofAnother },
    })
    expect(await refusalOf(undo(pod, already, { keys: [worry.key] }))).toMatchObject({ params: { reason: 'notSent' } })
    expect(writes).toHaveLength(1)
    expect(quantities(harness)).toEqual([48, 90])
  })

  test('of a run that is not of this company, or of nobody', async () => {
    const { harness, pod, sent, writes } = await start()
    await linkAndAssign(harness, pod, 102)
    for (const call of [
      () => undo(pod, sent, { company: 102 }),
      () => undo(pod, sent, { company: 999_999 }),
      () => undo(pod, { ...sent, runId: `${sent.runId}0` }),
      () => undoView(pod, sent, 102),
    ])
      expect(await refusalOf(call())).toMatchObject({ status: 404 })
    expect(writes).toEqual([])
  })

  test('to members who may not bill, however they ask', async () => {
    const { harness, pod, sent, writes, key } = await start()
    for (const member of ['tlook', 'jlee', 'nview']) {
      const other = await harness.pod(member)
      for (const call of [
        () => undo(other, sent, { keys: [key] }),
        () => undoView(other, sent),
        () => other.post(`/api/runs/${sent.runId}/undo`, { reason: 'Mine' }),
      ])
        expect(await refusalOf(call())).toMatchObject({ status: 403, code: 'forbidden' })
    }
    expect(writes).toEqual([])
    expect((await undoView(pod, sent)).lines.map(({ refusal }) => refusal)).toEqual([null, null])
  })
})

test('a run of all tells every line that stays, also beside lines that are taken back', async () => {
  const { harness, pod } = await startFairhaven()
  await settle(pod, { limits: { holdInvoiced: false } })
  const { runId } = await sendByClock(harness, '2026-11-18')
  harness.connectWise.edits.editAddition(worryFree(harness).id, { quantity: 47 }, 'jlee')
  const later = await harness.pod()
  const told = await later.post<UndoAllView>(`/api/runs/${runId}/undo`, { reason: 'Wrong month' })
  await harness.composed.runs.settled()
  expect(told.runs.map(({ companyId }) => companyId)).toEqual([101])
  expect(told.refused).toMatchObject([
    { companyId: 101, code: 'undoRefused', params: { reason: 'edited', by: 'jlee', quantityNow: 47 } },
  ])
  expect(quantities(harness)).toEqual([47, 90])
})
