/** Long computations beside requests: one process serves both. */
import type { Steps } from '../domain/steps'

/** Fulfilled when everything that waits in this process had its turn. */
export const giveWay = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Runs the steps and gives way after each of them. */
export async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await giveWay()
  }
}
