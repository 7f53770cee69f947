/** Rules of what others changed: seen by the look, and told to a person before it is written over. */
import type { AdditionId } from '../../server/domain/ids'
import type { RunLine } from '../../server/domain/run'
import { limitsOf } from '../../server/domain/settings'
import { isCounted } from './creationRules'
import { decidedFor, stateAt, type Records } from './records'
import type { Judged } from './writeRules'

/** What was changed between the plan's reading and the last look must have been noticed by that look. */
export function judgeOverwrite({ records, departure, line, name, lookMs, plannedMs, violate }: Judged): void {
  const target = departure.found?.id ?? (line.change.kind === 'replace' ? line.change.additionId : null)
  if (target === null) return
  if (plannedMs === null) {
    violate('no unseen overwrite', ' from a plan that never read it')
    return
  }
  const isGivenUp = line.change.kind === 'replace' && departure.found !== null && target !== line.change.additionId
  const change = records.changes.find((change) => {
    const { additionId, atMs, by } = change
    if (additionId !== target || atMs <= plannedMs) return false
    const isOthers = by.kind === 'hand' || by.kind === 'program' || by.line !== name
    // What we have begun ourselves and give up is set to nothing as long as it holds our number; a price stays as it is.
    if (isGivenUp && !('line' in by) && !isCounted(change)) return false
    // Nobody can see what happens after the look; only another send must not happen there at all.
    return isOthers && (by.kind === 'send' || atMs <= lookMs)
  })
  if (change === undefined) return
  const who = change.by.kind === 'hand' ? 'a person' : change.by.kind === 'program' ? 'another program' : 'another send'
  violate(
    'no unseen overwrite',
    `, which ${who} had changed after the plan (quantity ${change.after?.quantity ?? 'none'})`,
  )
}

/**
 * What others changed between our last write and the plan: their number is written over, or what they took away is made anew,
 * only after a person was told and let it go with a reason, or where the product's policy says that ours goes over theirs.
 */
export function judgeTold(judged: Judged): void {
  const { records, departure, line, plannedMs, violate } = judged
  if (plannedMs === null || departure.lastDay !== null) return
  const base = baseOf(records, line, plannedMs)
  if (base === null) return
  const now = stateAt(records, base.additionId, plannedMs)
  const edit = records.changes.findLast(
    ({ additionId, atMs, by }) =>
      additionId === base.additionId &&
      atMs > base.atMs &&
      atMs <= plannedMs &&
      (by.kind === 'hand' || by.kind === 'program'),
  )
  if (edit === undefined || now === undefined || isOursAgain(records, base.additionId, [edit.atMs, plannedMs])) return
  const { change } = line
  const isOurTarget = (change.kind === 'update' || change.kind === 'replace') && change.additionId === base.additionId
  if (isOurTarget) {
    if (now === null || now.quantity === base.quantity || now.quantity === departure.quantity) return
    const says = `, which ${edit.by.kind === 'hand' ? 'a person' : 'another program'} had set to ${now.quantity} after our ${base.quantity}`
    judgePolicy(judged, base.additionId, says)
  } else if (change.kind === 'create') {
    // The last day that our own last write had seen was told before that.
    const then = stateAt(records, base.additionId, base.atMs)
    const isEnded = now !== null && now.cancelledOn !== null && now.cancelledOn !== then?.cancelledOn
    const isGone = now === null || now.catalogItemId !== line.catalogItemId || isEnded
    if (isGone && !isReleased(line, base.additionId))
      violate('hand edits are told', `, while a person had taken away ${base.additionId}`)
  }
}

/** Has a write of ours gone over the edit since? It was judged when it was let go; its ledger may learn of it only later. */
const isOursAgain = ({ changes }: Records, id: AdditionId, [editMs, untilMs]: readonly [number, number]): boolean =>
  changes.some(({ additionId, atMs, by }) => additionId === id && atMs > editMs && atMs <= untilMs && 'line' in by)

function judgePolicy(
  { records, part, line, departure, plannedMs, violate }: Judged,
  id: AdditionId,
  says: string,
): void {
  const policies = decidedFor(records, line, [plannedMs ?? 0, departure.atMs]).map(({ drift }) => drift)
  if (policies.length > 0 && policies.every((policy) => policy === 'keep')) {
    violate('theirs is kept', says)
    return
  }
  if (policies.includes('overwrite') || !limitsOf(part.inputs.settings, part.inputs.record).holdHandEdits) return
  if (!isReleased(line, id)) violate('hand edits are told', says)
}

/** Was the edit told on the line, and did somebody let it go with a reason? */
const isReleased = ({ holds, approval }: RunLine, id: AdditionId): boolean =>
  approval !== null &&
  approval.reason !== null &&
  holds.some((hold) => hold.kind === 'otherSync' || (hold.kind === 'handEdit' && hold.drift.additionId === id))

interface Base {
  additionId: AdditionId
  quantity: number
  atMs: number
}

/** What the line was last known to hold: written, or found right since. null: never written by us. */
function baseOf({ ledger }: Records, { key }: RunLine, untilMs: number): Base | null {
  const place = placeIn(key)
  let base: Base | null = null
  for (const { atMs, entry } of ledger) {
    if (atMs > untilMs || entry.additionId === null || entry.quantity === null || placeIn(entry.lineKey) !== place)
      continue
    const isWritten = entry.kind === 'sent' || entry.kind === 'settledDone'
    const isFoundRight = entry.kind === 'unchanged' && base?.additionId === entry.additionId
    if (isWritten || isFoundRight) base = { additionId: entry.additionId, quantity: entry.quantity, atMs }
  }
  return base
}

/** A line's key without its period. */
const placeIn = (key: string) => key.slice(0, key.lastIndexOf(':'))
