/** The rules of a write: asked for, approved, intended, once, seen, and never down on a hole. Judged where it leaves, noted where it lands. */
import { additionState } from '../../server/domain/agreements'
import type { AdditionId, AgreementId, CatalogItemId } from '../../server/domain/ids'
import type { Addition } from '../../server/domain/psa'
import type { RunCompany, RunLine } from '../../server/domain/run'
import { lineName, type Records } from './records'

/** A write as it leaves the server. */
export interface Departure {
  life: number
  atMs: number
  agreementId: AgreementId
  catalogItemId: CatalogItemId
  /** The addition as it stands; null for a creation. */
  found: Pick<Addition, 'id' | 'quantity'> | null
  quantity: number
}

/** The line that a write is for. */
export interface Intended {
  part: RunCompany
  line: RunLine
}

/** A write under way. */
export interface Sent extends Departure {
  /** null: nobody meant it. */
  intended: Intended | null
  /** The last look before it; null: there was none. */
  lookMs: number | null
}

/** A subscription that was there and whose seats did not come back, by whether the answer said so. */
export interface Hole {
  id: string
  said: boolean
}

/** What only the stage can know. */
export interface Witness {
  /** When ConnectWise was last looked at for this write, and when its plan looked there; null: never. */
  looksOf(departure: Departure, intended: Intended): { lookMs: number | null; plannedMs: number | null }
  /** Holes in what the plan read; null: it read nothing. */
  holesOf(part: RunCompany): readonly Hole[] | null
}

/** What an addition is compared by. */
type Placed = Pick<Addition, 'id' | 'agreementId' | 'catalogItemId' | 'serialNumber' | 'startsOn' | 'cancelledOn'>

/** Judges a write by what the server knew when it let it go. */
export function judgeDeparture(records: Records, departure: Departure, witness: Witness): Sent {
  const intended = intendedLine(records, departure) ?? null
  const what = words(departure)
  if (intended === null)
    records.violate('intent first', `${what} without an approved line on disk that says it is being sent`)
  if (records.inFlight.filter((each) => each === placeOf(departure)).length > 1)
    records.violate('one at a time', `${what} while another write to the same place was not answered`)
  const lookMs = intended === null ? null : judge(records, departure, intended, witness)
  if (intended !== null) {
    const name = lineName(intended.part.runId, intended.line.key)
    records.departures.set(name, [...(records.departures.get(name) ?? []), departure.atMs])
  }
  return { ...departure, intended, lookMs }
}

/** Where a write goes to, as one life of a server sees it. */
export const placeOf = ({ life, agreementId, catalogItemId }: Omit<Departure, 'atMs' | 'found' | 'quantity'>) =>
  `${life} ${agreementId} ${catalogItemId}`

/**
 * Notes what a write did. `late`: its server was dead or had given it up. `all`: the additions of ConnectWise with the one that
 * was made.
 */
export function noteEffect(
  records: Records,
  sent: Sent,
  effect: { atMs: number; additionId: AdditionId; made: Placed | null; late: boolean; all: Iterable<Placed> },
): void {
  const { intended } = sent
  const { atMs, additionId, made } = effect
  const line = intended === null ? 'nobody' : lineName(intended.part.runId, intended.line.key)
  if (made !== null && intended !== null) judgeCreation(records, effect.all, made, sent, intended.line)
  const done = { atMs, additionId, quantity: sent.quantity, created: made !== null }
  records.writes.set(line, [...(records.writes.get(line) ?? []), done])
  records.changes.push({
    atMs,
    additionId,
    agreementId: sent.agreementId,
    by: { kind: effect.late ? 'late' : 'send', line },
    quantity: sent.quantity,
  })
}

/** The line that this life of the server meant last to send there; what an earlier one left open it settles by itself. */
function intendedLine(
  { parts, intents }: Records,
  { life, agreementId, catalogItemId, found, quantity }: Departure,
): Intended | undefined {
  const intended: (Intended & { atMs: number })[] = []
  for (const part of parts.values())
    for (const line of part.lines) {
      if (line.status !== 'sending' || line.approval === null) continue
      if (line.agreementId !== agreementId || line.catalogItemId !== catalogItemId) continue
      const intent = intents.get(lineName(part.runId, line.key))
      if (intent?.life !== life) continue
      const { change } = line
      const fits =
        found === null ? change.kind === 'create' : change.kind === 'update' && change.additionId === found.id
      if (fits && change.quantity === quantity) intended.push({ part, line, atMs: intent.atMs })
    }
  return intended.sort((one, other) => other.atMs - one.atMs)[0]
}

