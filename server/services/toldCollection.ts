/** A collection whose writes are told to who keeps something of it in memory. */
import { AppError } from '../domain/errors'
import type { Collection, Versioned } from '../storage/store'

export interface Told<Key, T> {
  /** What is stored now; perhaps told more than once, or late: the version tells the order. */
  written(key: Key, stored: Versioned<T>): void
  /** It is there no more; written again its versions begin anew. */
  removed(key: Key): void
  /** Nobody knows what is stored: what is kept of this collection is worth nothing. */
  lost(): void
}

/**
 * The same collection; told after each write and removal. One that throws may have taken effect all the same, as where the disk
 * failed after it: then what is stored is read again and told. An AppError is thrown before anything is written.
 */
export function toldCollection<Key, T>(inner: Collection<Key, T>, told: Told<Key, T>): Collection<Key, T> {
  const tellStored = async (key: Key): Promise<void> => {
    try {
      const stored = await inner.read(key)
      if (stored === null) told.removed(key)
      else told.written(key, stored)
    } catch {
      // The caller gets the failure of the write that came first.
      told.lost()
    }
  }
  const telling = async (key: Key, write: () => Promise<Versioned<T>>): Promise<Versioned<T>> => {
    let stored: Versioned<T>
    try {
      stored = await write()
    } catch (error) {
      if (!(error instanceof AppError)) await tellStored(key)
      throw error
    }
    told.written(key, stored)
    return stored
  }
  return {
    read: (key) => inner.read(key),
    keys: () => inner.keys(),
    write: (key, value, expected) => telling(key, () => inner.write(key, value, expected)),
    update: (key, change) => telling(key, () => inner.update(key, change)),
    async remove(key) {
      try {
        await inner.remove(key)
      } catch (error) {
        await tellStored(key)
        throw error
      }
      told.removed(key)
    },
  }
}
