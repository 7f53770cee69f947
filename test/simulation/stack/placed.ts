/** Records of the simulator by what the rules compare. */
import { tryDay } from '../../../server/domain/calendar'
import { additionId, agreementId, catalogItemId } from '../../../server/domain/ids'
import type { CwAddition } from '../../simulator/connectwise/entities'
import type { Placed } from '../creationRules'

export const placedAddition = (addition: CwAddition): Placed => ({
  id: additionId(addition.id),
  agreementId: agreementId(addition.agreementId),
  catalogItemId: catalogItemId(addition.product.id),
  serialNumber: addition.serialNumber,
  startsOn: dayOf(addition.effectiveDate),
  cancelledOn: dayOf(addition.cancelledDate),
  quantity: addition.quantity,
  included: addition.lessIncluded,
  billable: addition.billCustomer,
  unitPrice: addition.unitPrice,
  description: addition.description,
})

/** `YYYY-MM-DD` of a date of ConnectWise. */
export const dayOf = (date: string | null) => (date === null ? null : tryDay(date.slice(0, 10)))
