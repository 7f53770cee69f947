/** The rules of a write: asked for, approved, intended, once, seen, and never down on a hole. Judged where it leaves, noted where it lands. */
import type { AgreementId, CatalogItemId } from '../../server/domain/ids'
import type { Day } from '../../server/domain/calendar'
import type { Addition, Agreement } from '../../server/domain/psa'
import type { RunCompany, RunLine } from '../../server/domain/run'
import { judgeCopy, judgeCreation, type Placed } from './creationRules'
import { judgeOverwrite, judgeTold } from './editRules'
import { judgeInvoiced } from './invoiceRules'
import { lineName, stateOf, type AdditionState, type Records, type WriteStep } from './records'
import { judgePressed } from './pressRules'
import { judgeEnd } from './replaceRules'
import { judgeDecrease, judgeOldUse } from './seatRules'
import { judgeUndo } from './undoRules'

/** A write as it leaves the server. */
export interface Departure {
  life: number
  atMs: number
  agreementId: AgreementId
  catalogItemId: CatalogItemId
  /** The addition as it stands; null for a creation. */
  found: Pick<Addition, 'id' | 'quantity'> | null
  /** As it is to be afterwards. */
  quantity: number
  /** The last day that it is to bill; null: that is not what is asked for. */
  lastDay: Day | null
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
  looksOf(departure: Departure, intended: Intended): Looked
  /** Holes in what the plan read of its own customers; null: it read nothing. */
  holesOf(part: RunCompany): readonly Hole[] | null
  /** Subscriptions whose use the plan read as of longer ago than anybody should bill by. */
  oldUseOf(part: RunCompany): readonly string[]
  /** The agreement on whose invoice the additions of that one are; whether they are prorated, their own one says. */
  invoicedWith(agreement: AgreementId): Pick<Agreement, 'id' | 'prorates' | 'billingCycle'> | null
}

export interface Looked {
  /** Every moment that may have been that of the look, the first one first; empty: there was none. */
  looksMs: readonly number[]
  plannedMs: number | null
}

/** All that a rule may ask. */
export interface Judged {
  records: Records
  witness: Witness
  departure: Departure
  part: RunCompany
  line: RunLine
  /** The line's name. */
  name: string
  /** The first of the moments that may have been that of the look. */
  lookMs: number
  looksMs: readonly number[]
  plannedMs: number | null
  violate: (rule: string, says: string) => void
}

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
export const placeOf = ({
  life,
  agreementId,
  catalogItemId,
}: Pick<Departure, 'life' | 'agreementId' | 'catalogItemId'>) => `${life} ${agreementId} ${catalogItemId}`

/** `late`: its server was dead or had given it up. `all`: the additions of ConnectWise with the one that was made. */
export interface Effect {
  atMs: number
  /** As it is now. */
  addition: Placed
  before: AdditionState | null
  isNew: boolean
  late: boolean
  all: readonly Placed[]
}

/** Notes what a write did. */
export function noteEffect(records: Records, sent: Sent, effect: Effect): void {
  const { intended } = sent
  const { atMs, addition, before, late } = effect
  const line = intended === null ? 'nobody' : lineName(intended.part.runId, intended.line.key)
  if (effect.isNew && intended !== null) {
    judgeCreation(records, sent, intended.line, effect, words(sent))
    judgeCopy(records, sent, intended.line, effect)
  }
  const after = stateOf(addition)
  const landed = { atMs, lookMs: sent.lookMs, additionId: addition.id, step: stepOf(sent), before, after }
  records.writes.set(line, [...(records.writes.get(line) ?? []), landed])
  records.changes.push({
    atMs,
    additionId: addition.id,
    agreementId: sent.agreementId,
    by: { kind: late ? 'late' : 'send', line },
    before,
    after,
  })
}

const stepOf = ({ found, lastDay }: Departure): WriteStep =>
  found === null ? 'create' : lastDay === null ? 'set' : 'end'

/** The line that this life of the server meant last to send there; what an earlier one left open it settles by itself. */
function intendedLine(records: Records, departure: Departure): Intended | undefined {
  const intended: (Intended & { atMs: number })[] = []
  for (const part of records.parts.values())
    for (const line of part.lines) {
      if (line.status !== 'sending' || line.approval === null) continue
      if (line.agreementId !== departure.agreementId) continue
      const name = lineName(part.runId, line.key)
      const intent = records.intents.get(name)
      if (intent?.life === departure.life && isMeant(records, name, line, departure))
        intended.push({ part, line, atMs: intent.atMs })
    }
  return intended.sort((one, other) => other.atMs - one.atMs)[0]
}

function isMeant({ writes }: Records, name: string, { change, catalogItemId }: RunLine, departure: Departure): boolean {
  const { found, quantity, lastDay } = departure
  // What is written to is known by its id, whatever somebody made of it since the look.
  if (found === null && departure.catalogItemId !== catalogItemId) return false
  switch (change.kind) {
    case 'create':
      return found === null && quantity === change.quantity
    case 'update':
      return found?.id === change.additionId && lastDay === null && quantity === change.quantity
    case 'replace':
      if (found === null) return quantity === change.quantity
      if (lastDay !== null) return found.id === change.additionId && lastDay === change.lastDay
      // What was begun and cannot be finished bills nothing beside the old one.
      return (
        quantity === 0 &&
        writes.get(name)?.some((each) => each.step === 'create' && each.additionId === found.id) === true
      )
    case 'none':
    case 'blocked':
      return false
    default:
      return change satisfies never
  }
}

/** Answers when the server looked last. */
function judge(records: Records, departure: Departure, intended: Intended, witness: Witness): number | null {
  const what = words(departure)
  const { part, line } = intended
  const name = lineName(part.runId, line.key)
  const { looksMs, plannedMs } = witness.looksOf(departure, intended)
  const [lookMs] = looksMs
  const before = records.departures.get(name)?.length ?? 0
  if (lookMs === undefined) {
    const rule = before === 0 ? 'look first' : 'sent once'
    records.violate(rule, `${what} without having looked at the agreement's additions`)
    return null
  }
  // What takes effect after the look could not be seen; but then the server must have looked since it last let one go.
  const step = stepOf(departure)
  const seen = records.writes.get(name)?.some((each) => each.step === step && each.atMs <= lookMs) === true
  const blind = records.departures.get(name)?.some((atMs) => atMs > lookMs) === true
  if (seen || blind) records.violate('sent once', `${what} for the ${before + 1}. time of one approval`)
  const violate = (rule: string, says: string) => records.violate(rule, `${what}${says}`)
  const judged: Judged = { records, witness, departure, part, line, name, lookMs, looksMs, plannedMs, violate }
  for (const rule of line.undoes === null ? sendRules : undoRules) rule(judged)
  return lookMs
}

const always = [judgeOverwrite, judgeInvoiced, judgePressed]
const sendRules = [...always, judgeTold, judgeEnd, judgeDecrease, judgeOldUse]
const undoRules = [...always, judgeUndo]

const words = ({ found, agreementId, quantity, lastDay }: Departure) =>
  found === null
    ? `creates an addition of agreement ${agreementId} with ${quantity}`
    : lastDay === null
      ? `changes addition ${found.id} of agreement ${agreementId} to ${quantity}`
      : `ends addition ${found.id} of agreement ${agreementId} on ${lastDay}`
