/** Work on one document goes one after the other; work on different documents goes side by side. */
export interface Queue {
  /** Runs `work` after all earlier work with this name; gives its result or its error. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>
  /**
   * Gives the result of `look` at once when there is no earlier work with this name; null when there is. For what is in memory: a
   * tenant has thousands of documents that are read one after the other. Throws what `close` was given.
   */
  lookNow<T>(name: string, look: () => T): T | null
  /** Refuses new work with this error from now on; fulfilled when all accepted work is done. */
  close(refusal: Error): Promise<void>
}

export function createQueue(): Queue {
  const last = new Map<string, Promise<unknown>>()
  let refusal: Error | null = null
  return {
    run(name, work) {
      if (refusal !== null) return Promise.reject(refusal)
      const mine = (last.get(name) ?? Promise.resolve()).then(work, work)
      last.set(name, mine)
      const forget = () => {
        if (last.get(name) === mine) last.delete(name)
      }
      mine.then(forget, forget)
      return mine
    },
    lookNow(name, look) {
      if (refusal !== null) throw refusal
      return last.has(name) ? null : look()
    },
    async close(reason) {
      refusal ??= reason
      await Promise.allSettled(last.values())
    },
  }
}
