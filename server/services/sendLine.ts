/**
 * Sends one approved line: look, write intent, act, verify, write result (architecture §6.5).
 * A write that nobody heard back about is `unknown` until ConnectWise, read back, says what it holds.
 */
import { msOf } from '../domain/calendar'
import type { FailureCause, LineOutcome, RunLine } from '../domain/run'
import { UpstreamError, type UpstreamFailure } from '../domain/errors'
import type { ConnectWise, WriteResult } from '../integrations/connectwise/port'
import type { Addition } from '../domain/psa'
import type { Clock } from '../ports'
import type { Journal } from './journal'
import { lookAt, settle } from './judge'
import { markerOf } from './marker'

/** Writes of one line in one run. A second one is only made when reading back proved that the first did nothing. */
const maxAttempts = 3
/** Pauses before each reading back, in milliseconds; after the last the line stays `unknown` or is given up. */
const settlePausesMs = [0, 2_000, 10_000] as const
/** So long a creation stays `unknown` before "it is not there" is believed. */
const createPatienceMs = 10 * 60_000

export interface SendContext {
  connectWise: ConnectWise
  clock: Clock
  journal: Journal
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
  const { connectWise, clock, journal } = context
  const additions = await read(context, line, line.change.kind === 'create' ? 'whole' : 'asItComes')
  if ('failure' in additions) return end(context, line, 'failed', { kind: 'upstream', failure: additions.failure })
  const look = lookAt(line, additions.list, markerOf(line.key))
  if (look.kind === 'stale') return end(context, line, 'stale', look.cause)
  if (look.kind === 'alreadyRight') return done(context, line, look.addition, null, true)
  // A creation of this very line that another run has not heard about may still arrive.
  if (line.change.kind === 'create' && (await journal.isOpenElsewhere(line.key)))
    return end(context, line, 'stale', { kind: 'openElsewhere' })
  const intended = await journal.intend(line)
  const result = await write(connectWise, intended)
  switch (result.kind) {
    case 'done':
      return done(context, intended, result.addition, result.requestId, false)
    case 'refused':
      // Refused for too many requests: nothing was written, so it may be tried again after a pause.
      if (result.failure.kind === 'tooMany' && intended.attempts < maxAttempts) {
        await clock.sleep(5_000, context.signal)
        return journal.move(intended.key, 'pending')
      }
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

function write(connectWise: ConnectWise, line: RunLine): Promise<WriteResult> {
  const { change } = line
  switch (change.kind) {
    case 'update':
      return connectWise.setQuantity(line.agreementId, change.additionId, change.quantity)
    case 'create':
      if (line.startsOn === null) throw new RangeError('A new addition has a first billed day')
      return connectWise.createAddition(line.agreementId, {
        catalogItemId: line.catalogItemId,
        quantity: change.quantity,
        startsOn: line.startsOn,
        marker: markerOf(line.key),
      })
    case 'none':
    case 'blocked':
      throw new RangeError('A line without a change is never sent')
    default:
      return change satisfies never
  }
}

/** Could a creation that nobody heard about still arrive? Proxies keep requests for minutes; then it would stand there twice. */
function isPastPatience(clock: Clock, line: RunLine): boolean {
  return line.outcome !== null && msOf(clock.now()) - msOf(line.outcome.at) >= createPatienceMs
}

/**
 * Reads ConnectWise back until it says what it holds. An update that provably did nothing may be written again: quantities are
 * absolute. A creation may not: it could still arrive, so the next plan looks for it first.
 */
async function readBack(context: SendContext, line: RunLine, failure: UpstreamFailure | null): Promise<RunLine> {
  const { clock, journal } = context
  let heard = false
  for (const pauseMs of settlePausesMs) {
    if (pauseMs > 0) await clock.sleep(pauseMs, context.signal)
    const additions = await read(context, line, 'whole')
    if ('failure' in additions) continue
    heard = true
    const verdict = settle(line, additions.list, markerOf(line.key))
    if (verdict.kind === 'done') return done(context, line, verdict.addition, null, false, 'settledDone')
    if (verdict.kind === 'changed') return end(context, line, 'stale', verdict.cause)
  }
  // Asked to stop, the pauses were none: what is known now is not enough. The next start asks again.
  if (!heard || context.signal.aborted) return line
  if (line.change.kind === 'create' && !isPastPatience(clock, line)) return line
  await journal.append(line, 'settledNotDone', line.outcome)
  if (line.change.kind === 'update' && line.attempts < maxAttempts) return journal.move(line.key, 'pending')
  const noAnswer = failure ?? (line.outcome?.cause?.kind === 'noAnswer' ? line.outcome.cause.failure : null)
  return end(
    context,
    line,
    'failed',
    noAnswer === null ? { kind: 'interrupted' } : { kind: 'noAnswer', failure: noAnswer },
  )
}

/**
 * `whole`: no row may be left out. Before a creation one left out would become a second addition; when reading back, what was
 * written would be taken for gone, and the write for one that never was.
 */
async function read(
  { connectWise }: SendContext,
  line: RunLine,
  rows: 'whole' | 'asItComes',
): Promise<{ list: Addition[] } | { failure: UpstreamFailure }> {
  try {
    return { list: await connectWise.readAdditions(line.agreementId, { certain: rows === 'whole' }) }
  } catch (error) {
    if (error instanceof UpstreamError) return { failure: error.failure }
    throw error
  }
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
): Promise<RunLine> {
  const outcome = outcomeOf(clock, line, cause)
  await journal.append(line, to, outcome)
  return journal.move(line.key, to, outcome)
}

function outcomeOf(clock: Clock, line: RunLine, cause: FailureCause): LineOutcome {
  const failure = cause.kind === 'upstream' || cause.kind === 'noAnswer' ? cause.failure : null
  return {
    at: clock.now(),
    quantityAfter: null,
    additionId: line.change.kind === 'update' ? line.change.additionId : null,
    requestId: failure?.requestId ?? null,
    cause,
    alreadyRight: false,
  }
}
