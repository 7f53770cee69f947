/** A disk that takes nothing more of what is on its way: all of it, or what became of it. */
import type { OutboxEntry } from '../../server/domain/outbox'
import type { SummaryRecord } from '../../server/domain/summaries'
import type { Collection, Store } from '../../server/storage/store'

export interface FullDisk {
  /** Hand it to a server as its view of the store. */
  view: (store: Store) => Store
  /** `results`: what goes out is written down before, and what became of it is not. */
  refuse(what: 'nothing' | 'results' | 'all'): void
}

export function createFullDisk(): FullDisk {
  let refused: 'nothing' | 'results' | 'all' = 'nothing'
  const wrap = <Key, T>(inner: Collection<Key, T>, isResult: (value: T) => boolean): Collection<Key, T> => ({
    read: (key) => inner.read(key),
    keys: () => inner.keys(),
    write: (key, value, expected) => inner.write(key, value, expected),
    remove: (key) => inner.remove(key),
    update: (key, change) =>
      inner.update(key, (stored) => {
        const next = change(stored)
        if (refused === 'all' || (refused === 'results' && isResult(next))) throw new Error('No space left')
        return next
      }),
  })
  return {
    refuse: (what) => {
      refused = what
    },
    view: (store) => ({
      tenants: () => store.tenants(),
      close: () => Promise.resolve(),
      of(tenant) {
        const inner = store.of(tenant)
        return {
          ...inner,
          outbox: wrap<string, OutboxEntry>(inner.outbox, () => true),
          summaries: wrap(inner.summaries, ({ mails }: SummaryRecord) => mails.some(({ sentAt }) => sentAt !== null)),
        }
      },
    }),
  }
}
