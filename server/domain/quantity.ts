/** How seats become a quantity. Pure. */
import type { QuantityStep } from './run'
import type { CountRule, QuantityRule } from './settings'
import type { SeatReading, UnreadReason } from './trend'

/** Seats by a count rule, or which reading the rule misses. Missing is never zero (architecture §6.7). */
export type Counted =
  | { kind: 'counted'; seats: number }
  | { kind: 'missing'; which: 'provisioned' | 'used'; why: UnreadReason | 'notReported' }

/**
 * Seats of one subscription by the rule. "Used, else provisioned" and "greater of both" fall back to provisioned only where
 * the product reports no use (facts/trend-micro.md §5: without data chargeable = provisioned); a use that could not be
 * *read* is missing, whatever the rule.
 */
export function countSeats(rule: CountRule, provisioned: SeatReading, used: SeatReading): Counted {
  switch (rule) {
    case 'provisioned':
      return counted('provisioned', provisioned)
    case 'used':
      return counted('used', used)
    case 'usedElseProvisioned':
      return used.kind === 'notReported' ? counted('provisioned', provisioned) : counted('used', used)
    case 'greater': {
      const first = counted('provisioned', provisioned)
      if (used.kind === 'notReported' || first.kind === 'missing') return first
      const second = counted('used', used)
      return second.kind === 'missing' || second.seats > first.seats ? second : first
    }
    default:
      return rule satisfies never
  }
}

function counted(which: 'provisioned' | 'used', reading: SeatReading): Counted {
  switch (reading.kind) {
    case 'read':
      return { kind: 'counted', seats: reading.seats }
    case 'notReported':
      return { kind: 'missing', which, why: 'notReported' }
    case 'unread':
      return { kind: 'missing', which, why: reading.why }
    default:
      return reading satisfies never
  }
}

/**
 * The quantity of one product from its counted seats (whole units ≥ 0), with the steps that led to it.
 * Included seats come off first; the minimum holds only while there is at least one seat.
 */
export function quantityOf(rule: QuantityRule, seats: number): { quantity: number; steps: QuantityStep[] } {
  const steps: QuantityStep[] = [{ kind: 'count', rule: rule.count, result: seats }]
  let quantity = seats
  if (rule.included > 0) {
    quantity = Math.max(0, quantity - rule.included)
    steps.push({ kind: 'included', included: rule.included, result: quantity })
  }
  if (seats > 0 && quantity < rule.minimum) {
    quantity = rule.minimum
    steps.push({ kind: 'minimum', minimum: rule.minimum, result: quantity })
  }
  return { quantity, steps }
}
