/** What happens at Trend Micro: customers buy more or less, use it or not, and come and go. */
import { atMidnight } from '../../simulator/seed/seedDates'
import { servicePlans, type ServicePlanSpec } from '../../simulator/seed/servicePlans'
import { trendPlanId } from '../../simulator/seed/trendIds'
import type { TrendMicroSimulator } from '../../simulator/trendmicro/trendMicro'
import { nth } from '../change'
import type { Change } from '../steps'

/** What customers buy later. */
const bought = ['worryFree', 'cloudApp', 'email', 'web'] as const

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>
export type TrendChange = Of<'seats' | 'used' | 'state' | 'subscribe' | 'status'>

/** Answers what the change came to, in words; null when there was nothing to change. */
export function changeTrend(trendMicro: TrendMicroSimulator, now: string, change: TrendChange): string | null {
  const { world, edits } = trendMicro
  if (change.kind === 'status') {
    const customer = nth(world.customers, change.customer)
    if (customer === undefined) return null
    customer.status = change.code
    return `customer ${customer.name} gets status ${change.code}`
  }
  if (change.kind === 'subscribe') return subscribe(trendMicro, change)
  const subscription = nth(world.subscriptions, change.subscription)
  if (subscription === undefined) return null
  const name = `${subscription.name} of ${subscription.customerId} (${subscription.id})`
  switch (change.kind) {
    case 'seats':
      edits.setSeats(subscription.id, { provisioned: change.seats })
      return `${name} has ${change.seats} seats`
    case 'used':
      edits.setSeats(subscription.id, { used: change.used })
      return `${name} uses ${change.used ?? 'nobody knows how many'}`
    case 'state': {
      edits.comeBack(subscription.id)
      if (change.state === 'gone') edits.vanish(subscription.id)
      // A trial would be another plan; switched off is as little billed.
      subscription.enabled = change.state !== 'trial'
      const year = Number(now.slice(0, 4)) + (change.state === 'expired' ? -1 : 3)
      for (const license of subscription.licenses) license.expiresAt = atMidnight(`${year}-12-31`)
      return `${name} is ${change.state}`
    }
    default:
      return change satisfies never
  }
}

function subscribe({ world }: TrendMicroSimulator, { company, plan, seats }: Of<'subscribe'>): string | null {
  const customer = nth(world.customers, company)
  const key = nth(bought, plan)
  const [model] = world.subscriptions
  const [license] = model?.licenses ?? []
  if (customer === undefined || key === undefined || model === undefined || license === undefined) return null
  const { number, name, unit, products }: ServicePlanSpec = servicePlans[key]
  const count = String(world.subscriptions.length).padStart(12, '0')
  world.subscriptions.push({
    ...model,
    id: `d0000000-5eed-4000-8000-${count}`,
    customerId: customer.id,
    servicePlanId: trendPlanId(number),
    name,
    unit,
    enabled: true,
    used: seats,
    licenses: products.map(({ code, name: productName }) => ({
      ...license,
      activationCode: `NEW-${count}`,
      productId: code,
      productName,
      units: seats,
      enabled: true,
    })),
  })
  return `${customer.name} buys ${seats} seats of ${name}`
}
