/** What becomes of a line, written down: record and ledger first, the line itself last. */
import { msOf } from '../domain/calendar'
import { mayPass, type UpstreamFailure } from '../domain/errors'
import type { AdditionId } from '../domain/ids'
import type { Addition } from '../domain/psa'
import type { FailureCause, LineOutcome, RunLine } from '../domain/run'
import type { ConnectWise } from '../integrations/connectwise/port'
import type { Clock } from '../ports'
import type { Journal } from './journal'
import type { Looks } from './looks'

export interface SendContext {
  connectWise: ConnectWise
  clock: Clock
  journal: Journal
  looks: Looks
  /** Aborted when the server is asked to stop: pauses end at once, the line in hand is still brought to an honest state. */
  signal: AbortSignal
  /** There will be another round of this send. */
  mayAskAgain: boolean
}

/** It is done, by us or already; what was right already is nobody's write. */
export async function done(
  { clock, journal }: SendContext,
  line: RunLine,
  addition: Addition,
  requestId: string | null,
  alreadyRight: boolean,
  kind: 'sent' | 'settledDone' = 'sent',
): Promise<RunLine> {
  const outcome: LineOutcome = {
    at: clock.now(),
    quantityAfter: addition.quantity,
    additionId: addition.id,
    requestId,
    cause: null,
    alreadyRight,
  }
  await (alreadyRight ? journal.rememberRight(line, addition) : journal.remember(line, addition))
  await journal.append(line, alreadyRight ? 'unchanged' : kind, outcome)
  return journal.move(line.key, 'sent', outcome)
}

/** It is at its end undone. `made`: what we made all the same; else the ledger names what was to be changed. */
export async function end(
  { clock, journal }: SendContext,
  line: RunLine,
  to: 'failed' | 'stale',
  cause: FailureCause,
  made?: AdditionId,
): Promise<RunLine> {
  const outcome = { ...outcomeOf(clock, line, cause), additionId: made ?? targetOf(line) }
  await journal.append(line, to, outcome)
  return journal.move(line.key, to, outcome)
}

/** Nobody could look: it stays open, to be asked about again. */
export async function leaveOpen(
  { clock, journal }: SendContext,
  line: RunLine,
  failure: UpstreamFailure,
): Promise<RunLine> {
  if (line.status === 'unknown') return line
  // That it was given up is not forgotten.
  const outcome = hasGivenUp(line) ? line.outcome : outcomeOf(clock, line, { kind: 'noAnswer', failure })
  return journal.move(line.key, 'unknown', outcome)
}

/**
 * Nothing of it was let go, and what keeps us from looking may pass: a line of the clock waits for the next round, for nobody
 * is there who would send it again this month. A person sees at once that it failed. An intent alone let nothing go: where the
 * machine slept after it, or too many requests were made, the line has no outcome yet.
 */
export const isAskedAgain = (
  { mayAskAgain }: SendContext,
  { approval, outcome }: RunLine,
  failure: UpstreamFailure,
): boolean => mayAskAgain && approval?.by === 'schedule' && outcome === null && mayPass(failure)

/**
 * Was a replacement given up, so that its new addition is to bill nothing? On disk before that is asked for: from then on the
 * old addition is never ended any more, for what sets the new one to nothing may arrive late.
 */
export const hasGivenUp = ({ status, outcome }: RunLine): boolean =>
  ['pending', 'sending', 'unknown'].includes(status) && outcome?.cause?.kind === 'halfReplaced'

/** The new addition of a replacement, once it is known to have begun: heard, or read back. Kept until the line is at its end. */
export const begunIdOf = ({ change, outcome }: RunLine): AdditionId | null =>
  change.kind === 'replace' && outcome !== null && outcome.additionId !== change.additionId ? outcome.additionId : null

/** The first half of a replacement is there, by our own writing, and ConnectWise said so. */
export function begun(
  { clock, journal }: SendContext,
  line: RunLine,
  made: Addition,
  requestId: string | null,
): Promise<RunLine> {
  const outcome: LineOutcome = {
    at: clock.now(),
    quantityAfter: made.quantity,
    additionId: made.id,
    requestId,
    cause: null,
    alreadyRight: false,
  }
  return journal.move(line.key, 'pending', outcome)
}

/** So long after an unheard creation, or end of an addition, "it was not done" is not believed. */
const patienceMs = 10 * 60_000

/** Could a write that nobody heard about still arrive? Proxies keep requests for minutes. */
export function mayStillArrive(clock: Clock, line: RunLine): boolean {
  const { outcome } = line
  return outcome !== null && outcome.cause !== null && msOf(clock.now()) - msOf(outcome.at) < patienceMs
}

export function outcomeOf(clock: Clock, line: RunLine, cause: FailureCause): LineOutcome {
  const failure =
    cause.kind === 'upstream' || cause.kind === 'noAnswer' || cause.kind === 'halfReplaced' ? cause.failure : null
  return {
    at: clock.now(),
    quantityAfter: null,
    additionId: begunIdOf(line) ?? targetOf(line),
    requestId: failure?.requestId ?? null,
    cause,
    alreadyRight: false,
  }
}

/** What there is to be changed. */
const targetOf = ({ change }: RunLine): AdditionId | null =>
  change.kind === 'update' || change.kind === 'replace' ? change.additionId : null
