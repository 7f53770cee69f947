/** The real clock and the real randomness. */
import { randomBytes, randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { instantFromMs } from './domain/calendar'
import type { Clock, Ids } from './ports'

/** setTimeout takes at most this many milliseconds and fires at once beyond. */
const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => instantFromMs(Date.now()),
  async sleep(ms, signal) {
    // One stop ends the pauses of every run that is open: more than the ten that Node takes for a leak.
    if (signal !== undefined) setMaxListeners(0, signal)
    for (let leftMs = ms; leftMs > 0 && signal?.aborted !== true; leftMs -= longestTimerMs)
      await timer(Math.min(leftMs, longestTimerMs), signal)
  },
  // The machine's time is set now and then, but nobody tells us: the scheduler looks once a minute.
  onJump: () => () => undefined,
}

export const systemIds: Ids = {
  uuid: () => randomUUID(),
  bytes: (length) => randomBytes(length),
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timeout)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timeout = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
