/** How the companies of one tenant stand, in memory, by what it is told of records, runs and their parts. */
import { msOf, type Instant } from '../domain/calendar'
import { shareOf, standingOf, type RunFacts, type Share, type Standing } from '../domain/companyStanding'
import type { CompanyId, RunId } from '../domain/ids'
import type { BillingRun, RunCompany } from '../domain/run'
import type { CompanyRecord } from '../domain/settings'

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

/** Shares of a company that are kept: the newest plan, looks since, and what took them back. */
export const maxShares = 8

export interface KnownStandings extends TenantStandings {
  /** An older version than the one known says nothing. */
  tellRecord(company: CompanyId, record: CompanyRecord, version: number): void
  tellRun(id: RunId, run: BillingRun, version: number): void
  tellPart(part: RunCompany, version: number): void
  forgetRecord(company: CompanyId): void
  forgetRun(id: RunId): void
  forgetPart(run: RunId, company: CompanyId): void
  progress(read: number | null, of: number): void
}

export function createKnownStandings(): KnownStandings {
  const records = new Map<CompanyId, { facts: RecordFacts; version: number }>()
  const runs = new Map<RunId, { facts: RunFacts; companyIds: readonly CompanyId[]; version: number }>()
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
  const changedIn = (run: RunId, companies: readonly CompanyId[]) => {
    for (const company of companies) if (shares.get(company)?.has(run) === true) changed(company)
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
    tellRun(id, { status, trigger, problems: found, createdAt, companyIds }, version) {
      const before = runs.get(id)
      if (version <= (before?.version ?? 0)) return
      runs.set(id, { facts: { status, trigger }, companyIds, version })
      for (const { companyId, failure } of found) {
        const at = failure?.at ?? createdAt
        const known = problems.get(companyId)
        if (known !== undefined && msOf(known) >= msOf(at)) continue
        problems.set(companyId, at)
        changed(companyId)
      }
      if (before?.facts.status !== status) changedIn(id, companyIds)
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
      const companies = runs.get(id)?.companyIds ?? []
      runs.delete(id)
      changedIn(id, companies)
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
export const isPlan = ({ status, trigger }: RunFacts): boolean => status !== 'draft' && trigger !== 'undo'

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
