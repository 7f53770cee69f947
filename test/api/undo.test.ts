/** Taking a send back: what was there before is written again, once, by new entries; the number is offered anew. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { RunView } from '../../server/domain/viewsRun'
import type { UndoAllView } from '../../server/domain/viewsUndo'
import {
  additionsOf,
  customerId,
  linkAndAssign,
  plan,
  planAndSend,
  refusalOf,
  replace,
  rowOf,
  send,
  settled,
  wait,
} from './actions'
import { servicePlans } from '../simulator/seed/servicePlans'
import { decide, historyOf, planAll, planAndSendEverything, versionOf } from './decisions'
import { connectWiseUrl } from './harness'
import { after, before, ledgerOf, quantities, startFairhaven, undo, undoView } from './undone'

describe('a line that is taken back', () => {
  test('is told beforehand, without a write, and only that line is written', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const sent = await planAndSend(harness, pod, 101)
    const { key } = rowOf(sent, 'worryFree')
    writes.length = 0
    const view = await undoView(pod, sent)
    expect(view.lines).toHaveLength(2)
    expect(view.lines.find((line) => line.key === key)).toMatchObject({
      quantityNow: 48,
      quantityBack: 45,
      refusal: null,
    })
    expect(writes).toEqual([])
    const undone = await undo(pod, sent, { keys: [key], reason: '  Sent too early  ' })
    expect(undone.rows).toHaveLength(1)
    const done = await settled(harness, pod, 101, undone)
    expect(rowOf(done, 'worryFree')).toMatchObject({
      state: 'sent',
      quantityBefore: 48,
      quantity: 45,
      reason: { kind: 'undoes', by: 'mortiz', reason: 'Sent too early' },
    })
    expect(quantities(harness)).toEqual([45, 92])
    expect(writes).toHaveLength(1)
  })

  test('that ended a product which is left out and has no line is asked about again', async () => {
    const { harness, pod } = await startFairhaven()
    await planAndSend(harness, pod, 101)
    const { products } = await pod.get<AgreementsView>('/api/companies/101/agreements')
    const product = products.find(({ source }) => source.planName === servicePlans.worryFree.name)
    if (product === undefined) throw new Error('No product')
    const { plan: key } = product.source
    const leftOut = { version: await versionOf(pod, 101), plan: key, why: 'Billed by hand' }
    await pod.put('/api/companies/101/exclusions', leftOut)
    await decide(pod, 101, { worryFree: { agreement: null } })
    wait(harness, 6)
    const planned = await plan(pod, 101)
    const row = planned.rows.find(({ agreement }) => agreement?.id === 1011)
    if (row === undefined) throw new Error('Nothing waits')
    await send(pod, 101, planned, [{ row, reason: 'It is over' }])
    await settled(harness, pod, 101, planned)
    expect(quantities(harness)).toEqual([0, 92])
    await settled(harness, pod, 101, await undo(pod, planned))
    expect(quantities(harness)).toEqual([48, 92])
    wait(harness, 6)
    const again = await plan(await harness.pod(), 101)
    expect(again.rows.find(({ agreement }) => agreement?.id === 1011)).toMatchObject({
      state: 'held',
      quantityBefore: 48,
      quantity: 0,
    })
  })

  test('that said a product is over is asked about again: it bills, and nobody reports it', async () => {
    const { harness, pod } = await startFairhaven()
    await planAndSend(harness, pod, 101)
    const { world } = harness.trendMicro
    const customer = customerId(harness, 'Fairhaven Dental')
    world.subscriptions = world.subscriptions.filter(
      (each) => each.customerId.toLowerCase() !== customer || each.name !== servicePlans.worryFree.name,
    )
    wait(harness, 10)
    const planned = await plan(pod, 101)
    const row = planned.rows.find(({ state, agreement }) => state === 'held' && agreement?.id === 1011)
    if (row === undefined) throw new Error('Nothing waits')
    await send(pod, 101, planned, [{ row, reason: 'It is over' }])
    await settled(harness, pod, 101, planned)
    expect(quantities(harness)).toEqual([0, 92])
    await settled(harness, pod, 101, await undo(pod, planned, { keys: [row.key] }))
    expect(quantities(harness)).toEqual(after)
    const asked = (await plan(pod, 101)).rows.find(({ key }) => key === row.key)
    expect(asked).toMatchObject({ state: 'held', quantityBefore: 48, quantity: 0 })
  })

  test('that ended a product and that somebody puts back themselves just before our write is asked about too', async () => {
    const { harness, pod, writes } = await startFairhaven()
    await planAndSend(harness, pod, 101)
    const { world } = harness.trendMicro
    const customer = customerId(harness, 'Fairhaven Dental')
    world.subscriptions = world.subscriptions.filter(
      (each) => each.customerId.toLowerCase() !== customer || each.name !== servicePlans.worryFree.name,
    )
    wait(harness, 10)
    const planned = await plan(pod, 101)
    const row = planned.rows.find(({ agreement }) => agreement?.id === 1011)
    if (row === undefined) throw new Error('Nothing waits')
    await send(pod, 101, planned, [{ row, reason: 'It is over' }])
    await settled(harness, pod, 101, planned)
    const good = harness.hosts.get(connectWiseUrl)
    let looks = 0
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      looks += init?.method === 'GET' && input.includes('/agreements/1011/additions') ? 1 : 0
      const { id = 0 } = additionsOf(harness, 1011, 'worryFree')[0] ?? {}
      if (looks === 2) harness.connectWise.edits.editAddition(id, { quantity: 48 }, 'jlee')
      return good?.(input, init) ?? new Response(null, { status: 500 })
    })
    writes.length = 0
    await settled(harness, pod, 101, await undo(pod, planned, { keys: [row.key] }))
    expect(writes).toEqual([])
    expect(quantities(harness)).toEqual(after)
    wait(harness, 6)
    const again = await plan(await harness.pod(), 101)
    expect(again.rows.find(({ key }) => key === row.key)).toMatchObject({ state: 'held', quantityBefore: 48 })
  })

  test('leaves every entry of the ledger as it was and adds its own; the history names both runs', async () => {
    const { harness, pod } = await startFairhaven()
    const sent = await planAndSend(harness, pod, 101)
    const old = await ledgerOf(harness)
    const undone = await undo(pod, sent)
    await settled(harness, pod, 101, undone)
    const now = await ledgerOf(harness)
    expect(now.slice(-old.length)).toEqual(old)
    expect(now.slice(0, -old.length).map(({ kind, undoes, by }) => [kind, undoes, by])).toEqual(
      ['sent', 'intent', 'sent', 'intent'].map((kind) => [kind, sent.runId, 'mortiz']),
    )
    const of = rowOf(sent, 'worryFree').key
    expect((await historyOf(pod, 101)).filter(({ key }) => key === of)).toMatchObject([
      { runId: undone.runId, quantityBefore: 48, quantity: 45, undoes: sent.runId, undoable: false, trigger: 'undo' },
      { runId: sent.runId, quantityBefore: 45, quantity: 48, undoneBy: undone.runId, undoable: false },
    ])
  })

  test('is offered again by the next plan, without a question, and can be sent and taken back again', async () => {
    const { harness, pod } = await startFairhaven()
    for (let round = 0; round < 2; round += 1) {
      const planned = await plan(pod, 101)
      expect(rowOf(planned, 'worryFree')).toMatchObject({ quantityBefore: 45, quantity: 48, sendable: 'yes' })
      const sent = await planAndSend(harness, pod, 101)
      expect(quantities(harness)).toEqual(after)
      await settled(harness, pod, 101, await undo(pod, sent))
      expect(quantities(harness)).toEqual(before)
    }
  })

  test('is the base by which a hand edit is noticed from then on', async () => {
    const { harness, pod } = await startFairhaven()
    await settled(harness, pod, 101, await undo(pod, await planAndSend(harness, pod, 101)))
    const [addition] = additionsOf(harness, 1011, 'worryFree')
    harness.connectWise.edits.editAddition(addition?.id ?? 0, { quantity: 46 }, 'jlee')
    wait(harness, 6)
    expect(rowOf(await plan(pod, 101), 'worryFree')).toMatchObject({
      state: 'held',
      reason: { holds: [{ kind: 'handEdit', drift: { was: '45', is: '46', by: 'jlee' } }] },
    })
  })

  test('that was made bills nothing any more, and is neither made twice nor forgotten', async () => {
    const { harness, pod } = await startFairhaven()
    await linkAndAssign(harness, pod, 104, 1041)
    const emails = () => additionsOf(harness, 1041, 'email').map(({ quantity }) => quantity)
    const sent = await planAndSendEverything(harness, pod, 104)
    expect(emails()).toEqual([33])
    await settled(harness, pod, 104, await undo(pod, sent, { company: 104 }))
    expect(emails()).toEqual([0])
    await planAndSendEverything(harness, pod, 104)
    expect(emails()).toEqual([33])
  })

  test('that took the place of another bills what that one did, and the next plan offers the number', async () => {
    const { harness, pod } = await startFairhaven()
    await replace(pod, 101, 'worryFree')
    const sent = await planAndSend(harness, pod, 101)
    expect((await undoView(pod, sent)).lines.find(({ key }) => key === rowOf(sent, 'worryFree').key)).toMatchObject({
      quantityNow: 48,
      quantityBack: 45,
    })
    await settled(harness, pod, 101, await undo(pod, sent))
    const lines = additionsOf(harness, 1011, 'worryFree')
    expect(lines.map(({ quantity, cancelledDate }) => [quantity, cancelledDate?.slice(0, 10)])).toEqual([
      [45, '2026-11-30'],
      [45, undefined],
    ])
    expect(rowOf(await plan(pod, 101), 'worryFree')).toMatchObject({ quantityBefore: 45, quantity: 48 })
  })

  test('may be taken back again after ConnectWise refused it', async () => {
    const { harness, pod } = await startFairhaven()
    const sent = await planAndSend(harness, pod, 101)
    const good = harness.hosts.get(connectWiseUrl)
    if (good === undefined) throw new Error('ConnectWise is not there')
    harness.hosts.set(connectWiseUrl, async (input, init) =>
      init?.method === 'PATCH' ? new Response('{"message":"No."}', { status: 403 }) : good(input, init),
    )
    const failed = await settled(harness, pod, 101, await undo(pod, sent))
    expect(failed.rows.map(({ state }) => state)).toEqual(['failed', 'failed'])
    expect(quantities(harness)).toEqual(after)
    harness.hosts.set(connectWiseUrl, good)
    await settled(harness, pod, 101, await undo(pod, sent))
    expect(quantities(harness)).toEqual(before)
  })
})

describe('a whole run that is taken back', () => {
  test('is so company by company; of what cannot be, the reason is told with who and which number', async () => {
    const { harness, pod } = await startFairhaven()
    await linkAndAssign(harness, pod, 102)
    const { runId } = await planAll(harness, pod)
    await pod.post(`/api/runs/${runId}/send`, {})
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual(after)
    const [edited] = additionsOf(harness, 1021, 'worryFree')
    harness.connectWise.edits.editAddition(edited?.id ?? 0, { quantity: 15 }, 'jlee')
    const told = await pod.post<UndoAllView>(`/api/runs/${runId}/undo`, { reason: 'Wrong month' })
    expect(told.runs.map(({ companyId }) => companyId)).toEqual([101])
    expect(told.refused).toMatchObject([
      { companyId: 102, code: 'undoRefused', params: { reason: 'edited', by: 'jlee', quantityNow: 15 } },
    ])
    await harness.composed.runs.settled()
    expect(quantities(harness)).toEqual(before)
    expect(edited?.quantity).toBe(15)
    const run = await pod.get<RunView>(`/api/runs/${told.runs[0]?.runId}`)
    expect(run).toMatchObject({ status: 'finished', trigger: 'undo', counts: { sent: 2 } })
  })

  test('needs a reason', async () => {
    const { harness, pod } = await startFairhaven()
    const { runId } = await planAndSend(harness, pod, 101)
    for (const [reason, code] of [
      ['  ', 'required'],
      ['x'.repeat(501), 'tooLong'],
    ])
      expect(await refusalOf(pod.post<PlanView>(`/api/runs/${runId}/undo`, { reason }))).toMatchObject({
        status: 400,
        issues: [{ path: 'reason', code }],
      })
    expect(await refusalOf(pod.post(`/api/runs/${runId}/undo`, {}))).toMatchObject({
      issues: [{ path: 'reason', code: 'required' }],
    })
    expect(quantities(harness)).toEqual(after)
  })
})
