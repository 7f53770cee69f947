/** What a plan saw of the addition that it is about, so that a later look can tell whether it is still so. Pure. */
import { additionState } from './agreements'
import type { BillingPeriod } from './calendar'
import type { Addition } from './psa'
import type { RunLine } from './run'

/** `all`: the additions of its agreement. */
export const seenOf = (
  addition: Addition,
  all: readonly Addition[],
  period: BillingPeriod,
): NonNullable<RunLine['seen']> => ({
  quantity: addition.quantity,
  revision: addition.revision,
  included: addition.included,
  prorated: addition.prorated,
  billable: addition.billable,
  cancelledOn: addition.cancelledOn,
  beside: all.filter((other) => isBeside(other, addition, period)).map(({ id }) => id),
  replaced: null,
})

/** Another one of the same item that bills on some day on which this one does, and is not over. */
export const isBeside = (other: Addition, addition: Addition, period: BillingPeriod): boolean =>
  other.id !== addition.id &&
  other.catalogItemId === addition.catalogItemId &&
  additionState(other, period) !== 'ended' &&
  !endsBefore(other, addition) &&
  !endsBefore(addition, other)

const endsBefore = (one: Addition, other: Addition): boolean =>
  one.cancelledOn !== null && other.startsOn !== null && one.cancelledOn < other.startsOn
