/** When the agreements that we bill into are invoiced, against the day of the send. Reads only. */
import { invoicedWith } from '../domain/agreements'
import { timingOf } from '../domain/invoiceTiming'
import type { AgreementId, CompanyId, TenantId } from '../domain/ids'
import type { Agreement } from '../domain/psa'
import type { InvoiceTimingGroup, InvoiceTimingView } from '../domain/views'
import { linkedRecords } from './planAll'
import { readTenant } from './planRun'
import type { ViewDeps } from './viewDeps'

/** Companies named of each group; the number is of all. */
const companiesNamed = 50

/** `dayOfMonth`: the day to look at, or null for the stored schedule's. Throws UpstreamError, AppError `notConfigured`. */
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
  const used = new Map<AgreementId, CompanyId>()
  for (const { companyId, assignments, lastBilled } of records) {
    for (const { agreement } of assignments) if (agreement.kind === 'chosen') used.set(agreement.agreementId, companyId)
    for (const { agreementId } of lastBilled) used.set(agreementId, companyId)
  }
  if (used.size === 0) return { groups: [], unknown: 0, notMonthly: 0, readAt }
  const [agreements, companies] = await Promise.all([connectWise.readAllAgreements(), connectWise.readCompanies()])
  const names = new Map(companies.map(({ id, name }) => [id, name]))
  const billed = agreements.filter(({ id }) => used.has(id))
  const monthly = billed.filter(
    (agreement) => (invoicedWith(agreement, agreements).billingCycle?.option ?? 'Monthly') === 'Monthly',
  )
  const sendDay = dayOfMonth ?? settings.schedule.dayOfMonth
  const groups = new Map<number, InvoiceTimingGroup>()
  let unknown = 0
  for (const agreement of monthly) {
    const next = invoicedWith(agreement, agreements).nextInvoiceOn
    if (next === null) unknown += 1
    else addTo(groups, agreement, next, sendDay, names)
  }
  return {
    groups: [...groups.values()].sort((one, other) => other.agreements - one.agreements),
    unknown,
    notMonthly: billed.length - monthly.length,
    readAt,
  }
}

function addTo(
  groups: Map<number, InvoiceTimingGroup>,
  agreement: Agreement,
  next: InvoiceTimingGroup['nextInvoiceOn'],
  sendDay: number,
  names: ReadonlyMap<CompanyId, string>,
): void {
  const dayOfMonth = Number(next.slice(8))
  const group = groups.get(dayOfMonth) ?? {
    dayOfMonth,
    agreements: 0,
    companies: [],
    nextInvoiceOn: next,
    ...timingOf(sendDay, next),
  }
  group.agreements += 1
  const { companyId: id } = agreement
  if (group.companies.length < companiesNamed && !group.companies.some((company) => company.id === id))
    group.companies.push({ id, name: names.get(id) ?? `#${id}` })
  groups.set(dayOfMonth, group)
}
