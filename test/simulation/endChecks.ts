/** What is checked once, at the end of a history: every number can be computed again, and every line left out says why. */
import { recompute } from '../../server/services/explain'
import { lineName, type Records } from './records'

export function checkExplained(records: Records): void {
  for (const part of records.parts.values())
    for (const line of part.lines) {
      if (line.status !== 'sent') continue
      const name = lineName(part.runId, line.key)
      // What was there before is no computation; whether it was put back, `undoRules` says of each write.
      const { same, quantity } =
        line.undoes === null ? recompute(part, line) : { same: true, quantity: line.change.quantity }
      const written =
        records.writes.get(name)?.findLast(({ step }) => step !== 'end')?.after.quantity ?? line.change.quantity
      if (!same || quantity !== written)
        records.violate('every number is explained', `${name} wrote ${written}; computed again it is ${quantity}`)
    }
}

export function checkSkips(records: Records): void {
  for (const part of records.parts.values())
    for (const line of part.lines) {
      if (line.skip === null) continue
      const name = lineName(part.runId, line.key)
      const isKept = records.ledger.some(
        ({ entry }) =>
          lineName(entry.runId, entry.lineKey) === name &&
          entry.kind === 'skipped' &&
          entry.releaseReason === line.skip?.reason &&
          entry.by === line.skip.by,
      )
      if (!isKept) records.violate('who is left out is in the ledger', `${name} was left out for ${line.skip.reason}`)
    }
}
