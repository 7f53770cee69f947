/** Reads what is open at each company from the runs of the last months. */
import { instantFromMs, msOf, type Instant } from '../domain/calendar'
import type { CompanyId, TenantId } from '../domain/ids'
import { isAnsweredBefore, openOfCompany, type CompanyResult, type OpenItem } from '../domain/inbox'
import type { BillingRun } from '../domain/run'
import type { Clock } from '../ports'
import type { Store, TenantStore } from '../storage/store'

export interface InboxDeps {
  store: Store
  clock: Clock
}

/** Two monthly sends; what is older was planned anew since, or is nobody's any more. */
const lookedBackMs = 62 * 24 * 60 * 60_000

export const inboxSince = (clock: Clock): Instant => instantFromMs(msOf(clock.now()) - lookedBackMs)

/** Of these companies, or of all that were in a run. A company that is linked no more has nothing open. */
export async function readOpen(deps: InboxDeps, tenant: TenantId, only?: readonly CompanyId[]): Promise<OpenItem[]> {
  const own = deps.store.of(tenant)
  const runs = await recentRuns(own, inboxSince(deps.clock))
  const companies = only ?? [...new Set(runs.flatMap(({ companyIds }) => companyIds))]
  const open: OpenItem[] = []
  // One after the other: of thousands of companies only one is held in memory.
  for (const company of companies) {
    const found = openOfCompany(company, await resultsOf(own, runs, company))
    if (found.length > 0 && (await own.companies.read(company))?.value.link?.enabled === true) open.push(...found)
  }
  return open
}

/** The newest first; what is not at its end may have newer results than any other. */
async function recentRuns(own: TenantStore, since: Instant): Promise<BillingRun[]> {
  const runs = await Promise.all((await own.runs.keys()).map((id) => own.runs.read(id)))
  const lastOf = ({ finishedAt }: BillingRun) => (finishedAt === null ? Infinity : msOf(finishedAt))
  return runs
    .flatMap((run) => (run !== null && msOf(run.value.createdAt) >= msOf(since) ? [run.value] : []))
    .sort((one, other) => {
      const [first, second] = [lastOf(one), lastOf(other)]
      return first === second ? msOf(other.createdAt) - msOf(one.createdAt) : second > first ? 1 : -1
    })
}

/** As far back as older results could change anything. */
async function resultsOf(
  own: TenantStore,
  runs: readonly BillingRun[],
  companyId: CompanyId,
): Promise<CompanyResult[]> {
  const results: CompanyResult[] = []
  for (const run of runs) {
    if (!run.companyIds.includes(companyId)) continue
    // The runs before this one are those that ended later: all of them are asked by now.
    if (isAnsweredBefore(run, results)) break
    const part = await own.runCompanies.read({ runId: run.id, companyId })
    results.push({ run, part: part?.value ?? null })
  }
  return results
}
