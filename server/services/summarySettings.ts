/** Settings of summaries: for all companies and for one; reading, and changing with everything checked before anything is saved. */
import { instantFromMs } from '../domain/calendar'
import { AppError, type FieldIssue } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import { validateSchedule } from '../domain/schedule'
import { checkCompanySummaries } from '../domain/summaryChecks'
import type { CompanySummaries, SummaryPlan } from '../domain/summaries'
import type { CompanySummariesRequest, SummaryPlanRequest, SummaryPlanView } from '../domain/viewsSummaries'
import type { Clock } from '../ports'
import type { Store, Versioned } from '../storage/store'
import { occurrenceViews } from './companyViews'
import { readTenant } from './planRun'

export interface SummarySettings {
  view(tenant: TenantId): Promise<SummaryPlanView>
  /** Throws AppError `invalid` with issues at the fields, `conflict`. Nothing is saved then. */
  change(tenant: TenantId, request: SummaryPlanRequest): Promise<void>
  /** Throws as `change`. */
  changeCompany(tenant: TenantId, company: CompanyId, request: CompanySummariesRequest): Promise<void>
}

export function createSummarySettings({ store, clock }: { store: Store; clock: Clock }): SummarySettings {
  return {
    async view(tenant) {
      const { value: plan, version } = await readPlan(store, clock, tenant)
      return {
        schedule: plan.schedule,
        language: plan.language,
        next: occurrenceViews(plan.schedule, 'global', clock.now()).slice(0, 3),
        companies: await countOn(store, tenant),
        hasMailServer: await hasMailServer(store, tenant),
        timeZones: Intl.supportedValuesOf('timeZone'),
        version,
      }
    },
    async change(tenant, { version, schedule, language }) {
      refuse(validateSchedule(schedule).map((issue) => ({ ...issue, path: `schedule.${issue.path}` })))
      const before = (await readPlan(store, clock, tenant)).value
      const { on, dayOfMonth, time, timeZone } = schedule
      const isSame =
        JSON.stringify([on, dayOfMonth, time, timeZone]) ===
        JSON.stringify([before.schedule.on, before.schedule.dayOfMonth, before.schedule.time, before.schedule.timeZone])
      const changedAt = isSame ? before.schedule.changedAt : clock.now()
      const next: SummaryPlan = { tenantId: tenant, schedule: { on, dayOfMonth, time, timeZone, changedAt }, language }
      await store.of(tenant).summaryPlan.write('plan', next, version === 0 ? null : version)
    },
    async changeCompany(tenant, companyId, request) {
      const { version, on, dayOfMonth, language, attach } = request
      const to = request.to.map((address) => address.trim()).filter((address) => address !== '')
      refuse(checkCompanySummaries({ ...request, to }, await hasMailServer(store, tenant)))
      const before = (await readCompany(store, tenant, companyId)).value
      const isSame = before.on === on && before.dayOfMonth === dayOfMonth
      const changedAt = isSame ? before.changedAt : clock.now()
      const next: CompanySummaries = { companyId, on, dayOfMonth, language, attach, to, changedAt }
      await store.of(tenant).companySummaries.write(companyId, next, version === 0 ? null : version)
    },
  }
}

/** The plan, or what it starts with: off, in the time zone of the billing schedule. Version 0: nobody set anything. */
export async function readPlan(store: Store, clock: Clock, tenantId: TenantId): Promise<Versioned<SummaryPlan>> {
  const stored = await store.of(tenantId).summaryPlan.read('plan')
  if (stored !== null) return stored
  const { timeZone } = (await readTenant(store, tenantId)).settings.schedule
  const schedule = { on: false, dayOfMonth: 5, time: '08:00', timeZone, changedAt: clock.now() }
  return { value: { tenantId, schedule, language: 'en' }, version: 0 }
}

export async function readCompany(
  store: Store,
  tenant: TenantId,
  companyId: CompanyId,
): Promise<Versioned<CompanySummaries>> {
  const stored = await store.of(tenant).companySummaries.read(companyId)
  if (stored !== null) return stored
  const changedAt = instantFromMs(0)
  return {
    value: { companyId, on: false, dayOfMonth: null, language: null, attach: false, to: [], changedAt },
    version: 0,
  }
}

export const hasMailServer = async (store: Store, tenant: TenantId): Promise<boolean> =>
  (await store.of(tenant).noticeSettings.read('global'))?.value.smtp != null

async function countOn(store: Store, tenant: TenantId): Promise<number> {
  const own = store.of(tenant).companySummaries
  const records = await Promise.all((await own.keys()).map((key) => own.read(key)))
  return records.filter((record) => record?.value.on === true).length
}

function refuse(issues: readonly FieldIssue[]): void {
  if (issues.length > 0) throw new AppError('invalid', { issues: [...issues] })
}
