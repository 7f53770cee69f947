/** One check before a send: the readings of a run of all, planned as of the day of each send. Reads only; no run is stored. */
import type { Instant } from '../domain/calendar'
import type { FailureKind } from '../domain/errors'
import { runId } from '../domain/ids'
import type { DueSend, Preflight } from '../domain/preflight'
import { meetingsOf } from '../domain/preflightCompany'
import { findingsOf } from '../domain/preflightFindings'
import type { BillingRun } from '../domain/run'
import { nextOccurrences } from '../domain/schedule'
import type { CompanyRecord, Tenant } from '../domain/settings'
import { dayInZone } from '../domain/zone'
import type { Log } from '../ports'
import { eachOf } from './each'
import type { SharedReadings } from './gather'
import { companiesAtOnce, linkedRecords, readShared, tryPlan } from './planAll'
import { readTenant, scheduleOf, whichOn, type PlanDeps } from './planRun'
import { checkConnectWise, checkCustomers, checkTrendMicro } from './preflightConnections'
import { createFound, linkedName, type Found } from './preflightFound'

export type CheckDeps = PlanDeps & { log: Log }

export interface Check {
  result: Preflight
  /** Something did not answer that may answer soon: worth another try. */
  mayPass: boolean
}

const passing: readonly FailureKind[] = ['tooMany', 'unavailable', 'timeout', 'unreachable', 'malformed', 'incomplete']

/**
 * Looks at keys, rights, customers and every linked company. `onPart`: told after each company. null when the signal came
 * before the end. Throws what the store throws; what a system refuses is in the result.
 */
export async function checkAll(
  deps: CheckDeps,
  tenantId: Tenant['id'],
  of: { by: string; dueFor: DueSend[]; signal: AbortSignal; onPart(planned: number, companies: number): void },
): Promise<Check | null> {
  const startedAt = deps.clock.now()
  const tenant = await readTenant(deps.store, tenantId)
  const records = await linkedRecords(deps.store.of(tenantId))
  const { connectWise, trendMicro } = await deps.connect(tenantId)
  const found = createFound(records)
  of.onPart(0, records.length)
  const [connects, answers] = await Promise.all([
    checkConnectWise(connectWise, tenant, records, found),
    checkTrendMicro(trendMicro, tenant, found),
  ])
  if (answers) await checkCustomers(deps, tenant, trendMicro, found)
  const planned = connects && answers ? await checkCompanies(deps, tenant, records, found, of) : 0
  if (of.signal.aborted) return null
  return {
    result: {
      startedAt,
      finishedAt: deps.clock.now(),
      by: of.by,
      dueFor: of.dueFor,
      companies: { linked: records.length, planned },
      ...findingsOf(found.mets),
      unchecked: found.unchecked.list(),
    },
    mayPass: found.failures.some(({ kind }) => passing.includes(kind)),
  }
}

/** Plans every company as of the day of its send. Answers how many could be. */
async function checkCompanies(
  deps: CheckDeps,
  tenant: Tenant,
  records: readonly CompanyRecord[],
  found: Found,
  of: { signal: AbortSignal; onPart(planned: number, companies: number): void },
): Promise<number> {
  if (records.length === 0) return 0
  const now = deps.clock.now()
  const today = dayInZone(now, tenant.settings.schedule.timeZone)
  const which = whichOn(tenant.settings, today)
  const shared = await found.tryRead(
    () => readShared(deps, tenant, { which }, records, today),
    (failure) => found.unchecked.add('companies', failure, found.companies),
  )
  if (shared === null) return 0
  let looked = 0
  let planned = 0
  await eachOf(records, companiesAtOnce, async (record) => {
    if (of.signal.aborted) return
    if (await checkCompany(deps, tenant, record, found, { shared: shared.value, which, now })) planned += 1
    looked += 1
    of.onPart(looked, records.length)
  })
  return planned
}

async function checkCompany(
  deps: CheckDeps,
  tenant: Tenant,
  record: CompanyRecord,
  { mets, unchecked, failures }: Found,
  { shared, which, now }: { shared: SharedReadings; which: BillingRun['which']; now: Instant },
): Promise<boolean> {
  const schedule = scheduleOf(tenant.settings, record)
  // The day on which it would send; also of a schedule that is off, for people send by it too.
  const key = record.customSchedule === null ? 'global' : (`company:${record.companyId}` as const)
  const [next] = nextOccurrences({ ...schedule, on: true }, key, now, 1)
  const today = dayInZone(now, schedule.timeZone)
  const { companyId: id } = record
  const company = [{ id, name: shared.companies.get(id)?.name ?? linkedName(record) }]
  const part = await tryPlan(deps, tenant, { id: noRun, which }, record, { shared, today: next?.day ?? today })
  if ('failure' in part) {
    if (part.failure !== null) failures.push(part.failure)
    unchecked.add('companies', part.failure, company)
    return false
  }
  const { inputs } = part.part
  if (inputs.state.unreadAgreements.length > 0) unchecked.add('additions', null, company)
  if (inputs.snapshot.gaps.length > 0) unchecked.add('seats', null, company)
  mets.push(...meetingsOf(part.part, { dayOfMonth: schedule.dayOfMonth, today }))
  return true
}

/** The plans of a check belong to no run and are not kept. */
const noRun = runId('preflight')
