/** The right number that was there before our write is somebody else's: their other edits are told, and our earlier send stays ours. */
import { describe, expect, test } from 'vitest'
import type { DriftView } from '../../server/domain/viewsDrift'
import {
  additionOf,
  linkAndAssign,
  plan,
  planAndSend,
  rowOf,
  send,
  setSeats,
  settled,
  wait,
  watchWrites,
} from './actions'
import { decide } from './decisions'
import { startHarness, type Harness } from './harness'
import { holdsOf } from './held'
import { undo, undoView } from './undone'

async function start(company: 101 | 102) {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, company)
  return { harness, pod }
}

type Changes = Parameters<Harness['connectWise']['edits']['editAddition']>[1]

describe('a person types in the right number between plan and send', () => {
  const others: [string, Changes][] = [
    ['stops the billing', { billCustomer: 'DoNotBill' }],
    ['changes what is included', { lessIncluded: 10 }],
    ['gives it a last day', { cancelledDate: '2026-12-15T00:00:00Z' }],
  ]
  test.each(others)('and %s: the line is not taken for sent', async (_, changes) => {
    const { harness, pod } = await start(101)
    const planned = await plan(pod, 101)
    const writes = watchWrites(harness)
    const { id } = additionOf(harness, 1011, 'worryFree')
    harness.connectWise.edits.editAddition(id, { quantity: 48, ...changes }, 'jlee')
    await send(pod, 101, planned, [{ row: rowOf(planned, 'worryFree') }])
    expect(rowOf(await settled(harness, pod, 101, planned), 'worryFree')).toMatchObject({
      lineStatus: 'stale',
      reason: { kind: 'cause', cause: { kind: 'changedMeanwhile', by: 'jlee', quantityNow: 48 } },
    })
    expect(writes).toEqual([])
  })

  test('and what they changed of it before the plan is still found by the daily check', async () => {
    const { harness, pod } = await start(102)
    await planAndSend(harness, pod, 102)
    await decide(pod, 102, { worryFree: { drift: 'overwrite' } })
    const { id } = additionOf(harness, 1021, 'worryFree')
    harness.connectWise.edits.editAddition(id, { billCustomer: 'DoNotBill' }, 'jlee')
    setSeats(harness, 102, 'worryFree', 17)
    wait(harness, 7)
    const planned = await plan(pod, 102)
    harness.connectWise.edits.editAddition(id, { quantity: 17 }, 'jlee')
    await send(pod, 102, planned, [{ row: rowOf(planned, 'worryFree') }])
    expect(rowOf(await settled(harness, pod, 102, planned), 'worryFree').reason).toEqual({ kind: 'alreadyRight' })
    const { found } = await (await harness.pod()).post<DriftView>('/api/companies/102/drift', {})
    expect(found).toMatchObject([{ field: 'billable', was: 'Billable', is: 'DoNotBill' }])
  })
})

test('another program that once set our number is still told when it sets another one', async () => {
  const { harness, pod } = await start(102)
  await planAndSend(harness, pod, 102)
  await decide(pod, 102, { worryFree: { drift: 'overwrite' } })
  const { id, quantity } = additionOf(harness, 1021, 'worryFree')
  setSeats(harness, 102, 'worryFree', quantity + 1)
  wait(harness, 7)
  const planned = await plan(pod, 102)
  harness.connectWise.edits.editAddition(id, { quantity: quantity + 1 }, 'SetupApi', 'API')
  await send(pod, 102, planned, [{ row: rowOf(planned, 'worryFree') }])
  expect(rowOf(await settled(harness, pod, 102, planned), 'worryFree').reason).toEqual({ kind: 'alreadyRight' })
  wait(harness, 30)
  harness.connectWise.edits.editAddition(id, { quantity }, 'SetupApi', 'API')
  const again = rowOf(await plan(await harness.pod(), 102), 'worryFree')
  expect(holdsOf(again)).toMatchObject([{ kind: 'otherSync', by: 'SetupApi' }])
})

describe('two tabs send the same', () => {
  test('and the send of the one that wrote can be taken back, that of the other not', async () => {
    const { harness, pod } = await start(101)
    const plans = [await plan(pod, 101), await plan(pod, 101)]
    for (const each of plans) {
      await send(pod, 101, each)
      await settled(harness, pod, 101, each)
    }
    const views = await Promise.all(plans.map((each) => settled(harness, pod, 101, each)))
    expect(views.map(({ totals }) => totals.map(({ difference }) => difference))).toEqual([[13.5], []])
    const refusals = []
    for (const each of plans) refusals.push((await undoView(pod, each)).lines.map(({ refusal }) => refusal))
    expect(refusals).toEqual([[null], [{ kind: 'notSent' }]])
    const [first] = plans
    if (first === undefined) throw new Error('No plan')
    await undo(pod, first)
    await harness.composed.runs.settled()
    expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(45)
  })
})
