/**
 * What companies' records and runs say of how they stand, and of what is open at them, in memory: read once a tenant in the
 * background, then told by every write. All writes go through the store that is given back here; one process has a data folder to
 * itself.
 */
import type { TenantId } from '../domain/ids'
import type { Clock, Log } from '../ports'
import type { Store, TenantStore } from '../storage/store'
import { inboxSince } from './inboxRead'
import { createKnownStandings, type KnownStandings, type TenantStandings } from './knownStandings'
import { readRecords, readRuns } from './readStandings'
import { toldCollection } from './toldCollection'
import { createWatchedOpen, type TenantOpen, type WatchedOpen } from './watchedOpen'

export interface WatchedStandings {
  /** To be used instead of the store that was given. */
  store: Store
  /** Reads in the background what is not known yet. */
  standingsOf: (tenant: TenantId) => TenantStandings
  /**
   * The same once every company's record is read, for without it nobody can say whether a company is linked; what runs say of it
   * may still be on its way. Rejects with what the store throws.
   */
  recordedOf: (tenant: TenantId) => Promise<TenantStandings>
  /** The same of what is open. */
  openOf: (tenant: TenantId) => TenantOpen
  /** Reads ahead, a tenant after the other, as many as are kept. Never rejects: a failure is in the log. */
  warm: (tenants: readonly TenantId[]) => Promise<void>
  /** Fulfilled when nothing is being read. */
  settled: () => Promise<void>
  /** The store is about to be closed: what cannot be read any more is not worth telling. */
  stop: () => void
}

/** Tenants that are kept; some megabytes each. Who was asked for longest ago goes first. */
const maxTenants = 20
interface Known {
  standings: KnownStandings
  open: WatchedOpen
  records: Promise<void>
  read: Promise<void>
}

export function watchStandings(inner: Store, deps: { clock: Clock; log: Log }): WatchedStandings {
  const known = new Map<TenantId, Known>()
  const stores = new Map<TenantId, TenantStore>()
  let isStopping = false

  const watch = (tenant: TenantId, own: TenantStore): TenantStore => {
    const now = () => known.get(tenant)
    const lost = () => void known.delete(tenant)
    return {
      ...own,
      companies: toldCollection(own.companies, {
        written: (key, { value, version }) => now()?.standings.tellRecord(key, value, version),
        removed: (key) => now()?.standings.forgetRecord(key),
        lost,
      }),
      runs: toldCollection(own.runs, {
        written(key, { value, version }) {
          now()?.standings.tellRun(key, value, version)
          now()?.open.tellRun(value, version, version === 1)
        },
        removed(key) {
          now()?.standings.forgetRun(key)
          now()?.open.forgetRun(key)
        },
        lost,
      }),
      runCompanies: toldCollection(own.runCompanies, {
        written(_key, { value, version }) {
          now()?.standings.tellPart(value, version)
          now()?.open.tellPart(value, version)
        },
        removed({ runId, companyId }) {
          now()?.standings.forgetPart(runId, companyId)
          now()?.open.forgetPart(runId, companyId)
        },
        lost,
      }),
    }
  }

  const startReading = (tenant: TenantId): Known => {
    const store = inner.of(tenant)
    const failed = (error: unknown) => {
      if (!isStopping) deps.log.error('How companies stand could not be read', { tenant, error: String(error) })
    }
    const standings = createKnownStandings()
    const open = createWatchedOpen({
      readPart: (runId, companyId) => store.runCompanies.read({ runId, companyId }),
      failed,
    })
    const records = readRecords(store, standings)
    const read = records
      .then(() => readRuns(store, standings, open, inboxSince(deps.clock)))
      .catch((error: unknown) => {
        // The next one who asks has it read again; until then rows say that they are being read.
        failed(error)
        if (known.get(tenant)?.standings === standings) known.delete(tenant)
      })
    return { standings, open, records, read }
  }
  const knownOf = (tenant: TenantId): Known => {
    const entry = known.get(tenant) ?? startReading(tenant)
    // The last one asked for is the last one to go.
    known.delete(tenant)
    known.set(tenant, entry)
    if (known.size > maxTenants) for (const oldest of [...known.keys()].slice(0, 1)) known.delete(oldest)
    return entry
  }

  return {
    store: {
      tenants: () => inner.tenants(),
      close: () => inner.close(),
      of(tenant) {
        const made = stores.get(tenant) ?? watch(tenant, inner.of(tenant))
        stores.set(tenant, made)
        return made
      },
    },
    standingsOf: (tenant) => knownOf(tenant).standings,
    async recordedOf(tenant) {
      const { standings, records } = knownOf(tenant)
      await records
      return standings
    },
    openOf: (tenant) => knownOf(tenant).open,
    async warm(tenants) {
      for (const tenant of tenants.slice(0, maxTenants)) if (!isStopping) await knownOf(tenant).read
    },
    stop() {
      isStopping = true
    },
    async settled() {
      await Promise.all([...known.values()].map(({ read }) => read))
    },
  }
}
