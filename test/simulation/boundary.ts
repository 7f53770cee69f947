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
  const landed = records.writes.get(name) ?? []
  const both = new Set([change.additionId, ...landed.map(({ additionId }) => additionId)])
  const back = line.undoneBy === null ? null : lineName(line.undoneBy, line.key)
  const reading = part.inputs.state.additions.find(({ agreementId }) => agreementId === line.agreementId)
  const sinceMs = msOf(reading?.readAt ?? part.plannedAt)
  if (landed.length === 0 || isTouched(records, both, [name, back], sinceMs)) return
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

/** Has anybody else changed one of them since the replacement was planned? */
const isTouched = (
  { changes }: Records,
  both: ReadonlySet<AdditionId>,
  own: readonly (string | null)[],
  sinceMs: number,
): boolean =>
  changes.some(
    ({ additionId, atMs, by }) =>
      both.has(additionId) &&
      atMs >= sinceMs &&
      (by.kind === 'hand' || by.kind === 'program' || !own.includes(by.line)),
  )
