/** A store that forgets everything: for tests and for a sandbox that starts afresh. */
import { Memory } from 'lowdb'
import { companyId } from '../domain/ids'
import { decodeAppend, encodeAppend } from './ledger'
import type { Store } from './store'
import { createStore } from './tenantStore'

/** Holds the same texts as the files would be, so that what passes here can also be written to a disk. */
export function openMemoryStore(): Store {
  const texts = new Map<string, Memory<string>>()
  const ledgers = new Map<string, string[]>()
  return createStore({
    guard: () => undefined,
    close: () => Promise.resolve(),
    shelf: {
      adapter: (path, codec) => ({
        async read() {
          const text = (await texts.get(path)?.read()) ?? null
          return text === null ? null : codec.decode(path, text)
        },
        async write(document) {
          const memory = texts.get(path) ?? new Memory<string>()
          await memory.write(codec.encode(document))
          texts.set(path, memory)
        },
      }),
      remove(path) {
        texts.delete(path)
        return Promise.resolve()
      },
      paths: (folder) =>
        Promise.resolve([...texts.keys()].filter((path) => folder === '' || path.startsWith(`${folder}/`))),
    },
    ledgerOf: (tenant, queue) => ({
      append: async (company, entries) => {
        const name = `${tenant}/ledger/${companyId(company)}`
        if (entries.length === 0) return
        const text = encodeAppend(company, entries)
        await queue.run(name, () => Promise.resolve(ledgers.set(name, [...(ledgers.get(name) ?? []), text])))
      },
      read: async (company, limit) => {
        const name = `${tenant}/ledger/${companyId(company)}`
        const lines = await queue.run(name, () => Promise.resolve(ledgers.get(name) ?? []))
        return lines
          .flatMap((text, index) => decodeAppend(name, index + 1, text))
          .reverse()
          .slice(0, limit)
      },
    }),
  })
}
