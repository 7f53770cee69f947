/**
 * Sends one approved line: look, write intent, act, verify, write result (architecture §6.5).
 * A write that nobody heard back about is `unknown` until ConnectWise, read back, says what it holds.
 */
import type { Day } from '../domain/calendar'
import type { RunLine } from '../domain/run'
import type { UpstreamFailure } from '../domain/errors'
import type { WriteResult } from '../integrations/connectwise/port'
import { lookAt, settle } from './judge'
import {
  begun,
  done,
  end,
  hasGivenUp,
  isAskedAgain,
  leaveOpen,
  mayStillArrive,
  outcomeOf,
  type SendContext,
} from './lineResult'
import { markerOf } from './marker'
import { endStale, finishReplacement, giveUpReplacement } from './replacement'

/** Writes of one line in one run. A second one is only made when reading back proved that the first did nothing. */
const maxAttempts = 3
/** Pauses before each reading back, in milliseconds; after the last the line stays `unknown` or is given up. */
const settlePausesMs = [0, 2_000, 10_000] as const

/**
 * Sends a `pending` line to its end (sent, failed, stale) or leaves it `unknown`; `pending` where nothing could be seen and it
 * is asked again. Throws only when our own store fails.
 */
export async function sendLine(context: SendContext, pending: RunLine): Promise<RunLine> {
  let line = pending
  while (line.status === 'pending') {
    const next = await attempt(context, line)
    if (next === line) return line
    line = next
  }
  return line
}

/**
 * Decides a line that was being written when the server stopped, or whose answer nobody heard. `pending` afterwards: nothing
 * had happened, and it may be sent.
 */
export async function settleLine(context: SendContext, open: RunLine): Promise<RunLine> {
  const line =
    open.status === 'sending' ? await context.journal.move(open.key, 'unknown', interrupted(context, open)) : open
  return readBack(context, line, null)
}

const interrupted = ({ clock }: SendContext, line: RunLine) =>
  hasGivenUp(line) ? line.outcome : outcomeOf(clock, line, { kind: 'interrupted' })

/** The very same line when it has to wait. */
async function attempt(context: SendContext, line: RunLine): Promise<RunLine> {
  const { clock, journal, looks } = context
  if (hasGivenUp(line)) return giveUpReplacement(context, line, null)
  const additions = await looks.at(line.agreementId, createsAddition(line) ? 'whole' : 'recent')
  if ('failure' in additions) return endUnlooked(context, line, additions.failure)
  const look = lookAt(line, additions.list, markerOf(line))
  if (look.kind === 'stale') return endStale(context, line, look)
  if (look.kind === 'alreadyRight') {
    // A replacement that has begun is brought to its end by us alone; only the reading after its second write was short.
    return line.change.kind === 'replace' && line.attempts > 0
      ? done(context, line, look.addition, null, false, 'settledDone')
      : done(context, line, look.addition, null, true)
  }
  // What was heard or seen to have begun is gone: somebody has taken it away, and it is not made again.
  if (look.step === 'begin' && line.outcome !== null) return end(context, line, 'stale', { kind: 'additionGone' })
  if (look.step === 'end' && line.attempts >= maxAttemptsOf(line)) return giveUpReplacement(context, line, null)
  // A creation of this very line that another run has not heard about may still arrive; and what another run has begun, it ends.
  const isNotOurs = look.step === 'begin' || (look.step === 'end' && line.attempts === 0)
  if (isNotOurs && (await journal.isOpenElsewhere(line.key)))
    return end(context, line, 'stale', { kind: 'openElsewhere' })
  const intended = await journal.intend(line)
  // The machine slept meanwhile: what was seen, and perhaps what was approved, is of another time. Nothing was let go; whoever
  // sends asks all its questions again before the next try.
  if (!looks.isRecent(line.agreementId)) {
    if (intended.attempts >= maxAttemptsOf(line) && look.step !== 'end')
      return end(context, intended, 'failed', { kind: 'interrupted' })
    await journal.move(intended.key, 'pending')
    return line
  }
  const result = await write(context, intended, look.step)
  if (result.kind === 'done') looks.note(result.addition)
  else looks.forget(line.agreementId)
  switch (result.kind) {
    case 'done':
      // The first half of a replacement: the next look finds it and ends the old addition.
      if (line.change.kind === 'replace' && look.step === 'begin')
        return begun(context, intended, result.addition, result.requestId)
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

/** Nothing could be seen. What has begun already stays open, to be looked at again; what has not waits, or is at its end. */
async function endUnlooked(context: SendContext, line: RunLine, failure: UpstreamFailure): Promise<RunLine> {
  if (isAskedAgain(context, line, failure)) return line
  return line.change.kind === 'replace' && line.attempts > 0
    ? leaveOpen(context, line, failure)
    : end(context, line, 'failed', { kind: 'upstream', failure })
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
        catalogItemId: line.catalogItemId,
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

/**
 * Reads ConnectWise back until it says what it holds. An update that provably did nothing may be written again: quantities are
 * absolute. A creation may not: it could still arrive, so the next plan looks for it first.
 */
async function readBack(context: SendContext, line: RunLine, failure: UpstreamFailure | null): Promise<RunLine> {
  const { clock, journal, looks } = context
  if (hasGivenUp(line)) return giveUpReplacement(context, line, null)
  let step: 'set' | 'begin' | null = null
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
    // The first half of a replacement is there: the second may follow at once.
    if (verdict.step === 'end') {
      const { outcome } = line
      return journal.move(line.key, 'pending', outcome === null ? null : { ...outcome, additionId: verdict.made.id })
    }
    step = verdict.step
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
