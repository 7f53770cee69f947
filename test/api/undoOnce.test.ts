/** Taking back happens once, whoever clicks at the same time and wherever the server is stopped on the way. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { PodClient } from '../simulator/demo/podClient'
import { additionOf, plan, planAndSend, refusalOf, rowOf, send, setSeats, settled, wait } from './actions'
import { historyOf } from './decisions'
import { createDyingStore } from './dyingStore'
import { connectWiseUrl, type Harness } from './harness'
import { after, before, ledgerOf, quantities, startFairhaven, undo, undoView } from './undone'

/** More writes than taking two lines back makes. */
const mostWrites = 40

async function startAgain(harness: Harness): Promise<PodClient> {
  wait(harness, 1)
  const server = await harness.restart()
  await server.runs.resume([harness.tenantId])
  await server.runs.settled()
  return harness.pod()
}
/** ConnectWise takes its time with lists of additions: all others who ask meanwhile come as far as they can. */
function slowDown(harness: Harness): void {
  const good = harness.hosts.get(connectWiseUrl)
  if (good === undefined) throw new Error('ConnectWise is not there')
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (input.includes('/additions'))
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    return good(input, init)
  })
}
const backRuns = async (harness: Harness) =>
  new Set((await ledgerOf(harness)).filter(({ undoes }) => undoes !== null).map(({ runId }) => runId))

describe('two members at once', () => {
  test('take a run back once; the other one is told by which run', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const other = await harness.pod()
    const sent = await planAndSend(harness, pod, 101)
    writes.length = 0
    slowDown(harness)
    const answers = await Promise.allSettled([
      undo(pod, sent),
      undo(other, sent, { reason: 'Me too' }),
      undo(pod, sent),
    ])
    await harness.composed.runs.settled()
    const made = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.runId] : []))
    expect(made).toHaveLength(1)
    for (const answer of answers)
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({
          problem: { code: 'undoRefused', params: { reason: 'undoneAlready', runId: made[0] } },
        })
    expect(writes).toHaveLength(2)
    expect(quantities(harness)).toEqual(before)
    expect(await backRuns(harness)).toEqual(new Set(made))
  })

  test('one a line and one the run, write each line once', async () => {
    const { harness, pod, writes } = await startFairhaven()
    const sent = await planAndSend(harness, pod, 101)
    writes.length = 0
    slowDown(harness)
    const { key } = rowOf(sent, 'cloudApp')
    await Promise.allSettled([
      undo(pod, sent, { keys: [key] }),
      pod.post(`/api/runs/${sent.runId}/undo`, { reason: 'All of it' }),
    ])
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(2)
    expect((await backRuns(harness)).size).toBe(2)
    expect(quantities(harness)).toEqual(before)
  })

  test('one sends anew what the other takes back: one of both is refused, and nothing is written unseen', async () => {
    const { harness, pod } = await startFairhaven()
    const sent = await planAndSend(harness, pod, 101)
    setSeats(harness, 101, 'worryFree', 49)
    wait(harness, 6)
    const later = await plan(pod, 101)
    expect(rowOf(later, 'worryFree')).toMatchObject({ quantityBefore: 48, quantity: 49 })
    await undo(pod, sent)
    await send(pod, 101, later)
    const done = await settled(harness, pod, 101, later)
    expect(rowOf(done, 'worryFree')).toMatchObject({
      lineStatus: 'stale',
      reason: { cause: { kind: 'changedMeanwhile', quantityNow: 45 } },
    })
    expect(quantities(harness)).toEqual(before)
  })
})

describe.each(['lost', 'kept'] as const)('when the last write of the server is %s', (last) => {
  test('what was asked for is written once after the restart, or may be asked for again', async () => {
    for (let nth = 1; nth <= mostWrites; nth += 1) {
      const dying = createDyingStore()
      const { harness, pod, writes } = await startFairhaven({ viewOfStore: dying.view })
      const sent = await planAndSend(harness, pod, 101)
      const old = await ledgerOf(harness)
      writes.length = 0
      dying.dieAt(nth, last)
      const heard = await undo(pod, sent).then(
        () => true,
        () => false,
      )
      await harness.composed.runs.settled()
      const died = dying.disarm()
      const later = await startAgain(harness)
      const isDone = quantities(harness).every((quantity, index) => quantity === before[index])
      const where = `write ${nth}`
      // Nothing, or all of it: an answer that was heard is kept, and half of it is never left behind.
      if (!isDone) expect([where, heard, quantities(harness)]).toEqual([where, false, after])
      if (isDone)
        expect(await refusalOf(undo(later, sent)), where).toMatchObject({ params: { reason: 'undoneAlready' } })
      else await settled(harness, later, 101, await undo(later, sent))
      expect([where, quantities(harness), writes.length]).toEqual([where, before, 2])
      expect((await backRuns(harness)).size, where).toBe(1)
      expect((await ledgerOf(harness)).slice(-old.length), where).toEqual(old)
      expect((await historyOf(later, 101)).filter(({ undoneBy }) => undoneBy !== null)).toHaveLength(2)
      if (!died) return
    }
    throw new Error('The server always died: look at more writes')
  }, 60_000)
})

test('an answer that ConnectWise never gave leaves the line open, and nobody takes it back beside it', async () => {
  const { harness, pod, writes } = await startFairhaven()
  const sent = await planAndSend(harness, pod, 101)
  const good = harness.hosts.get(connectWiseUrl)
  if (good === undefined) throw new Error('ConnectWise is not there')
  let isSilent = false
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (isSilent) throw new TypeError('fetch failed')
    const answer = await good(input, init)
    if (init?.method !== 'PATCH') return answer
    isSilent = true
    throw new TypeError('fetch failed')
  })
  const { key } = rowOf(sent, 'worryFree')
  writes.length = 0
  const undone: PlanView = await undo(pod, sent, { keys: [key] })
  await harness.composed.runs.settled()
  harness.hosts.set(connectWiseUrl, good)
  expect(rowOf(await pod.get(`/api/runs/${undone.runId}/companies/101`), 'worryFree').lineStatus).toBe('unknown')
  expect((await undoView(pod, sent)).lines.find((line) => line.key === key)?.refusal).toEqual({
    kind: 'undoneAlready',
    runId: undone.runId,
  })
  const done = await (await startAgain(harness)).get<PlanView>(`/api/runs/${undone.runId}/companies/101`)
  expect(rowOf(done, 'worryFree').lineStatus).toBe('sent')
  expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(45)
  expect(writes).toHaveLength(1)
})
