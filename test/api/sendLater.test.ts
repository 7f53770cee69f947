/** ConnectWise cannot be read for a while when the clock sends: nobody is there to send again, so the lines wait for a later look. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import { additionOf, linkAndAssign, plan, rowOf, send, settled, wait, watchWrites } from './actions'
import { sendByClock } from './decisions'
import { connectWiseUrl, startHarness, type Harness } from './harness'

const day = '2026-11-18'
const partOf = async (harness: Harness): Promise<PlanView> =>
  (await harness.pod()).get(`/api/runs/s-global-${day}/companies/101`)

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  return { harness, pod, writes: watchWrites(harness) }
}

const looks = '/agreements/1011/additions'
const agreements = '/finance/agreements?'

/** From the `from`th to the `to`th GET of such an address ConnectWise answers with this status instead. */
function refuse(harness: Harness, what: string, of: { from: number; to: number; status?: number }): { asked: number } {
  const seen = { asked: 0 }
  const good = harness.hosts.get(connectWiseUrl)
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (init?.method === 'GET' && input.includes(what)) {
      seen.asked += 1
      // What the plan has read is then too old to write by; what is read after the trouble is not.
      if (seen.asked <= of.to) wait(harness, 1)
      if (seen.asked >= of.from && seen.asked <= of.to) return new Response('busy', { status: of.status ?? 503 })
    }
    return good?.(input, init) ?? new Response(null, { status: 500 })
  })
  return seen
}

describe('a line of the clock', () => {
  test('whose look fails for some seconds is sent with a later one, once', async () => {
    const { harness, writes } = await start()
    refuse(harness, looks, { from: 2, to: 10 })
    expect(await sendByClock(harness, day)).toMatchObject({ status: 'finished', counts: { sent: 1, failed: 0 } })
    expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(48)
    expect(writes).toHaveLength(1)
  })

  test('whose agreements cannot be read again for some seconds is sent later, too', async () => {
    const { harness, writes } = await start()
    refuse(harness, looks, { from: 2, to: 4 })
    const lists = refuse(harness, agreements, { from: 2, to: 10 })
    expect(await sendByClock(harness, day)).toMatchObject({ status: 'finished', counts: { sent: 1, failed: 0 } })
    expect(lists.asked).toBeGreaterThan(10)
    expect(writes).toHaveLength(1)
  })

  test('is shown as waiting until then, and the log says that it waits', async () => {
    const { harness } = await start()
    refuse(harness, looks, { from: 2, to: 20 })
    const states = new Set<string>()
    const good = harness.hosts.get(connectWiseUrl)
    let count = 0
    harness.hosts.set(connectWiseUrl, async (input, init) => {
      count += input.includes(looks) ? 1 : 0
      if (input.includes(looks) && count > 5 && count < 20) states.add(rowOf(await partOf(harness), 'worryFree').state)
      return good?.(input, init) ?? new Response(null, { status: 500 })
    })
    await sendByClock(harness, day)
    expect([...states]).toEqual(['waiting'])
    expect(rowOf(await partOf(harness), 'worryFree').state).toBe('sent')
    expect(harness.logged.some((text) => text.startsWith('lines wait until ConnectWise can be read'))).toBe(true)
  })

  test('that nobody can look at for a day has failed with the reason in the end', async () => {
    const { harness, writes } = await start()
    refuse(harness, looks, { from: 2, to: Infinity })
    expect(await sendByClock(harness, day)).toMatchObject({ status: 'finished', counts: { sent: 0 } })
    expect(rowOf(await partOf(harness), 'worryFree')).toMatchObject({
      lineStatus: 'failed',
      reason: { kind: 'cause', cause: { kind: 'upstream', failure: { kind: 'unavailable' } } },
    })
    expect(writes).toEqual([])
  })

  test('that we may not look at has failed at once', async () => {
    const { harness, writes } = await start()
    const seen = refuse(harness, looks, { from: 2, to: Infinity, status: 403 })
    expect(await sendByClock(harness, day)).toMatchObject({ status: 'finished', counts: { failed: 1 } })
    expect(seen.asked).toBe(2)
    expect(writes).toEqual([])
  })
})

test('a person who sends is told at once that the look failed', async () => {
  const { harness, pod, writes } = await start()
  const planned = await plan(pod, 101)
  wait(harness, 1)
  const seen = refuse(harness, looks, { from: 1, to: Infinity })
  await send(pod, 101, planned)
  const done = await settled(harness, pod, 101, planned)
  expect(rowOf(done, 'worryFree')).toMatchObject({
    lineStatus: 'failed',
    reason: { kind: 'cause', cause: { kind: 'upstream', failure: { kind: 'unavailable' } } },
  })
  expect(seen.asked).toBeLessThan(10)
  expect(writes).toEqual([])
})
