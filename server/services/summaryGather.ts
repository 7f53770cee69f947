/** Reads what one company's summary is made of: seats and name from outside, what was billed from our own store. Writes nothing. */
import { addMonths, addDays, firstDayOf, monthOf, msOf, type Day, type Month } from '../domain/calendar'
import { AppError, UpstreamError } from '../domain/errors'
import type { CompanyId, CustomerId, RunId, TenantId } from '../domain/ids'
import { summarise } from '../domain/summaryContent'
import { billedPart, type BilledPart } from '../domain/summaryParts'
import { isSameCustomers, type SummaryContent, type SummaryFailure } from '../domain/summaries'
import { dayInZone } from '../domain/zone'
import type { Clock } from '../ports'
import type { Store } from '../storage/store'
import { giveWay } from './giveWay'
import { readTenant, scheduleOf, whichOn } from './planRun'
import type { Connect } from './upstreams'

export interface SummaryGatherDeps {
  store: Store
  clock: Clock
  connect: Connect
}

/** Entries of the ledger that are looked through, and sends that are read, of one company; newest first. */
const mostEntries = 5_000
const mostSends = 60

/** The content of a summary of this month (null: the one that is running) as of now, and whose it is; or why there is none. Throws AppError `notLinked`, and what the store throws. */
export async function gatherSummary(
  deps: SummaryGatherDeps,
  tenantId: TenantId,
  companyId: CompanyId,
  wanted: Month | null,
): Promise<{ content: SummaryContent; customerIds: CustomerId[] } | { failure: SummaryFailure }> {
  const { store, clock, connect } = deps
  const { settings } = await readTenant(store, tenantId)
  const record = (await store.of(tenantId).companies.read(companyId))?.value
  if (record?.link == null) throw new AppError('notLinked')
  const { customerIds } = record.link
  const { timeZone } = scheduleOf(settings, record)
  const today = dayInZone(clock.now(), timeZone)
  const month = wanted ?? monthOf(today)
  const failed = (kind: SummaryFailure['kind'], of: Partial<SummaryFailure> = {}) => ({
    failure: { kind, system: null, status: null, at: clock.now(), ...of },
  })
  try {
    const { connectWise, trendMicro } = await connect(tenantId)
    const company = await connectWise.readCompany(companyId)
    if (company === null || company.deleted) return failed('companyGone')
    const snapshot = await trendMicro.readUsage({
      customers: customerIds,
      which: whichOn(settings, today),
      now: clock.now(),
      today,
    })
    const previous = await store.of(tenantId).summaries.read({ companyId, month: addMonths(month, -1) })
    const content = summarise({
      companyName: company.name,
      month,
      today,
      customers: customerIds,
      snapshot,
      parts: await readSends(store, tenantId, companyId, today, timeZone),
      previous:
        previous !== null && isSameCustomers(previous.value.customerIds, customerIds) ? previous.value.content : null,
    })
    return typeof content === 'string' ? failed(content) : { content, customerIds }
  } catch (error) {
    if (error instanceof UpstreamError) {
      const { kind, system, status } = error.failure
      return failed(kind, { system, status })
    }
    if (error instanceof AppError && error.code === 'notConfigured') return failed('notConfigured')
    throw error
  }
}

/** The company's sends of the last twelve months, newest first: runs of which the ledger knows, never a plan that nobody sent. */
async function readSends(
  store: Store,
  tenantId: TenantId,
  companyId: CompanyId,
  today: Day,
  timeZone: string,
): Promise<BilledPart[]> {
  const own = store.of(tenantId)
  const since = addDays(firstDayOf(addMonths(monthOf(today), -11)), -1)
  const runs = new Set<RunId>()
  for (const { runId, at } of await own.readLedger(companyId, mostEntries)) {
    if (dayInZone(at, timeZone) < since || runs.size === mostSends) break
    runs.add(runId)
  }
  const found: { plannedAtMs: number; part: BilledPart }[] = []
  for (const runId of runs) {
    // Each is large; whoever bills meanwhile comes first.
    await giveWay()
    const stored = (await own.runCompanies.read({ runId, companyId }))?.value
    const part = stored === undefined ? null : billedPart(stored, timeZone)
    if (stored !== undefined && part !== null) found.push({ plannedAtMs: msOf(stored.plannedAt), part })
  }
  return found.sort((one, other) => other.plannedAtMs - one.plannedAtMs).map(({ part }) => part)
}
