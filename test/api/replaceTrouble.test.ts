/** A replacement is two writes: whatever happens at, between or around them, one line bills in the end, and no seat twice. */
import { describe, expect, test } from 'vitest'
import { companyId } from '../../server/domain/ids'
import type { PlanView } from '../../server/domain/views'
import type { FaultKind } from '../simulator/faults'
import { outwait, plan, planAndSend, rowOf, send, settled, wait } from './actions'
import { createDyingStore } from './dyingStore'
import { letTimePass, planAndSendEverything } from './decisions'
import { connectWiseUrl, type Harness } from './harness'
import { all, billingOn, startReplacing, type Replacing } from './replacements'

const before = '2026-11-30'
const after = '2026-12-01'

/** Once nothing is under way and everybody looked again: the old number until the invoice, the new one after it, each once. */
async function expectReplacedOnce({ harness, writes }: Replacing): Promise<void> {
  // What was being written is asked about for minutes before a new plan may write it.
  let state = ''
  for (let look = 1; look <= 3 && state !== 'unchanged'; look += 1) {
    await outwait(harness)
    state = rowOf(await planAndSend(harness, await harness.pod(), 102), 'worryFree').state
  }
  expect(state).toBe('unchanged')
  expect(billingOn(harness, before).map(({ quantity }) => quantity)).toEqual([14])
  expect(billingOn(harness, after).map(({ quantity }) => quantity)).toEqual([16])
  expect(all(harness).filter(({ quantity }) => quantity > 0)).toHaveLength(2)
  expect(writes.filter(({ method }) => method === 'POST')).toHaveLength(1)
}

/** ConnectWise answers 400 to what tells the old line to end, so many times, and others may do something then. */
function refuseTheEnd({ harness }: Replacing, times: number, meanwhile: () => void = () => undefined): void {
  const good = harness.hosts.get(connectWiseUrl)
  let left = times
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    const body = typeof init?.body === 'string' ? init.body : ''
    if (init?.method !== 'PATCH' || !body.includes('cancelledDate') || left-- <= 0)
      return good?.(input, init) ?? new Response(null, { status: 500 })
    meanwhile()
    return Response.json({ code: 'InvalidObject', message: 'addition object is invalid', errors: [] }, { status: 400 })
  })
}

const onWrite = (harness: Harness, writes: Replacing['writes'], what: (method: string) => void) => {
  harness.connectWise.hooks.beforeWrite = (write) => {
    writes.push(write)
    what(write.method)
  }
}

async function sendPlanned({ harness, pod }: Replacing): Promise<PlanView> {
  const planned = await plan(pod, 102)
  await send(pod, 102, planned)
  await harness.composed.runs.settled()
  return settled(harness, await harness.pod(), 102, planned)
}

describe('a server that stops', () => {
  test.each(['lost', 'kept'] as const)(
    'at any write to its store (the last one %s) goes on and replaces once',
    async (last) => {
      for (let nth = 1; ; nth += 1) {
        if (nth > 60) throw new Error('The send never came to its end')
        const dying = createDyingStore()
        const world = await startReplacing({ viewOfStore: dying.view })
        const planned = await plan(world.pod, 102)
        dying.dieAt(nth, last)
        await send(world.pod, 102, planned).catch(() => undefined)
        await world.harness.composed.runs.settled()
        const died = dying.disarm()
        await world.harness.restart()
        await expectReplacedOnce(world)
        if (!died) return
      }
    },
    60_000,
  )

  test('between the two writes ends the old line first thing after the start', async () => {
    const world = await startReplacing()
    const stops: Promise<void>[] = []
    onWrite(world.harness, world.writes, (method) => {
      if (method === 'POST') stops.push(world.harness.composed.runs.stop())
    })
    await sendPlanned(world)
    await Promise.all(stops)
    const server = await world.harness.restart()
    await server.runs.resume([world.harness.tenantId])
    await server.runs.settled()
    expect(billingOn(world.harness, after).map(({ quantity }) => quantity)).toEqual([16])
    await expectReplacedOnce(world)
  })
})

