/** What was read of a system, kept for as long as a screen may be old; with the adapter it is forgotten. */
import { msOf, type Instant } from '../domain/calendar'
import type { Clock } from '../ports'

export interface Reading<T> {
  /** When it began: what was read is not older. */
  readAt: Instant
  value: Promise<T>
}
/** `owner`: the adapter that reads, and so the site and the keys. `of`: what is read; another one is read anew. */
export type KeptReading<T> = (owner: object, of: unknown, load: () => Promise<T>) => Reading<T>

/**
 * Keeps one reading of an owner for `keptMs` milliseconds. One that failed, and one that is not `isWhole`, is read again by the
 * next who asks.
 */
export function keepReading<T>(
  clock: Pick<Clock, 'now'>,
  keptMs: number,
  isWhole: (value: T) => boolean = () => true,
): KeptReading<T> {
  const readings = new WeakMap<object, Reading<T> & { of: unknown }>()
  return (owner, of, load) => {
    const now = clock.now()
    const kept = readings.get(owner)
    // A jump of the clock into the past makes a reading as worthless as an old one.
    const ageMs = kept === undefined ? -1 : msOf(now) - msOf(kept.readAt)
    if (kept !== undefined && kept.of === of && ageMs >= 0 && ageMs < keptMs) return kept
    const reading = { readAt: now, value: load(), of }
    readings.set(owner, reading)
    const drop = () => {
      if (readings.get(owner) === reading) readings.delete(owner)
    }
    reading.value.then((value) => {
      if (!isWhole(value)) drop()
    }, drop) // the caller gets the failure
    return reading
  }
}
