/** Rules of an addition that is made: beside no other, and as the one whose place it takes. Judged where it lands. */
import { additionState, billsOn } from '../../server/domain/agreements'
import type { Addition } from '../../server/domain/psa'
import type { RunLine } from '../../server/domain/run'
import { decidedFor, type AdditionChange, type AdditionState, type Records } from './records'
import type { Effect, Sent } from './writeRules'

/** What additions are compared by. */
export type Placed = AdditionState & Pick<Addition, 'id' | 'agreementId' | 'serialNumber' | 'unitPrice' | 'description'>

/** A second addition of one item for the same days, where a look had shown the first. */
export function judgeCreation(
  records: Records,
  sent: Sent,
  line: RunLine,
  { addition: made, all }: Effect,
  what: string,
): void {
  for (const other of all) {
    if (other.agreementId !== made.agreementId || other.catalogItemId !== made.catalogItemId || other.id === made.id)
      continue
    if (!isBeside(line, made, other) || isChosenBeside(records, line, other)) continue
    const changed = records.changes.findLast((change) => change.additionId === other.id)
    // What an earlier try left behind bills nothing, whatever somebody has made of its price, and also where they ended it. So
    // does the copy that a person made of ours and set to nothing: it bears our mark as well.
    const counted = records.changes.findLast(
      (change) => change.additionId === other.id && isCounted(change) && !isOnlyEnded(change),
    )
    if (other.quantity === 0 && counted !== undefined && ('line' in counted.by || isMarked(other))) continue
    const unseen = changed !== undefined && sent.lookMs !== null && changed.atMs > sent.lookMs
    if (!unseen || changed.by.kind === 'send')
      records.violate('created once', `${what} as ${made.id} beside addition ${other.id}`)
  }
}

const isMarked = ({ serialNumber }: Placed): boolean => serialNumber?.startsWith('TMICRO:') === true

/** Did the change touch how many are billed, of what and when? */
export const isCounted = ({ before, after }: AdditionChange): boolean =>
  (['quantity', 'catalogItemId', 'startsOn', 'cancelledOn'] as const).some(
    (field) => before?.[field] !== after?.[field],
  )

/** Did it get a last day, and nothing else that counts? */
const isOnlyEnded = ({ before, after }: AdditionChange): boolean =>
  before !== null &&
  after !== null &&
  before.cancelledOn === null &&
  after.cancelledOn !== null &&
  before.quantity === after.quantity &&
  before.catalogItemId === after.catalogItemId &&
  before.startsOn === after.startsOn

function isBeside({ change, period, startsOn }: RunLine, made: Placed, other: Placed): boolean {
  // What ends before the new one begins is on no day beside it.
  if (other.cancelledOn !== null && made.startsOn !== null && other.cancelledOn < made.startsOn) return false
  const sameMark = other.serialNumber !== null && other.serialNumber === made.serialNumber
  if (change.kind === 'replace')
    // The old one is ended right after.
    return other.id !== change.additionId && startsOn !== null && billsOn(other, startsOn)
  if (other.cancelledOn !== null && made.startsOn !== null && other.cancelledOn < made.startsOn) return false
  const state = additionState(other, period)
  return sameMark ? state !== 'ended' : state === 'ongoing'
}

/** A person adopted one of several, and the plan named the others. */
function isChosenBeside(records: Records, line: RunLine, other: Placed): boolean {
  const isNamed = line.notes.some((note) => note.kind === 'twins' && note.additionIds.includes(other.id))
  return isNamed && decidedFor(records, line, [0, Infinity]).some(({ additionId }) => additionId !== null)
}

/** What takes another's place begins on the day after its last, and is what the MSP had made of it. */
export function judgeCopy(
  records: Records,
  sent: Sent,
  { change, startsOn }: RunLine,
  { addition: made, all }: Effect,
): void {
  if (change.kind !== 'replace') return
  const old = all.find(({ id }) => id === change.additionId)
  const says = (what: string) =>
    records.violate('copied as edited', `addition ${made.id} for ${change.additionId} ${what}`)
  if (made.startsOn !== startsOn) says(`begins on ${made.startsOn}, not on ${startsOn}`)
  if (old === undefined) return
  // What is changed between the look and the copy, nobody can see; and a copy may land minutes after it was let go.
  const edited = records.changes.findLast(({ additionId, by }) => additionId === old.id && by.kind === 'hand')
  if (edited !== undefined && edited.atMs > (sent.lookMs ?? sent.atMs)) return
  for (const field of ['unitPrice', 'description', 'billable', 'included', 'cancelledOn'] as const)
    if (made[field] !== old[field]) says(`has ${field} ${made[field]}, not ${old[field]}`)
}
