/** The second half of a replacement, and what happens when it cannot be written. */
import { billsOn } from '../domain/agreements'
import type { UpstreamFailure } from '../domain/errors'
import type { AdditionId } from '../domain/ids'
import type { Addition } from '../domain/psa'
import type { FailureCause, RunLine } from '../domain/run'
import { begunIdOf, done, end, hasGivenUp, leaveOpen, mayStillArrive, outcomeOf, type SendContext } from './lineResult'
import { markerOf } from './marker'

/** Both halves are there: the new addition is what was sent. */
export async function finishReplacement(
  context: SendContext,
  line: RunLine,
  requestId: string | null,
): Promise<RunLine> {
  const additions = await context.looks.at(line.agreementId, 'recent')
  const made = 'list' in additions ? additions.list.find(isMadeFor(line)) : undefined
  // Not in the list that was read before its write: the next look reads it whole.
  if (made?.quantity !== line.change.quantity) return context.journal.move(line.key, 'pending')
  return done(context, line, made, requestId, false)
}

/**
 * What an earlier try left behind was there when the plan was made; and what another run of this line made, and somebody ended
 * before its first day or gave another item, takes nobody's place.
 */
const isMadeFor = (line: RunLine) => {
  const marker = markerOf(line)
  const { startsOn } = line
  return (addition: Addition) =>
    addition.serialNumber === marker &&
    addition.catalogItemId === line.catalogItemId &&
    line.seen?.beside.includes(addition.id) !== true &&
    (startsOn === null || billsOn(addition, startsOn))
}

/**
 * The old addition cannot be ended: beside it the new one must bill nothing. A person is told of both. Not while an end that
 * nobody heard about could still arrive: then neither would bill.
 */
export async function giveUpReplacement(
  context: SendContext,
  line: RunLine,
  failure: UpstreamFailure | null,
): Promise<RunLine> {
  const { clock, journal, looks, connectWise } = context
  // The first write is the new one, and it is there.
  const isEndOut = line.attempts > 1 && !hasGivenUp(line) && mayStillArrive(clock, line)
  if (isEndOut) return line.status === 'unknown' ? line : journal.move(line.key, 'unknown')
  const additions = await looks.at(line.agreementId, 'whole')
  if ('failure' in additions) return leaveOpen(context, line, additions.failure)
  const made = additions.list.find(isMadeFor(line))
  if (made === undefined)
    return end(context, line, 'failed', failure === null ? { kind: 'interrupted' } : { kind: 'upstream', failure })
  const cause = causeOf(line, made, failure)
  if (made.quantity === 0) return end(context, line, 'failed', { ...cause, neutralised: true })
  // What somebody has made of it stays as they left it: both bill, and a person is told of both.
  if (made.quantity !== line.change.quantity) return end(context, line, 'failed', { ...cause, neutralised: false })
  const intended = await intendToGiveUp(context, line, cause)
  // The machine slept meanwhile: what was seen is of another time.
  if (!looks.isRecent(line.agreementId)) return journal.move(intended.key, 'unknown')
  const result = await connectWise.setQuantity(line.agreementId, made.id, 0)
  looks.forget(line.agreementId)
  // Until it is known to bill nothing, both bill: it is tried again with the next look.
  if (result.kind === 'unheard' || (result.kind === 'refused' && result.failure.kind === 'tooMany'))
    return journal.move(intended.key, 'unknown')
  return end(context, intended, 'failed', { ...cause, neutralised: result.kind === 'done' })
}

type HalfReplaced = Extract<FailureCause, { kind: 'halfReplaced' }>

/** The cause that is on disk already; else why it is given up now. */
function causeOf({ outcome }: RunLine, made: Addition, failure: UpstreamFailure | null): HalfReplaced {
  return outcome?.cause?.kind === 'halfReplaced'
    ? outcome.cause
    : { kind: 'halfReplaced', newAdditionId: made.id, neutralised: false, failure }
}

/** On disk, before it is asked for: that the line is given up, and that the next attempt is about to be made. */
async function intendToGiveUp({ journal, clock }: SendContext, line: RunLine, cause: HalfReplaced): Promise<RunLine> {
  if (!hasGivenUp(line)) {
    const outcome = outcomeOf(clock, line, cause)
    if (line.status !== 'unknown') await journal.move(line.key, 'unknown', outcome)
    return journal.intend(await journal.move(line.key, 'pending', outcome))
  }
  return journal.intend(line.status === 'pending' ? line : await journal.move(line.key, 'pending'))
}

/**
 * Changed since the plan. What a replacement has begun already is made to bill nothing first; but what another run has made,
 * of a line that this one has never written, is that run's: it bears the same mark.
 */
export async function endStale(
  context: SendContext,
  line: RunLine,
  look: { cause: FailureCause; begun?: Addition; made?: Addition; gone?: AdditionId },
): Promise<RunLine> {
  const { journal } = context
  const { quantity } = line.change
  const { made } = look
  const isOthers = made !== undefined && (await journal.isWrittenElsewhere(made.id))
  // What we made is the base of drift, whatever somebody made of it since. The record names them, not us.
  if (made !== undefined && !isOthers && quantity !== null)
    await journal.remember(line, { ...made, quantity, updatedBy: null })
  if (look.begun !== undefined && line.attempts > 0) return giveUpReplacement(context, line, null)
  // The ledger names what was made: by that it tells that it was, and that its old addition has ended. What this line is known to
  // have begun is its own, though another run has written to it since.
  const isOwn = made !== undefined && (!isOthers || made.id === begunIdOf(line))
  return end(context, line, 'stale', look.cause, isOwn ? made.id : look.gone)
}
