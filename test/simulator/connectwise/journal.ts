/** One request that reached the simulator. */
export interface CwJournalEntry {
  at: string
  method: string
  /** Within the API, without codebase (`/finance/agreements/7/additions`), as it was written; else the whole path. */
  path: string
  query: string
  /** E.g. `v2025_1/`; null outside the API. */
  codebase: string | null
  /** Member identifier of the caller; null before or without credentials. */
  caller: string | null
  requestId: string
  /** Parsed JSON body of a write; its text where it is none; null without one. */
  body: unknown
  /** Null when the connection was cut without an answer. */
  status: number | null
}

export interface CwJournal {
  /** The latest requests, oldest first. */
  list(): CwJournalEntry[]
  /** Requests that meant to change something: everything but GET, HEAD and searches. */
  writes(): CwJournalEntry[]
  add(entry: CwJournalEntry): void
  clear(): void
}

export function createCwJournal(mostEntries = 5000): CwJournal {
  let entries: CwJournalEntry[] = []
  return {
    list: () => [...entries],
    writes: () =>
      entries.filter(
        ({ method, path }) => !['GET', 'HEAD'].includes(method) && !path.toLowerCase().endsWith('/search'),
      ),
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
