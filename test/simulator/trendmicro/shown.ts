/** Who is shown: everything that the gateway lists or tells passes here. */
import type { TrendMicroOptions } from './options'
import type { TrendCustomer, TrendMicroWorld, TrendSubscription } from './world'

export interface Shown {
  customer: (customer: { id: string }) => boolean
  subscription: (subscription: Pick<TrendSubscription, 'id' | 'customerId'>) => boolean
}

const everybody: Shown = { customer: () => true, subscription: () => true }

/** What the options let through now. Made for one request: both may change at any time. */
export function shownNow({ world, options }: { world: TrendMicroWorld; options: TrendMicroOptions }): Shown {
  const { vanished, customersShown } = options
  if (customersShown === 'none') return { customer: () => false, subscription: () => false }
  if (customersShown === 'all' && vanished.length === 0) return everybody
  const hidden = new Set([...vanished, ...secondHalf(world.customers, customersShown)].map((id) => id.toLowerCase()))
  const isShown = (id: string) => !hidden.has(id.toLowerCase())
  return {
    customer: ({ id }) => isShown(id),
    subscription: ({ id, customerId }) => isShown(id) && isShown(customerId),
  }
}

function secondHalf(customers: readonly TrendCustomer[], shown: 'all' | 'half'): string[] {
  return shown === 'all' ? [] : customers.slice(Math.floor(customers.length / 2)).map(({ id }) => id)
}
