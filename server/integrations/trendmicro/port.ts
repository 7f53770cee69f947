/** What the services ask of Trend Micro, whichever of its programming interfaces answers. Reads throw UpstreamError. */
import type { Day, Instant, Month } from '../../domain/calendar'
import type { CustomerId } from '../../domain/ids'
import type { Customer, CustomerProduct, UsageSnapshot, UsageSource } from '../../domain/trend'

export interface TrendMicro {
  /** All customers of the partner. Throws `incomplete` when fewer rows came than were announced. */
  readCustomers(): Promise<Customer[]>
  /**
   * Which products these customers have, one row a subscription. Seats take a call for each subscription, this one for each
   * hundred. `whole`: false where a customer is not listed any more, or the products' names could not be read.
   */
  readProducts(customers: readonly CustomerId[]): Promise<{ products: CustomerProduct[]; whole: boolean }>
  /**
   * Subscriptions with seats of these customers (null = all), judged at `now` (trial, expired … come back with the reason).
   * `which`: current seats or those of a closed month; `today`: the day of the plan where the bill is made, whose month is the
   * current one. What could not be read is in `gaps`, never a zero;
   * throws only when nothing at all could be read.
   */
  readUsage(query: {
    customers: readonly CustomerId[] | null
    which: { kind: 'current' } | { kind: 'closedMonth'; month: Month }
    now: Instant
    today: Day
  }): Promise<UsageSnapshot>
  /** Cheapest call that proves the keys; says which of the sources answered. */
  test(): Promise<{ customers: number; sources: UsageSource[] }>
}
