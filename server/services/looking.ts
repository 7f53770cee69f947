/** Looks again and again in the background: after each pause, after each jump of the clock, and when it is woken. */
import type { Clock } from '../ports'

export interface Looking {
  /** Aborted when it is being stopped: what is under way begins nothing new. */
  stopping: AbortSignal
  /** Ends the pause. Answers at once. */
  wake: () => void
  /** Looks at once, and goes on until it is stopped; once started, again is nothing. */
  start: () => void
  /** Fulfilled when the look under way is over. */
  stop: () => Promise<void>
}

/** `look` never rejects. `pauseMs`: milliseconds after a look, asked for after it. */
export function createLooking(deps: { clock: Clock; pauseMs: () => number; look: () => Promise<void> }): Looking {
  const { clock, pauseMs, look } = deps
  const stopping = new AbortController()
  let waking = new AbortController()
  let loop: Promise<void> | null = null

  async function keepLooking(): Promise<void> {
    const forget = clock.onJump(() => waking.abort())
    while (!stopping.signal.aborted) {
      // Before the look, so that what happens during it is not slept over.
      waking = new AbortController()
      await look()
      await clock.sleep(pauseMs(), AbortSignal.any([waking.signal, stopping.signal]))
    }
    forget()
  }

  return {
    stopping: stopping.signal,
    wake: () => waking.abort(),
    start() {
      loop ??= keepLooking()
    },
    async stop() {
      stopping.abort()
      await loop
    },
  }
}
