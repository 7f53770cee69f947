/** Lines that replace their addition: two writes that may each be lost, late or overtaken, and one bill all the same. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import type { UndoView } from '../../server/domain/viewsUndo'
import type { PodClient } from '../simulator/demo/podClient'
import {
  additionsOf,
  linkAndAssign,
  outwait,
  plan,
  planAndSend,
  refusalOf,
  replace,
  rowOf,
  send,
  setSeats,
  wait,
  watchWrites,
} from './actions'
import { connectWiseUrl, startHarness, type Harness } from './harness'

/** Fairhaven's Worry-Free: 45 → 48, from the next invoice on, in a new addition. */
async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  await replace(pod, 101, 'worryFree')
  return { harness, pod, writes: watchWrites(harness) }
}

/** Quantity, first and last day of all additions of the product. */
const billed = (harness: Harness) =>
  additionsOf(harness, 1011, 'worryFree').map(({ quantity, effectiveDate, cancelledDate }) => [
    quantity,
    effectiveDate?.slice(0, 10),
    cancelledDate?.slice(0, 10),
  ])
const onlyOld = [[45, '2025-11-01', undefined]]
const replaced = [
  [45, '2025-11-01', '2026-11-30'],
  [48, '2026-12-01', undefined],
]

interface Say {
  method: string
  text: string
}
const begin: Say = { method: 'POST', text: 'effectiveDate' }
const end: Say = { method: 'PATCH', text: 'cancelledDate' }
const toNothing: Say = { method: 'PATCH', text: '"quantity","value":0' }
const isSaying = ({ method, text }: Say, init: RequestInit | undefined) =>
  init?.method === method && typeof init.body === 'string' && init.body.includes(text)

/** Keeps the first request that says so; nobody hears of it, and it takes effect when `arrive` is called. */
function delay(harness: Harness, says: Say, meanwhile: () => void = () => undefined): { arrive(): Promise<unknown> } {
  const direct = connectWiseOf(harness)
  const kept: (() => Promise<Response>)[] = []
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (kept.length > 0 || !isSaying(says, init)) return direct(input, init)
    kept.push(async () => harness.connectWise.app.request(input, init))
    meanwhile()
    throw new TypeError('fetch failed')
  })
  return { arrive: () => Promise.all(kept.map((request) => request())) }
}

/** Answers so many tries to end an addition with a refusal. */
function refuseEnds(harness: Harness, times = Infinity): void {
  const direct = connectWiseOf(harness)
  let left = times
  harness.hosts.set(connectWiseUrl, async (input, init) =>
    isSaying(end, init) && left-- > 0
      ? new Response(JSON.stringify({ code: 'Forbidden', message: 'No.' }), { status: 403 })
      : direct(input, init),
  )
}

function connectWiseOf({ hosts }: Harness) {
  const direct = hosts.get(connectWiseUrl)
  if (direct === undefined) throw new Error('ConnectWise is not there')
  return direct
}

const again = (pod: PodClient, { runId }: PlanView) => pod.get<PlanView>(`/api/runs/${runId}/companies/101`)

