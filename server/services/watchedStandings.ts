/**
 * What companies' records and runs say of how they stand, in memory: read once a tenant in the background, then told by every
 * write. All writes go through the store that is given back here; one process has a data folder to itself.
 */
import { msOf, type Instant } from '../domain/calendar'
import { shareOf, standingOf, type RunFacts, type Share, type Standing } from '../domain/companyStanding'
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import type { BillingRun, RunCompany } from '../domain/run'
import type { CompanyRecord } from '../domain/settings'
import type { Clock, Log } from '../ports'
import type { Collection, Store, TenantStore, Versioned } from '../storage/store'
import { giveWay } from './giveWay'

export interface RecordFacts {
  customers: string[]
  enabled: boolean
  none: boolean
  exclusions: number
  own: boolean
}
export interface TenantStandings {
  /** Another number after every change. */
  changes(): number
  /** The same for one company. */
  changesOf(company: CompanyId): number
  /** null: all is read. */
  reading(): { read: number; of: number } | null
  record(company: CompanyId): RecordFacts | null
  companies(): Iterable<CompanyId>
  standing(company: CompanyId): Standing
}
export interface WatchedStandings {
  /** To be used instead of the store that was given. */
  store: Store
  /** Reads in the background what is not known yet. */
  standingsOf: (tenant: TenantId) => TenantStandings
  /** Fulfilled when nothing is being read. */
  settled: () => Promise<void>
}

/** Tenants that are kept; some megabytes each. Who was asked for longest ago goes first. */
const maxTenants = 20
/** Documents that are read at one time: each part of a run holds all that was read for its company. */
const readTogether = 20
/** Shares of a company that are kept: the newest plan, looks since, and what took them back. */
const maxShares = 8
/** Three monthly sends. */
const lookedBackMs = 93 * 24 * 60 * 60_000

export function watchStandings(inner: Store, deps: { clock: Clock; log: Log }): WatchedStandings {
  const known = new Map<TenantId, { standings: Watched; read: Promise<void> }>()
  const stores = new Map<TenantId, TenantStore>()

  const told = <Key, T>(
    own: Collection<Key, T>,
    tell: (key: Key, stored: Versioned<T>) => void,
    gone: (key: Key) => void,
  ): Collection<Key, T> => ({
    read: (key) => own.read(key),
    keys: () => own.keys(),
    async write(key, value, expected) {
      const stored = await own.write(key, value, expected)
      tell(key, stored)
      return stored
    },
    async update(key, change) {
      const stored = await own.update(key, change)
      tell(key, stored)
      return stored
    },
    async remove(key) {
      await own.remove(key)
      gone(key)
    },
  })

  const watch = (tenant: TenantId, own: TenantStore): TenantStore => {
    const now = () => known.get(tenant)?.standings
    return {
      ...own,
      companies: told(
        own.companies,
        (key, { value, version }) => now()?.tellRecord(key, value, version),
        (key) => now()?.forgetRecord(key),
      ),
      runs: told(
        own.runs,
        (key, { value, version }) => now()?.tellRun(key, value, version),
        (key) => now()?.forgetRun(key),
      ),
      runCompanies: told(
        own.runCompanies,
        (_key, { value, version }) => now()?.tellPart(value, version),
        ({ runId, companyId }) => now()?.forgetPart(runId, companyId),
      ),
    }
  }

  const startReading = (tenant: TenantId) => {
    const standings = createWatched()
    const since = msOf(deps.clock.now()) - lookedBackMs
    const read = readAll(inner.of(tenant), standings, since).catch((error: unknown) => {
      // The next one who asks has it read again; until then rows say that they are being read.
      deps.log.error('How companies stand could not be read', { tenant, error: String(error) })
      if (known.get(tenant)?.standings === standings) known.delete(tenant)
    })
    return { standings, read }
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
    standingsOf(tenant) {
      const entry = known.get(tenant) ?? startReading(tenant)
      // The last one asked for is the last one to go.
      known.delete(tenant)
      known.set(tenant, entry)
      if (known.size > maxTenants) for (const oldest of [...known.keys()].slice(0, 1)) known.delete(oldest)
      return entry.standings
    },
    async settled() {
      await Promise.all([...known.values()].map(({ read }) => read))
    },
  }
}

/** Records first, for they are quick; then of each company the newest part that a run made, and newer looks. */
async function readAll(store: TenantStore, standings: Watched, sinceMs: number): Promise<void> {
  const keys = await store.companies.keys()
  await inSome(keys, async (key) => {
    const stored = await store.companies.read(key)
    if (stored !== null) standings.tellRecord(key, stored.value, stored.version)
  })
  const runs: BillingRun[] = []
  await inSome(await store.runs.keys(), async (key) => {
    const stored = await store.runs.read(key)
    if (stored === null) return
    standings.tellRun(key, stored.value, stored.version)
    if (msOf(stored.value.createdAt) >= sinceMs) runs.push(stored.value)
  })
  runs.sort((one, other) => msOf(other.createdAt) - msOf(one.createdAt))
  const wanted = partsOf(runs)
  let read = 0
  standings.progress(0, wanted.length)
  await inSome(wanted, async (key) => {
    const stored = await store.runCompanies.read(key)
    if (stored !== null) standings.tellPart(stored.value, stored.version)
    standings.progress((read += 1), wanted.length)
  })
  standings.progress(null, 0)
}

