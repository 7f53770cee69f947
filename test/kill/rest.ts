/** Waiting for what a server does by itself, with a limit. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Stage } from './stage'

const pollMs = 100
/** Milliseconds of the machine's time, so many that a busy machine comes to an end too. */
const patienceMs = 300_000
/** After it the server believes that a creation which nobody heard about will not arrive any more. */
const patienceOfServerMs = 11 * 60_000

/** Fulfilled when it is so of each item; rejected after `patienceMs`. */
export async function untilAll<Item>(items: Iterable<Item>, isSo: (item: Item) => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (const item of items)
    while (!(await isSo(item))) {
      if (performance.now() > deadline) throw new Error(`Never came to rest: ${JSON.stringify(item)}`)
      await pause(pollMs)
    }
}

/** What was late arrives, and the server starts a last time, so much later that it knows the end of every creation. */
export async function letPatienceEnd({ gate, clock, lives }: Stage): Promise<void> {
  await gate.rest()
  clock.set(new Date(clock.nowMs() + patienceOfServerMs).toISOString())
  await lives.kill()
}
