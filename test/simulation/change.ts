/** What people and customers do, carried out on the simulated world and, for decisions in the pod, on the stored settings. */
import { addDays } from '../../server/domain/calendar'
import type { TenantId } from '../../server/domain/ids'
import type { Store } from '../../server/storage/store'
import { createRandom } from '../simulator/seed/random'
import { decide } from './decide'
import { editAddition } from './handEdits'
import { aheadOf, dueBy, makeInvoice } from './invoices'
import { stateOf, type Records } from './records'
import type { Change } from './steps'
import type { Turns } from './turns'
import { addAddition, addSubscription, anAgreement, dayOf, plans, type World } from './world'

export interface Scene {
  world: World
  turns: Turns
  records: Records
  disk: Store
  tenant: TenantId
  /** The last change of a company's world that was not a send's; later plans may differ from earlier ones. */
  changedMs: number
}

export const nth = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % items.length]

/** Carries the change out at once; answers what it came to, in words, or null when there was nothing to change. */
export function carryOut(scene: Scene, change: Change): string | null {
  const { world, turns } = scene
  // A moment of its own, later than the last turn.
  turns.skipTo(turns.nowMs() + 1)
  scene.changedMs = turns.nowMs()
  switch (change.kind) {
    case 'seats':
    case 'used':
    case 'state':
    case 'subscribe':
    case 'status':
      return changeSeats(world, change)
    case 'end':
    case 'renew':
    case 'revive':
      return changeAgreement(scene, change)
    case 'invoice': {
      const agreement = nth(world.agreements, change.agreement)
      return agreement === undefined ? null : makeInvoice(scene, agreement)
    }
    case 'invoices': {
      const made = dueBy(world, aheadOf(turns, change.ahead)).map((agreement) => makeInvoice(scene, agreement))
      return made.length === 0 ? null : made.join('; ')
    }
    case 'assign':
    case 'exclude':
    case 'companyLimits':
    case 'limits':
      return decide(scene, change)
    default: {
      const addition = nth(world.additions, change.addition)
      return addition === undefined ? null : editAddition(scene, addition, change)
    }
  }
}

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>

function changeSeats(world: World, change: Of<'seats' | 'used' | 'state' | 'subscribe' | 'status'>): string | null {
  if (change.kind === 'subscribe') {
    const company = nth(world.companies, change.company)
    const plan = nth(plans, change.plan)
    if (company === undefined || plan === undefined) return null
    const added = addSubscription(world, company.id, plan, change.seats, null)
    return added === null ? null : `company ${company.id} buys ${change.seats} seats of ${plan} as ${added.id}`
  }
  if (change.kind === 'status') {
    const customer = nth(world.customers, change.customer)
    if (customer === undefined) return null
    customer.status = change.code === 1 ? { kind: 'active' } : { kind: 'other', code: change.code }
    return `customer ${customer.id} gets status ${change.code}`
  }
  const subscription = nth(world.subscriptions, change.subscription)
  if (subscription === undefined) return null
  if (change.kind === 'seats') subscription.provisioned = change.seats
  else if (change.kind === 'used') subscription.used = change.used
  else subscription.state = change.state
  const what =
    change.kind === 'seats' ? `${change.seats} seats` : change.kind === 'used' ? `${change.used} used` : change.state
  return `${subscription.id} (${subscription.plan}) is now ${what}`
}

function changeAgreement({ world, turns, records }: Scene, change: Of<'end' | 'renew' | 'revive'>): string | null {
  const agreement = nth(world.agreements, change.agreement)
  if (agreement === undefined) return null
  const today = dayOf(turns.now())
  if (change.kind === 'revive') {
    Object.assign(agreement, { endsOn: null, noEndingDate: true, cancelled: false })
    return `agreement ${agreement.id} has no end any more`
  }
  Object.assign(agreement, { endsOn: addDays(today, -1), noEndingDate: false })
  if (change.kind === 'end') return `agreement ${agreement.id} ended yesterday`
  const next = {
    ...anAgreement(world, createRandom(agreement.id), agreement.companyId, agreement.type, today),
    nextInvoiceOn: agreement.nextInvoiceOn,
    billingCycle: agreement.billingCycle,
  }
  world.agreements.push(next)
  if (world.autoInvoiced.has(agreement.id)) world.autoInvoiced.add(next.id)
  for (const addition of world.additions.filter(
    (each) => each.agreementId === agreement.id && each.cancelledOn === null,
  )) {
    const copy = addAddition(world, next.id, addition.catalogItemId, addition.quantity, today)
    records.changes.push({
      atMs: turns.nowMs(),
      additionId: copy.id,
      agreementId: next.id,
      by: { kind: 'hand' },
      before: null,
      after: stateOf(copy),
    })
  }
  return `agreement ${agreement.id} ended yesterday and goes on as ${next.id}`
}
