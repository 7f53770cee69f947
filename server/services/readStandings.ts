/** The first reading of what is kept in memory of how companies stand: each document once, whatever it is kept for. */
import { msOf, type Instant } from '../domain/calendar'
import type { CompanyId, RunId } from '../domain/ids'
import type { BillingRun } from '../domain/run'
import type { TenantStore } from '../storage/store'
import { giveWay } from './giveWay'
import { isPlan, maxShares, type KnownStandings } from './knownStandings'
import { keptSince, type WatchedOpen } from './watchedOpen'

/** Documents that are read at one time: each part of a run holds all that was read for its company. */
const readTogether = 20

/** What is decided of each company: little, so that it is there at once. */
export async function readRecords(store: TenantStore, standings: KnownStandings): Promise<void> {
  await inSome(await store.companies.keys(), async (key) => {
    const stored = await store.companies.read(key)
    if (stored !== null) standings.tellRecord(key, stored.value, stored.version)
  })
}

/**
 * Of each company the newest part that a run made, and newer looks; then what else says what is open. `since`: of the runs that
 * are looked at for that; kept are those of a month more.
 */
export async function readRuns(
  store: TenantStore,
  standings: KnownStandings,
  open: WatchedOpen,
  since: Instant,
): Promise<void> {
  const runs: BillingRun[] = []
  await inSome(await store.runs.keys(), async (key) => {
    const stored = await store.runs.read(key)
    if (stored === null) return
    standings.tellRun(key, stored.value, stored.version)
    if (msOf(stored.value.createdAt) < keptSince(since)) return
    open.tellRun(stored.value, stored.version, false)
    runs.push(stored.value)
  })
  runs.sort((one, other) => msOf(other.createdAt) - msOf(one.createdAt))
  const wanted = partsOf(runs)
  let read = 0
  const progress = () => {
    standings.progress(read, wanted.length)
    open.progress({ read, of: wanted.length })
  }
  progress()
  await inSome(wanted, async (key) => {
    const stored = await store.runCompanies.read(key)
    if (stored !== null) standings.tellPart(stored.value, stored.version)
    open.tellRead(key.runId, key.companyId, stored)
    read += 1
    progress()
  })
  standings.progress(null, 0)
  await open.readMissing(since)
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
