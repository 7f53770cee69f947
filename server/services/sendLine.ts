/**
 * Sends one approved line: look, write intent, act, verify, write result (architecture §6.5).
 * A write that nobody heard back about is `unknown` until ConnectWise, read back, says what it holds.
 */
import { msOf, type Day } from '../domain/calendar'
import type { FailureCause, LineOutcome, RunLine } from '../domain/run'
import type { UpstreamFailure } from '../domain/errors'
import type { AdditionId } from '../domain/ids'
import type { ConnectWise, WriteResult } from '../integrations/connectwise/port'
import type { Addition } from '../domain/psa'
import type { Clock } from '../ports'
import type { Journal } from './journal'
import { lookAt, settle } from './judge'
import type { Looks } from './looks'
import { markerOf } from './marker'

/** Writes of one line in one run. A second one is only made when reading back proved that the first did nothing. */
const maxAttempts = 3
/** Pauses before each reading back, in milliseconds; after the last the line stays `unknown` or is given up. */
const settlePausesMs = [0, 2_000, 10_000] as const
/** So long after an unheard creation, or end of an addition, "it was not done" is not believed. */
const patienceMs = 10 * 60_000

export interface SendContext {
  connectWise: ConnectWise
  clock: Clock
  journal: Journal
  looks: Looks
  /** Aborted when the server is asked to stop: pauses end at once, the line in hand is still brought to an honest state. */
  signal: AbortSignal
}

/** Sends a `pending` line to its end (sent, failed, stale) or leaves it `unknown`. Throws only when our own store fails. */
export async function sendLine(context: SendContext, pending: RunLine): Promise<RunLine> {
  let line = pending
  while (line.status === 'pending') line = await attempt(context, line)
  return line
}

/**
 * Decides a line that was being written when the server stopped, or whose answer nobody heard. `pending` afterwards: nothing
 * had happened, and it may be sent.
 */
export async function settleLine(context: SendContext, open: RunLine): Promise<RunLine> {
  const line =
    open.status === 'sending'
      ? await context.journal.move(open.key, 'unknown', outcomeOf(context.clock, open, { kind: 'interrupted' }))
      : open
  return readBack(context, line, null)
}

async function attempt(context: SendContext, line: RunLine): Promise<RunLine> {
  const { clock, journal, looks } = context
  const additions = await looks.at(line.agreementId, createsAddition(line) ? 'whole' : 'recent')
  if ('failure' in additions) return endUnlooked(context, line, additions.failure)
  const look = lookAt(line, additions.list, markerOf(line))
  if (look.kind === 'stale') return endStale(context, line, look)
  if (look.kind === 'alreadyRight') return done(context, line, look.addition, null, true)
  if (look.step === 'end' && line.attempts >= maxAttemptsOf(line)) return giveUpReplacement(context, line, null)
  // A creation of this very line that another run has not heard about may still arrive.
  if (look.step === 'begin' && (await journal.isOpenElsewhere(line.key)))
    return end(context, line, 'stale', { kind: 'openElsewhere' })
  const intended = await journal.intend(line)
  const result = await write(context, intended, look.step)
  if (result.kind === 'done') looks.note(result.addition)
  else looks.forget(line.agreementId)
  switch (result.kind) {
    case 'done':
      // The first half of a replacement: the next look finds it and ends the old addition.
      if (line.change.kind === 'replace' && look.step === 'begin') return journal.move(intended.key, 'pending')
      if (line.change.kind === 'replace') return finishReplacement(context, intended, result.requestId)
      return done(context, intended, result.addition, result.requestId, false)
    case 'refused':
      // Refused for too many requests: nothing was written, so it may be tried again after a pause.
      if (result.failure.kind === 'tooMany' && intended.attempts < maxAttemptsOf(line)) {
        await clock.sleep(5_000, context.signal)
        return journal.move(intended.key, 'pending')
      }
      if (look.step === 'end') return giveUpReplacement(context, intended, result.failure)
      return end(context, intended, 'failed', { kind: 'upstream', failure: result.failure })
    case 'unheard': {
      const outcome = outcomeOf(clock, intended, { kind: 'noAnswer', failure: result.failure })
      const unknown = await journal.move(intended.key, 'unknown', outcome)
      await journal.append(unknown, 'unknown', outcome)
      return readBack(context, unknown, result.failure)
    }
    default:
      return result satisfies never
  }
}

