/** What the agreements should hold, worked out from the sandbox's two worlds alone; shares nothing with the server. */
import type { TrendMicroWorld, TrendSubscription } from '../trendmicro/world'
import { catalogItems, type ItemKey } from '../seed/catalogItems'
import { servicePlans } from '../seed/servicePlans'

/** The catalog item with which this MSP bills a service plan; null where it sells none. */
export function itemOfPlan(planName: string): number | null {
  const key = Object.entries(servicePlans).find(([, plan]) => plan.name === planName)?.[0]
  if (key === undefined) return null
  const aliases: Record<string, ItemKey> = { webTrial: 'web', worryFreeYearly: 'worryFree', worryFreeNfr: 'worryFree' }
  const item = aliases[key] ?? key
  return item in catalogItems ? catalogItems[item as ItemKey].id : null
}

/** Seats that are to be billed of a subscription at a moment (milliseconds): its provisioned units once, or 0. */
export function billableSeats(world: TrendMicroWorld, subscription: TrendSubscription, atMs: number): number {
  const plan = world.servicePlans.find((candidate) => candidate.id === subscription.servicePlanId)
  const [license] = subscription.licenses
  if (license === undefined || plan?.version !== 'full' || /\bNFR\b/.test(subscription.name)) return 0
  const live =
    subscription.enabled &&
    subscription.licenses.some((one) => one.enabled) &&
    Date.parse(license.expiresAt) > atMs &&
    Date.parse(license.startChargeAt) <= atMs
  return live ? license.units : 0
}
