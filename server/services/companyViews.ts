/** A company as the pod shows it before any number is read. */
import { bucketOfLine } from '../domain/account'
import type { Instant } from '../domain/calendar'
import { AppError } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import { countLines } from '../domain/line'
import type { ScheduleKey } from '../domain/run'
import { nextOccurrences } from '../domain/schedule'
import { emptyCompanyRecord, type Schedule } from '../domain/settings'
import type { CompanyView } from '../domain/viewsCompany'
import type { OccurrenceView } from '../domain/viewsSchedule'
import type { TenantStore } from '../storage/store'
import { driftSummary } from './driftViews'
import { readTenant, scheduleOf } from './planRun'
import type { ViewDeps } from './viewDeps'

/** Dates written out under a schedule. */
const datesShown = 12

export async function companyView(deps: ViewDeps, tenant: TenantId, companyId: CompanyId): Promise<CompanyView> {
  const store = deps.store.of(tenant)
  const [{ settings }, stored, company, lastSend] = await Promise.all([
    readTenant(deps.store, tenant),
    store.companies.read(companyId),
    deps.connect(tenant).then(({ connectWise }) => connectWise.readCompany(companyId)),
    lastSendOf(store, companyId),
  ])
  if (company === null || company.deleted) throw new AppError('companyNotFound')
  const record = stored?.value ?? emptyCompanyRecord(companyId)
  const applies = scheduleOf(settings, record)
  const key: ScheduleKey = record.customSchedule === null ? 'global' : `company:${companyId}`
  return {
    company: {
      id: company.id,
      identifier: company.identifier,
      name: company.name,
      city: company.city,
      state: company.state,
    },
    link:
      record.link === null || (record.link.customerIds.length === 0 && record.lastBilled.length === 0)
        ? null
        : {
            customers: record.link.customerIds.map((id, index) => ({
              id,
              name: record.link?.customerNames[index] ?? id,
            })),
            enabled: record.link.enabled,
            linkedAt: record.link.linkedAt,
            linkedBy: record.link.linkedBy,
          },
    noTrendMicro: record.noTrendMicro,
    schedule: {
      use: record.customSchedule === null ? 'global' : 'custom',
      global: settings.schedule,
      custom: record.customSchedule,
      next: record.link?.enabled === true ? occurrenceViews(applies, key, deps.clock.now()) : [],
    },
    lastSend,
    sendingRunId: await sendingRunOf(store, companyId),
    drift: driftSummary({ record, settings, now: deps.clock.now() }),
    limits: { own: record.limits, tenant: settings.limits },
    exclusions: record.exclusions,
    version: record.edition,
  }
}

/** The next dates of a schedule, written out; none when it is off. */
export function occurrenceViews(schedule: Schedule, key: ScheduleKey, after: Instant): OccurrenceView[] {
  if (!schedule.on) return []
  return nextOccurrences(schedule, key, after, datesShown).map(({ day, at, usesLastDay }) => ({
    day,
    at,
    lastDayRule: usesLastDay,
  }))
}

async function lastSendOf(store: TenantStore, companyId: CompanyId): Promise<CompanyView['lastSend']> {
  const [newest] = await store.readLedger(companyId, 1)
  if (newest === undefined) return null
  const part = (await store.runCompanies.read({ runId: newest.runId, companyId }))?.value
  if (part === undefined) return null
  const counts = countLines(part.lines)
  return {
    runId: newest.runId,
    at: newest.at,
    sent: counts.sent,
    failed: part.lines.filter((line) => bucketOfLine(line) === 'failed').length,
    unchanged: counts.unchanged,
    held: counts.held + counts.stale,
  }
}

/** A run that sends this company right now. Only the newest entry of the ledger is asked: a send begins with an intent. */
async function sendingRunOf(store: TenantStore, companyId: CompanyId): Promise<CompanyView['sendingRunId']> {
  const [newest] = await store.readLedger(companyId, 1)
  if (newest === undefined) return null
  const run = (await store.runs.read(newest.runId))?.value
  return run?.status === 'sending' ? run.id : null
}
