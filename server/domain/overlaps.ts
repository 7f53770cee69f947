/** Seats that may be counted twice: a product alone beside a suite that holds it (facts/trend-micro.md §5, "Unbundled Licenses"). Pure. */
import type { SubscriptionId } from './ids'
import type { Subscription } from './trend'

/** A billed subscription of one product whose customer also has a billed suite with that product in it. */
export interface Overlap {
  subscriptionId: SubscriptionId
  product: string
  suite: string
}

/** All such pairs of a snapshot, each subscription once. Names are compared without case and spaces at their ends. */
export function findOverlaps(subscriptions: readonly Subscription[]): Overlap[] {
  const billed = subscriptions.filter((subscription) => subscription.notBilled === null)
  const suites = billed.filter((subscription) => subscription.suiteOf.length > 1)
  return billed
    .filter((subscription) => subscription.suiteOf.length <= 1)
    .flatMap((single) => {
      const names = [single.productName, ...single.suiteOf].map(plain)
      for (const suite of suites) {
        if (suite.customerId !== single.customerId || suite.id === single.id) continue
        const product = suite.suiteOf.find((name) => names.includes(plain(name)))
        if (product !== undefined) return [{ subscriptionId: single.id, product, suite: suite.planName }]
      }
      return []
    })
}

const plain = (name: string) => name.trim().toLowerCase()
