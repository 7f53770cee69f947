/**
 * What lists and progress need of the runs that somebody looks at, in memory: read once a run, then told by every write to it.
 * All writes go through the store that is given back here; one process has a data folder to itself.
 */
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import type { BillingRun, RunCompany } from '../domain/run'
import type { RunLineRow } from '../domain/viewsRuns'
import type { Store, TenantStore, Versioned } from '../storage/store'
import { eachOf } from './each'
import { giveWay } from './giveWay'
import { addParts, digestOf, restated, runAs, type PartDigest, type RunTotals } from './runDigest'
import { withRowsOf } from './sortedRows'
import { toldCollection } from './toldCollection'

export interface WatchedRuns {
  /** To be used instead of the store that was given. */
  store: Store
  /** The run as it is now, with its planned parts in the order of its companies; null when there is no such run. */
  digestOf(tenant: TenantId, run: RunId): Promise<RunDigest | null>
  /** `told` after each write to the run or a part of it, until the answer is called. It must answer at once and not throw. */
  onChange(tenant: TenantId, run: RunId, told: () => void): () => void
}

export interface RunDigest {
  run: BillingRun
  parts: readonly PartDigest[]
  /** Every row, the largest difference in money first. */
  rows(): readonly RunLineRow[]
  /** Of all parts. */
  totals: () => RunTotals
}

/** Most companies whose parts are kept, of all runs together; some kilobytes each. The run not asked for longest goes first. */
const maxParts = 12_000
const maxRuns = 100
/** Parts that are read at one time. */
const readTogether = 50

type PartKey = { runId: RunId; companyId: CompanyId }

/** `parts`: most that are kept. */
export function watchRuns(inner: Store, { parts: mostParts = maxParts } = {}): WatchedRuns {
  const stores = new Map<TenantId, TenantStore>()
  const known = new Map<string, Known>()
  const opening = new Map<string, Promise<Known | null>>()
  const listeners = new Map<string, Set<() => void>>()
  const nameOf = (tenant: TenantId, run: RunId) => `${tenant} ${run}`

  const tell = (name: string): void => {
    for (const told of listeners.get(name) ?? []) told()
  }

  const forget = (tenant: TenantId, run: RunId): void => {
    known.delete(nameOf(tenant, run))
    tell(nameOf(tenant, run))
  }
  const forgetAll = (tenant: TenantId): void => {
    for (const name of [...known.keys()].filter((each) => each.startsWith(`${tenant} `))) {
      known.delete(name)
      tell(name)
    }
  }

  const watch = (tenant: TenantId, own: TenantStore): TenantStore => ({
    ...own,
    runs: toldCollection(own.runs, {
      written(id, head) {
        const name = nameOf(tenant, id)
        // Before a run of all is stored there is no part of it: nothing has to be read.
        if (head.version === 1 && head.value.scope.kind === 'all' && !opening.has(name)) {
          known.set(name, createKnown(head))
          forgetOldest()
        } else known.get(name)?.tellHead(head)
        tell(nameOf(tenant, id))
      },
      removed: (id) => forget(tenant, id),
      lost: () => forgetAll(tenant),
    }),
    runCompanies: toldCollection(own.runCompanies, {
      written({ runId }: PartKey, part) {
        const kept = known.get(nameOf(tenant, runId))
        kept?.tellPart(part)
        // Also while nobody asks: the clock plans the runs of many tenants at the same hour.
        if (kept !== undefined) forgetOldest()
        tell(nameOf(tenant, runId))
      },
      // Read again: versions of this document begin anew.
      removed: ({ runId }) => forget(tenant, runId),
      lost: () => forgetAll(tenant),
    }),
  })

  const read = async (tenant: TenantId, id: RunId): Promise<Known | null> => {
    const own = inner.of(tenant)
    const head = await own.runs.read(id)
    if (head === null) return null
    const kept = createKnown(head)
    known.set(nameOf(tenant, id), kept)
    kept.ready = readAll(own, kept)
    // The caller gets the failure; the next call reads again.
    kept.ready.catch(() => {
      if (known.get(nameOf(tenant, id)) === kept) known.delete(nameOf(tenant, id))
    })
    return kept
  }
  /** Two who ask at once wait for one reading. */
  const open = (tenant: TenantId, id: RunId): Promise<Known | null> => {
    const name = nameOf(tenant, id)
    const under = opening.get(name)
    if (under !== undefined) return under
    const opened = read(tenant, id).finally(() => opening.delete(name))
    opening.set(name, opened)
    return opened
  }

  const forgetOldest = (): void => {
    let parts = [...known.values()].reduce((sum, kept) => sum + kept.size(), 0)
    for (const [name, kept] of known) {
      if ((parts <= mostParts && known.size <= maxRuns) || known.size === 1) return
      known.delete(name)
      parts -= kept.size()
    }
  }

  return {
    store: {
      tenants: () => inner.tenants(),
      close: () => inner.close(),
      of(tenant) {
        const made = stores.get(tenant)
        if (made !== undefined) return made
        const store = watch(tenant, inner.of(tenant))
        stores.set(tenant, store)
        return store
      },
    },
    async digestOf(tenant, id) {
      const name = nameOf(tenant, id)
      const kept = known.get(name) ?? (await open(tenant, id))
      if (kept === null) return null
      await kept.ready
      // The last one asked for is the last one to go; one that was removed meanwhile does not come back.
      if (known.get(name) === kept && known.delete(name)) known.set(name, kept)
      forgetOldest()
      return kept.digest()
    },
    onChange(tenant, id, told) {
      const name = nameOf(tenant, id)
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all.add(told))
      return () => {
        all.delete(told)
        if (all.size === 0) listeners.delete(name)
      }
    },
  }
}

