/** Used seats by id and activation code from SMPI, put over those of the summary (facts/trend-micro.md §3.4). */
import type { Instant } from '../../domain/calendar'
import type { Customer, Subscription, UsageSnapshot } from '../../domain/trend'
import { gapOf, outcomeOf } from './gaps'
import { normalName } from './names'
import type { SmpiUsage } from './smpi'
import type { SmpiCustomer } from './wire'

/** Cached reads of SMPI. */
export interface SmpiLists {
  readCustomers(): Promise<SmpiCustomer[]>
  readUsage(customers: readonly SmpiCustomer[]): Promise<SmpiUsage[]>
}

/**
 * The snapshot with SMPI's used seats where they can be joined: by customer id and activation code; by activation code alone
 * for customers that LMPI lists under another id; by plan name within one customer where codes do not meet. A failure is a
 * gap: the summary's number stays, but it is another measure, on which nothing should be lowered.
 */
export async function joinSmpiUsage(options: {
  snapshot: UsageSnapshot
  codes: ReadonlyMap<Subscription['id'], readonly string[]>
  lmpiCustomers: readonly Customer[]
  smpi: SmpiLists
}): Promise<UsageSnapshot> {
  const { snapshot, codes, lmpiCustomers, smpi } = options
  const reading = await outcomeOf(read())
  if (reading.kind === 'failed') {
    return { ...snapshot, gaps: [...snapshot.gaps, gapOf(reading.failure, 'usage', null)] }
  }
  const { customers, usages } = reading.value
  const byCode = new Map(
    usages.flatMap(({ byCode: codesOfOne, asOf }) => [...codesOfOne].map(([code, seats]) => [code, { seats, asOf }])),
  )
  const subscriptions = snapshot.subscriptions.map((subscription): Subscription => {
    const use = usedOf(subscription)
    if (use === null) return subscription
    return { ...subscription, used: { kind: 'read', seats: use.seats }, usedAsOf: use.asOf }
  })
  return { ...snapshot, sources: [...snapshot.sources, 'smpi'], subscriptions }

  async function read() {
    const all = await smpi.readCustomers()
    const asked = new Set<string>(snapshot.subscriptions.map((subscription) => subscription.customerId))
    const inLmpi = new Set<string>(lmpiCustomers.map((customer) => customer.id))
    const inSmpi = new Set(all.map(({ id }) => id.toLowerCase()))
    const unmatched = [...asked].some((id) => !inSmpi.has(id))
    const wanted = all.filter(({ id }) => {
      const lower = id.toLowerCase()
      return asked.has(lower) || (unmatched && !inLmpi.has(lower))
    })
    return { customers: wanted, usages: await smpi.readUsage(wanted) }
  }

  function usedOf(subscription: Subscription): { seats: number; asOf: Instant | null } | null {
    const code = (codes.get(subscription.id) ?? []).find((each) => byCode.has(each))
    if (code !== undefined) return byCode.get(code) ?? null
    const usage = usages.find((each) => each.customer === subscription.customerId)
    const customer = customers.find((each) => each.id.toLowerCase() === subscription.customerId)
    if (usage?.byCode.size !== 1 || customer === undefined) return null
    const samePlan = snapshot.subscriptions.filter(
      (other) =>
        other.customerId === subscription.customerId &&
        normalName(other.planName) === normalName(customer.sp_subscription),
    )
    const isTheOne = samePlan.length === 1 && samePlan[0]?.id === subscription.id
    const [seats] = usage.byCode.values()
    return isTheOne && seats !== undefined ? { seats, asOf: usage.asOf } : null
  }
}
