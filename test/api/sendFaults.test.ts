/** Every fault of ConnectWise at every step of a send: before it, on the write, and while reading back what came of it. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import { additionOf, linkAndAssign, plan, planAndSend, rowOf, send, setSeats, settled, watchWrites } from './actions'
import { startHarness } from './harness'
import type { FaultKind } from '../simulator/faults'

const kinds = [
  '429',
  '500-before',
  '500-after',
  'reset-before',
  'reset-after',
  'html',
  'malformed-json',
  'empty-list',
  'partial-page',
] as const satisfies readonly FaultKind[]

const troubled = '/finance/agreements/1012/additions'

/** Three lines to send: 45 → 48 and 52 → 54 on one agreement, 90 → 92 on the one that will make trouble. */
async function start() {
  const harness = await startHarness()
  setSeats(harness, 101, 'email', 54)
  setSeats(harness, 101, 'cloudApp', 92)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  const planned = await plan(pod, 101)
  const writes = watchWrites(harness)
  const fault = (kind: FaultKind, method: string, times: number | null) =>
    void harness.faults.add({ system: 'connectwise', kind, method, path: troubled, times, delayMs: 1000 })
  return { harness, pod, planned, writes, fault }
}
type World = Awaited<ReturnType<typeof start>>

/** What must hold after any trouble; then the trouble ends and a new plan puts everything right. */
async function expectHonest({ harness, pod, writes }: World, done: PlanView): Promise<void> {
  expect(rowOf(done, 'worryFree').state).toBe('sent')
  expect(rowOf(done, 'email').state).toBe('sent')
  expect([additionOf(harness, 1011, 'worryFree').quantity, additionOf(harness, 1011, 'email').quantity]).toEqual([
    48, 54,
  ])
  const line = rowOf(done, 'cloudApp')
  expect(['sent', 'failed', 'stale']).toContain(line.lineStatus)
  expect(additionOf(harness, 1012, 'cloudApp').quantity).toBe(line.state === 'sent' ? 92 : 90)
  expect(done.status).toBe('finished')

  harness.faults.clear()
  await planAndSend(harness, pod, 101)
  expect(additionOf(harness, 1012, 'cloudApp').quantity).toBe(92)
  expect(writes.filter(({ path }) => path.startsWith(troubled))).toHaveLength(1)
  expect(writes).toHaveLength(3)
  expect((await plan(pod, 101)).rows.some((row) => row.sendable === 'yes')).toBe(false)
}

describe.each(kinds)('with %s', (kind) => {
  test.each([1, null])('on the look (%s times) no line is written blindly', async (times) => {
    const world = await start()
    world.fault(kind, 'GET', times)
    await send(world.pod, 101, world.planned)
    await expectHonest(world, await settled(world.harness, world.pod, 101, world.planned))
  })

  test.each([1, null])('on the write (%s times) the line ends as ConnectWise holds it', async (times) => {
    const world = await start()
    world.fault(kind, 'PATCH', times)
    await send(world.pod, 101, world.planned)
    await expectHonest(world, await settled(world.harness, world.pod, 101, world.planned))
  })

  test('on reading back an unheard write it is not written again', async () => {
    const world = await start()
    world.fault('reset-after', 'PATCH', 1)
    world.harness.connectWise.hooks.beforeWrite = (write) => {
      world.writes.push(write)
      if (write.path.startsWith(troubled)) world.fault(kind, 'GET', 4)
    }
    await send(world.pod, 101, world.planned)
    const done = await settled(world.harness, world.pod, 101, world.planned)
    expect(rowOf(done, 'cloudApp').state).toBe('sent')
    await expectHonest(world, done)
  })
})

describe('with a "done" that changed nothing', () => {
  test('the line has failed as not applied, and a repeat puts it right', async () => {
    const world = await start()
    const { harness, pod, planned } = world
    harness.connectWise.hooks.beforeWrite = (write) => {
      const { path, body } = write
      // ConnectWise answers 200 to a path that leads nowhere.
      if (path.startsWith(troubled) && Array.isArray(body)) body[0] = { op: 'replace', path: 'product/id', value: 1 }
      else world.writes.push(write)
    }
    await send(pod, 101, planned)
    const done = await settled(harness, pod, 101, planned)
    expect(rowOf(done, 'cloudApp')).toMatchObject({
      lineStatus: 'failed',
      reason: { kind: 'cause', cause: { kind: 'upstream', failure: { kind: 'notApplied' } } },
    })
    harness.connectWise.hooks.beforeWrite = (write) => void world.writes.push(write)
    await expectHonest(world, done)
  })
})
