/** The sandbox's clock as the server's Clock port. */
import type { SandboxClock } from './clock'
import { instantFromMs } from '../../server/domain/calendar'
import type { Clock } from '../../server/ports'

/**
 * `waits: 'real'`: a pause lasts as long as it says. `waits: 'none'`: it is over at the next turn of the event loop, and time
 * moves on by it when the sandbox's clock is frozen (tests).
 */
export function serverClock(sandbox: SandboxClock, options: { waits: 'real' | 'none' }): Clock {
  return {
    now: () => instantFromMs(sandbox.nowMs()),
    sleep: (ms, signal) =>
      options.waits === 'real' ? realSleep(ms, signal) : new Promise((resolve) => setImmediate(resolve)),
    onJump: (listener) => sandbox.onJump(listener),
  }
}

function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve()
      return
    }
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    // setTimeout takes at most 2^31 − 1 milliseconds.
    const timer = setTimeout(done, Math.min(ms, 2_147_483_647))
    signal?.addEventListener('abort', done)
  })
}
