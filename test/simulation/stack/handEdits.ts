/** What people, and the older sync, do to additions in ConnectWise. */
import { addDays, tryDay, type Day } from '../../../server/domain/calendar'
import { additionId, agreementId } from '../../../server/domain/ids'
import type { AdditionEdit } from '../../simulator/connectwise/editAdditions'
import type { CwAddition } from '../../simulator/connectwise/entities'
import { atMidnight } from '../../simulator/seed/seedDates'
import { nth } from '../change'
import { stateOf, type AdditionState } from '../records'
import type { Change } from '../steps'
import { placedAddition } from './placed'
import type { Play } from './play'

/** Who edits by hand. */
export const editor = 'jlee'

/** Answers what it came to, in words; null when there is nothing to edit. */
export function editAddition(play: Play, change: Extract<Change, { addition: number }>): string | null {
  const { sites, turns } = play
  const { world, edits } = sites.connectWise
  const addition = nth(world.additions, change.addition)
  if (addition === undefined) return null
  const before = stateOf(placedAddition(addition))
  const name = `addition ${addition.id}`
  const edit = (fields: AdditionEdit): string => {
    const edited = edits.editAddition(addition.id, fields, editor)
    note(play, 'hand', edited, before, stateOf(placedAddition(edited)))
    return `somebody changes ${name}: ${JSON.stringify(fields)}`
  }
  switch (change.kind) {
    case 'delete':
      edits.deleteAddition(addition.id, editor)
      note(play, 'hand', addition, before, null)
      return `somebody deletes ${name}`
    case 'twin': {
      const start = atMidnight(dayIn(turns.now(), 0))
      const twin = edits.addTwin(addition.id, editor, { quantity: change.quantity, effectiveDate: start })
      note(play, 'hand', twin, null, stateOf(placedAddition(twin)))
      return `somebody adds ${twin.id} with ${change.quantity} beside ${name}`
    }
    case 'oldSync': {
      const company = world.agreements.find(({ id }) => id === addition.agreementId)?.company.id
      if (company === undefined) return null
      edits.oldSync(company, [{ additionId: addition.id, quantity: change.quantity }])
      note(play, 'program', addition, before, stateOf(placedAddition(addition)))
      return `the old sync sets ${name} to ${change.quantity}`
    }
    case 'edit':
      return edit({ quantity: change.quantity })
    case 'price':
      return edit({ unitPrice: change.price })
    case 'cancel':
      return edit({ cancelledDate: atMidnight(dayIn(turns.now(), change.inDays)) })
    case 'reopen':
      return edit({ cancelledDate: null })
    case 'billable':
      return edit({ billCustomer: change.billable === 'Unknown' ? 'Billable' : change.billable })
    case 'included':
      return edit({ lessIncluded: change.included })
    case 'move': {
      const item = nth(world.catalogItems, change.item)
      return item === undefined ? null : edit({ product: { id: item.id } })
    }
    default:
      return change satisfies never
  }
}

function note(
  { records, turns }: Play,
  kind: 'hand' | 'program',
  addition: CwAddition,
  before: AdditionState | null,
  after: AdditionState | null,
): void {
  records.changes.push({
    atMs: turns.nowMs(),
    additionId: additionId(addition.id),
    agreementId: agreementId(addition.agreementId),
    by: { kind },
    before,
    after,
  })
}

/** So many days after today. */
export function dayIn(now: string, days: number): Day {
  const today = tryDay(now.slice(0, 10))
  if (today === null) throw new RangeError(`No day: ${now}`)
  return addDays(today, days)
}
