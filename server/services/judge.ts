/** Look before the write, and look again when nobody heard an answer: what ConnectWise holds now against what the plan saw. Pure. */
import { additionState, billsOn, isPeriodInvoiced, nextInvoiceOf, unusableReason } from '../domain/agreements'
import type { Day } from '../domain/calendar'
import type { FailureCause, RunLine } from '../domain/run'
import { isBeside } from '../domain/seen'
import type { Addition, Agreement } from '../domain/psa'
import type { Limits } from '../domain/settings'
import type { AdditionId } from '../domain/ids'
import { begunIdOf } from './lineResult'

export type Look =
  /** As the plan saw it: write. A replacement is two writes: first the new addition `begins`, then the old one `ends`. */
  | { kind: 'write'; step: 'set' | 'begin' }
  | { kind: 'write'; step: 'end'; made: Addition }
  /** The addition holds the quantity already, and bills as the plan saw it: nothing to write. */
  | { kind: 'alreadyRight'; addition: Addition }
  /**
   * Somebody changed it since the plan: refused, not overwritten (architecture §6.6). `begun`: the new addition of a
   * replacement that can no longer be finished; it must bill nothing. `made`: an addition that we made all the same, and that
   * somebody has changed since. `gone`: one that we made, and that is there no more.
   */
  | { kind: 'stale'; cause: FailureCause; begun?: Addition; made?: Addition; gone?: AdditionId }

type Stale = Extract<Look, { kind: 'stale' }>

const equal = (one: number, other: number) => Math.abs(one - other) < 1e-6

/** Judges a planned line against the additions of its agreement as they are now. `marker`: ours, for lines that create. */
export function lookAt(line: RunLine, additions: readonly Addition[], marker: string): Look {
  const { change } = line
  const ofItem = additions.filter((addition) => addition.catalogItemId === line.catalogItemId)
  const ongoing = ofItem.filter((addition) => additionState(addition, line.period) === 'ongoing')
  switch (change.kind) {
    case 'update': {
      const addition = ofItem.find((candidate) => candidate.id === change.additionId)
      if (addition === undefined) return { kind: 'stale', cause: { kind: 'additionGone' } }
      if (additionState(addition, line.period) === 'ended') return changed(addition)
      if (ongoing.some((other) => isBeside(other, addition, line.period) && isNew(line, other)))
        return { kind: 'stale', cause: { kind: 'additionAppeared' } }
      const replaced = replacedSince(line, additions)
      if (replaced !== null) return replaced
      if (equal(addition.quantity, change.quantity))
        return billsOtherwise(line, addition) ? changed(addition) : { kind: 'alreadyRight', addition }
      if (!equal(addition.quantity, change.quantityBefore) || revisionDiffers(line, addition)) return changed(addition)
      return { kind: 'write', step: 'set' }
    }
    case 'replace':
      return lookAtReplacement(line, change, additions, marker)
    case 'create': {
      // One that we made and somebody ended is no reason to believe that this line bills.
      const mine = ofItem.find((addition) => addition.serialNumber === marker && !isOver(line, addition))
      if (mine !== undefined)
        return equal(mine.quantity, change.quantity)
          ? { kind: 'alreadyRight', addition: mine }
          : { ...changed(mine), made: mine }
      return ofItem.some((addition) => !isOver(line, addition))
        ? { kind: 'stale', cause: { kind: 'additionAppeared' } }
        : { kind: 'write', step: 'begin' }
    }
    case 'none':
    case 'blocked':
      throw new RangeError('A line without a change is never sent')
    default:
      return change satisfies never
  }
}

/** Old and new addition of a replacement, as far as it has come. The old one must be as the plan saw it until we end it. */
function lookAtReplacement(
  line: RunLine,
  change: Extract<RunLine['change'], { kind: 'replace' }>,
  additions: readonly Addition[],
  marker: string,
): Look {
  const { startsOn } = line
  const ofItem = additions.filter((addition) => addition.catalogItemId === line.catalogItemId)
  if (startsOn === null) throw new RangeError('A replacement has a first day')
  const known = new Set(line.seen?.beside)
  const old = ofItem.find((addition) => addition.id === change.additionId)
  // What an earlier try left behind was there when the plan was made.
  const made = ofItem.find(
    (addition) =>
      addition !== old && !known.has(addition.id) && addition.serialNumber === marker && billsOn(addition, startsOn),
  )
  const isOurs = made !== undefined && equal(made.quantity, change.quantity)
  if (old?.cancelledOn === change.lastDay) {
    if (made !== undefined) return isOurs ? { kind: 'alreadyRight', addition: made } : { ...changed(made), made }
    const lost = lookAtLost(line, change.lastDay, additions)
    if (lost !== null) return lost
  }
  if (made?.quantity === 0)
    return {
      kind: 'stale',
      cause: { kind: 'halfReplaced', newAdditionId: made.id, neutralised: true, failure: null },
    }
  const trouble = ((): Stale | null => {
    if (old === undefined) return { kind: 'stale', cause: { kind: 'additionGone' } }
    if (!billsOn(old, startsOn) || !equal(old.quantity, change.quantityBefore) || revisionDiffers(line, old))
      return changed(old)
    const stands = (other: Addition) => other !== old && other !== made && billsOn(other, startsOn)
    return ofItem.some((other) => stands(other) && (isNew(line, other) || isRaised(line, other)))
      ? { kind: 'stale', cause: { kind: 'additionAppeared' } }
      : null
  })()
  // A new one that somebody has changed already stays as they left it; the old one ends all the same, as it was approved.
  if (trouble === null)
    return made === undefined ? { kind: 'write', step: 'begin' } : { kind: 'write', step: 'end', made }
  return isOurs ? { ...trouble, begun: made } : trouble
}

