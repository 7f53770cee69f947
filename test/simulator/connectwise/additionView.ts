/** An addition as it is served: stored fields and the calculated ones (facts §7.3). */
import { dayIn, dayOf, daysBetween } from './calendar'
import type { CwRoutes } from './env'
import type { CwAddition, CwAgreement } from './entities'
import { additionStatus, agreementStatus, periodAt } from './periods'
import type { References } from './references'
import { rowOf, type Row } from './rows'

export function viewAddition(addition: CwAddition, references: References, routes: CwRoutes): Row {
  const { world, clock, options } = routes
  const today = dayIn(world.site.timeZone, clock.nowMs())
  const agreement = references.find('agreements', addition.agreementId)
  const unit = references.find('catalogItems', addition.product.id)?.unitOfMeasure
  const billed = addition.quantity - addition.lessIncluded
  const extPrice = addition.billCustomer === 'NoCharge' ? 0 : money(billed * addition.unitPrice)
  const extCost = money(addition.quantity * addition.unitCost)
  const status = agreement === undefined ? null : agreementStatus(agreement, today)
  return {
    ...rowOf(addition),
    product: references.to('product', addition.product),
    billedQuantity: billed,
    uom: references.find('units', unit?.id)?.name ?? null,
    extPrice,
    extCost,
    margin: money(extPrice - extCost),
    ...prorated(addition, agreement, routes, today, billed),
    agreementStatus: status,
    ...(options.additionStatus === 'present' && agreement !== undefined
      ? { additionStatus: additionStatus(addition, agreement, today) }
      : {}),
  }
}

/** Price × days left ÷ days in the period, while the period in which the line began still runs. */
function prorated(
  addition: CwAddition,
  agreement: CwAgreement | undefined,
  { world }: CwRoutes,
  today: string,
  billed: number,
): Row {
  const none = { prorateCost: null, proratePrice: null, extendedProrateCost: null, extendedProratePrice: null }
  const from = dayOf(addition.effectiveDate)
  if (agreement === undefined || from === null) return none
  if (!agreement.prorateFlag && !addition.prorateCurrentPeriodFlag) return none
  const period = periodAt(world, agreement, from)
  if (period === null || from === period.from || today >= period.until) return none
  const share = daysBetween(from, period.until) / daysBetween(period.from, period.until)
  const prorateCost = money(addition.unitCost * share)
  const proratePrice = money(addition.unitPrice * share)
  return {
    prorateCost,
    proratePrice,
    extendedProrateCost: money(addition.quantity * prorateCost),
    extendedProratePrice: money(billed * proratePrice),
  }
}

/** Rounded to cents. */
function money(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 100) / 100
}
