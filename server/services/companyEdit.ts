/** How a change of a company is stored: alone among the edits of its tenant, and only on what the person saw. */
import { AppError } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import { emptyCompanyRecord, type CompanyRecord } from '../domain/settings'
import type { Clock } from '../ports'
import type { Store, TenantStore } from '../storage/store'
import type { KeyedLock } from './locks'
import type { Connect } from './upstreams'

export interface EditDeps {
  store: Store
  clock: Clock
  connect: Connect
  /** Links of a tenant change one at a time, so that a customer never ends with two companies. */
  locks: KeyedLock
}

/** All edits of a tenant one after the other: a customer never ends with two companies, nor with none. */
export const editAlone = <T>({ locks }: Pick<EditDeps, 'locks'>, tenant: TenantId, work: () => Promise<T>) =>
  locks.run(`edits:${tenant}`, work)

/** Stores what a person changed of a record that is still as the person saw it. Throws `conflict` when it is not. */
export async function editRecord(
  store: TenantStore,
  company: CompanyId,
  version: number,
  change: (record: CompanyRecord) => CompanyRecord,
): Promise<void> {
  await store.companies.update(company, (stored) => {
    const record = stored ?? emptyCompanyRecord(company)
    if (record.edition !== version) throw new AppError('conflict')
    return { ...change(record), edition: record.edition + 1 }
  })
}

/** One change of one company, with both of the above. Throws `conflict`, and what `change` throws. */
export const editCompany = (
  { store, locks }: Pick<EditDeps, 'store' | 'locks'>,
  tenant: TenantId,
  company: CompanyId,
  version: number,
  change: (record: CompanyRecord) => CompanyRecord,
): Promise<void> => editAlone({ locks }, tenant, () => editRecord(store.of(tenant), company, version, change))
