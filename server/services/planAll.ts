/** Plans a run of many companies from shared readings: seats, customers, companies, agreements and catalog items are read once. */
import { msOf, type Day, type Instant } from '../domain/calendar'
import { AppError, UpstreamError, type UpstreamFailure } from '../domain/errors'
import { groupBy } from '../domain/groupBy'
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import { noSeats } from '../domain/account'
import { noCounts } from '../domain/line'
import type { BillingRun, Occurrence, RunCompany, Trigger } from '../domain/run'
import type { CompanyRecord, Tenant, TenantSettings } from '../domain/settings'
import { dayInZone } from '../domain/zone'
import type { Company } from '../domain/psa'
import type { Log } from '../ports'
import type { TenantStore } from '../storage/store'
import { maxPlanAgeMs } from './approve'
import { itemsOf, type SharedReadings } from './gather'
import { eachOf } from './each'
import { planPart, readTenant, scheduleOf, whichOn, type PlanDeps } from './planRun'

/** Companies that are gathered side by side; the rate limiter is the bound. */
export const companiesAtOnce = 4

/** The head of a new run in status `planning`. For scope `all` by the clock, companies with a schedule of their own are left out. */
export async function newRunOfAll(
  deps: PlanDeps,
  tenantId: TenantId,
  of: { id: RunId; trigger: Trigger; by: string; occurrence: Occurrence | null; scope: BillingRun['scope'] },
): Promise<BillingRun> {
  const tenant = await readTenant(deps.store, tenantId)
  const records = await linkedRecords(deps.store.of(tenantId))
  const scope = of.scope
  const chosen = records.filter((record) =>
    scope.kind === 'company'
      ? record.companyId === scope.companyId
      : of.trigger === 'manual' || record.customSchedule === null,
  )
  const today = dayInZone(deps.clock.now(), tenant.settings.schedule.timeZone)
  return {
    id: of.id,
    tenantId,
    trigger: of.trigger,
    scope,
    occurrence: of.occurrence,
    status: 'planning',
    // Of the clock the day that the send was for: caught up in the next month it would leave its own month out, and that of
    // the next send would be counted twice.
    which: whichOn(tenant.settings, of.occurrence?.day ?? today),
    createdAt: deps.clock.now(),
    createdBy: of.by,
    approvedBy: null,
    startedAt: null,
    finishedAt: null,
    companyIds: chosen.map((record) => record.companyId),
    problems: [],
    counts: noCounts(),
    account: noSeats(),
    outside: null,
    controls: [],
    byLine: false,
  }
}

/** Records of companies that are linked and switched on, by id. */
export async function linkedRecords(store: TenantStore): Promise<CompanyRecord[]> {
  const keys = await store.companies.keys()
  const records = await Promise.all(keys.map((key) => store.companies.read(key)))
  return records
    .filter((record) => record !== null)
    .map((record) => record.value)
    .filter((record) => record.link !== null && record.link.enabled)
    .sort((one, other) => one.companyId - other.companyId)
}

/**
 * Gathers and plans every company of the run that has no stored part yet and stores the parts. A company that cannot be read
 * is reported as a problem and the others go on; when nothing shared can be read, every company has that problem.
 */
export async function planAllParts(
  deps: PlanDeps & { log: Log },
  run: BillingRun,
  /** Asked before each company; the ones that are being read are finished. */
  mayGoOn: () => Promise<boolean>,
  tell: {
    onProblem(problem: BillingRun['problems'][number]): Promise<unknown>
    /** `justPlanned`: read and planned just now, not found in the store. */
    onPart(part: RunCompany, approval: TenantSettings['approval'], justPlanned: boolean): Promise<void>
  },
): Promise<{ approval: TenantSettings['approval'] }> {
  const tenant = await readTenant(deps.store, run.tenantId)
  const store = deps.store.of(run.tenantId)
  const approval = tenant.settings.approval
  const records = (await Promise.all(run.companyIds.map((id) => store.companies.read(id))))
    .filter((record) => record !== null)
    .map((record) => record.value)
    // Whoever was unlinked since the run began is no longer part of it.
    .filter((record) => record.link?.enabled === true)
  const today = dayOfRun(deps, tenant, run, records)
  let shared: SharedReadings
  try {
    shared = await readShared(deps, tenant, run, records, today)
  } catch (error) {
    // Missing keys are everybody's problem too; only a failing store is worth another try.
    if (!(error instanceof UpstreamError) && !(error instanceof AppError && error.code === 'notConfigured')) throw error
    const failure = error instanceof UpstreamError ? error.failure : null
    deps.log.error('nothing could be read for a run', { tenant: tenant.id, run: run.id, error: String(error) })
    for (const { companyId } of records) await tell.onProblem({ companyId, failure })
    return { approval }
  }
  await eachOf(records, companiesAtOnce, async (record) => {
    if (!(await mayGoOn())) return
    const key = { runId: run.id, companyId: record.companyId }
    const stored = await store.runCompanies.read(key)
    if (stored !== null && !isOutdated(stored.value, deps.clock.now()))
      return tell.onPart(stored.value, approval, false)
    const planned = await tryPlan(deps, tenant, run, record, { shared, today })
    if ('failure' in planned) {
      await tell.onProblem({ companyId: record.companyId, failure: planned.failure })
      return
    }
    await store.runCompanies.write(key, planned.part, stored?.version ?? null)
    await tell.onPart(planned.part, approval, true)
  })
  return { approval }
}

