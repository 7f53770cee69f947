/** Makes plans and stores them: gather → plan → store. What is stored is what the screen shows and what may be sent. */
import { addMonths, monthOf, type Day } from '../domain/calendar'
import { AppError } from '../domain/errors'
import { runId, type CompanyId, type RunId, type TenantId } from '../domain/ids'
import { noSeats } from '../domain/account'
import { noCounts, countLines } from '../domain/line'
import { planCompany } from '../domain/plan'
import type { BillingRun, PlanInputs, RunCompany } from '../domain/run'
import type { CompanyRecord, Schedule, Tenant, TenantSettings } from '../domain/settings'
import { dayInZone } from '../domain/zone'
import type { UsageSnapshot } from '../domain/trend'
import type { Clock, Ids } from '../ports'
import type { Store } from '../storage/store'
import { gatherCompany, gatherFromShared, whichReading, type Gathered, type SharedReadings } from './gather'
import type { Connect } from './upstreams'

export interface PlanDeps {
  store: Store
  clock: Clock
  ids: Ids
  connect: Connect
}

/** Reads the tenant's document. Throws AppError `notFound`. */
export async function readTenant(store: Store, tenantId: TenantId): Promise<Tenant> {
  const stored = await store.of(tenantId).tenant.read('tenant')
  if (stored === null) throw new AppError('notFound')
  return stored.value
}

/** The schedule that applies to a company: its own, or the global one. */
export const scheduleOf = (settings: TenantSettings, record: CompanyRecord | null): Schedule =>
  record?.customSchedule ?? settings.schedule

/**
 * Plans one linked company from fresh readings and stores the plan as a draft run that a person may send.
 * Throws AppError `notLinked`, `companyNotFound`, `notConfigured`; UpstreamError when nothing usable could be read.
 */
export async function planDraft(
  deps: PlanDeps,
  tenantId: TenantId,
  companyId: CompanyId,
  by: string,
): Promise<{ run: BillingRun; part: RunCompany }> {
  const tenant = await readTenant(deps.store, tenantId)
  const stored = await deps.store.of(tenantId).companies.read(companyId)
  const record = stored?.value ?? null
  if (record?.link === null || record === null) throw new AppError('notLinked')
  const today = dayInZone(deps.clock.now(), scheduleOf(tenant.settings, record).timeZone)
  const run = newRun(deps, tenant, { today, by, scope: { kind: 'company', companyId }, companyIds: [companyId] })
  const part = await planPart(deps, tenant, run, companyId, record, today, null)
  const drafted: BillingRun = { ...run, counts: countLines(part.lines), account: part.account }
  const own = deps.store.of(tenantId)
  await own.runCompanies.write({ runId: run.id, companyId }, part, null)
  await own.runs.write(run.id, drafted, null)
  return { run: drafted, part }
}

/** Gathers and plans one company's part of a run; stores nothing. `shared`: readings of a run for many companies, or null. */
export async function planPart(
  deps: PlanDeps,
  tenant: Tenant,
  run: Pick<BillingRun, 'id' | 'which'>,
  companyId: CompanyId,
  record: CompanyRecord,
  today: Day,
  shared: SharedReadings | null,
): Promise<RunCompany> {
  const upstreams = await deps.connect(tenant.id)
  const query = { companyId, record, settings: tenant.settings, which: run.which, today }
  const gathered =
    shared === null
      ? await gatherCompany(upstreams, deps.clock, query)
      : await gatherFromShared(upstreams, deps.clock, query, shared)
  return partOf({ tenant, runId: run.id, companyId, record, today, gathered, clock: deps.clock })
}

/**
 * Which seats a run of this day counts: with a closed month that before the day. Stored in the head, it holds for the whole run,
 * also when the setting is changed or the month turns before all companies are planned: its companies are never mixed.
 */
export const whichOn = (settings: TenantSettings, on: Day): UsageSnapshot['which'] =>
  whichReading(settings, addMonths(monthOf(on), -1))

function partOf(of: {
  tenant: Tenant
  runId: RunId
  companyId: CompanyId
  record: CompanyRecord
  today: Day
  gathered: Gathered
  clock: Clock
}): RunCompany {
  const { tenant, record, gathered } = of
  const linked = new Set(record.link?.customerIds ?? [])
  const inputs: PlanInputs = {
    tenantId: tenant.id,
    companyId: of.companyId,
    today: of.today,
    settings: tenant.settings,
    record,
    snapshot: gathered.snapshot,
    state: gathered.state,
    customerStatus: gathered.customers
      .filter((customer) => linked.has(customer.id))
      .map((customer) => ({ customerId: customer.id, status: customer.status })),
  }
  return {
    runId: of.runId,
    companyId: of.companyId,
    companyName: gathered.state.company.name,
    plannedAt: of.clock.now(),
    customers: gathered.customers.filter((customer) => linked.has(customer.id)).map(({ id, name }) => ({ id, name })),
    inputs,
    ...planCompany(inputs),
  }
}

/** The head of a new manual draft. */
function newRun(
  deps: Pick<PlanDeps, 'clock' | 'ids'>,
  tenant: Tenant,
  of: { today: Day; by: string; scope: BillingRun['scope']; companyIds: CompanyId[] },
): BillingRun {
  return {
    id: newRunId(deps.ids),
    tenantId: tenant.id,
    trigger: 'manual',
    scope: of.scope,
    occurrence: null,
    status: 'draft',
    which: whichOn(tenant.settings, of.today),
    createdAt: deps.clock.now(),
    createdBy: of.by,
    approvedBy: null,
    startedAt: null,
    finishedAt: null,
    companyIds: of.companyIds,
    problems: [],
    counts: noCounts(),
    account: noSeats(),
    outside: null,
    controls: [],
    byLine: false,
  }
}

const newRunId = (ids: Ids): RunId => runId(ids.uuid())
