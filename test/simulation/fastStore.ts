/**
 * A store in memory without checking and without copying: what is put in is frozen, so that nobody can change it unseen.
 * The adapters of the real store are proved by the contract suite; here speed lets many more histories be tried.
 */
import { AppError } from '../../server/domain/errors'
import type { CompanyId, TenantId } from '../../server/domain/ids'
import type { LedgerEntry } from '../../server/domain/run'
import type { Collection, Store, TenantStore, Versioned } from '../../server/storage/store'

/** The store of one tenant. */
export function openFastStore(tenant: TenantId): Store {
  const ledger = new Map<CompanyId, LedgerEntry[]>()
  const own: TenantStore = {
    tenant: collection((key) => key),
    companies: collection((key) => String(key)),
    runs: collection((key) => key),
    runCompanies: collection(({ runId, companyId }) => `${runId}/${companyId}`),
    occurrences: collection((key) => key),
    preflight: collection((key) => key),
    noticeSettings: collection((key) => key),
    noticeBook: collection((key) => key),
    outbox: collection((key) => key),
    audit: collection((key) => key),
    imports: collection((key) => key),
    summaryPlan: collection((key) => key),
    companySummaries: collection((key) => String(key)),
    summaries: collection(({ companyId, month }) => `${companyId} ${month}`),
    appendLedger(company, entries) {
      ledger.set(company, [...(ledger.get(company) ?? []), ...entries.map(deepFreeze)])
      return Promise.resolve()
    },
    readLedger: (company, limit) => Promise.resolve((ledger.get(company) ?? []).toReversed().slice(0, limit)),
  }
  return {
    tenants: () => Promise.resolve([tenant]),
    of(id) {
      if (id !== tenant) throw new RangeError('Another tenant')
      return own
    },
    close: () => Promise.resolve(),
  }
}

function collection<Key, T>(nameOf: (key: Key) => string): Collection<Key, T> {
  const documents = new Map<string, Versioned<T> & { key: Key }>()
  const put = (key: Key, value: T): Versioned<T> => {
    const name = nameOf(key)
    const document = { key, value: deepFreeze(value), version: (documents.get(name)?.version ?? 0) + 1 }
    documents.set(name, document)
    return document
  }
  return {
    read: (key) => Promise.resolve(documents.get(nameOf(key)) ?? null),
    write(key, value, expected) {
      const stored = documents.get(nameOf(key))?.version ?? null
      if (stored !== expected) return Promise.reject(new AppError('conflict'))
      return Promise.resolve(put(key, value))
    },
    update(key, change) {
      try {
        return Promise.resolve(put(key, change(documents.get(nameOf(key))?.value ?? null)))
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)))
      }
    },
    remove(key) {
      documents.delete(nameOf(key))
      return Promise.resolve()
    },
    keys: () => Promise.resolve([...documents.values()].map(({ key }) => key)),
  }
}

/** Freezes a value and all in it; parts that are frozen already are not looked into again. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze<unknown>(part)
  return value
}
