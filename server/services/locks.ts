/** Mutual exclusion by key within this process; the data folder's lock keeps other processes away. */
export interface KeyedLock {
  /** Runs `work` alone among all work of the same key, in the order of the calls. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>
  /** Is anything running or waiting under the key? */
  isHeld(key: string): boolean
}

export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>()
  return {
    async run(key, work) {
      const before = tails.get(key) ?? Promise.resolve()
      const mine = before.then(work, work)
      const tail = mine.catch(() => undefined) // the caller gets the failure; the next in line must not
      tails.set(key, tail)
      try {
        return await mine
      } finally {
        if (tails.get(key) === tail) tails.delete(key)
      }
    },
    isHeld: (key) => tails.has(key),
  }
}
