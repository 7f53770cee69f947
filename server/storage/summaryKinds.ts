/** Where the documents of executive summaries lie. */
import { month, type Month } from '../domain/calendar'
import { companyId, type CompanyId, type TenantId } from '../domain/ids'
import type { CompanySummaries, SummaryPlan, SummaryRecord } from '../domain/summaries'
import type { Kind } from './kinds'
import { companySummaries, summaryPlan, summaryRecord } from './schemas/summaries'

export const summaryPlanKind = (id: TenantId): Kind<'plan', SummaryPlan> => ({
  format: 'summary-plan/1',
  schema: summaryPlan,
  folder: '',
  depth: 0,
  cached: 1,
  path: () => 'summary-plan.json',
  key: (path) => (path === 'summary-plan.json' ? 'plan' : null),
  belongs: (_key, value) => value.tenantId === id,
})

export const companySummariesKind: Kind<CompanyId, CompanySummaries> = {
  format: 'company-summaries/1',
  schema: companySummaries,
  folder: 'summary-settings',
  depth: 0,
  // All of them are looked at every few minutes; each takes some hundred bytes.
  cached: 20_000,
  path: (key) => `summary-settings/${companyId(key)}.json`,
  key(path) {
    const found = /^summary-settings\/([1-9]\d{0,14})\.json$/.exec(path)?.[1]
    return found === undefined ? null : companyId(Number(found))
  },
  belongs: (key, value) => value.companyId === key,
}

export interface SummaryKey {
  companyId: CompanyId
  month: Month
}

export const summaryKind: Kind<SummaryKey, SummaryRecord> = {
  format: 'summary/1',
  schema: summaryRecord,
  folder: 'summaries',
  depth: 1,
  // Of the month that is running, where its day has come; each takes some kilobytes.
  cached: 5_000,
  path: (key) => `summaries/${companyId(key.companyId)}/${month(key.month)}.json`,
  key(path) {
    const [, company, of] = /^summaries\/([1-9]\d{0,14})\/(\d{4}-(?:0[1-9]|1[0-2]))\.json$/.exec(path) ?? []
    return company === undefined || of === undefined
      ? null
      : { companyId: companyId(Number(company)), month: month(of) }
  },
  belongs: (key, value) => value.companyId === key.companyId && value.month === key.month,
}
