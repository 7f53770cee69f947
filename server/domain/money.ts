/** What a line's change comes to. Pure; in the agreement's currency, never converted. */
import { invoicedWith } from './agreements'
import type { Addition, Agreement, BillingOption, CatalogItem } from './psa'
import type { Change, LineMoney } from './run'

/** Billing cycles in a year, where that is a fixed number. */
const cyclesAYear: Record<BillingOption, number | null> = {
  Monthly: 12,
  BiMonthly: 6,
  Quarterly: 4,
  SemiAnnual: 2,
  Yearly: 1,
  Weekly: 52,
  BiWeekly: 26,
  NotRecurring: null,
  Unknown: null,
}

/** Unit price and difference of a change; null where price or quantities are not known: unknown money is no 0. */
export function moneyOf(of: {
  change: Change
  addition: Addition | undefined
  item: CatalogItem | undefined
  agreement: Agreement | undefined
  agreements: readonly Agreement[]
}): LineMoney | null {
  const { change, addition, item, agreement } = of
  const unitPrice = addition?.unitPrice ?? (change.kind === 'create' ? (item?.price ?? null) : null)
  const before = quantityBeforeOf(change)
  if (unitPrice === null || before === null || change.quantity === null) return null
  // What is not billed moves no money. A replacement keeps the included units of what it replaces.
  const isBilled = addition?.billable !== 'DoNotBill' && addition?.billable !== 'NoCharge'
  const included = change.kind === 'create' ? 0 : (addition?.included ?? 0)
  const units = isBilled ? billedUnits(change.quantity, included) - billedUnits(before, included) : 0
  const difference = exact(units * Math.round(unitPrice * 10_000))
  const option = agreement === undefined ? null : (invoicedWith(agreement, of.agreements).billingCycle?.option ?? null)
  const cycles = option === null ? null : cyclesAYear[option]
  return {
    unitPrice,
    currency: agreement?.currency ?? null,
    difference,
    monthly: cycles === null ? null : exact(((difference * 10_000) / 12) * cycles),
  }
}

/** Units on the invoice: what the base price covers is not billed (facts/connectwise-rest.md §7.3). A credit stays one. */
export const billedUnits = (quantity: number, included: number): number =>
  quantity < 0 ? quantity : Math.max(0, quantity - included)

/** The quantity that ConnectWise holds before the change: 0 for a new line, null where it is not known. */
export function quantityBeforeOf(change: Change): number | null {
  switch (change.kind) {
    case 'create':
      return 0
    case 'none':
      return change.quantity
    case 'update':
    case 'replace':
    case 'blocked':
      return change.quantityBefore
    default:
      return change satisfies never
  }
}

/** Prices have at most four decimals; whole ten-thousandths keep sums exact. `+ 0`: no negative zero. */
const exact = (tenThousandths: number): number => Math.round(tenThousandths) / 10_000 + 0
