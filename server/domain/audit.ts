/** Who changed which setting, from what to what: found by comparing a document before and after. Pure. */
import type { Instant } from './calendar'
import { companyId, type CompanyId } from './ids'
import type { Audience, NoticeRecord } from './notices'
import type { CompanySummaries, SummaryPlan } from './summaries'
import type { BillingRun } from './run'
import { standingOf } from './runControl'
import { emptyCompanyRecord, type CompanyRecord, type Tenant } from './settings'
import type { UsageImport } from './usageImport'

/** One change of a person, or of the server where nobody asked (`by` null). Never changed or removed once it is stored. */
export interface AuditEntry {
  /** Sorts by time: the moment without its signs, a count, and a part that is drawn. */
  id: string
  at: Instant
  /** The member's identifier. */
  by: string | null
  /** null: for all companies. */
  companyId: CompanyId | null
  changes: AuditChange[]
  /** Changes beyond the most that one entry holds. */
  more: number
}
/** `path`: names with points; things of a list by what they are about, as `assignments.<plan>.rule.minimum`. */
export interface AuditChange {
  path: string
  /** As JSON text; null: there was nothing. A secret is only `set`. */
  from: string | null
  to: string | null
}

const mostChanges = 200
const mostText = 500

/** What a person decides of a tenant. Sealed secrets stay out of it: that they were replaced is told, and no more. */
export const changesOfTenant = (before: Tenant | null, after: Tenant): AuditChange[] =>
  compare(before === null ? null : decidedOfTenant(before), decidedOfTenant(after))

const decidedOfTenant = ({ connections, settings, linking, productDefaults, preflightDays, setup }: Tenant) => ({
  connections,
  settings: { ...settings, limitsSet: undefined, schedule: { ...settings.schedule, changedAt: undefined } },
  linking,
  productDefaults: byKey(productDefaults, ({ plan }) => plan),
  preflightDays,
  setup,
})

/** What a person decides of a company; what sends write into its record is in the ledger. */
export const changesOfCompany = (before: CompanyRecord | null, after: CompanyRecord): AuditChange[] =>
  compare(decidedOfCompany(before ?? emptyCompanyRecord(after.companyId)), decidedOfCompany(after))

const decidedOfCompany = (record: CompanyRecord) => ({
  link:
    record.link === null
      ? null
      : { enabled: record.link.enabled, customers: record.link.customerIds, names: record.link.customerNames },
  noTrendMicro: record.noTrendMicro !== null,
  rejected: byKey(record.rejected, ({ customerId }) => customerId),
  assignments: byKey(record.assignments, ({ plan }) => plan),
  exclusions: byKey(record.exclusions, ({ plan }) => plan),
  customSchedule: record.customSchedule === null ? null : { ...record.customSchedule, changedAt: undefined },
  limits: record.limits,
})

/** Notices of all companies, or of one with its own. */
export const changesOfNotices = (before: NoticeRecord | null, after: NoticeRecord): AuditChange[] =>
  compare(before === null ? null : { notices: decidedOfNotices(before) }, { notices: decidedOfNotices(after) })

const decidedOfNotices = ({ use, settings, smtp }: NoticeRecord) => ({ use, ...settings, smtp })

/** Summaries for all companies, and of one company. */
export const changesOfSummaryPlan = (before: SummaryPlan | null, after: SummaryPlan): AuditChange[] =>
  compare(before === null ? null : decidedOfPlan(before), decidedOfPlan(after))
export const changesOfCompanySummaries = (before: CompanySummaries | null, after: CompanySummaries): AuditChange[] =>
  compare(before === null ? null : decidedOfSummaries(before), decidedOfSummaries(after))

const decidedOfPlan = ({ schedule, language }: SummaryPlan) => ({
  summaries: { schedule: { ...schedule, changedAt: undefined }, language },
})
const decidedOfSummaries = ({ on, dayOfMonth, language, attach, to }: CompanySummaries) => ({
  summaries: { on, dayOfMonth, language, attach, to },
})
/** Who paused a run, went on with it or cancelled it. By its moment, as screens name it, and its id; what it sends is in the ledger. */
export const changesOfRun = (before: BillingRun | null, after: BillingRun): AuditChange[] =>
  compare({ runs: standingByRun(before ?? { ...after, controls: [] }) }, { runs: standingByRun(after) })
const standingByRun = (run: BillingRun) => ({ [`${run.createdAt} ${run.id}`]: standingOf(run).kind })
/** A month that was imported from a file: of its rows only how many, for they are Trend Micro's and nobody's decision. */
export const changesOfImport = (before: UsageImport | null, after: UsageImport): AuditChange[] =>
  compare(
    { imports: before === null ? {} : { [after.month]: decidedOfImport(before) } },
    { imports: { [after.month]: decidedOfImport(after) } },
  )

const decidedOfImport = ({ fileName, format, mapping, rows }: UsageImport) => ({
  fileName,
  format,
  mapping,
  rows: rows.length,
})

/** `companyId` of what the settings of notices are about. */
export const companyOfAudience = (audience: Audience): CompanyId | null => {
  const company = /^company:(\d+)$/.exec(audience)?.[1]
  return company === undefined ? null : companyId(Number(company))
}

/** At most so many as one entry holds, and how many there are beyond. */
export const bounded = (changes: readonly AuditChange[]): Pick<AuditEntry, 'changes' | 'more'> => ({
  changes: changes.slice(0, mostChanges),
  more: Math.max(0, changes.length - mostChanges),
})

/** Who decided it and when says the entry itself. */
const said = new Set(['decidedAt', 'decidedBy', 'privateKeySetAt', 'secretKeySetAt', 'passwordSetAt', 'urlSetAt'])
const isSecret = (value: object): boolean => 'sealed' in value

function compare(before: unknown, after: unknown, path = ''): AuditChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (isRecord(before) && isRecord(after) && !isSecret(before) && !isSecret(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !said.has(name))
    return names.flatMap((name) => compare(before[name], after[name], at(name)))
  }
  // A thing that came or went is told whole; the parts of a document that is new, one by one.
  if (path === '' && isRecord(after)) return Object.keys(after).flatMap((name) => compare(undefined, after[name], name))
  return [{ path, from: textOf(before), to: textOf(after) }]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  const text = JSON.stringify(value, (name, part: unknown) => {
    if (said.has(name)) return undefined
    return isRecord(part) && isSecret(part) ? 'set' : part
  })
  return text.length > mostText ? `${text.slice(0, mostText - 1)}…` : text
}

const byKey = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Record<string, Item> =>
  Object.fromEntries(items.map((item) => [keyOf(item), item]))
