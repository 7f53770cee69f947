/** How many requests a view costs and how many of them wait for each other: at 150 ms a call that is what a person waits. */
import { expect, test } from 'vitest'
import { linkAndAssign, plan, wait } from './actions'
import { connectWiseUrl, startHarness, trendMicroUrl, type Harness } from './harness'

/**
 * Counts requests and rounds: each request is given its answer only when no other work is left to do, all those that wait
 * together in one round. So many rounds, so many latencies one after the other.
 */
function countRounds(harness: Harness): { requests: () => number; rounds: () => number; clear: () => void } {
  let waiting: (() => void)[] = []
  let requests = 0
  let rounds = 0
  const nextRound = () =>
    new Promise<void>((resolve) => {
      requests += 1
      waiting.push(resolve)
      if (waiting.length === 1)
        whenIdle(() => {
          rounds += 1
          const together = waiting
          waiting = []
          for (const answer of together) answer()
        })
    })
  for (const origin of [connectWiseUrl, trendMicroUrl]) {
    const host = harness.hosts.get(origin)
    harness.hosts.set(origin, async (input, init) => {
      await nextRound()
      return host?.(input, init) ?? new Response(null, { status: 500 })
    })
  }
  return {
    requests: () => requests,
    rounds: () => rounds,
    clear() {
      requests = 0
      rounds = 0
    },
  }
}

/** After so many turns of the event loop nobody in this process has anything to do but wait for an answer. */
const idleTurns = 30
function whenIdle(work: () => void, turns = idleTurns): void {
  if (turns === 0) work()
  else setImmediate(() => whenIdle(work, turns - 1))
}

/** What each step may cost at most: requests, and rounds of them. */
const most: Record<string, [requests: number, rounds: number]> = {
  session: [4, 4],
  view: [3, 3],
  plan: [18, 5],
  'view again': [1, 1],
  'plan again': [5, 2],
}

test('opening the pod on a linked company takes few requests and few rounds', async () => {
  const harness = await startHarness()
  await linkAndAssign(harness, await harness.pod(), 101)
  // Everything that is remembered for minutes is forgotten: the dearest case of a running server.
  wait(harness, 61)
  const count = countRounds(harness)
  const figures: Record<string, [requests: number, rounds: number]> = {}
  const measure = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    count.clear()
    const answer = await work()
    figures[name] = [count.requests(), count.rounds()]
    return answer
  }
  const pod = await measure('session', () => harness.pod())
  await measure('view', () => pod.get('/api/companies/101'))
  await measure('plan', () => plan(pod, 101))
  await measure('view again', () => pod.get('/api/companies/101'))
  await measure('plan again', () => plan(pod, 101))
  for (const [name, [mostRequests, mostRounds]] of Object.entries(most)) {
    const [requests, rounds] = figures[name] ?? [0, 0]
    expect.soft(requests, `requests of ${name}`).toBeLessThanOrEqual(mostRequests)
    expect.soft(rounds, `rounds of ${name}`).toBeLessThanOrEqual(mostRounds)
    expect.soft(requests, `requests of ${name}`).toBeGreaterThan(0)
  }
})
