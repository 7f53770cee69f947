/**
 * What people decided about the links and products of all companies, in memory: read once a tenant, then told by every write to a company's
 * record. All writes go through the store that is given back here; one process has a data folder to itself.
 */
import type { CompanyId, CustomerId, TenantId } from '../domain/ids'
import type { CompanyRecord } from '../domain/settings'
import type { Store, TenantStore, Versioned } from '../storage/store'
import { giveWay } from './giveWay'
import { toldCollection } from './toldCollection'

export type LinkRecord = Pick<CompanyRecord, 'edition' | 'link' | 'noTrendMicro' | 'rejected' | 'assignments'>

/** Told of every write as long as the tenant is kept: whoever decides by it asks for it again first. */
export interface TenantLinks {
  /** Another number after every change. */
  changes(): number
  records(): ReadonlyMap<CompanyId, LinkRecord>
  /** The company that has this customer. */
  holderOf(customer: CustomerId): CompanyId | null
}
export interface WatchedLinks {
  /** To be used instead of the store that was given. */
  store: Store
  /** Reads the records of the tenant when they are not known yet, giving way to others. */
  linksOf: (tenant: TenantId) => Promise<TenantLinks>
}

interface Known {
  links: Watched
  read: Promise<void>
}
/** Tenants whose records are kept; some megabytes each. Who was asked for longest ago goes first. */
const maxTenants = 20
/** Records that are read at one time. */
const readTogether = 50

export function watchLinks(inner: Store): WatchedLinks {
  const known = new Map<TenantId, Known>()
  const stores = new Map<TenantId, TenantStore>()

  const watchedCompanies = (tenant: TenantId, companies: TenantStore['companies']): TenantStore['companies'] => {
    // Read again: versions of a document that is removed begin anew.
    const readAgain = () => void known.delete(tenant)
    return toldCollection(companies, {
      written: (key, stored) => known.get(tenant)?.links.tell(key, stored),
      removed: readAgain,
      lost: readAgain,
    })
  }

  const startReading = (tenant: TenantId): Known => {
    const links = createWatched()
    const entry = { links, read: readAll(inner.of(tenant), links) }
    // The caller gets the failure; the next call reads again.
    entry.read.catch(() => {
      if (known.get(tenant) === entry) known.delete(tenant)
    })
    return entry
  }

  return {
    store: {
      tenants: () => inner.tenants(),
      close: () => inner.close(),
      of(tenant) {
        const made = stores.get(tenant)
        if (made !== undefined) return made
        const own = inner.of(tenant)
        const watched = { ...own, companies: watchedCompanies(tenant, own.companies) }
        stores.set(tenant, watched)
        return watched
      },
    },
    async linksOf(tenant) {
      const entry = known.get(tenant) ?? startReading(tenant)
      // The last one asked for is the last one to go.
      known.delete(tenant)
      known.set(tenant, entry)
      if (known.size > maxTenants) for (const oldest of [...known.keys()].slice(0, 1)) known.delete(oldest)
      await entry.read
      return entry.links
    },
  }
}

async function readAll(store: TenantStore, links: Watched): Promise<void> {
  const keys = await store.companies.keys()
  for (let at = 0; at < keys.length; at += readTogether) {
    const some = keys.slice(at, at + readTogether)
    const stored = await Promise.all(some.map((key) => store.companies.read(key)))
    some.forEach((key, place) => {
      const document = stored[place]
      if (document != null) links.tell(key, document)
    })
    await giveWay()
  }
}

interface Watched extends TenantLinks {
  /** What is stored now. An older version than the one known says nothing. */
  tell(company: CompanyId, stored: Versioned<CompanyRecord>): void
}

function createWatched(): Watched {
  const records = new Map<CompanyId, LinkRecord>()
  const versions = new Map<CompanyId, number>()
  const holders = new Map<CustomerId, CompanyId>()
  let changes = 0
  return {
    changes: () => changes,
    records: () => records,
    holderOf: (customer) => holders.get(customer) ?? null,
    tell(company, { value, version }) {
      if (version <= (versions.get(company) ?? 0)) return
      versions.set(company, version)
      const before = records.get(company)
      const { edition, link, noTrendMicro, rejected, assignments } = value
      const after: LinkRecord = { edition, link, noTrendMicro, rejected, assignments }
      // Most writes are those of sends, which decide nothing.
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(after)) return
      records.set(company, after)
      for (const id of before?.link?.customerIds ?? []) if (holders.get(id) === company) holders.delete(id)
      for (const id of link?.customerIds ?? []) holders.set(id, company)
      changes += 1
    },
  }
}
