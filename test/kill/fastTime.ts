/** Time that runs ten times as fast, alike for the simulators here and for the server in its own process. */
import type { SandboxClock } from '../simulator/clock'

/** At `zeroMs` of the machine's time it is `startMs` there; both are milliseconds since the epoch. */
export interface FastTime {
  zeroMs: number
  startMs: number
}

/** A pause of ten seconds is over after one. */
export const speed = 10

export const fastNow = ({ zeroMs, startMs }: FastTime, machineMs: number): number =>
  startMs + (machineMs - zeroMs) * speed

/** The simulators' clock. `time()` is what a server that is started now needs; jumps count from the next one on. */
export function createFastClock(startIso: string): SandboxClock & { time(): FastTime } {
  const listeners = new Set<() => void>()
  let time: FastTime = { zeroMs: Date.now(), startMs: Date.parse(startIso) }
  return {
    time: () => ({ ...time }),
    nowMs: () => fastNow(time, Date.now()),
    set(iso) {
      time = { zeroMs: Date.now(), startMs: Date.parse(iso) }
      for (const listener of [...listeners]) listener()
    },
    freeze() {
      throw new Error('The server here has a time of its own, which nobody can stop')
    },
    onJump(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
