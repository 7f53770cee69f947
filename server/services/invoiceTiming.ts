/** When the agreements that we bill into are invoiced, against the day of the send. Reads only. */
import { invoicedWith, unusableReason } from '../domain/agreements'
import type { Day } from '../domain/calendar'
import { timingOf } from '../domain/invoiceTiming'
import type { AgreementId, CompanyId, TenantId } from '../domain/ids'
import type { Agreement } from '../domain/psa'
import { emptyCompanyRecord, type CompanyRecord } from '../domain/settings'
import type { InvoiceTimingGroup, InvoiceTimingView } from '../domain/viewsSchedule'
import { dayInZone } from '../domain/zone'
import { linkedRecords } from './planAll'
import { readTenant, scheduleOf } from './planRun'
import type { ViewDeps } from './viewDeps'

/** Companies and agreements named of each group; the number is of all. */
const companiesNamed = 50
const agreementsNamed = 5

/**
 * `dayOfMonth`: the day to look at, or null for the stored schedule's. Before anything is billed, of all agreements of linked
 * companies: the day is chosen before the products are placed. Throws UpstreamError, AppError `notConfigured`.
 */
export async function invoiceTiming(
  deps: ViewDeps,
  tenant: TenantId,
  dayOfMonth: number | null,
): Promise<InvoiceTimingView> {
  const [{ settings }, records, { connectWise }] = await Promise.all([
    readTenant(deps.store, tenant),
    linkedRecords(deps.store.of(tenant)),
    deps.connect(tenant),
  ])
  const readAt = deps.clock.now()
  const used = new Set(records.flatMap(agreementsBilled))
  if (records.length === 0) return { ...nothing, readAt }
  const [agreements, companies] = await Promise.all([connectWise.readAllAgreements(), connectWise.readCompanies()])
  const names = new Map(companies.map(({ id, name }) => [id, name]))
  const today = dayInZone(readAt, settings.schedule.timeZone)
  const of = used.size > 0 ? 'billed' : 'linked'
  const linked = new Set(records.map(({ companyId }) => companyId))
  const meant = of === 'billed' ? used : new Set(usableOf(agreements, linked, today).map(({ id }) => id))
  return {
    ...timingsOf(agreements, meant, { sendDay: dayOfMonth ?? settings.schedule.dayOfMonth, today, names }),
    of,
    readAt,
  }
}

/** The same for the agreements of one company; its own schedule's day where none is given. Throws the same. */
export async function companyInvoiceTiming(
  deps: ViewDeps,
  tenant: TenantId,
  companyId: CompanyId,
  dayOfMonth: number | null,
): Promise<InvoiceTimingView> {
  const [{ settings }, stored, { connectWise }] = await Promise.all([
    readTenant(deps.store, tenant),
    deps.store.of(tenant).companies.read(companyId),
    deps.connect(tenant),
  ])
  const readAt = deps.clock.now()
  const record = stored?.value ?? emptyCompanyRecord(companyId)
  const used = new Set(agreementsBilled(record))
  if (used.size === 0) return { ...nothing, readAt }
  const agreements = await connectWise.readAgreements(companyId)
  const schedule = scheduleOf(settings, record)
  const today = dayInZone(readAt, schedule.timeZone)
  const of = { sendDay: dayOfMonth ?? schedule.dayOfMonth, today, names: new Map<CompanyId, string>() }
  return { ...timingsOf(agreements, used, of), of: 'billed', readAt }
}

const nothing = { of: 'billed', groups: [], unknown: 0, notMonthly: 0 } as const satisfies Omit<
  InvoiceTimingView,
  'readAt'
>

const usableOf = (agreements: readonly Agreement[], companies: ReadonlySet<CompanyId>, on: Day): Agreement[] =>
  agreements.filter(
    (agreement) => companies.has(agreement.companyId) && unusableReason(agreement, agreement.companyId, on) === null,
  )

/** Agreements that its products are put on by hand, or that the last send billed into. */
const agreementsBilled = ({ assignments, lastBilled }: CompanyRecord): AgreementId[] => [
  ...assignments.flatMap(({ agreement }) => (agreement.kind === 'chosen' ? [agreement.agreementId] : [])),
  ...lastBilled.map(({ agreementId }) => agreementId),
]

function timingsOf(
  agreements: readonly Agreement[],
  used: ReadonlySet<AgreementId>,
  of: { sendDay: number; today: Day; names: ReadonlyMap<CompanyId, string> },
): Omit<InvoiceTimingView, 'readAt' | 'of'> {
  // One that is over has no next invoice to miss.
  const billed = agreements.filter(
    (agreement) =>
      used.has(agreement.id) &&
      !['ended', 'cancelled'].includes(unusableReason(agreement, agreement.companyId, of.today)?.kind ?? ''),
  )
  const monthly = billed.filter(
    (agreement) => (invoicedWith(agreement, agreements).billingCycle?.option ?? 'Monthly') === 'Monthly',
  )
  const groups = new Map<number, InvoiceTimingGroup>()
  let unknown = 0
  for (const agreement of monthly) {
    const next = invoicedWith(agreement, agreements).nextInvoiceOn
    if (next === null) unknown += 1
    else addTo(groups, agreement, next, of)
  }
  return {
    groups: [...groups.values()].sort((one, other) => other.agreements - one.agreements),
    unknown,
    notMonthly: billed.length - monthly.length,
  }
}

function addTo(
  groups: Map<number, InvoiceTimingGroup>,
  agreement: Agreement,
  next: Day,
  { sendDay, names }: { sendDay: number; names: ReadonlyMap<CompanyId, string> },
): void {
  const dayOfMonth = Number(next.slice(8))
  const group = groups.get(dayOfMonth) ?? {
    dayOfMonth,
    agreements: 0,
    agreementNames: [],
    companies: [],
    nextInvoiceOn: next,
    ...timingOf(sendDay, next),
  }
  group.agreements += 1
  if (group.agreementNames.length < agreementsNamed) group.agreementNames.push(agreement.name)
  const { companyId: id } = agreement
  if (group.companies.length < companiesNamed && !group.companies.some((company) => company.id === id))
    group.companies.push({ id, name: names.get(id) ?? `#${id}` })
  groups.set(dayOfMonth, group)
}
