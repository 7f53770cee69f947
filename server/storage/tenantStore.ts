/** The store of any adapter: collections of documents on a shelf, and a ledger. */
import { tenantId, type TenantId } from '../domain/ids'
import { tryTenantId } from './checkFolder'
import { createCollection, type Shelf } from './collection'
import { companyKind, occurrencesKind, preflightKind, runCompanyKind, runKind, tenantKind, type Kind } from './kinds'
import { importKind } from './importKinds'
import { noticeBookKind, noticeSettingsKind, outboxKind } from './noticeKinds'
import { auditKind } from './auditKind'
import { companySummariesKind, summaryKind, summaryPlanKind } from './summaryKinds'
import type { Ledger } from './ledger'
import { createQueue, type Queue } from './queue'
import type { Store, TenantStore } from './store'

export function createStore(options: {
  shelf: Shelf
  ledgerOf: (tenant: TenantId, queue: Queue) => Ledger
  /** Called before each access; throws when the store must no longer be used. */
  guard: () => void
  /** Called once, when all work is done. */
  close: () => Promise<void>
}): Store {
  const queue = guarded(createQueue(), options.guard)
  const opened = new Map<TenantId, TenantStore>()
  let closing: Promise<void> | null = null

  function openTenant(id: TenantId): TenantStore {
    const collection = <Key, T>(kind: Kind<Key, T>) =>
      createCollection({ kind, folder: tenantId(id), shelf: options.shelf, queue })
    const ledger = options.ledgerOf(id, queue)
    return {
      tenant: collection(tenantKind(id)),
      companies: collection(companyKind),
      runs: collection(runKind),
      runCompanies: collection(runCompanyKind),
      occurrences: collection(occurrencesKind),
      preflight: collection(preflightKind(id)),
      noticeSettings: collection(noticeSettingsKind),
      noticeBook: collection(noticeBookKind(id)),
      outbox: collection(outboxKind(id)),
      audit: collection(auditKind),
      imports: collection(importKind(id)),
      summaryPlan: collection(summaryPlanKind(id)),
      companySummaries: collection(companySummariesKind),
      summaries: collection(summaryKind),
      appendLedger: (company, entries) => ledger.append(company, entries),
      readLedger: (company, limit) => ledger.read(company, limit),
    }
  }

  return {
    async tenants() {
      options.guard()
      const found = (await options.shelf.paths('', 1)).flatMap((path) => {
        const [name = '', file, more] = path.split('/')
        return file === 'tenant.json' && more === undefined ? (tryTenantId(name) ?? []) : []
      })
      return found.sort()
    },
    of(id) {
      const known = opened.get(id)
      if (known !== undefined) return known
      const tenant = openTenant(tenantId(id))
      opened.set(id, tenant)
      return tenant
    },
    close() {
      closing ??= queue.close(new Error('The store is closed')).then(options.close)
      return closing
    },
  }
}

function guarded(queue: Queue, guard: () => void): Queue {
  return {
    run: (name, work) =>
      queue.run(name, () => {
        guard()
        return work()
      }),
    lookNow: (name, look) =>
      queue.lookNow(name, () => {
        guard()
        return look()
      }),
    close: (refusal) => queue.close(refusal),
  }
}
