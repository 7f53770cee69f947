/** Token bucket and bounded queue of one tenant's requests to one system. */
import { msOf } from '../../domain/calendar'
import type { Clock } from '../../ports'
import type { HttpLimits } from './limits'

export interface Limiter {
  /**
   * Runs the work when its turn has come, first come first served: a loop over pages has one request in the queue at
   * a time, so that a long read never shuts out a short one. Rejects with NotRun when the queue is full or the signal
   * is aborted before the work began; the work has then made no request.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Nothing starts for `ms` milliseconds: the system asked for quiet (429). */
  pause(ms: number): void
}

/** The work was never begun; `waited`: its turn came when what it was begun for was too old. */
export class NotRun extends Error {
  readonly why: 'queueFull' | 'tooLate' | 'waited'
  constructor(why: NotRun['why']) {
    super(`Not run: ${why}`)
    this.name = 'NotRun'
    this.why = why
  }
}

type Limits = Pick<HttpLimits, 'requestsPerMinute' | 'burst' | 'inFlight' | 'maxQueue'>

/** No pause is slept longer than this at a time. */
const longestPauseMs = 120_000

/** A limiter with a full bucket. Time that was slept counts as passed even when the clock stands still (sandbox). */
export function createLimiter(clock: Clock, limits: Limits): Limiter {
  const msPerToken = 60_000 / limits.requestsPerMinute
  const queue: (() => void)[] = []
  let tokens = limits.burst
  let refilledAtMs = msOf(clock.now())
  let active = 0
  let pumping = false
  let pauseEndsAtMs: number | null = null

  function refill() {
    const nowMs = msOf(clock.now())
    tokens = Math.min(limits.burst, tokens + Math.max(0, nowMs - refilledAtMs) / msPerToken)
    refilledAtMs = nowMs
  }

  async function sitOutPause() {
    let servedUntilMs = msOf(clock.now())
    // Other requests that were in flight may prolong the pause meanwhile; only what they add is slept again.
    while (pauseEndsAtMs !== null && pauseEndsAtMs > servedUntilMs) {
      const until: number = pauseEndsAtMs
      // A clock that is set back must not make a pause of seconds one of hours.
      await clock.sleep(Math.min(until - servedUntilMs, longestPauseMs))
      servedUntilMs = until
    }
    pauseEndsAtMs = null
  }

  async function pump() {
    if (pumping) return
    pumping = true
    while (queue.length > 0 && active < limits.inFlight) {
      if (pauseEndsAtMs !== null) {
        await sitOutPause()
        continue
      }
      refill()
      if (tokens < 1) {
        await clock.sleep(Math.ceil((1 - tokens) * msPerToken))
        refill()
        tokens = Math.max(tokens, 1)
        continue
      }
      tokens -= 1
      active += 1
      queue.shift()?.()
    }
    pumping = false
  }

  return {
    async run(work, signal) {
      if (queue.length >= limits.maxQueue) throw new NotRun('queueFull')
      await new Promise<void>((resolve, reject) => {
        const start = () => {
          signal?.removeEventListener('abort', leave)
          resolve()
        }
        const leave = () => {
          queue.splice(queue.indexOf(start), 1)
          reject(new NotRun('tooLate'))
        }
        queue.push(start)
        if (signal?.aborted === true) leave()
        else signal?.addEventListener('abort', leave, { once: true })
        void pump()
      })
      try {
        return await work()
      } finally {
        active -= 1
        void pump()
      }
    },
    pause(ms) {
      const endsAtMs = msOf(clock.now()) + ms
      if (pauseEndsAtMs === null || endsAtMs > pauseEndsAtMs) pauseEndsAtMs = endsAtMs
    },
  }
}