async function readAll(own: TenantStore, kept: Known): Promise<void> {
  const { id, companyIds } = kept.digest().run
  // Again, for a write may have come between the first reading and our being told of writes.
  const head = await own.runs.read(id)
  if (head !== null) kept.tellHead(head)
  for (let at = 0; at < companyIds.length; at += readTogether) {
    await eachOf(companyIds.slice(at, at + readTogether), readTogether, async (companyId) => {
      const stored = await own.runCompanies.read({ runId: id, companyId })
      if (stored !== null) kept.tellPart(stored)
    })
    await giveWay()
  }
}

interface Known {
  /** Fulfilled when all parts were read. */
  ready: Promise<void>
  /** What is stored now. An older version than the one known says nothing. */
  tellHead(head: Versioned<BillingRun>): void
  tellPart(part: Versioned<RunCompany>): void
  size(): number
  digest(): RunDigest
}

function createKnown(first: Versioned<BillingRun>): Known {
  let head = first
  let made: RunDigest | null = null
  const parts = new Map<CompanyId, { version: number; digest: PartDigest }>()
  /** Parts of which `sorted` has older rows. */
  const changed = new Set<CompanyId>()
  let sorted: readonly RunLineRow[] = []
  const rows = (): readonly RunLineRow[] => {
    if (changed.size === 0) return sorted
    const rowsOf = (id: CompanyId) => parts.get(id)?.digest.rows.map(({ line }) => line) ?? []
    sorted = withRowsOf(sorted, new Map([...changed].map((id) => [id, rowsOf(id)])))
    changed.clear()
    return sorted
  }
  return {
    ready: Promise.resolve(),
    tellHead(stored) {
      if (stored.version <= head.version) return
      head = stored
      made = null
    },
    tellPart({ value, version }) {
      if (version <= (parts.get(value.companyId)?.version ?? 0)) return
      parts.set(value.companyId, { version, digest: digestOf(head.value, value) })
      changed.add(value.companyId)
      made = null
    },
    size: () => Math.max(1, parts.size),
    digest() {
      if (made !== null) return made
      const run = head.value
      const as = runAs(run)
      const inOrder = run.companyIds.flatMap((id) => {
        const part = parts.get(id)
        if (part === undefined) return []
        const digest = restated(part.digest, run, as)
        if (digest !== part.digest) changed.add(id)
        part.digest = digest
        return [part.digest]
      })
      let totals: RunTotals | null = null
      made = { run, parts: inOrder, rows, totals: () => (totals ??= addParts(inOrder)) }
      return made
    },
  }
}
