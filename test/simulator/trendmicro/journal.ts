/** One request that reached the simulator. */
export interface TrendJournalEntry {
  at: string
  method: string
  path: string
  query: string
  traceId: string | null
  /** Null when the connection was cut without an answer. */
  status: number | null
}

export interface TrendJournal {
  /** The latest requests, oldest first. */
  list(): TrendJournalEntry[]
  add(entry: TrendJournalEntry): void
  clear(): void
}

export function createTrendJournal(mostEntries = 2000): TrendJournal {
  let entries: TrendJournalEntry[] = []
  return {
    list: () => [...entries],
    add(entry) {
      entries.push(entry)
      // Cut in one go now and then: shifting the array at every request would cost its whole length.
      if (entries.length > mostEntries * 2) entries = entries.slice(-mostEntries)
    },
    clear() {
      entries = []
    },
  }
}
