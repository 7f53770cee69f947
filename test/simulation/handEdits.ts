/** What people, and an old sync beside us, do to additions at ConnectWise; each change with its entry in the audit trail. */
import { addDays, instantFromMs } from '../../server/domain/calendar'
import type { Addition } from '../../server/domain/psa'
import type { Scene } from './change'
import { stateOf, type AdditionState } from './records'
import type { Change } from './steps'
import { addAddition, dayOf, type World } from './world'

/** Who edits, and where ConnectWise says that it came from. */
const person = { kind: 'hand', by: 'kim', source: 'Web client' } as const
const oldSync = { kind: 'program', by: 'trendsync', source: 'API' } as const
type Who = typeof person | typeof oldSync

export type AdditionEdit = Extract<Change, { addition: number }>

/** Answers what it came to, in words. */
export function editAddition(scene: Scene, addition: Addition, edit: AdditionEdit): string {
  const { world, turns } = scene
  const name = `addition ${addition.id}`
  const today = dayOf(turns.now())
  switch (edit.kind) {
    case 'delete':
      world.additions.splice(world.additions.indexOf(addition), 1)
      note(scene, person, addition, stateOf(addition), null)
      return `somebody deletes ${name}`
    case 'twin': {
      const twin = addAddition(world, addition.agreementId, addition.catalogItemId, edit.quantity, today)
      note(scene, person, twin, null, stateOf(twin))
      return `somebody adds ${twin.id} with ${edit.quantity} beside ${name}`
    }
    case 'oldSync':
      return change(scene, oldSync, addition, { quantity: edit.quantity })
    case 'edit':
      return change(scene, person, addition, { quantity: edit.quantity })
    case 'price':
      return change(scene, person, addition, { unitPrice: edit.price })
    case 'cancel':
      return change(scene, person, addition, { cancelledOn: addDays(today, edit.inDays) })
    case 'reopen':
      return change(scene, person, addition, { cancelledOn: null })
    case 'billable':
      return change(scene, person, addition, { billable: edit.billable })
    case 'included':
      return change(scene, person, addition, { included: edit.included })
    case 'move': {
      const other = world.items[edit.item % world.items.length] ?? world.items[0]
      return other === undefined
        ? `nothing to move ${name} to`
        : change(scene, person, addition, { catalogItemId: other.id, catalogItemIdentifier: other.identifier })
    }
    default:
      return edit satisfies never
  }
}

/** One row of the audit trail, whose moments are to the second. */
export function writeTrail(world: World, nowMs: number, addition: Addition, who: { by: string; source: string }): void {
  const at = instantFromMs(Math.floor(nowMs / 1_000) * 1_000)
  world.trail.push({ additionId: addition.id, entry: { at, by: who.by, text: 'changed', source: who.source } })
}

function change(scene: Scene, who: Who, addition: Addition, fields: Partial<Addition>): string {
  const before = stateOf(addition)
  Object.assign(addition, fields, { revision: scene.turns.now(), updatedBy: who.by })
  note(scene, who, addition, before, stateOf(addition))
  const told = Object.entries(fields).map(([field, value]) => `${field} ${String(value)}`)
  return `${who.kind === 'hand' ? 'somebody' : 'the old sync'} changes addition ${addition.id}: ${told.join(', ')}`
}

function note(
  { world, turns, records }: Scene,
  who: Who,
  addition: Addition,
  before: AdditionState | null,
  after: AdditionState | null,
): void {
  const { id: additionId, agreementId } = addition
  records.changes.push({ atMs: turns.nowMs(), additionId, agreementId, by: { kind: who.kind }, before, after })
  writeTrail(world, turns.nowMs(), addition, who)
}
