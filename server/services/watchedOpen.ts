/**
 * What is open at the companies of one tenant, in memory: what the parts of runs say, and of lines that may be open what is shown
 * of them. It is told of every write; what is not known of a company is read when it is needed. The answer is that of `readOpen`.
 */
import { msOf, type Instant } from '../domain/calendar'
import type { UpstreamFailure } from '../domain/errors'
import type { CompanyId, RunId } from '../domain/ids'
import {
  byLastResult,
  isAnsweredBefore,
  openOfCompany,
  resultOfPart,
  type CompanyResult,
  type OpenItem,
  type PartResult,
  type RunAtInbox,
} from '../domain/inbox'
import type { BillingRun, RunCompany } from '../domain/run'
import type { Versioned } from '../storage/store'
import { giveWay } from './giveWay'
import { shownLine, type ShownLine } from './inboxOpen'

export interface Reading {
  read: number
  of: number
}
export interface OpenAtTenant {
  /** By company. */
  items: readonly OpenItem<ShownLine>[]
  /** Not all companies are read yet; the items are those of the ones that are. */
  reading: Reading | null
}
export interface TenantOpen {
  /**
   * What is open of the runs that were made since then, at all companies that were ever in one. Throws when it has to read parts
   * and cannot.
   */
  openSince(since: Instant): Promise<OpenAtTenant>
}

export interface WatchedOpen extends TenantOpen {
  /** `isNew`: it was just made, so it has no part that was not told. An older version than the one known says nothing. */
  tellRun(run: BillingRun, version: number, isNew: boolean): void
  tellPart(part: RunCompany, version: number): void
  forgetRun(id: RunId): void
  forgetPart(run: RunId, company: CompanyId): void
  /** A part as it is on the disk, or that there is none. Says nothing of one that was told. */
  tellRead(run: RunId, company: CompanyId, stored: Versioned<RunCompany> | null): void
  /** How far others have come who read for this too. */
  progress(reading: Reading): void
  /** To be called when every run of `keptSince` was told: reads what is still missing. Until then nothing is said of any company. */
  readMissing(since: Instant): Promise<void>
}

/** Companies whose parts are read at one time. */
const readTogether = 20
/** So few are waited for; who asks for more is told that they are being read. */
const waitedFor = 20
/** Companies that are looked at before others have their turn. */
const lookedAtTogether = 200
/** What a clock may be put back by without reading anew. */
const keptLongerMs = 31 * 24 * 60 * 60_000

/** Runs that are older say nothing. */
export const keptSince = (since: Instant): number => msOf(since) - keptLongerMs

interface KnownRun {
  run: RunAtInbox
  version: number
  createdMs: number
  companyIds: readonly CompanyId[]
  problems: ReadonlyMap<CompanyId, { failure: UpstreamFailure | null }>
}
type KnownPart = { version: number; part: PartResult<ShownLine> | null } | 'unread'
const noPart: KnownPart = { version: 0, part: null }

