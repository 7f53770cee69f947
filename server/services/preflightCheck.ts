/** One check before a send: the readings of a run of all, planned as of the day of each send. Reads only; no run is stored. */
import type { Instant } from '../domain/calendar'
import { UpstreamError, type FailureKind, type UpstreamFailure } from '../domain/errors'
import { runId, type CompanyId } from '../domain/ids'
import { findingsOf, type DueSend, type Met, type Preflight } from '../domain/preflight'
import { meetingsOfConnection, meetingsOfRights, meetingsOfUnlinked } from '../domain/preflightAccess'
import { meetingsOf } from '../domain/preflightCompany'
import type { BillingRun } from '../domain/run'
import { nextOccurrences } from '../domain/schedule'
import type { CompanyRecord, Tenant } from '../domain/settings'
import { dayInZone } from '../domain/zone'
import type { ConnectWise } from '../integrations/connectwise/port'
import type { TrendMicro } from '../integrations/trendmicro/port'
import type { Log } from '../ports'
import { eachOf } from './each'
import type { SharedReadings } from './gather'
import { companiesAtOnce, linkedRecords, readShared, tryPlan } from './planAll'
import { readTenant, scheduleOf, whichOn, type PlanDeps } from './planRun'
import { createUnchecked, type UncheckedList } from './preflightUnchecked'
import { missingRights } from './rights'

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

/** What a check has found so far. */
interface Found {
  mets: Met[]
  unchecked: UncheckedList
  failures: UpstreamFailure[]
  /** Linked companies by the names that are known. */
  companies: { id: CompanyId; name: string }[]
  /** The value; null when it could not be read, which `onFailure` then tells. */
  tryRead<T>(reading: () => Promise<T>, onFailure: (failure: UpstreamFailure) => void): Promise<{ value: T } | null>
}

function createFound(records: readonly CompanyRecord[]): Found {
  const failures: UpstreamFailure[] = []
  return {
    mets: [],
    unchecked: createUnchecked(),
    failures,
    // ConnectWise may not have been heard yet.
    companies: records.map(({ companyId: id, link }) => ({ id, name: link?.customerNames[0] ?? `#${id}` })),
    async tryRead(reading, onFailure) {
      try {
        return { value: await reading() }
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error
        failures.push(error.failure)
        onFailure(error.failure)
        return null
      }
    },
  }
}

/** Do our keys open ConnectWise, and what does their role lack? */
async function checkConnectWise(
  connectWise: ConnectWise,
  tenant: Tenant,
  records: readonly CompanyRecord[],
  { mets, unchecked, companies, tryRead }: Found,
): Promise<boolean> {
  const fails = (configured: boolean, failure: UpstreamFailure | null) =>
    mets.push(...meetingsOfConnection({ system: 'connectwise', source: null, configured, failure }, companies))
  if (tenant.connections.connectWise.privateKey === null) {
    fails(false, null)
    return false
  }
  const site = await tryRead(
    () => connectWise.readSite(),
    (failure) => fails(true, failure),
  )
  if (site === null) return false
  const rights = await tryRead(
    () => connectWise.readOwnRights(),
    (failure) => unchecked.add('rights', failure, []),
  )
  if (rights !== null) mets.push(...meetingsOfRights(missingRights(rights.value, creates(tenant, records))))
  return true
}

/** May a send make additions? Also a replacement makes one. */
const creates = ({ settings }: Tenant, records: readonly CompanyRecord[]): boolean =>
  settings.createWhenMissing ||
  records.some(({ assignments }) =>
    assignments.some(({ createWhenMissing, strategy }) => createWhenMissing === true || strategy === 'replace'),
  )

/** Do the keys open Trend Micro? With keys of both interfaces each has to answer. */
async function checkTrendMicro(
  trendMicro: TrendMicro,
  tenant: Tenant,
  { mets, companies, tryRead }: Found,
): Promise<boolean> {
  const lmpi = tenant.connections.trendMicro.lmpi?.secretKey ?? null
  const smpi = tenant.connections.trendMicro.smpi?.secretKey ?? null
  const configured = lmpi !== null || smpi !== null
  const fails = (source: 'lmpi' | 'smpi' | null, failure: UpstreamFailure | null) =>
    mets.push(
      ...meetingsOfConnection(
        { system: 'trendmicro', source, configured, failure },
        companies,
        source === 'smpi' && lmpi !== null,
      ),
    )
  if (!configured) {
    fails(null, null)
    return false
  }
  const only = lmpi === null ? 'smpi' : smpi === null ? 'lmpi' : null
  const tested = await tryRead(
    () => trendMicro.test(),
    (failure) => fails(only, failure),
  )
  if (tested === null) return false
  const { sources } = tested.value
  if (smpi !== null && !sources.includes('smpi')) fails('smpi', null)
  if (lmpi === null || sources.includes('lmpi')) return true
  fails('lmpi', null)
  return false
}

/** Customers of no company. */
async function checkCustomers(
  deps: CheckDeps,
  tenant: Tenant,
  trendMicro: TrendMicro,
  { mets, unchecked, tryRead }: Found,
): Promise<void> {
  const own = deps.store.of(tenant.id)
  const linked = new Set<string>()
  // Also those of a company that is switched off: somebody decided that.
  for (const id of await own.companies.keys())
    for (const customer of (await own.companies.read(id))?.value.link?.customerIds ?? []) linked.add(customer)
  const customers = await tryRead(
    () => trendMicro.readCustomers(),
    (failure) => unchecked.add('customers', failure, []),
  )
  const unlinked = (customers?.value ?? []).filter(({ id }) => !linked.has(id))
  if (unlinked.length === 0) return
  const now = deps.clock.now()
  const which = whichOn(tenant.settings, dayInZone(now, tenant.settings.schedule.timeZone))
  const usage = await tryRead(
    () => trendMicro.readUsage({ customers: unlinked.map(({ id }) => id), which, now }),
    (failure) => unchecked.add('customers', failure, []),
  )
  mets.push(...meetingsOfUnlinked(unlinked, usage?.value ?? null))
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
  { mets, unchecked, failures, companies }: Found,
  { shared, which, now }: { shared: SharedReadings; which: BillingRun['which']; now: Instant },
): Promise<boolean> {
  const schedule = scheduleOf(tenant.settings, record)
  // The day on which it would send; also of a schedule that is off, for people send by it too.
  const key = record.customSchedule === null ? 'global' : (`company:${record.companyId}` as const)
  const [next] = nextOccurrences({ ...schedule, on: true }, key, now, 1)
  const today = dayInZone(now, schedule.timeZone)
  const name = shared.companies.get(record.companyId)?.name
  const company = companies
    .filter(({ id }) => id === record.companyId)
    .map(({ id, name: known }) => ({ id, name: name ?? known }))
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
