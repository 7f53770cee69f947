/** Rules of a replacement while it is made: nothing ends before what takes its place is there. */
import { billsOn } from '../../server/domain/agreements'
import type { Day } from '../../server/domain/calendar'
import type { RunLine } from '../../server/domain/run'
import { stateAt, type Records } from './records'
import type { Judged } from './writeRules'

/** An end without the new one there: at the look the new one stood there, and was to bill what it should. */
export function judgeEnd({ records, departure, line, looksMs, violate }: Judged): void {
  const { change, startsOn } = line
  if (change.kind !== 'replace' || departure.lastDay === null || startsOn === null) return
  if (!looksMs.some((lookMs) => isThere(records, line, { quantity: change.quantity, startsOn }, lookMs)))
    violate('never an end without the new one', ', and what takes its place is not there')
}

function isThere(
  records: Records,
  { key }: RunLine,
  { quantity, startsOn }: { quantity: number; startsOn: Day },
  lookMs: number,
): boolean {
  // Another run may have made it for the same line; it is found by its mark.
  const made = [...records.writes]
    .filter(([name]) => name.endsWith(` ${key}`))
    .flatMap(([, landed]) => landed)
    .filter(({ step, atMs, after }) => step === 'create' && atMs <= lookMs && after.startsOn === startsOn)
  return made.some(({ additionId }) => {
    const state = stateAt(records, additionId, lookMs)
    // What somebody has made of it since stays as they left it.
    const isOthers = records.changes.some(
      (each) => each.additionId === additionId && each.atMs <= lookMs && !('line' in each.by),
    )
    return state != null && billsOn(state, startsOn) && (isOthers || state.quantity === quantity)
  })
}