/** Newest run first: up to the first of each company that is more than a look. */
function partsOf(runs: readonly BillingRun[]): { runId: RunId; companyId: CompanyId }[] {
  const settled = new Set<CompanyId>()
  const counts = new Map<CompanyId, number>()
  const wanted: { runId: RunId; companyId: CompanyId }[] = []
  for (const run of runs)
    for (const companyId of run.companyIds) {
      if (settled.has(companyId)) continue
      if (isPlan(run)) settled.add(companyId)
      else {
        const looks = counts.get(companyId) ?? 0
        // Older looks say nothing more; the plan behind them does.
        if (looks >= maxShares - 1) continue
        counts.set(companyId, looks + 1)
      }
      wanted.push({ runId: run.id, companyId })
    }
  return wanted
}

async function inSome<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += readTogether) {
    await Promise.all(items.slice(at, at + readTogether).map(work))
    await giveWay()
  }
}

interface Watched extends TenantStandings {
  /** An older version than the one known says nothing. */
  tellRecord(company: CompanyId, record: CompanyRecord, version: number): void
  tellRun(id: RunId, run: BillingRun, version: number): void
  tellPart(part: RunCompany, version: number): void
  forgetRecord(company: CompanyId): void
  forgetRun(id: RunId): void
  forgetPart(run: RunId, company: CompanyId): void
  progress(read: number | null, of: number): void
}

function createWatched(): Watched {
  const records = new Map<CompanyId, { facts: RecordFacts; version: number }>()
  const runs = new Map<RunId, { facts: RunFacts; version: number }>()
  const shares = new Map<CompanyId, Map<RunId, { share: Share; version: number }>>()
  const problems = new Map<CompanyId, Instant>()
  const standings = new Map<CompanyId, Standing>()
  const changesOf = new Map<CompanyId, number>()
  let reading: { read: number; of: number } | null = { read: 0, of: 0 }
  let changes = 0
  const changed = (company: CompanyId) => {
    changes += 1
    changesOf.set(company, changes)
    standings.delete(company)
  }
  const isPlanOf = (id: RunId) => {
    const run = runs.get(id)
    return run !== undefined && isPlan(run.facts)
  }
  const changedIn = (run: RunId) => {
    for (const [company, own] of shares) if (own.has(run)) changed(company)
  }
  return {
    changes: () => changes,
    changesOf: (company) => changesOf.get(company) ?? 0,
    reading: () => reading,
    record: (company) => records.get(company)?.facts ?? null,
    companies: () => records.keys(),
    standing(company) {
      const kept = standings.get(company)
      if (kept !== undefined) return kept
      const own = [...(shares.get(company)?.values() ?? [])].map(({ share }) => share)
      const standing = standingOf(own, (id) => runs.get(id)?.facts ?? null, problems.get(company) ?? null)
      standings.set(company, standing)
      return standing
    },
    tellRecord(company, record, version) {
      const before = records.get(company)
      if (version <= (before?.version ?? 0)) return
      const facts = factsOf(record)
      records.set(company, { facts, version })
      if (JSON.stringify(before?.facts) !== JSON.stringify(facts)) changed(company)
    },
    tellRun(id, { status, trigger, problems: found, createdAt }, version) {
      const before = runs.get(id)
      if (version <= (before?.version ?? 0)) return
      runs.set(id, { facts: { status, trigger }, version })
      for (const { companyId, failure } of found) {
        const at = failure?.at ?? createdAt
        const known = problems.get(companyId)
        if (known !== undefined && msOf(known) >= msOf(at)) continue
        problems.set(companyId, at)
        changed(companyId)
      }
      if (before?.facts.status !== status) changedIn(id)
    },
    tellPart(part, version) {
      const own = shares.get(part.companyId) ?? new Map<RunId, { share: Share; version: number }>()
      if (version <= (own.get(part.runId)?.version ?? 0)) return
      own.set(part.runId, { share: shareOf(part), version })
      shares.set(part.companyId, withoutOldest(own, isPlanOf))
      changed(part.companyId)
    },
    forgetRecord(company) {
      records.delete(company)
      changed(company)
    },
    forgetRun(id) {
      runs.delete(id)
      changedIn(id)
    },
    forgetPart(run, company) {
      if (shares.get(company)?.delete(run) === true) changed(company)
    },
    progress(read, of) {
      reading = read === null ? null : { read, of }
      if (read === null) changes += 1
    },
  }
}

const factsOf = ({ link, noTrendMicro, exclusions, customSchedule, limits }: CompanyRecord): RecordFacts => ({
  customers: link?.customerNames ?? [],
  enabled: link?.enabled ?? false,
  none: noTrendMicro !== null,
  exclusions: exclusions.length,
  own: customSchedule !== null || Object.keys(limits).length > 0,
})

/** More than a look at what would be billed, and more than taking back. */
const isPlan = ({ status, trigger }: RunFacts): boolean => status !== 'draft' && trigger !== 'undo'

/** The newest, and the newest plan among them: what failed in it, or waits, is told until another run has been there. */
function withoutOldest<T extends { share: Share }>(
  own: Map<RunId, T>,
  isPlanOf: (id: RunId) => boolean,
): Map<RunId, T> {
  if (own.size <= maxShares) return own
  const newest = [...own].sort(([, one], [, other]) => msOf(other.share.plannedAt) - msOf(one.share.plannedAt))
  const plan = newest.findIndex(([id]) => isPlanOf(id))
  if (plan < maxShares) return new Map(newest.slice(0, maxShares))
  return new Map([...newest.slice(0, maxShares - 1), ...newest.slice(plan, plan + 1)])
}
