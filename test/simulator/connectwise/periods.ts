/** Billing periods, the status of agreements and additions, and what lies in an invoiced period (facts §7, §8). */
import { addDays, addMonths, dayOf, daysBetween } from './calendar'
import type { CwAddition, CwAgreement, CwBillingOption, CwComputedStatus } from './entities'
import type { ConnectWiseWorld } from './world'

/** First day, and the first day after. */
export interface Period {
  from: string
  until: string
}

const monthsOf: Partial<Record<CwBillingOption, number>> = {
  Monthly: 1,
  BiMonthly: 2,
  Quarterly: 3,
  SemiAnnual: 6,
  Yearly: 12,
}
const daysOf: Partial<Record<CwBillingOption, number>> = { Weekly: 7, BiWeekly: 14 }

export function agreementStatus(agreement: CwAgreement, today: string): CwComputedStatus {
  if (agreement.cancelledFlag) return 'Cancelled'
  const end = agreement.noEndingDateFlag ? null : dayOf(agreement.endDate)
  if (end !== null && end < today) return 'Expired'
  return (dayOf(agreement.startDate) ?? today) > today ? 'Inactive' : 'Active'
}

export function additionStatus(addition: CwAddition, agreement: CwAgreement, today: string): CwComputedStatus {
  const cancelled = dayOf(addition.cancelledDate)
  if (cancelled !== null && cancelled < today) return 'Cancelled'
  if ((dayOf(addition.effectiveDate) ?? today) > today) return 'Inactive'
  return agreementStatus(agreement, today)
}

/** The billing period of the agreement that holds this day; null where its cycle does not recur. */
export function periodAt(world: ConnectWiseWorld, agreement: CwAgreement, day: string): Period | null {
  const option = world.billingCycles.find(({ id }) => id === agreement.billingCycle?.id)?.billingOptions
  const start = dayOf(agreement.billStartDate ?? agreement.startDate)
  if (option === undefined || start === null) return null
  const anchor = agreement.invoicingCycle === 'CalendarYear' ? `${start.slice(0, 4)}-01-01` : start
  const days = daysOf[option]
  if (days !== undefined) {
    const from = addDays(anchor, Math.floor(daysBetween(anchor, day) / days) * days)
    return { from, until: addDays(from, days) }
  }
  const months = monthsOf[option]
  return months === undefined ? null : monthPeriod(anchor, months, day)
}

/** The first day that no invoice bills yet; a child's invoices are its parent's. Null when nothing is known to be invoiced. */
export function uninvoicedFrom(world: ConnectWiseWorld, agreement: CwAgreement): string | null {
  const parentId = agreement.parentAgreement?.id
  const payer = world.agreements.find(({ id }) => id === parentId) ?? agreement
  const next = dayOf(payer.nextInvoiceDate)
  if (next !== null) return next
  const ends = world.invoices
    .filter(({ type, agreement: invoiced }) => type === 'Agreement' && invoiced?.id === payer.id)
    .map(({ date }) => periodAt(world, payer, date.slice(0, 10))?.until ?? date.slice(0, 10))
  return ends.sort().at(-1) ?? null
}

function monthPeriod(anchor: string, months: number, day: string): Period {
  const [anchorYear = 0, anchorMonth = 1] = anchor.split('-').map(Number)
  const [year = 0, month = 1] = day.split('-').map(Number)
  let count = Math.floor(((year - anchorYear) * 12 + month - anchorMonth) / months)
  // Counted from the anchor and never from the last period, so that the 31st comes back after a short month.
  if (addMonths(anchor, count * months) > day) count--
  return { from: addMonths(anchor, count * months), until: addMonths(anchor, (count + 1) * months) }
}
