/** Reads what is open at each company from the runs of the last months. */
import { instantFromMs, msOf, type Instant } from '../domain/calendar'
import type { CompanyId, TenantId } from '../domain/ids'
import {
  byLastResult,
  isAnsweredBefore,
  openOfCompany,
  resultOfPart,
  type CompanyResult,
  type OpenItem,
} from '../domain/inbox'
import type { BillingRun, RunCompany, RunLine } from '../domain/run'
import type { Clock } from '../ports'
import type { Store, TenantStore } from '../storage/store'

export interface InboxDeps {
  store: Store
  clock: Clock
}
/** What is wanted of a line that may be open. */
export type OpenOf<Open> = (part: RunCompany, line: RunLine) => Open

/** Two monthly sends; what is older was planned anew since, or is nobody's any more. */
const lookedBackMs = 62 * 24 * 60 * 60_000

export const inboxSince = (clock: Clock): Instant => instantFromMs(msOf(clock.now()) - lookedBackMs)

/** Of these companies, read anew. A company that is linked no more has nothing open. */
export async function readOpen<Open>(
  deps: InboxDeps,
  tenant: TenantId,
  companies: readonly CompanyId[],
  openOf: OpenOf<Open>,
): Promise<OpenItem<Open>[]> {
  const own = deps.store.of(tenant)
  const runs = await recentRuns(own, inboxSince(deps.clock))
  const open: OpenItem<Open>[] = []
  // One after the other: only one is held in memory.
  for (const company of companies) {
    const found = openOfCompany(company, await resultsOf(own, runs, company, openOf))
    if (found.length > 0 && (await own.companies.read(company))?.value.link?.enabled === true) open.push(...found)
  }
  return open
}

async function recentRuns(own: TenantStore, since: Instant): Promise<BillingRun[]> {
  const runs = await Promise.all((await own.runs.keys()).map((id) => own.runs.read(id)))
  return runs
    .flatMap((run) => (run !== null && msOf(run.value.createdAt) >= msOf(since) ? [run.value] : []))
    .sort(byLastResult)
}

/** As far back as older results could change anything. */
async function resultsOf<Open>(
  own: TenantStore,
  runs: readonly BillingRun[],
  companyId: CompanyId,
  openOf: OpenOf<Open>,
): Promise<CompanyResult<Open>[]> {
  const results: CompanyResult<Open>[] = []
  for (const run of runs) {
    if (!run.companyIds.includes(companyId)) continue
    // The runs before this one are those that ended later: all of them are asked by now.
    if (isAnsweredBefore(run, results)) break
    const part = (await own.runCompanies.read({ runId: run.id, companyId }))?.value ?? null
    results.push({
      run,
      part: part && resultOfPart(part, (line) => openOf(part, line)),
      problem: run.problems.find((problem) => problem.companyId === companyId) ?? null,
    })
  }
  return results
}
