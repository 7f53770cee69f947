/** Plans of one company that nobody has sent: which is the newest, and how many are kept of each member. In memory only. */
import type { CompanyId, RunId, TenantId } from '../domain/ids'

export interface DraftOwner {
  /** Identifier of the member. */
  by: string
  /** Only who may send a plan can replace that of another. */
  mayBill: boolean
}

export interface Drafts {
  /** Takes note of a new draft; answers with the older ones of the same member that are too many now. */
  add(tenant: TenantId, company: CompanyId, draft: RunId, owner: DraftOwner): RunId[]
  /** The draft that was made last by a member who may bill; null where none is known, as after a restart. */
  latest(tenant: TenantId, company: CompanyId): RunId | null
}

/**
 * Of one member and company: pod and tab of a page and a second window each have their own. Without a limit whoever may look
 * could fill the disk until drafts are swept.
 */
const draftsKept = 4

export function createDrafts(): Drafts {
  const latest = new Map<string, RunId>()
  const kept = new Map<string, RunId[]>()
  return {
    add(tenant, company, draft, { by, mayBill }) {
      if (mayBill) latest.set(`${tenant}:${company}`, draft)
      const key = JSON.stringify([tenant, company, by])
      const all = [...(kept.get(key) ?? []), draft]
      kept.set(key, all.slice(-draftsKept))
      return all.slice(0, -draftsKept)
    },
    latest: (tenant, company) => latest.get(`${tenant}:${company}`) ?? null,
  }
}
