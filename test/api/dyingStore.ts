/** Stores of servers that are stopped in the middle: from one write on nothing works any more, as after a loss of power. */
import type { Collection, Store, TenantStore } from '../../server/storage/store'

export interface DyingStore {
  /** Hand it to a server as its view of the store. */
  view: (store: Store) => Store
  /** The next server's `nth` write (from 1) is its last: it is `lost`, or `kept` while its writer never hears of it. */
  dieAt(nth: number, last: 'lost' | 'kept'): void
  /** Whoever lives now does not die any more. Answers whether somebody died before. */
  disarm(): boolean
}

export function createDyingStore(): DyingStore {
  let left = Infinity
  let last: 'lost' | 'kept' = 'lost'
  let someDied = false
  return {
    dieAt(nth, how) {
      left = nth
      last = how
      someDied = false
    },
    disarm() {
      left = Infinity
      return someDied
    },
    view(store) {
      let dead = false
      const alive = () => {
        if (dead) throw new Error('The server is gone')
      }
      const write = async <T>(work: () => Promise<T>): Promise<T> => {
        alive()
        left -= 1
        if (left > 0) return work()
        // Only this server dies; the one that is started after it lives.
        dead = true
        someDied = true
        left = Infinity
        if (last === 'kept') await work()
        throw new Error('The server is gone')
      }
      const read = async <T>(work: () => Promise<T>): Promise<T> => {
        alive()
        return work()
      }
      const wrap = <Key, T>(inner: Collection<Key, T>): Collection<Key, T> => ({
        read: (key) => read(() => inner.read(key)),
        keys: () => read(() => inner.keys()),
        write: (key, value, expected) => write(() => inner.write(key, value, expected)),
        update: (key, change) => write(() => inner.update(key, change)),
        remove: (key) => write(() => inner.remove(key)),
      })
      return {
        tenants: () => read(() => store.tenants()),
        close: () => Promise.resolve(),
        of(tenant): TenantStore {
          const inner = store.of(tenant)
          return {
            tenant: wrap(inner.tenant),
            companies: wrap(inner.companies),
            runs: wrap(inner.runs),
            runCompanies: wrap(inner.runCompanies),
            occurrences: wrap(inner.occurrences),
            preflight: wrap(inner.preflight),
            noticeSettings: wrap(inner.noticeSettings),
            noticeBook: wrap(inner.noticeBook),
            outbox: wrap(inner.outbox),
            audit: wrap(inner.audit),
            imports: wrap(inner.imports),
            summaryPlan: wrap(inner.summaryPlan),
            companySummaries: wrap(inner.companySummaries),
            summaries: wrap(inner.summaries),
            appendLedger: (company, entries) => write(() => inner.appendLedger(company, entries)),
            readLedger: (company, limit) => read(() => inner.readLedger(company, limit)),
          }
        },
      }
    },
  }
}
