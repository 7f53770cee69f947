/** Rules of a replacement while it is made: nothing ends before what takes its place is there. */
import { billsOn } from '../../server/domain/agreements'
import { stateAt } from './records'
import type { Judged } from './writeRules'

/** An end without the new one there: at the look the new one stood there, and was to bill what it should. */
export function judgeEnd({ records, departure, line, lookMs, violate }: Judged): void {
  const { change, startsOn } = line
  if (change.kind !== 'replace' || departure.lastDay === null || startsOn === null) return
  // Another run may have made it for the same line; it is found by its mark.
  const made = [...records.writes]
    .filter(([name]) => name.endsWith(` ${line.key}`))
    .flatMap(([, landed]) => landed)
    .filter(({ step, atMs, after }) => step === 'create' && atMs <= lookMs && after.startsOn === startsOn)
  const there = made.some(({ additionId }) => {
    const state = stateAt(records, additionId, lookMs)
    // What somebody has made of it since stays as they left it.
    const isOthers = records.changes.some(
      (each) => each.additionId === additionId && each.atMs <= lookMs && !('line' in each.by),
    )
    return state != null && billsOn(state, startsOn) && (isOthers || state.quantity === change.quantity)
  })
  if (!there) violate('never an end without the new one', ', and what takes its place is not there')
}
