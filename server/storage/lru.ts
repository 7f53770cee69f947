/** Keeps the `limit` values that were used last. */
export interface Lru<T> {
  get(name: string): T | undefined
  set(name: string, value: T): void
  delete(name: string): void
}

export function createLru<T>(limit: number): Lru<T> {
  // A Map gives its keys back in the order in which they were put in: the first is the one not used for longest.
  const values = new Map<string, T>()
  return {
    get(name) {
      const value = values.get(name)
      if (value !== undefined) {
        values.delete(name)
        values.set(name, value)
      }
      return value
    },
    set(name, value) {
      values.delete(name)
      values.set(name, value)
      if (values.size > limit) for (const oldest of values.keys()) return void values.delete(oldest)
    },
    delete: (name) => void values.delete(name),
  }
}