/** Nothing could be seen. What has begun already stays open, to be looked at again; what has not is at its end. */
function endUnlooked(context: SendContext, line: RunLine, failure: UpstreamFailure): Promise<RunLine> {
  return line.change.kind === 'replace' && line.attempts > 0
    ? leaveOpen(context, line, failure)
    : end(context, line, 'failed', { kind: 'upstream', failure })
}

async function leaveOpen({ clock, journal }: SendContext, line: RunLine, failure: UpstreamFailure): Promise<RunLine> {
  return line.status === 'unknown'
    ? line
    : journal.move(line.key, 'unknown', outcomeOf(clock, line, { kind: 'noAnswer', failure }))
}

const createsAddition = ({ change }: RunLine) => change.kind === 'create' || change.kind === 'replace'
/** A replacement is two writes. */
const maxAttemptsOf = ({ change }: RunLine) => (change.kind === 'replace' ? 2 * maxAttempts : maxAttempts)

function write({ connectWise }: SendContext, line: RunLine, step: 'set' | 'begin' | 'end'): Promise<WriteResult> {
  const { change, startsOn } = line
  if (step !== 'set' && startsOn === null) throw new RangeError('A new addition has a first billed day')
  switch (change.kind) {
    case 'update':
      return connectWise.setQuantity(line.agreementId, change.additionId, change.quantity)
    case 'create':
      return connectWise.createAddition(line.agreementId, {
        catalogItemId: line.catalogItemId,
        quantity: change.quantity,
        startsOn: firstDayOfNew(line),
        marker: markerOf(line),
      })
    case 'replace':
      if (step === 'end') return connectWise.endAddition(line.agreementId, change.additionId, change.lastDay)
      return connectWise.copyAddition(line.agreementId, change.additionId, {
        quantity: change.quantity,
        startsOn: firstDayOfNew(line),
        marker: markerOf(line),
      })
    case 'none':
    case 'blocked':
      throw new RangeError('A line without a change is never sent')
    default:
      return change satisfies never
  }
}

function firstDayOfNew({ startsOn }: RunLine): Day {
  if (startsOn === null) throw new RangeError('A new addition has a first billed day')
  return startsOn
}

/** Both halves are there: the new addition is what was sent. */
async function finishReplacement(context: SendContext, line: RunLine, requestId: string | null): Promise<RunLine> {
  const additions = await context.looks.at(line.agreementId, 'recent')
  const made = 'list' in additions ? madeBy(line, additions.list) : undefined
  // Not in the list that was read before its write: the next look reads it whole.
  if (made === undefined) return context.journal.move(line.key, 'pending')
  return done(context, line, made, requestId, false)
}

const madeBy = (line: RunLine, list: readonly Addition[]) =>
  list.find((addition) => addition.serialNumber === markerOf(line) && addition.quantity === line.change.quantity)

/**
 * The old addition cannot be ended: beside it the new one must bill nothing. A person is told of both. Not while an end that
 * nobody heard about could still arrive: then neither would bill.
 */
async function giveUpReplacement(
  context: SendContext,
  line: RunLine,
  failure: UpstreamFailure | null,
): Promise<RunLine> {
  const { clock, journal, looks, connectWise } = context
  // The first write is the new one, and it is there.
  const isEndOut = line.attempts > 1 && mayStillArrive(clock, line)
  if (isEndOut) return line.status === 'unknown' ? line : journal.move(line.key, 'unknown')
  const additions = await looks.at(line.agreementId, 'whole')
  if ('failure' in additions) return leaveOpen(context, line, additions.failure)
  const made = madeBy(line, additions.list)
  if (made === undefined)
    return end(context, line, 'failed', failure === null ? { kind: 'interrupted' } : { kind: 'upstream', failure })
  const pending = line.status === 'unknown' ? await journal.move(line.key, 'pending') : line
  const intended = pending.status === 'pending' ? await journal.intend(pending) : pending
  const result = await connectWise.setQuantity(line.agreementId, made.id, 0)
  looks.forget(line.agreementId)
  // Until it is known to bill nothing, both bill: it is tried again with the next look.
  if (result.kind === 'unheard' || (result.kind === 'refused' && result.failure.kind === 'tooMany'))
    return journal.move(
      intended.key,
      'unknown',
      outcomeOf(context.clock, intended, { kind: 'noAnswer', failure: result.failure }),
    )
  const neutralised = result.kind === 'done'
  return end(context, intended, 'failed', { kind: 'halfReplaced', newAdditionId: made.id, neutralised, failure })
}

