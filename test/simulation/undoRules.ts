/** Rules of a write that takes another one back: exactly what was there, and only where nobody was since, and no invoice. */
import { lineName, stateAt, type Landed, type Records } from './records'
import type { Judged } from './writeRules'

export function judgeUndo(judged: Judged): void {
  const { records, departure, line, name, lookMs, violate } = judged
  if (line.undoes === null) return
  const original = lineName(line.undoes, line.key)
  const landed = records.writes.get(original) ?? []
  const [first] = landed
  if (first === undefined) {
    // Another send had set the same number, and reading back could not tell whose it was.
    const isSettled = records.ledger.some(
      ({ entry }) => lineName(entry.runId, entry.lineKey) === original && entry.kind === 'settledDone',
    )
    if (!isSettled) violate('undo restores', ', which nobody had written')
    return
  }
  const was = quantityBefore(records, landed)
  if (departure.quantity !== was) violate('undo restores', `, where ${was} was before`)
  // What somebody did between a look and our write, nobody can see any more.
  const touchedMs = new Map(landed.map(({ additionId, atMs }) => [additionId, atMs]))
  const settledMs =
    records.ledger.find(
      ({ entry }) => entry.kind === 'settledDone' && lineName(entry.runId, entry.lineKey) === original,
    )?.atMs ?? 0
  const since = records.changes.find(
    ({ additionId, atMs, by, before, after }) =>
      atMs > (touchedMs.get(additionId) ?? Infinity) &&
      atMs <= lookMs &&
      // The same number of ours again, under our own name, from a send that was given up; or an edit that left our number
      // alone, as of a price, before our own write was read back: nobody could tell it from what we had written.
      !(JSON.stringify(before) === JSON.stringify(after) && (by.kind === 'late' || atMs <= settledMs)) &&
      (by.kind === 'hand' || by.kind === 'program' || (by.line !== original && by.line !== name)),
  )
  if (since !== undefined)
    violate(
      'undo only what nobody touched',
      `, while ${since.additionId} was changed by ${JSON.stringify(since.by)} since`,
    )
}

/**
 * What was billed before the first of the line's writes, as the look before it saw it: of a replacement what its old addition
 * held, of a creation nothing.
 */
function quantityBefore(records: Records, landed: readonly Landed[]): number {
  const first = landed.find(({ before }) => before !== null)
  if (first === undefined) return 0
  const seen = first.lookMs === null ? undefined : stateAt(records, first.additionId, first.lookMs)
  return (seen ?? first.before)?.quantity ?? 0
}