describe('a fault of ConnectWise', () => {
  const kinds = ['429', '500-before', '500-after', 'reset-before', 'reset-after', 'html', 'malformed-json'] as const
  const cases = (['POST', 'PATCH'] as const).flatMap((method) => kinds.map((kind) => [kind, method] as const))

  test.each(cases)('%s on the %s leaves one line that bills', async (kind, method) => {
    const world = await startReplacing()
    world.harness.faults.add({ system: 'connectwise', kind, method, path: 'additions', times: 1, delayMs: 0 })
    letTimePass(world.harness)
    await sendPlanned(world)
    await expectReplacedOnce(world)
  })

  test.each<[FaultKind, string]>([
    ['500-before', 'PATCH'],
    ['empty-list', 'PATCH'],
    ['partial-page', 'POST'],
    ['html', 'POST'],
  ])('%s on every look after the %s is waited for', async (kind, method) => {
    const world = await startReplacing()
    onWrite(world.harness, world.writes, (now) => {
      if (now === method)
        world.harness.faults.add({
          system: 'connectwise',
          kind,
          method: 'GET',
          path: 'additions',
          times: 40,
          delayMs: 0,
        })
    })
    world.harness.faults.add({
      system: 'connectwise',
      kind: 'reset-after',
      method,
      path: 'additions',
      times: 1,
      delayMs: 0,
    })
    await sendPlanned(world)
    world.harness.faults.clear()
    await expectReplacedOnce(world)
  })
})

describe('an old line that ConnectWise will not end', () => {
  test('is left as it was: the new one bills nothing, and a person is told of both', async () => {
    const world = await startReplacing()
    const { harness } = world
    refuseTheEnd(world, Infinity)
    const done = await sendPlanned(world)
    const [old, made] = all(harness)
    expect([old, made]).toMatchObject([{ quantity: 14, cancelledDate: null }, { quantity: 0 }])
    expect(rowOf(done, 'worryFree')).toMatchObject({
      lineStatus: 'failed',
      reason: { cause: { kind: 'halfReplaced', newAdditionId: made?.id, neutralised: true, failure: { status: 400 } } },
    })
    expect(billingOn(harness, after).map(({ quantity }) => quantity)).toEqual([14])
  })

  test('is replaced by the next plan, when it can be ended then', async () => {
    const world = await startReplacing()
    const { harness } = world
    refuseTheEnd(world, 1)
    await sendPlanned(world)
    await planAndSendEverything(harness, world.pod, 102)
    expect(billingOn(harness, before).map(({ quantity }) => quantity)).toEqual([14])
    expect(billingOn(harness, after).map(({ quantity }) => quantity)).toEqual([16])
  })

  test.each(['500-before', 'reset-after', '429'] as const)(
    'and %s on setting the new one to 0: both do not bill for good',
    async (kind) => {
      const world = await startReplacing()
      const { harness } = world
      refuseTheEnd(world, Infinity)
      onWrite(harness, world.writes, (method) => {
        if (method === 'POST')
          harness.faults.add({ system: 'connectwise', kind, method: 'PATCH', path: 'additions', times: 1, delayMs: 0 })
      })
      await sendPlanned(world)
      await outwait(harness)
      expect(billingOn(harness, after).map(({ quantity }) => quantity)).toEqual([14])
    },
  )
})

describe('a second tab that sends the same while the first has given up', () => {
  test('does not end the old line: the new one is about to bill nothing', async () => {
    const world = await startReplacing()
    const { harness, pod } = world
    const [first, second] = [await plan(pod, 102), await plan(pod, 102)]
    const good = harness.hosts.get(connectWiseUrl)
    const sending: Promise<unknown>[] = []
    let tries = 0
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      const body = typeof init?.body === 'string' ? init.body : ''
      if (init?.method === 'PATCH' && body.includes('cancelledDate') && tries === 0)
        return Response.json({ message: 'No.' }, { status: 400 })
      if (init?.method !== 'PATCH' || body.includes('cancelledDate') || tries === 10)
        return good?.(input, init) ?? new Response(null, { status: 500 })
      // Nobody hears whether the new one was set to 0; it was not, and is tried again with later rounds.
      tries += 1
      if (tries === 1) sending.push(send(pod, 102, second))
      return new Response('', { status: 503 })
    })
    await send(pod, 102, first)
    await harness.composed.runs.settled()
    await Promise.all(sending)
    await outwait(harness)
    expect(sending).toHaveLength(1)
    expect(billingOn(harness, after).map(({ quantity }) => quantity)).toEqual([14])
    const later = await settled(harness, await harness.pod(), 102, second)
    expect(rowOf(later, 'worryFree')).toMatchObject({ reason: { cause: { kind: 'openElsewhere' } } })
  })
})