/**
 * Changed since the plan. What a replacement has begun already is made to bill nothing first; but what another run has made,
 * of a line that this one has never written, is that run's.
 */
async function endStale(
  context: SendContext,
  line: RunLine,
  look: { cause: FailureCause; begun?: Addition; made?: Addition },
): Promise<RunLine> {
  const { quantity } = line.change
  // What we made is the base of drift, whatever somebody made of it since. The record names them, not us.
  if (look.made !== undefined && quantity !== null)
    await context.journal.remember(line, { ...look.made, quantity, updatedBy: null })
  const isOurs = look.begun !== undefined && line.attempts > 0
  // The ledger names what was made: by that it tells that it was, and that its old addition has ended.
  return isOurs ? giveUpReplacement(context, line, null) : end(context, line, 'stale', look.cause, look.made?.id)
}

/** Could a write that nobody heard about still arrive? Proxies keep requests for minutes. */
function mayStillArrive(clock: Clock, line: RunLine): boolean {
  return line.outcome !== null && msOf(clock.now()) - msOf(line.outcome.at) < patienceMs
}

/**
 * Reads ConnectWise back until it says what it holds. An update that provably did nothing may be written again: quantities are
 * absolute. A creation may not: it could still arrive, so the next plan looks for it first.
 */
async function readBack(context: SendContext, line: RunLine, failure: UpstreamFailure | null): Promise<RunLine> {
  const { clock, journal, looks } = context
  let step: 'set' | 'begin' | 'end' | null = null
  for (const pauseMs of settlePausesMs) {
    if (pauseMs > 0) await clock.sleep(pauseMs, context.signal)
    const additions = await looks.at(line.agreementId, 'whole')
    if ('failure' in additions) continue
    const verdict = settle(line, additions.list, markerOf(line))
    if (verdict.kind === 'done') return done(context, line, verdict.addition, null, false, 'settledDone')
    if (verdict.kind === 'changed') {
      // What was to be made may still arrive: only then is it seen, and put right beside what somebody changed.
      const isAwaited = createsAddition(line) && verdict.begun === undefined && mayStillArrive(clock, line)
      return isAwaited ? line : endStale(context, line, verdict)
    }
    step = verdict.step
    // The first half of a replacement is there: the second may follow at once.
    if (step === 'end') return journal.move(line.key, 'pending')
  }
  // Asked to stop, the pauses were none: what is known now is not enough. The next start asks again.
  if (step === null || context.signal.aborted) return line
  if (step === 'begin' && mayStillArrive(clock, line)) return line
  await journal.append(line, 'settledNotDone', line.outcome)
  if (step === 'set' && line.attempts < maxAttempts) return journal.move(line.key, 'pending')
  const noAnswer = failure ?? (line.outcome?.cause?.kind === 'noAnswer' ? line.outcome.cause.failure : null)
  return end(
    context,
    line,
    'failed',
    noAnswer === null ? { kind: 'interrupted' } : { kind: 'noAnswer', failure: noAnswer },
  )
}

async function done(
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
  await journal.remember(line, addition)
  await journal.append(line, alreadyRight ? 'unchanged' : kind, outcome)
  return journal.move(line.key, 'sent', outcome)
}

async function end(
  { clock, journal }: SendContext,
  line: RunLine,
  to: 'failed' | 'stale',
  cause: FailureCause,
  made?: AdditionId,
): Promise<RunLine> {
  const ended = outcomeOf(clock, line, cause)
  const outcome = { ...ended, additionId: made ?? ended.additionId }
  await journal.append(line, to, outcome)
  return journal.move(line.key, to, outcome)
}

function outcomeOf(clock: Clock, line: RunLine, cause: FailureCause): LineOutcome {
  const failure =
    cause.kind === 'upstream' || cause.kind === 'noAnswer' || cause.kind === 'halfReplaced' ? cause.failure : null
  return {
    at: clock.now(),
    quantityAfter: null,
    additionId: line.change.kind === 'update' || line.change.kind === 'replace' ? line.change.additionId : null,
    requestId: failure?.requestId ?? null,
    cause,
    alreadyRight: false,
  }
}
