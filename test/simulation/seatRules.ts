/** Rules of the seats behind a write: nothing goes down on a hole, nothing is billed by an old report, unless a person said so. */
import { stateAt } from './records'
import type { Judged } from './writeRules'

/** Lowered although seats were missing in what the plan read, and nobody who was told so let it go with a reason. */
export function judgeDecrease({ records, departure, part, line, lookMs, witness, violate }: Judged): void {
  const { change } = line
  if (departure.lastDay !== null) return
  const before = change.kind === 'replace' ? change.quantityBefore : quantityAt(records, departure, lookMs)
  // Beside the old one the new one is made to bill nothing: nothing is lowered by that.
  const isNeutral = change.kind === 'replace' && departure.found !== null
  if (before === undefined || departure.quantity >= before || isNeutral) return
  const holes = witness.holesOf(part)
  if (holes === null) {
    violate('missing is not zero', ' from seats that nobody read')
    return
  }
  const isTold = line.holds.some(({ kind }) => kind === 'vanished' || kind === 'incompleteReading')
  if (isTold && line.approval !== null && line.approval.reason !== null) return
  const billedHere = new Set<string>(
    part.inputs.record.lastBilled
      .filter((billed) => billed.agreementId === line.agreementId && billed.catalogItemId === line.catalogItemId)
      .map((billed) => billed.subscriptionId),
  )
  // What is missing without a word can be noticed only where it was billed before.
  const hole = holes.find(({ id, said }) => said || billedHere.has(id))
  if (hole !== undefined) violate('missing is not zero', `, lower, while ${hole.id} had not been read`)
}

/** As the look saw it: what a person wrote between the look and the write is not lowered knowingly. */
const quantityAt = (records: Judged['records'], { found }: Judged['departure'], lookMs: number): number | undefined =>
  found === null ? undefined : (stateAt(records, found.id, lookMs) ?? found).quantity

/** Billed by a use that was reported days ago, and nobody was told. */
export function judgeOldUse({ part, line, witness, violate }: Judged): void {
  const old = witness.oldUseOf(part)
  const source = line.sources.find(
    ({ subscriptionId, rule, notBilled, vanished, used }) =>
      rule.count !== 'provisioned' &&
      notBilled === null &&
      !vanished &&
      used.kind === 'read' &&
      old.includes(subscriptionId),
  )
  if (source === undefined) return
  const isTold = line.holds.some(({ kind }) => kind === 'usageOld')
  if (!isTold || line.approval?.reason == null)
    violate('no old report', `, counting ${source.subscriptionId} by a use of days ago`)
}