/** Answers when the server looked last. */
function judge(records: Records, departure: Departure, intended: Intended, witness: Witness): number | null {
  const what = words(departure)
  const { part, line } = intended
  const name = lineName(part.runId, line.key)
  const { lookMs, plannedMs } = witness.looksOf(departure, intended)
  const before = records.departures.get(name)?.length ?? 0
  if (lookMs === null) {
    const rule = before === 0 ? 'look first' : 'sent once'
    records.violate(rule, `${what} without having looked at the agreement's additions`)
    return null
  }
  // What takes effect after the look could not be seen; but then the server must have looked since it last let one go.
  const seen = records.writes.get(name)?.some(({ atMs }) => atMs <= lookMs) === true
  const blind = records.departures.get(name)?.some((atMs) => atMs > lookMs) === true
  if (seen || blind) records.violate('sent once', `${what} for the ${before + 1}. time of one approval`)
  if (departure.found !== null) {
    judgeOverwrite(records, departure.found.id, name, { lookMs, plannedMs }, what)
    if (departure.quantity < departure.found.quantity) judgeDecrease(part, line, witness.holesOf(part), records, what)
  }
  return lookMs
}

/** A second addition of one item in one period, where a look had shown the first. */
function judgeCreation(records: Records, all: Iterable<Placed>, made: Placed, sent: Sent, line: RunLine): void {
  for (const other of all) {
    if (other.agreementId !== made.agreementId || other.catalogItemId !== made.catalogItemId || other.id === made.id)
      continue
    const sameMark = other.serialNumber !== null && other.serialNumber === made.serialNumber
    const state = additionState(other, line.period)
    if (sameMark ? state === 'ended' : state !== 'ongoing') continue
    const changed = records.changes.findLast((change) => change.additionId === other.id)
    const unseen = changed !== undefined && sent.lookMs !== null && changed.atMs > sent.lookMs
    if (!unseen || changed.by.kind !== 'hand')
      records.violate('created once', `${words(sent)} as ${made.id} beside addition ${other.id}`)
  }
}

/** What was changed between the plan's reading and the last look must have been noticed by that look. */
function judgeOverwrite(
  records: Records,
  additionId: AdditionId,
  name: string,
  { lookMs, plannedMs }: { lookMs: number; plannedMs: number | null },
  what: string,
): void {
  if (plannedMs === null) {
    records.violate('no unseen overwrite', `${what} from a plan that never read it`)
    return
  }
  for (const change of records.changes) {
    if (change.additionId !== additionId || change.atMs <= plannedMs) continue
    if (change.by.kind !== 'hand' && change.by.line === name) continue
    // Nobody can see what happens after the look; only another send must not happen there at all.
    if (change.by.kind !== 'send' && change.atMs > lookMs) continue
    const who = change.by.kind === 'hand' ? 'a person' : 'another send'
    records.violate('no unseen overwrite', `${what}, which ${who} had set to ${change.quantity} after the plan`)
    return
  }
}

/** Lowered although seats were missing in what the plan read, and nobody who was told so let it go with a reason. */
function judgeDecrease(
  part: RunCompany,
  line: RunLine,
  holes: readonly Hole[] | null,
  records: Records,
  what: string,
): void {
  if (holes === null) {
    records.violate('missing is not zero', `${what} from seats that nobody read`)
    return
  }
  const isTold = line.holds.some(({ kind }) => kind === 'vanished' || kind === 'incompleteReading')
  if (isTold && line.approval?.reason !== null) return
  const customers = new Set(part.inputs.record.link?.customerIds ?? [])
  const billedHere = new Set<string>(
    part.inputs.record.lastBilled
      .filter((billed) => billed.agreementId === line.agreementId && billed.catalogItemId === line.catalogItemId)
      .map((billed) => billed.subscriptionId),
  )
  // What is missing without a word can be noticed only where it was billed before.
  const hole = holes.find(({ id, said }) => (said ? customers.size > 0 && isOf(part, id) : billedHere.has(id)))
  if (hole !== undefined) records.violate('missing is not zero', `${what}, lower, while ${hole.id} had not been read`)
}

/** Was the subscription, or the hole where it should be, part of this company's reading? */
function isOf(part: RunCompany, id: string): boolean {
  return (
    part.inputs.snapshot.subscriptions.some((subscription) => subscription.id === id) ||
    part.inputs.snapshot.gaps.length > 0
  )
}

const words = ({ found, agreementId, quantity }: Departure) =>
  found === null
    ? `creates an addition of agreement ${agreementId} with ${quantity}`
    : `changes addition ${found.id} of agreement ${agreementId} to ${quantity}`
