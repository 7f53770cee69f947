/** Draws what changes: at Trend Micro, at ConnectWise, and what people decide. */
import type { Limits } from '../../server/domain/settings'
import type { Random } from '../simulator/seed/random'
import { someLimits, type Change } from './steps'

export const newSeats = (random: Random, subscription: number): Change => ({
  kind: 'seats',
  subscription,
  seats: random.pick([0, 1, random.between(1, 60), random.between(1, 60)]),
})

export function aHandEdit(random: Random): Change {
  const addition = random.between(0, 99)
  const draw = random.between(1, 100)
  if (draw <= 42) return { kind: 'edit', addition, quantity: random.between(0, 40) }
  if (draw <= 48) return { kind: 'price', addition, price: random.between(1, 9) }
  if (draw <= 60) return { kind: 'cancel', addition, inDays: random.pick([-5, 0, 3, 40]) }
  if (draw <= 67) return { kind: 'reopen', addition }
  if (draw <= 71) return { kind: 'billable', addition, billable: random.pick(['Billable', 'DoNotBill', 'NoCharge']) }
  if (draw <= 74) return { kind: 'included', addition, included: random.between(0, 5) }
  if (draw <= 77) return { kind: 'move', addition, item: random.between(0, 2) }
  if (draw <= 83) return { kind: 'oldSync', addition, quantity: random.between(0, 40) }
  if (draw <= 92) return { kind: 'twin', addition, quantity: random.between(1, 40) }
  return { kind: 'delete', addition }
}

export function aChange(random: Random): Change {
  const draw = random.between(1, 100)
  const subscription = random.between(0, 99)
  const company = random.between(0, 9)
  const plan = random.between(0, 3)
  if (draw <= 30) return newSeats(random, subscription)
  if (draw <= 35) return { kind: 'used', subscription, used: random.percent(30) ? null : random.between(0, 60) }
  if (draw <= 43) return { kind: 'state', subscription, state: random.pick(['there', 'gone', 'trial', 'expired']) }
  if (draw <= 46) return { kind: 'subscribe', company, plan, seats: random.between(1, 40) }
  if (draw <= 48) return { kind: 'status', customer: random.between(0, 9), code: random.pick([1, 1, 3]) }
  if (draw <= 62) return aHandEdit(random)
  if (draw <= 65) return { kind: 'end', agreement: random.between(0, 19) }
  if (draw <= 67) return { kind: 'renew', agreement: random.between(0, 19) }
  if (draw <= 69) return { kind: 'revive', agreement: random.between(0, 19) }
  if (draw <= 75) return { kind: 'invoice', agreement: random.between(0, 19) }
  if (draw <= 90) return anAssignment(random)
  if (draw <= 94) return { kind: 'exclude', company, plan, out: random.percent(60) }
  if (draw <= 97) return { kind: 'companyLimits', company, limits: someOwnLimits(random) }
  return { kind: 'limits', limits: someLimits(random), approval: random.percent(85) ? 'withinLimits' : 'person' }
}

export const anAssignment = (random: Random): Extract<Change, { kind: 'assign' }> => ({
  kind: 'assign',
  company: random.between(0, 9),
  plan: random.between(0, 3),
  agreement: random.percent(25) ? 'default' : random.between(0, 9),
  create: random.pick([null, true, true, false]),
  used: random.percent(20),
  adopt: random.percent(25) ? random.between(0, 3) : null,
  strategy: random.percent(40) ? 'replace' : 'inPlace',
  drift: random.pick(['ask', 'ask', 'ask', 'keep', 'overwrite']),
})

/** Some of the tenant's limits, otherwise. */
function someOwnLimits(random: Random): Partial<Limits> {
  const { holdInvoiced, holdHandEdits, dropPercent, moneyPerMonth } = someLimits(random)
  return random.pick<Partial<Limits>>([{}, { holdInvoiced }, { holdHandEdits }, { dropPercent, moneyPerMonth }])
}
