/** Once a run is at rest, a line that was replaced bills on the day before and on the day after exactly what it should. */
import { billsOn } from '../../server/domain/agreements'
import { msOf, type Day } from '../../server/domain/calendar'
import { isSettled } from '../../server/domain/line'
import type { AdditionId } from '../../server/domain/ids'
import type { RunCompany, RunLine } from '../../server/domain/run'
import { lineName, lineOf, type AdditionState, type Records } from './records'

export function checkBoundaries(records: Records, additionOf: (id: AdditionId) => AdditionState | undefined): void {
  for (const part of records.parts.values())
    for (const line of part.lines)
      if (line.change.kind === 'replace' && line.approval !== null) checkBoundary(records, part, line, additionOf)
}

function checkBoundary(
  records: Records,
  part: RunCompany,
  line: RunLine,
  additionOf: (id: AdditionId) => AdditionState | undefined,
): void {
  const { change, startsOn } = line
  if (change.kind !== 'replace' || startsOn === null) return
  const same = sameReplacements(records, line)
  if (same.some(({ line: one, undo }) => !isSettled(one.status) || (undo !== null && !isSettled(undo.status)))) return
  const landed = same.flatMap(({ names }) => names.flatMap((name) => records.writes.get(name) ?? []))
  const both = new Set([change.additionId, ...landed.map(({ additionId }) => additionId)])
  const own = same.flatMap(({ names }) => names)
  const reading = part.inputs.state.additions.find(({ agreementId }) => agreementId === line.agreementId)
  const sinceMs = msOf(reading?.readAt ?? part.plannedAt)
  if (landed.length === 0 || isTouched(records, both, own, sinceMs)) return
  const billedOn = (day: Day) =>
    [...both].reduce((sum, id) => {
      const addition = additionOf(id)
      return sum + (addition !== undefined && billsOn(addition, day) ? addition.quantity : 0)
    }, 0)
  const last = same
    .flatMap(({ line: one, undo }) => (undo === null ? [one] : [one, undo]))
    .filter(({ status }) => status === 'sent')
    .sort((one, other) => (one.outcome?.at ?? '').localeCompare(other.outcome?.at ?? ''))
    .at(-1)
  const isReplaced = last !== undefined && last.undoes === null
  const statuses = same.map(({ line: one }) => one.status).join('+')
  const tells = (day: Day, wanted: number) =>
    `${lineName(part.runId, line.key)} is ${statuses}; on ${day} ${billedOn(day)} are billed where it should be ${wanted}`
  const after = isReplaced ? change.quantity : change.quantityBefore
  // Told to a person: both may bill, but never none. Unless another run of it ended the old one all the same.
  const isTold = same.some(
    ({ line: { outcome } }) => outcome?.cause?.kind === 'halfReplaced' && !outcome.cause.neutralised,
  )
  if (billedOn(change.lastDay) !== change.quantityBefore)
    records.violate('one bill over the boundary', tells(change.lastDay, change.quantityBefore))
  if (isTold && !isReplaced ? billedOn(startsOn) < change.quantityBefore : billedOn(startsOn) !== after)
    records.violate('one bill over the boundary', tells(startsOn, after))
}

interface Replacement {
  line: RunLine
  /** The line that takes it back; null: none does. */
  undo: RunLine | null
  /** Of both. */
  names: string[]
}

/** Two runs may have sent the same replacement, one begun and the other ended it: it is one all the same. */
const sameReplacements = (records: Records, { key, change, startsOn }: RunLine): Replacement[] =>
  [...records.parts.values()].flatMap(({ runId, companyId, lines }) =>
    lines
      .filter(
        (other) =>
          other.approval !== null &&
          other.key === key &&
          other.startsOn === startsOn &&
          JSON.stringify(other.change) === JSON.stringify(change),
      )
      .map((other) => {
        const own = lineName(runId, other.key)
        if (other.undoneBy === null) return { line: other, undo: null, names: [own] }
        const back = lineName(other.undoneBy, other.key)
        return { line: other, undo: lineOf(records, other.undoneBy, companyId, back), names: [own, back] }
      }),
  )

/**
 * Has anybody else changed one of them since the replacement was planned? A quantity that arrives after its line was decided is
 * as good as somebody else's: it is told as drift.
 */
const isTouched = (
  { changes, writes }: Records,
  both: ReadonlySet<AdditionId>,
  own: readonly string[],
  sinceMs: number,
): boolean =>
  changes.some(({ additionId, atMs, by }) => {
    if (!both.has(additionId) || atMs < sinceMs) return false
    if (by.kind === 'hand' || by.kind === 'program' || !own.includes(by.line)) return true
    return by.kind === 'late' && writes.get(by.line)?.some((each) => each.atMs === atMs && each.step === 'set') === true
  })
