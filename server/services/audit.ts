/**
 * The audit log: every write of what people decide passes here, so that no way of deciding can be forgotten. The entry is
 * written after the document; a death between the two leaves a change without its entry, and never an entry without its change.
 */
import {
  bounded,
  changesOfCompany,
  changesOfCompanySummaries,
  changesOfImport,
  changesOfNotices,
  changesOfSummaryPlan,
  changesOfRun,
  changesOfTenant,
  companyOfAudience,
  type AuditChange,
  type AuditEntry,
} from '../domain/audit'
import type { CompanyId, TenantId } from '../domain/ids'
import type { Clock, Ids } from '../ports'
import type { Collection, Store, TenantStore } from '../storage/store'
import { actor } from './actor'

interface AuditDeps {
  clock: Clock
  ids: Ids
}

/** The store to be used instead of the one that was given. */
export function auditStore(inner: Store, deps: AuditDeps): Store {
  const stores = new Map<TenantId, TenantStore>()
  return {
    tenants: () => inner.tenants(),
    close: () => inner.close(),
    of(tenant) {
      const made = stores.get(tenant)
      if (made !== undefined) return made
      const own = inner.of(tenant)
      const audited = audit(own, deps)
      stores.set(tenant, audited)
      return audited
    },
  }
}

function audit(own: TenantStore, deps: AuditDeps): TenantStore {
  /** Keeps entries of one moment in their order; a restart within it may not. */
  let count = 0
  const note = async (companyId: CompanyId | null, changes: readonly AuditChange[]): Promise<void> => {
    if (changes.length === 0) return
    const at = deps.clock.now()
    count = (count + 1) % 0x1_0000
    const drawn = Buffer.from(deps.ids.bytes(2)).toString('hex')
    const id = `${at.replaceAll(/\D/g, '').padEnd(17, '0').slice(0, 17)}-${count.toString(16).padStart(4, '0')}${drawn}`
    const entry: AuditEntry = { id, at, by: actor(), companyId, ...bounded(changes) }
    await own.audit.write(id, entry, null)
  }
  return {
    ...own,
    tenant: watched(own.tenant, (_key, before, after) => note(null, changesOfTenant(before, after))),
    companies: watched(own.companies, (key, before, after) => note(key, changesOfCompany(before, after))),
    summaryPlan: watched(own.summaryPlan, (_key, before, after) => note(null, changesOfSummaryPlan(before, after))),
    companySummaries: watched(own.companySummaries, (key, before, after) =>
      note(key, changesOfCompanySummaries(before, after)),
    ),
    runs: watched(own.runs, (_key, before, after) => note(null, changesOfRun(before, after))),
    imports: watched(own.imports, (_key, before, after) => note(null, changesOfImport(before, after))),
    noticeSettings: watched(own.noticeSettings, (key, before, after) =>
      note(companyOfAudience(key), changesOfNotices(before, after)),
    ),
  }
}

/** The same collection; `told` after every write, with what was there before. */
function watched<Key, T>(
  inner: Collection<Key, T>,
  told: (key: Key, before: T | null, after: T) => Promise<void>,
): Collection<Key, T> {
  return {
    read: (key) => inner.read(key),
    keys: () => inner.keys(),
    remove: (key) => inner.remove(key),
    async write(key, value, expected) {
      const before = expected === null ? null : ((await inner.read(key))?.value ?? null)
      const written = await inner.write(key, value, expected)
      await told(key, before, written.value)
      return written
    },
    async update(key, change) {
      let before: T | null = null
      const written = await inner.update(key, (stored) => {
        before = stored
        return change(stored)
      })
      await told(key, before, written.value)
      return written
    },
  }
}

/** Newest first. */
export interface AuditQuery {
  offset: number
  limit: number
}
export async function auditPage(
  store: TenantStore,
  { offset, limit }: AuditQuery,
): Promise<{ entries: AuditEntry[]; found: number }> {
  const ids = (await store.audit.keys()).sort().reverse()
  const entries = await Promise.all(ids.slice(offset, offset + limit).map((id) => store.audit.read(id)))
  return { entries: entries.flatMap((entry) => (entry === null ? [] : [entry.value])), found: ids.length }
}
