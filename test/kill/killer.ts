/** Kills a server again and again, each time at another instruction. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../simulator/seed/random'
import type { Gate, Moment } from './gate'
import type { Lives } from './lives'

/** `start`: so many milliseconds after the process was made. `soon`: so many after it began to listen. */
export type Death = Moment | { at: 'start'; ms: number } | { at: 'soon'; ms: number }

export interface Killer {
  /** Kills until `work` is done, at most so often. Rejected as the work is. */
  rage(work: Promise<void>, most: number): Promise<void>
  /** How often it was at which kind of moment. */
  deaths: ReadonlyMap<Death['at'], number>
}

/** A server does some work in its life: it dies at one of so many requests of the wanted kind. */
const mostRequests = 20

export function createKiller(lives: Lives, gate: Gate, random: Random): Killer {
  const deaths = new Map<Death['at'], number>()
  const coming: Death[] = []

  /** Answers whether the server died so; it does not when what was aimed at came no more before the work was done. */
  async function strike(death: Death, done: Promise<boolean>): Promise<boolean> {
    switch (death.at) {
      case 'start':
        await pause(death.ms)
        await lives.kill()
        return true
      case 'soon':
        await lives.listening()
        await pause(death.ms)
        await lives.kill()
        return true
      default:
        return Promise.race([gate.aim(death, random.between(1, mostRequests)).then(() => true), done.then(() => false)])
    }
  }

  return {
    deaths,
    async rage(work, most) {
      const done = work.then(() => true)
      for (let count = 0; count < most; count += 1) {
        if (coming.length === 0) coming.push(...drawDeaths(random))
        const death = coming.pop()
        if (death === undefined) break
        if (!(await strike(death, done))) break
        deaths.set(death.at, (deaths.get(death.at) ?? 0) + 1)
      }
      await done
    },
  }
}

/**
 * Ten deaths in any order, mostly around a write: before it counts, before it is heard, while its result is being written down.
 * Three readings, the server's patience with a change of quantity, are not enough to believe in the absence of a creation.
 */
function drawDeaths(random: Random): Death[] {
  const deaths: Death[] = [
    { at: 'lost' },
    { at: 'late', write: 'PATCH', readings: random.between(1, 2) },
    { at: 'late', write: 'POST', readings: random.between(3, 4) },
    { at: 'unheard' },
    { at: 'unheard' },
    { at: 'heard', ms: random.between(1, 5) },
    { at: 'heard', ms: random.between(1, 20) },
    { at: 'read' },
    { at: 'soon', ms: random.between(0, 250) },
    { at: 'start', ms: random.between(50, 400) },
  ]
  for (let last = deaths.length - 1; last > 0; last -= 1) {
    const [drawn] = deaths.splice(random.between(0, last), 1)
    if (drawn !== undefined) deaths.push(drawn)
  }
  return deaths
}
