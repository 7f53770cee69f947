/** What people and customers do, carried out on the simulated world and, for decisions in the pod, on the stored settings. */
import { addDays } from '../../server/domain/calendar'
import type { CompanyId, TenantId } from '../../server/domain/ids'
import { emptyCompanyRecord, type CompanyRecord, type ProductAssignment } from '../../server/domain/settings'
import type { Addition } from '../../server/domain/psa'
import type { Store } from '../../server/storage/store'
import type { Records } from './records'
import type { Change } from './steps'
import type { Turns } from './turns'
import { addAddition, addSubscription, anAgreement, dayOf, itemOfPlan, plans, type World } from './world'
import { createRandom } from '../simulator/seed/random'

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
    case 'state': {
      const subscription = nth(world.subscriptions, change.subscription)
      if (subscription === undefined) return null
      if (change.kind === 'seats') subscription.provisioned = change.seats
      else if (change.kind === 'used') subscription.used = change.used
      else subscription.state = change.state
      const what =
        change.kind === 'seats'
          ? `${change.seats} seats`
          : change.kind === 'used'
            ? `${change.used} used`
            : change.state
      return `${subscription.id} (${subscription.plan}) is now ${what}`
    }
    case 'subscribe': {
      const company = nth(world.companies, change.company)
      const plan = nth(plans, change.plan)
      if (company === undefined || plan === undefined) return null
      const added = addSubscription(world, company.id, plan, change.seats, null)
      return added === null ? null : `company ${company.id} buys ${change.seats} seats of ${plan} as ${added.id}`
    }
    case 'status': {
      const customer = nth(world.customers, change.customer)
      if (customer === undefined) return null
      customer.status = change.code === 1 ? { kind: 'active' } : { kind: 'other', code: change.code }
      return `customer ${customer.id} gets status ${change.code}`
    }
    case 'end':
    case 'renew':
    case 'revive':
      return changeAgreement(scene, change)
    case 'assign':
      return assign(scene, change)
    case 'limits':
      void scene.disk.of(scene.tenant).tenant.update('tenant', (tenant) => {
        if (tenant === null) throw new RangeError('No tenant')
        return { ...tenant, settings: { ...tenant.settings, limits: change.limits, approval: change.approval } }
      })
      return `the limits become ${JSON.stringify(change.limits)}, approval ${change.approval}`
    default:
      return editAddition(scene, change)
  }
}

function editAddition({ world, turns, records }: Scene, change: Extract<Change, { addition: number }>): string | null {
  const addition = nth(world.additions, change.addition)
  if (addition === undefined) return null
  const note = (of: Addition) =>
    void records.changes.push({
      atMs: turns.nowMs(),
      additionId: of.id,
      agreementId: of.agreementId,
      by: { kind: 'hand' },
      quantity: of.quantity,
    })
  const today = dayOf(turns.now())
  const name = `addition ${addition.id}`
  if (change.kind === 'delete') {
    world.additions.splice(world.additions.indexOf(addition), 1)
    note(addition)
    return `somebody deletes ${name}`
  }
  if (change.kind === 'twin') {
    const twin = addAddition(world, addition.agreementId, addition.catalogItemId, change.quantity, today)
    note(twin)
    return `somebody adds ${twin.id} with ${change.quantity} beside ${name}`
  }
  addition.revision = turns.now()
  addition.updatedBy = 'kim'
  if (change.kind === 'edit') addition.quantity = change.quantity
  else if (change.kind === 'price') addition.unitPrice = change.price
  else addition.cancelledOn = change.kind === 'cancel' ? addDays(today, change.inDays) : null
  note(addition)
  return `somebody changes ${name}: quantity ${addition.quantity}, price ${addition.unitPrice}, cancelled ${addition.cancelledOn}`
}

function changeAgreement(
  { world, turns }: Scene,
  change: Extract<Change, { kind: 'end' | 'renew' | 'revive' }>,
): string | null {
  const agreement = nth(world.agreements, change.agreement)
  if (agreement === undefined) return null
  const today = dayOf(turns.now())
  if (change.kind === 'revive') {
    Object.assign(agreement, { endsOn: null, noEndingDate: true, cancelled: false })
    return `agreement ${agreement.id} has no end any more`
  }
  Object.assign(agreement, { endsOn: addDays(today, -1), noEndingDate: false })
  if (change.kind === 'end') return `agreement ${agreement.id} ended yesterday`
  const next = anAgreement(world, createRandom(agreement.id), agreement.companyId, agreement.type, today)
  world.agreements.push(next)
  for (const addition of world.additions.filter(
    (each) => each.agreementId === agreement.id && each.cancelledOn === null,
  ))
    addAddition(world, next.id, addition.catalogItemId, addition.quantity, today)
  return `agreement ${agreement.id} ended yesterday and goes on as ${next.id}`
}

function assign(scene: Scene, change: Extract<Change, { kind: 'assign' }>): string | null {
  const { world, turns } = scene
  const company = nth(world.companies, change.company)
  const plan = nth(plans, change.plan)
  if (company === undefined || plan === undefined) return null
  const own = world.agreements.filter((agreement) => agreement.companyId === company.id)
  const agreement = change.agreement === 'default' ? null : (nth(own, change.agreement) ?? null)
  const assignment: ProductAssignment = {
    plan,
    agreement:
      agreement === null
        ? { kind: 'default' }
        : { kind: 'chosen', typeId: agreement.type.id, agreementId: agreement.id },
    catalogItemId: itemOfPlan(plan),
    rule: change.used ? { count: 'usedElseProvisioned', minimum: 0, included: 0 } : null,
    createWhenMissing: change.create,
    additionId: null,
    strategy: 'inPlace',
    drift: 'ask',
    decidedAt: turns.now(),
    decidedBy: 'kim',
  }
  editRecord(scene, company.id, (record) => ({
    ...record,
    edition: record.edition + 1,
    assignments: [...record.assignments.filter((each) => each.plan !== plan), assignment],
  }))
  return `company ${company.id} bills ${plan} on ${agreement?.id ?? 'Default'}, create when missing ${change.create}, by ${change.used ? 'use' : 'seats'}`
}

/** A person's decision, stored at once. */
export function editRecord(scene: Scene, id: CompanyId, edit: (record: CompanyRecord) => CompanyRecord): void {
  void scene.disk.of(scene.tenant).companies.update(id, (record) => edit(record ?? emptyCompanyRecord(id)))
}
