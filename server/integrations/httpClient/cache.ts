/** Keeps answers for a short time. Failures are not kept; callers that ask at the same time share one read. */
import { type Instant, msOf } from '../../domain/calendar'
import type { Clock } from '../../ports'

export interface Cached<T> {
  value: T
  /** When the read began: the value is not older than this. */
  readAt: Instant
}

export interface Cache {
  /**
   * The kept value, or a fresh one. `isWorthKeeping`: of a fresh one. Throws what `load` throws. One key must always be loaded
   * with one type.
   */
  get<T>(key: string, load: () => Promise<T>, isWorthKeeping?: (value: T) => boolean): Promise<Cached<T>>
  forget(key: string): void
}

/** A cache of at most `maxEntries` keys, each kept for `keepMs` milliseconds; the oldest goes first. */
export function createCache(clock: Clock, keepMs: number, maxEntries = 500): Cache {
  const entries = new Map<string, { readAt: Instant; value: Promise<unknown> }>()

  function drop(key: string, value: Promise<unknown>) {
    if (entries.get(key)?.value === value) entries.delete(key)
  }

  return {
    async get<T>(key: string, load: () => Promise<T>, isWorthKeeping: (value: T) => boolean = () => true) {
      const kept = entries.get(key)
      // A jump of the clock into the past makes an entry as worthless as an old one.
      const age = kept === undefined ? null : msOf(clock.now()) - msOf(kept.readAt)
      if (kept !== undefined && age !== null && age >= 0 && age < keepMs) {
        // The caller's promise: a key is only ever loaded with one type.
        return { value: (await kept.value) as T, readAt: kept.readAt }
      }
      const readAt = clock.now()
      const value = load()
      entries.delete(key)
      entries.set(key, { readAt, value })
      if (entries.size > maxEntries) for (const oldest of [...entries.keys()].slice(0, 1)) entries.delete(oldest)
      value.then(
        (answer) => {
          if (!isWorthKeeping(answer)) drop(key, value)
        },
        () => drop(key, value),
      )
      return { value: await value, readAt }
    },
    forget(key) {
      entries.delete(key)
    },
  }
}