/** A part that was planned before a long stop and of which nothing was approved is planned again. */
const isOutdated = (part: RunCompany, now: Instant): boolean =>
  msOf(now) - msOf(part.plannedAt) > maxPlanAgeMs && part.lines.every((line) => line.approval === null)

/**
 * The one day by which all companies of a run are planned: the present one, also when an occurrence is caught up late, for
 * what is written holds from now on: its agreements are judged by today, and its lines are of today's period. Only the closed
 * month whose seats are counted stays that of the occurrence (`run.which`). In the zone of the schedule that the run follows.
 */
function dayOfRun(deps: PlanDeps, tenant: Tenant, run: BillingRun, records: readonly CompanyRecord[]): Day {
  const own = run.scope.kind === 'company' ? (records[0] ?? null) : null
  return dayInZone(deps.clock.now(), scheduleOf(tenant.settings, own).timeZone)
}

/** One company's trouble is its own: whatever it is, the other companies of the run go on. Stores nothing. */
export async function tryPlan(
  deps: PlanDeps & { log: Log },
  tenant: Tenant,
  run: Pick<BillingRun, 'id' | 'which'>,
  record: CompanyRecord,
  { shared, today }: { shared: SharedReadings; today: Day },
): Promise<{ part: RunCompany } | { failure: UpstreamFailure | null }> {
  try {
    return { part: await planPart(deps, tenant, run, record.companyId, record, today, shared) }
  } catch (error) {
    if (error instanceof UpstreamError) return { failure: error.failure }
    if (error instanceof AppError && error.code === 'companyNotFound') return { failure: companyGone(deps.clock.now()) }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
    deps.log.error('company not planned', { tenant: tenant.id, run: run.id, company: record.companyId, error: trace })
    return { failure: null }
  }
}

const companyGone = (at: Instant): UpstreamFailure => ({
  system: 'connectwise',
  kind: 'notFound',
  route: 'GET /company/companies',
  status: null,
  requestId: null,
  text: null,
  attempts: 1,
  at,
})

/** What all companies of a run have in common, read once. Throws UpstreamError, AppError `notConfigured`. */
export async function readShared(
  deps: Pick<PlanDeps, 'clock' | 'connect'>,
  tenant: Tenant,
  run: Pick<BillingRun, 'which'>,
  records: readonly CompanyRecord[],
  today: Day,
): Promise<SharedReadings> {
  const { connectWise, trendMicro } = await deps.connect(tenant.id)
  const customerIds = [...new Set(records.flatMap((record) => record.link?.customerIds ?? []))]
  const items = [...new Set(records.flatMap(itemsOf))]
  const agreementsReadAt = deps.clock.now()
  const [snapshot, customers, companies, agreements, catalogItems] = await Promise.all([
    trendMicro.readUsage({ customers: customerIds, which: run.which, now: deps.clock.now(), today }),
    trendMicro.readCustomers(),
    connectWise.readCompanies(),
    connectWise.readAllAgreements(),
    connectWise.readCatalogItems(items),
  ])
  return {
    snapshot: { ...snapshot, subscriptions: [], gaps: [] },
    subscriptions: groupBy(snapshot.subscriptions, ({ customerId }) => customerId),
    gaps: groupBy(snapshot.gaps, ({ customerId }) => customerId),
    agreementsReadAt,
    customers,
    companies: new Map<CompanyId, Company>(companies.map((company) => [company.id, company])),
    agreements: groupBy(agreements, ({ companyId }) => companyId),
    catalogItems: new Map(catalogItems.map((item) => [item.id, item])),
  }
}