/** Both halves were written, and of the new one somebody made something that does not bill in its place. null: none had begun. */
function lookAtLost(line: RunLine, lastDay: Day, additions: readonly Addition[]): Stale | null {
  const begunId = begunIdOf(line)
  if (begunId === null) return null
  const left = additions.find(({ id }) => id === begunId)
  return left === undefined
    ? { kind: 'stale', cause: { kind: 'replacementGone', newAdditionId: begunId, lastDay }, gone: begunId }
    : { ...changed(left), made: left }
}

/** The agreement as it is now: null when it can still be billed into, else why the line is refused. */
export function lookAtAgreement(line: RunLine, agreements: readonly Agreement[], today: Day): FailureCause | null {
  const agreement = agreements.find((candidate) => candidate.id === line.agreementId)
  const why = agreement === undefined ? ({ kind: 'gone' } as const) : unusableReason(agreement, line.companyId, today)
  return why === null ? null : { kind: 'agreementClosed', why }
}

/**
 * An invoice that was made since the plan and that the line had to come before: a quantity that should have been on it waits
 * for a person where the settings say so, what is to begin does not begin in a period that it billed, and nothing is taken back
 * over it. null: there was none, or it makes no difference.
 */
export function lookAtInvoice(
  line: RunLine,
  agreements: readonly Agreement[],
  { holdInvoiced }: Pick<Limits, 'holdInvoiced'>,
): FailureCause | null {
  const agreement = agreements.find((candidate) => candidate.id === line.agreementId)
  const next = agreement === undefined ? null : nextInvoiceOf(agreement, agreements)
  const { nextInvoiceOn: before, startsOn, change } = line
  if (agreement === undefined || next === null || before === null || next <= before) return null
  const isKnown = line.holds.some(({ kind }) => kind === 'invoiced')
  const isLate = holdInvoiced && !isKnown && isPeriodInvoiced(agreement, agreements, line.period)
  const beginsBefore = startsOn !== null && startsOn < next
  const matters =
    line.undoes !== null ||
    (change.kind === 'replace' && beginsBefore) ||
    (change.kind === 'create' && ((beginsBefore && !agreement.prorates) || isLate)) ||
    (change.kind === 'update' && isLate)
  return matters ? { kind: 'invoicedMeanwhile', on: before } : null
}

/**
 * Decides an unheard write by reading back. `done`: ConnectWise holds what was intended; `notDone`: it holds what was there
 * before; `changed`: neither, somebody else was there.
 */
export function settle(
  line: RunLine,
  additions: readonly Addition[],
  marker: string,
):
  | { kind: 'done'; addition: Addition }
  | { kind: 'notDone'; step: 'set' | 'begin' }
  | { kind: 'notDone'; step: 'end'; made: Addition }
  | (Omit<Stale, 'kind'> & { kind: 'changed' }) {
  // Whatever else happened meanwhile: what was intended stands there, so the write was done.
  const { change } = line
  const written = additions.find((addition) => change.kind === 'update' && addition.id === change.additionId)
  if (change.kind === 'update' && written !== undefined && equal(written.quantity, change.quantity))
    return { kind: 'done', addition: written }
  const look = lookAt(line, additions, marker)
  switch (look.kind) {
    case 'alreadyRight':
      return { kind: 'done', addition: look.addition }
    case 'write':
      return { ...look, kind: 'notDone' }
    case 'stale':
      return { ...look, kind: 'changed' }
    default:
      return look satisfies never
  }
}

/** Does the addition leave room for a new one: nothing bills twice on the new one's first day or after it? */
function isOver(line: RunLine, addition: Addition): boolean {
  // One that was replaced may bill the period to its end; what the plan puts after that begins when it is over.
  if (line.startsOn !== null) return addition.cancelledOn !== null && addition.cancelledOn < line.startsOn
  return additionState(addition, line.period) === 'ended'
}

/** Was it not there when the line was planned, or no reason to ask then? */
const isNew = ({ seen }: RunLine, { id }: Addition): boolean => seen?.beside.includes(id) !== true

/**
 * Did it bill nothing when the line was planned, and does it bill now? So with what an earlier replacement left behind: of all
 * others that bill too the plan says that they do.
 */
const isRaised = ({ notes }: RunLine, { id, quantity }: Addition): boolean =>
  quantity > 0 && !notes.some((note) => note.kind === 'twins' && note.additionIds.includes(id))

/** What takes a replacement back goes by its old addition too: it must be as it was left. */
function replacedSince({ seen }: RunLine, additions: readonly Addition[]): Stale | null {
  if (seen === null || seen.replaced === null) return null
  const { id, revision } = seen.replaced
  const old = additions.find((addition) => addition.id === id)
  if (old === undefined) return { kind: 'stale', cause: { kind: 'additionGone' } }
  return revision !== null && old.revision !== null && revision !== old.revision ? changed(old) : null
}

function revisionDiffers(line: RunLine, addition: Addition): boolean {
  const seen = line.seen?.revision ?? null
  return seen !== null && addition.revision !== null && seen !== addition.revision
}

/** The right number alone is not right: somebody stopped its billing, or changed what of it is billed, since the plan. */
const billsOtherwise = ({ seen }: RunLine, { billable, included, cancelledOn }: Addition): boolean =>
  seen !== null && (billable !== seen.billable || !equal(included, seen.included) || cancelledOn !== seen.cancelledOn)

function changed(addition: Addition): Stale {
  return { kind: 'stale', cause: { kind: 'changedMeanwhile', by: addition.updatedBy, quantityNow: addition.quantity } }
}
