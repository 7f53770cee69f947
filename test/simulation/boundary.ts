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
      if (line.change.kind === 'replace' && line.approval !== null && isSettled(line.status))
        checkBoundary(records, part, line, additionOf)
}

function checkBoundary(
  records: Records,
  part: RunCompany,
  line: RunLine,
  additionOf: (id: AdditionId) => AdditionState | undefined,
): void {
  const { change, startsOn, outcome } = line
  if (change.kind !== 'replace' || startsOn === null) return
  const name = lineName(part.runId, line.key)
  const names = [name, ...othersThatSent(records, line)]
  const landed = names.flatMap((each) => records.writes.get(each) ?? [])
  const both = new Set([change.additionId, ...landed.map(({ additionId }) => additionId)])
  const back = line.undoneBy === null ? null : lineName(line.undoneBy, line.key)
  const reading = part.inputs.state.additions.find(({ agreementId }) => agreementId === line.agreementId)
  const sinceMs = msOf(reading?.readAt ?? part.plannedAt)
  if (landed.length === 0 || isTouched(records, both, [...names, back], sinceMs)) return
  const undone = line.undoneBy === null || back === null ? null : lineOf(records, line.undoneBy, part.companyId, back)
  if (undone !== null && !isSettled(undone.status)) return
  const billedOn = (day: Day) =>
    [...both].reduce((sum, id) => {
      const addition = additionOf(id)
      return sum + (addition !== undefined && billsOn(addition, day) ? addition.quantity : 0)
    }, 0)
  const isReplaced = line.status === 'sent' && undone?.status !== 'sent'
  const tells = (day: Day, wanted: number) =>
    `${name} is ${line.status}; on ${day} ${billedOn(day)} are billed where it should be ${wanted}`
  const after = isReplaced ? change.quantity : change.quantityBefore
  // Told to a person: both may bill, but never none.
  const isTold = outcome?.cause?.kind === 'halfReplaced' && !outcome.cause.neutralised
  if (billedOn(change.lastDay) !== change.quantityBefore)
    records.violate('one bill over the boundary', tells(change.lastDay, change.quantityBefore))
  if (isTold ? billedOn(startsOn) < change.quantityBefore : billedOn(startsOn) !== after)
    records.violate('one bill over the boundary', tells(startsOn, after))
}

/** Two runs may have sent the same replacement, one begun and the other ended it: it is one all the same. */
const othersThatSent = ({ parts }: Records, { key, change, startsOn }: RunLine): string[] =>
  [...parts.values()].flatMap(({ runId, lines }) =>
    lines
      .filter(
        (other) =>
          other.approval !== null &&
          other.key === key &&
          other.startsOn === startsOn &&
          JSON.stringify(other.change) === JSON.stringify(change),
      )
      .map((other) => lineName(runId, other.key)),
  )

/**
 * Has anybody else changed one of them since the replacement was planned? A quantity that arrives after its line was decided is
 * as good as somebody else's: it is told as drift.
 */
const isTouched = (
  { changes, writes }: Records,
  both: ReadonlySet<AdditionId>,
  own: readonly (string | null)[],
  sinceMs: number,
): boolean =>
  changes.some(({ additionId, atMs, by }) => {
    if (!both.has(additionId) || atMs < sinceMs) return false
    if (by.kind === 'hand' || by.kind === 'program' || !own.includes(by.line)) return true
    return by.kind === 'late' && writes.get(by.line)?.some((each) => each.atMs === atMs && each.step === 'set') === true
  })
