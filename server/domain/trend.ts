/** What Trend Micro says, in our words. Foreign names stop at the adapter (architecture §6.12). */
import type { Day, Instant, Month } from './calendar'
import type { CustomerId, ServicePlanKey, SubscriptionId } from './ids'

/** A customer of the MSP at Trend Micro. */
export interface Customer {
  id: CustomerId
  name: string
  city: string | null
  state: string | null
  country: string | null
  /** Domains of its e-mail addresses, lower case. */
  emailDomains: string[]
  /** `active` for status 1; every other number is shown as it came and not billed without consent (facts/trend-micro.md §8.5). */
  status: { kind: 'active' } | { kind: 'other'; code: number }
}

/** Why a subscription is not billed on purpose (facts/trend-micro.md §5). */
export type NotBilledReason =
  | { kind: 'trial'; until: Day | null }
  | { kind: 'notForResale' }
  | { kind: 'notChargedBefore'; day: Day }
  | { kind: 'expired'; on: Day }
  | { kind: 'disabled' }
  | { kind: 'leftOut'; by: string; why: string }

/**
 * A seat count as it was read. `unread` is a failed or missing reading and never a zero;
 * `notReported` means that the source answered and this product reports no such number.
 */
export type SeatReading =
  { kind: 'read'; seats: number } | { kind: 'notReported' } | { kind: 'unread'; why: UnreadReason }
export type UnreadReason = 'failed' | 'incomplete' | 'notThereYet' | 'ambiguousName' | 'notFound'

/** One subscription (a service plan of one customer) with its seats. A suite is one subscription and counts once. */
export interface Subscription {
  id: SubscriptionId
  customerId: CustomerId
  plan: ServicePlanKey
  /** Product name as Trend Micro shows it; the MSP may have chosen it. */
  productName: string
  planName: string
  /** Names of the products of a suite; empty for a single product. */
  suiteOf: string[]
  unit: string | null
  /** `unknown`: the plan is not in the list of plans; such a line is held, not billed as full (facts/trend-micro.md §3.3.5). */
  version: 'full' | 'trial' | 'notForResale' | 'unknown'
  provisioned: SeatReading
  used: SeatReading
  /** Set when the subscription is not to be billed; its seats are then listed as excluded. */
  notBilled: NotBilledReason | null
  startsOn: Day | null
  expiresOn: Day | null
  /** From when the source itself says that `used` is; null: from the reading. */
  usedAsOf: Instant | null
}

/** That a customer has a product, whatever its seats. */
export type CustomerProduct = Pick<Subscription, 'customerId' | 'plan' | 'productName' | 'planName'>

/** Where numbers came from. */
export type UsageSource = 'lmpi' | 'smpi' | 'file'

/** One reading of seats. `which` is never mixed within a snapshot (facts/trend-micro.md §4). */
export interface UsageSnapshot {
  takenAt: Instant
  sources: UsageSource[]
  which: { kind: 'current' } | { kind: 'closedMonth'; month: Month }
  subscriptions: Subscription[]
  /** What could not be read; lines that depend on it are held. */
  gaps: UsageGap[]
}
export interface UsageGap {
  customerId: CustomerId | null
  what: 'customers' | 'subscriptions' | 'subscription' | 'plans' | 'usage'
  why: UnreadReason
  /** Our own short note for support: status and trace id, never a secret. */
  note: string
}