describe('a hand edit between the two writes', () => {
  test('of the old line is not overwritten: the new one bills nothing, and the next plan asks', async () => {
    const world = await startReplacing()
    const { harness, old } = world
    onWrite(harness, world.writes, (method) => {
      if (method === 'POST') harness.connectWise.edits.editAddition(old.id, { quantity: 15 }, 'jlee')
    })
    // Nobody heard of the first write, so that the server looks again.
    harness.faults.add({
      system: 'connectwise',
      kind: 'reset-after',
      method: 'POST',
      path: 'additions',
      times: 1,
      delayMs: 0,
    })
    const done = await sendPlanned(world)
    expect(all(harness).map(({ quantity, cancelledDate }) => [quantity, cancelledDate])).toEqual([
      [15, null],
      [0, null],
    ])
    expect(rowOf(done, 'worryFree')).toMatchObject({ reason: { cause: { kind: 'halfReplaced', neutralised: true } } })
  })

  test('of the new line stays also when the old one cannot be ended: a person is told that both bill', async () => {
    const world = await startReplacing()
    const { harness, old } = world
    const madeId = () => all(harness).find(({ id }) => id !== old.id)?.id ?? NaN
    refuseTheEnd(world, Infinity, () => harness.connectWise.edits.editAddition(madeId(), { quantity: 39 }, 'jlee'))
    const done = await sendPlanned(world)
    expect(all(harness).map(({ quantity, cancelledDate }) => [quantity, cancelledDate])).toEqual([
      [14, null],
      [39, null],
    ])
    const made = all(harness).find(({ id }) => id !== old.id)
    expect(rowOf(done, 'worryFree')).toMatchObject({
      lineStatus: 'failed',
      reason: {
        cause: { kind: 'halfReplaced', newAdditionId: made?.id, neutralised: false, failure: { status: 400 } },
      },
    })
  })

  test('of the new line stays: the old one ends as approved, and the next plan asks about the number', async () => {
    const world = await startReplacing()
    const { harness } = world
    harness.faults.add({
      system: 'connectwise',
      kind: 'reset-after',
      method: 'POST',
      path: 'additions',
      times: 1,
      delayMs: 0,
    })
    let looks = 0
    const good = harness.hosts.get(connectWiseUrl)
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      const made = all(harness)[1]
      if (made !== undefined && init?.method === 'GET' && looks++ === 0)
        harness.connectWise.edits.editAddition(made.id, { quantity: 18 }, 'jlee')
      return good?.(input, init) ?? new Response(null, { status: 500 })
    })
    const done = await sendPlanned(world)
    expect(rowOf(done, 'worryFree')).toMatchObject({
      lineStatus: 'stale',
      reason: { cause: { kind: 'changedMeanwhile', by: 'jlee', quantityNow: 18 } },
    })
    expect(billingOn(harness, before).map(({ quantity }) => quantity)).toEqual([14])
    expect(billingOn(harness, after).map(({ quantity }) => quantity)).toEqual([18])
    const [old, made] = all(harness)
    const [newest] = await harness.store.of(harness.tenantId).readLedger(companyId(102), 1)
    expect(newest).toMatchObject({ kind: 'stale', additionId: made?.id, replaced: { additionId: old?.id } })
    expect(rowOf(await plan(world.pod, 102), 'worryFree')).toMatchObject({
      state: 'held',
      reason: { holds: [{ kind: 'handEdit', drift: { field: 'quantity', was: '16', is: '18', by: 'jlee' } }] },
    })
  })
})