export function createWatchedOpen(deps: {
  readPart: (run: RunId, company: CompanyId) => Promise<Versioned<RunCompany> | null>
  /** Told when something could not be read that nobody waits for; it is read again when somebody asks. */
  failed: (error: unknown) => void
}): WatchedOpen {
  const runs = new Map<RunId, KnownRun>()
  /** A draft's part comes before its run. As many as the store keeps: it throws drafts away. */
  const parts = new Map<CompanyId, Map<RunId, KnownPart>>()
  const open = new Map<CompanyId, OpenItem<ShownLine>[]>()
  const changed = new Set<CompanyId>()
  const unread = new Set<CompanyId>()
  /** Runs that were removed while runs are read: what was read of them before that comes too late. */
  const gone = new Set<RunId>()
  let sinceMs = Infinity
  let hasRuns = false
  let reading: Reading | null = { read: 0, of: 0 }
  let items: readonly OpenItem<ShownLine>[] | null = null

  const partsOf = (company: CompanyId): Map<RunId, KnownPart> => {
    const own = parts.get(company) ?? new Map<RunId, KnownPart>()
    parts.set(company, own)
    return own
  }
  const changedAt = (companies: readonly CompanyId[]): void => {
    for (const company of companies) changed.add(company)
  }

  const forgetRun = (id: RunId): void => {
    if (!hasRuns) gone.add(id)
    const known = runs.get(id)
    if (known === undefined) return
    runs.delete(id)
    for (const company of known.companyIds) parts.get(company)?.delete(id)
    changedAt(known.companyIds)
  }

  /** With the clock runs leave the list; put back, they come again. */
  const moveTo = (since: Instant): void => {
    const before = sinceMs
    sinceMs = msOf(since)
    if (before === sinceMs) return
    for (const [id, { createdMs, companyIds }] of runs) {
      if (createdMs >= before !== createdMs >= sinceMs) changedAt(companyIds)
      if (createdMs < keptSince(since)) forgetRun(id)
    }
  }

  /** As far back as older results could change anything; or the run whose part has to be read before that can be told. */
  const resultsOf = (company: CompanyId): CompanyResult<ShownLine>[] | { unread: RunId } => {
    const asked = [...(parts.get(company) ?? [])].flatMap(([id, part]) => {
      const known = runs.get(id)
      return known === undefined || known.createdMs < sinceMs ? [] : [{ known, part }]
    })
    const results: CompanyResult<ShownLine>[] = []
    for (const { known, part } of asked.sort((one, other) => byLastResult(one.known.run, other.known.run))) {
      if (isAnsweredBefore(known.run, results)) break
      if (part === 'unread') return { unread: known.run.id }
      results.push({ run: known.run, part: part.part, problem: known.problems.get(company) ?? null })
    }
    return results
  }

  const look = (company: CompanyId): void => {
    changed.delete(company)
    const results = resultsOf(company)
    const isKnown = Array.isArray(results)
    if (isKnown) unread.delete(company)
    else unread.add(company)
    const found = isKnown ? openOfCompany(company, results) : []
    if (found.length > 0 || open.has(company)) items = null
    if (found.length > 0) open.set(company, found)
    else open.delete(company)
  }
  /** At those that were changed until now. */
  const lookAtChanged = async (): Promise<void> => {
    let looked = 0
    for (const company of [...changed]) {
      look(company)
      if ((looked += 1) % lookedAtTogether === 0) await giveWay()
    }
  }

  const tellRead: WatchedOpen['tellRead'] = (run, company, stored) => {
    // Told meanwhile, or removed.
    if (parts.get(company)?.get(run) !== 'unread') return
    partsOf(company).set(run, stored === null ? noPart : { version: stored.version, part: partOf(stored.value) })
    changed.add(company)
  }
  const readCompany = async (company: CompanyId): Promise<void> => {
    // Each part is read once, so this ends with the last of them.
    for (let results = resultsOf(company); !Array.isArray(results); results = resultsOf(company))
      tellRead(results.unread, company, await deps.readPart(results.unread, company))
    look(company)
  }
  const readUnread = async (): Promise<void> => {
    const companies = [...unread]
    try {
      for (let read = 0; read < companies.length; read += readTogether) {
        reading = { read, of: companies.length }
        await Promise.all(companies.slice(read, read + readTogether).map(readCompany))
        await giveWay()
      }
    } finally {
      reading = null
    }
  }

  return {
    async openSince(since) {
      if (!hasRuns) return { items: [], reading }
      moveTo(since)
      await lookAtChanged()
      if (unread.size > 0 && reading === null) {
        const isWaitedFor = unread.size <= waitedFor
        const read = readUnread()
        if (isWaitedFor) await read
        else read.catch(deps.failed)
      }
      items ??= [...open].sort(([one], [other]) => one - other).flatMap(([, found]) => found)
      return { items, reading }
    },
    tellRun(run, version, isNew) {
      const { id, companyIds, createdAt, finishedAt, status, trigger } = run
      const before = runs.get(id)
      if (version <= (before?.version ?? 0) || (gone.has(id) && !isNew)) return
      const known: KnownRun = {
        run: { id, createdAt, finishedAt, status, trigger },
        version,
        createdMs: msOf(createdAt),
        companyIds,
        problems: new Map(run.problems.map(({ companyId, failure }) => [companyId, { failure }])),
      }
      runs.set(id, known)
      for (const company of companyIds) {
        const own = partsOf(company)
        if (!own.has(id)) own.set(id, isNew || before !== undefined ? noPart : 'unread')
      }
      changedAt(before === undefined ? companyIds : changedBetween(before, known))
    },
    tellPart(part, version) {
      const own = partsOf(part.companyId)
      const before = own.get(part.runId)
      if (before !== undefined && before !== 'unread' && version <= before.version) return
      own.set(part.runId, { version, part: partOf(part) })
      changed.add(part.companyId)
    },
    forgetRun,
    forgetPart(run, company) {
      if (parts.get(company)?.has(run) !== true) return
      partsOf(company).set(run, noPart)
      changed.add(company)
    },
    tellRead,
    progress(now) {
      reading = now
    },
    async readMissing(since) {
      hasRuns = true
      gone.clear()
      moveTo(since)
      await lookAtChanged()
      await readUnread()
    },
  }
}

const partOf = (part: RunCompany): PartResult<ShownLine> => resultOfPart(part, (line) => shownLine(part, line))

/** Companies of which a newer head of their run says something else. */
function changedBetween(before: KnownRun, now: KnownRun): readonly CompanyId[] {
  if (JSON.stringify(before.run) !== JSON.stringify(now.run)) return now.companyIds
  const failureOf = ({ problems }: KnownRun, company: CompanyId) => JSON.stringify(problems.get(company) ?? null)
  return [...new Set([...before.problems.keys(), ...now.problems.keys()])].filter(
    (company) => failureOf(before, company) !== failureOf(now, company),
  )
}