describe('replacing an addition', () => {
  test('begins the new one on the first day that is not invoiced and ends the old one the day before', async () => {
    const { harness, pod, writes } = await start()
    expect(billed(harness)).toEqual(onlyOld)
    expect(rowOf(await planAndSend(harness, pod, 101), 'worryFree')).toMatchObject({ lineStatus: 'sent' })
    expect(billed(harness)).toEqual(replaced)
    expect(writes.map(({ method }) => method)).toEqual(['POST', 'PATCH'])
    expect((await plan(pod, 101)).rows.some((row) => row.sendable === 'yes')).toBe(false)
  })

  test('does not give up while an end that nobody heard could still arrive', async () => {
    const { harness, pod } = await start()
    refuseEnds(harness)
    const late = delay(harness, end)
    const planned = await planAndSend(harness, pod, 101)
    expect(rowOf(planned, 'worryFree').lineStatus).toBe('unknown')
    expect(billed(harness)).toEqual([...onlyOld, replaced[1]])
    await late.arrive()
    await outwait(harness)
    expect(rowOf(await again(pod, planned), 'worryFree').lineStatus).toBe('sent')
    expect(billed(harness)).toEqual(replaced)
  })

  test('that could not be finished bills nothing beside the old one, once nothing can arrive any more', async () => {
    const { harness, pod } = await start()
    refuseEnds(harness)
    delay(harness, end)
    const planned = await planAndSend(harness, pod, 101)
    await outwait(harness)
    expect(rowOf(await again(pod, planned), 'worryFree')).toMatchObject({
      lineStatus: 'failed',
      reason: { cause: { kind: 'halfReplaced', neutralised: true } },
    })
    expect(billed(harness)).toEqual([...onlyOld, [0, '2026-12-01', undefined]])
  })

  test('that was given up is not finished after all: what sets the new one to nothing may still arrive', async () => {
    const { harness, pod } = await start()
    refuseEnds(harness, 1)
    const late = delay(harness, toNothing)
    const planned = await planAndSend(harness, pod, 101)
    await late.arrive()
    await outwait(harness)
    expect(billed(harness)).toEqual([...onlyOld, [0, '2026-12-01', undefined]])
    expect(rowOf(await again(pod, planned), 'worryFree')).toMatchObject({
      lineStatus: 'failed',
      reason: { cause: { kind: 'halfReplaced', neutralised: true } },
    })
  })

  test('keeps asking while the new one could still arrive, though the old one was edited meanwhile', async () => {
    const { harness, pod } = await start()
    const [old] = additionsOf(harness, 1011, 'worryFree')
    const edit = () => void harness.connectWise.edits.editAddition(old?.id ?? 0, { quantity: 46 }, 'jlee')
    const late = delay(harness, begin, edit)
    const planned = await planAndSend(harness, pod, 101)
    expect(rowOf(planned, 'worryFree').lineStatus).toBe('unknown')
    await late.arrive()
    await outwait(harness)
    expect(rowOf(await again(pod, planned), 'worryFree')).toMatchObject({
      lineStatus: 'failed',
      reason: { cause: { kind: 'halfReplaced', neutralised: true } },
    })
    expect(billed(harness)).toEqual([
      [46, '2025-11-01', undefined],
      [0, '2026-12-01', undefined],
    ])
  })

  test('is not begun again where somebody has taken away what was begun', async () => {
    const { harness, pod, writes } = await start()
    const direct = connectWiseOf(harness)
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      const response = await direct(input, init)
      const made = additionsOf(harness, 1011, 'worryFree')[1]
      if (isSaying(begin, init) && made !== undefined) harness.connectWise.edits.deleteAddition(made.id, 'jlee')
      return response
    })
    const done = rowOf(await planAndSend(harness, pod, 101), 'worryFree')
    expect(done).toMatchObject({ lineStatus: 'stale', reason: { cause: { kind: 'additionGone' } } })
    expect(billed(harness)).toEqual(onlyOld)
    expect(writes.map(({ method }) => method)).toEqual(['POST'])
  })

  test('that nobody heard of keeps every later run from making it, not only the next one', async () => {
    const { harness, pod } = await start()
    const plans = [await plan(pod, 101), await plan(pod, 101), await plan(pod, 101)]
    const late = delay(harness, begin)
    const statuses: unknown[] = []
    for (const one of plans) {
      await send(pod, 101, one)
      await harness.composed.runs.settled()
      statuses.push(rowOf(await again(pod, one), 'worryFree').lineStatus)
    }
    expect(statuses).toEqual(['unknown', 'stale', 'stale'])
    await late.arrive()
    await outwait(harness)
    expect(billed(harness)).toEqual(replaced)
  })

  test('leaves alone what another run has made, whatever became of the old one', async () => {
    const { harness, pod } = await start()
    const [one, two] = [await plan(pod, 101), await plan(pod, 101)]
    await send(pod, 101, two)
    await harness.composed.runs.settled()
    const [old] = additionsOf(harness, 1011, 'worryFree')
    harness.connectWise.edits.deleteAddition(old?.id ?? 0, 'jlee')
    await send(pod, 101, one)
    await harness.composed.runs.settled()
    expect(billed(harness)).toEqual([replaced[1]])
    expect(rowOf(await again(pod, one), 'worryFree')).toMatchObject({
      lineStatus: 'stale',
      reason: { cause: { kind: 'additionGone' } },
    })
  })
})

describe('taking a replacement back', () => {
  const back = (pod: PodClient, { runId }: PlanView) =>
    pod.post(`/api/runs/${runId}/companies/101/undo`, { reason: 'It was wrong.' })

  test('bills what was billed before, in the new addition', async () => {
    const { harness, pod } = await start()
    await back(pod, await planAndSend(harness, pod, 101))
    await harness.composed.runs.settled()
    expect(billed(harness)).toEqual([replaced[0], [45, '2026-12-01', undefined]])
  })

  test('is refused for what was sent before it, and names the later send', async () => {
    const harness = await startHarness()
    const pod = await harness.pod()
    await linkAndAssign(harness, pod, 101)
    const first = await planAndSend(harness, pod, 101)
    await replace(pod, 101, 'worryFree')
    wait(harness, 6)
    setSeats(harness, 101, 'worryFree', 50)
    const second = await planAndSend(harness, pod, 101)
    const { lines } = await pod.get<UndoView>(`/api/runs/${first.runId}/companies/101/undo`)
    const { key } = rowOf(first, 'worryFree')
    expect(lines.find((line) => line.key === key)?.refusal).toEqual({ kind: 'sentSince', runId: second.runId })
  })

  test.each([
    ['reopened', { cancelledDate: null }],
    ['changed', { quantity: 40 }],
  ])('is refused when somebody has %s the old addition since', async (_, edit) => {
    const { harness, pod } = await start()
    const sent = await planAndSend(harness, pod, 101)
    const [old] = additionsOf(harness, 1011, 'worryFree')
    harness.connectWise.edits.editAddition(old?.id ?? 0, edit, 'jlee')
    expect(await refusalOf(back(pod, sent))).toMatchObject({ code: 'undoRefused', params: { reason: 'edited' } })
    expect(billed(harness)[1]).toEqual(replaced[1])
  })
})