describe('a new line that is gone when the server hears that the old one has ended', () => {
  /** What ends the old line takes effect and nobody hears so; meanwhile somebody does this to the new one. */
  const loseTheEnd = ({ harness, old }: Replacing, meanwhile: (made: number) => void, died: () => void): void => {
    const good = harness.hosts.get(connectWiseUrl)
    let times = 0
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      const answer = await (good?.(input, init) ?? new Response(null, { status: 500 }))
      const body = typeof init?.body === 'string' ? init.body : ''
      const made = all(harness).find(({ id }) => id !== old.id)
      if (init?.method !== 'PATCH' || !body.includes('cancelledDate') || made === undefined || (times += 1) > 1)
        return answer
      meanwhile(made.id)
      died()
      throw new TypeError('The connection was reset')
    })
  }
  const toldInLedger = async ({ harness }: Replacing) =>
    (await harness.store.of(harness.tenantId).readLedger(companyId(102), 1))[0]

  test.each(['of a server that lives', 'of a server that dies at that moment'])(
    '(%s) is told with the day from which nothing bills',
    async (which) => {
      const dying = createDyingStore()
      const world = await startReplacing({ viewOfStore: dying.view })
      const { harness, old } = world
      const ids: number[] = []
      loseTheEnd(
        world,
        (made) => {
          ids.push(made)
          harness.connectWise.edits.deleteAddition(made, 'jlee')
        },
        () => {
          if (which !== 'of a server that lives') dying.dieAt(1, 'lost')
        },
      )
      const planned = await plan(world.pod, 102)
      await send(world.pod, 102, planned)
      await harness.composed.runs.settled()
      if (dying.disarm()) await harness.restart()
      await outwait(harness)
      await outwait(harness)
      expect(billingOn(harness, after)).toEqual([])
      expect(rowOf(await settled(harness, await harness.pod(), 102, planned), 'worryFree')).toMatchObject({
        lineStatus: 'stale',
        reason: { cause: { kind: 'replacementGone', newAdditionId: ids[0], lastDay: before } },
      })
      expect(await toldInLedger(world)).toMatchObject({
        kind: 'stale',
        additionId: ids[0],
        replaced: { additionId: old.id, lastDay: before },
      })
      // Nothing is made anew before a person says so.
      expect(rowOf(await plan(await harness.pod(), 102), 'worryFree')).toMatchObject({
        reason: { reason: { kind: 'noAddition' } },
      })
    },
  )

  test.each([
    ['sets it to nothing', { quantity: 0 }, 0],
    ['gives it another item', { product: { id: 2004 } }, 16],
  ])('(somebody %s) is told as changed, and the ledger names both', async (_, edit, quantityNow) => {
    const world = await startReplacing()
    const { harness, old } = world
    const ids: number[] = []
    loseTheEnd(
      world,
      (made) => {
        ids.push(made)
        harness.connectWise.edits.editAddition(made, edit, 'jlee')
      },
      () => undefined,
    )
    const planned = await plan(world.pod, 102)
    await send(world.pod, 102, planned)
    await harness.composed.runs.settled()
    await outwait(harness)
    expect(rowOf(await settled(harness, world.pod, 102, planned), 'worryFree')).toMatchObject({
      lineStatus: 'stale',
      reason: { cause: { kind: 'changedMeanwhile', by: 'jlee', quantityNow } },
    })
    expect(await toldInLedger(world)).toMatchObject({
      kind: 'stale',
      additionId: ids[0],
      replaced: { additionId: old.id, lastDay: before },
    })
  })
})

describe('two tabs that send one replacement, when somebody takes the first new line away', () => {
  test.each([
    ['ended before its first day', { cancelledDate: '2026-11-20T00:00:00Z' }],
    ['given another item', { product: { id: 2004 } }],
  ])('(%s): the second one makes its own, and that is what is remembered', async (_, taken) => {
    const world = await startReplacing()
    const { harness, pod, old } = world
    const [first, second] = [await plan(pod, 102), await plan(pod, 102)]
    const good = harness.hosts.get(connectWiseUrl)
    const lost: number[] = []
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      const answer = await (good?.(input, init) ?? new Response(null, { status: 500 }))
      const made = all(harness).find(({ id }) => id !== old.id)
      if (init?.method === 'POST' && made !== undefined && lost.length === 0) {
        lost.push(made.id)
        harness.connectWise.edits.editAddition(made.id, taken, 'jlee')
      }
      return answer
    })
    await send(pod, 102, first)
    await harness.composed.runs.settled()
    await send(pod, 102, second)
    const done = await settled(harness, pod, 102, second)
    const own = billingOn(harness, after)
    expect(own).toMatchObject([{ quantity: 16 }])
    expect(own.map(({ id }) => id)).not.toContain(lost[0])
    expect(rowOf(done, 'worryFree')).toMatchObject({ state: 'sent' })
    const [newest] = await harness.store.of(harness.tenantId).readLedger(companyId(102), 1)
    expect(newest).toMatchObject({ kind: 'sent', additionId: own[0]?.id })
    wait(harness, 6)
    expect(rowOf(await plan(await harness.pod(), 102), 'worryFree').state).toBe('unchanged')
  })
})
