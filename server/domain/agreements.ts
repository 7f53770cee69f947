/** Which agreements can be billed into, which of their additions are ongoing, and where *Default* points. Pure. */
import { addDays, monthOf, periodOfMonth, type BillingPeriod, type Day } from './calendar'
import type { AgreementId, CatalogItemId, CompanyId } from './ids'
import type { Addition, Agreement, AgreementWarning, BillingState, UnusableReason } from './psa'

/** An agreement that ends within so many days is marked "ends soon". */
const endsSoonDays = 60

/**
 * Why the agreement cannot be billed into on that day for that company; null when it can.
 * Status is computed from the dates (facts/connectwise-rest.md §8), never taken from the reported word.
 */
export function unusableReason(agreement: Agreement, company: CompanyId, on: Day): UnusableReason | null {
  if (agreement.companyId !== company) return { kind: 'otherCompany' }
  if (agreement.cancelled) return { kind: 'cancelled', on: agreement.cancelledOn }
  if (agreement.startsOn !== null && agreement.startsOn > on) return { kind: 'notStarted', on: agreement.startsOn }
  if (!agreement.noEndingDate && agreement.endsOn !== null && agreement.endsOn < on)
    return { kind: 'ended', on: agreement.endsOn }
  return null
}

/** What a person should know before billing into a usable agreement. */
export function warningsOf(agreement: Agreement, on: Day): AgreementWarning[] {
  const warnings: AgreementWarning[] = []
  if (
    !agreement.noEndingDate &&
    agreement.endsOn !== null &&
    agreement.endsOn >= on &&
    agreement.endsOn <= addDays(on, endsSoonDays)
  )
    warnings.push({ kind: 'endsSoon', on: agreement.endsOn })
  if (agreement.oneTime || agreement.billingCycle?.option === 'NotRecurring') warnings.push({ kind: 'notRecurring' })
  else if (agreement.billingCycle !== null && agreement.billingCycle.option !== 'Monthly')
    warnings.push({ kind: 'notMonthly', cycle: agreement.billingCycle.name })
  if (agreement.parentId !== null) warnings.push({ kind: 'child', parent: agreement.parentId })
  if (agreement.reportedStatus !== null && agreement.reportedStatus !== computedStatus(agreement, on))
    warnings.push({ kind: 'statusDiffers', reported: agreement.reportedStatus })
  return warnings
}

function computedStatus(agreement: Agreement, on: Day): string {
  const why = unusableReason(agreement, agreement.companyId, on)
  switch (why?.kind) {
    case undefined:
      return 'Active'
    case 'cancelled':
      return 'Cancelled'
    case 'ended':
      return 'Expired'
    default:
      return 'Inactive'
  }
}

/** The next invoice of an agreement; a child's own date can be stale, so its parent's is taken (facts/connectwise-rest.md §8). */
export function nextInvoiceOf(agreement: Agreement, all: readonly Agreement[]): Day | null {
  return invoicedWith(agreement, all).nextInvoiceOn
}

/** The agreement on whose invoice this one's additions are: its parent, else itself. */
export function invoicedWith(agreement: Agreement, all: readonly Agreement[]): Agreement {
  const parent = agreement.parentId === null ? undefined : all.find((other) => other.id === agreement.parentId)
  return parent ?? agreement
}

/**
 * Is the invoice made already that this period's count should be on? So with a monthly agreement that does not prorate and whose
 * next invoice lies beyond the first day after the period.
 */
export function isPeriodInvoiced(agreement: Agreement, all: readonly Agreement[], { until }: BillingPeriod): boolean {
  const { billingCycle, nextInvoiceOn } = invoicedWith(agreement, all)
  return !agreement.prorates && billingCycle?.option === 'Monthly' && nextInvoiceOn !== null && nextInvoiceOn > until
}

/**
 * Where an addition stands in a period: `ongoing` bills up to its last day at least (facts/connectwise-rest.md §7.3: the
 * cancel day is the last billed day; §13.6: a line that is cancelled later still bills), `ended` does not, `future` has not
 * begun by its end. A line that is handed over at the end of the month is so one line in each month, never two and never none.
 */
export function additionState(
  addition: Pick<Addition, 'startsOn' | 'cancelledOn'>,
  period: BillingPeriod,
): 'ongoing' | 'ended' | 'future' {
  if (addition.cancelledOn !== null && addition.cancelledOn < addDays(period.until, -1)) return 'ended'
  if (addition.startsOn !== null && addition.startsOn >= period.until) return 'future'
  return 'ongoing'
}

/** Does the addition bill on that day? The cancel day is the last billed day (facts/connectwise-rest.md §7.3). */
export const billsOn = (addition: Pick<Addition, 'startsOn' | 'cancelledOn'>, on: Day): boolean =>
  (addition.startsOn === null || addition.startsOn <= on) &&
  (addition.cancelledOn === null || addition.cancelledOn >= on)

/**
 * The first day that no invoice bills yet, on which a replacement begins (facts/connectwise-rest.md §7.6): the next invoice's,
 * but not before billing starts. Where the date is not known, the first day of the next month.
 */
export function uninvoicedFrom(agreement: Agreement, all: readonly Agreement[], today: Day): Day {
  const next = nextInvoiceOf(agreement, all) ?? periodOfMonth(monthOf(today)).until
  return agreement.billStartsOn !== null && agreement.billStartsOn > next ? agreement.billStartsOn : next
}

export type DefaultResolution =
  { kind: 'one'; agreement: Agreement } | { kind: 'several'; agreements: Agreement[] } | { kind: 'none' }

/**
 * The agreement that *Default* means for a company, for one catalog item where it is known. Tried in this order:
 * the agreement named in the company's management summary row; the agreement type that a cross reference names for this very
 * catalog item; the agreement types by name, as in `typeNames`. Exactly one active agreement must fit; several are never guessed between
 * (facts/trend-micro.md §1.1, §1.3).
 */
export function resolveDefault(
  state: Pick<BillingState, 'agreements' | 'defaults'> & { company: { id: CompanyId } },
  typeNames: readonly string[],
  on: Day,
  catalogItem: CatalogItemId | null,
): DefaultResolution {
  const active = state.agreements.filter((agreement) => unusableReason(agreement, state.company.id, on) === null)
  const named = active.find((agreement) => agreement.id === state.defaults.summaryAgreementId)
  if (named !== undefined) return { kind: 'one', agreement: named }
  const referenced = state.defaults.crossReferences
    .filter((reference) => catalogItem !== null && reference.catalogItemId === catalogItem)
    .map((reference) => reference.agreementTypeId)
  const tiers = [
    active.filter((agreement) => referenced.includes(agreement.type.id)),
    ...typeNames.map((name) => active.filter((agreement) => sameName(agreement.type.name, name))),
  ]
  const tier = tiers.find((agreements) => agreements.length > 0)
  if (tier === undefined) return { kind: 'none' }
  const [first, ...others] = tier
  return first !== undefined && others.length === 0
    ? { kind: 'one', agreement: first }
    : { kind: 'several', agreements: tier }
}

/** An active agreement of the same type that could take over from an unusable one; null unless exactly one fits. */
export function successorOf(agreement: Agreement, all: readonly Agreement[], on: Day): AgreementId | null {
  const fitting = all.filter(
    (other) =>
      other.id !== agreement.id &&
      other.type.id === agreement.type.id &&
      unusableReason(other, agreement.companyId, on) === null,
  )
  return fitting.length === 1 && fitting[0] !== undefined ? fitting[0].id : null
}

const sameName = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase()
