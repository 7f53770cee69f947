/** Writes: one request, one answer, never a second try (architecture §6.5). */
import { msOf } from '../../domain/calendar'
import type { UpstreamFailure } from '../../domain/errors'
import type { Clock, Log } from '../../ports'
import { type Exchange, type HttpRequest, realDeadline } from './exchange'
import { type Limiter, NotRun } from './limiter'
import type { HttpLimits } from './limits'
import { notRun } from './reader'
import { retryAfterMs } from './retryAfter'
import { failureOfAnswer, failureOfFault, parseJson, type Voice } from './voice'

/** `refused`: it certainly took no effect. `unheard`: nobody knows. */
export type Written =
  | { kind: 'answered'; body: unknown; requestId: string | null; unreadable: (text: string) => UpstreamFailure }
  | { kind: 'refused'; failure: UpstreamFailure }
  | { kind: 'unheard'; failure: UpstreamFailure }

export interface Writer {
  /** Sends the request once. Never throws. A full queue, or a long wait in it, refuses it without sending anything. */
  write(route: string, request: HttpRequest): Promise<Written>
}

export function createWriter(options: {
  exchange: Exchange
  limiter: Limiter
  clock: Clock
  log: Log
  voice: Voice
  limits: HttpLimits
}): Writer {
  const { exchange, limiter, clock, log, voice, limits } = options

  async function write(route: string, request: HttpRequest): Promise<Written> {
    const facts = () => ({ route, attempts: 1, at: clock.now() })
    const total = realDeadline(limits.totalMs)
    const askedAtMs = msOf(clock.now())
    const inTime = () => {
      const waitedMs = msOf(clock.now()) - askedAtMs
      return waitedMs >= 0 && waitedMs <= limits.writeWaitMs
    }
    const exchanged = await limiter
      .run(() => (inTime() ? exchange(request, limits.timeoutMs) : Promise.reject(new NotRun('waited'))), total.signal)
      .catch((error: unknown) => {
        if (error instanceof NotRun) return error
        throw error
      })
      .finally(() => total.cancel())
    if (exchanged instanceof NotRun) return { kind: 'refused', failure: notRun(exchanged, facts(), voice) }
    if (exchanged.kind === 'fault') {
      const failure = failureOfFault(voice, facts(), request, exchanged.fault)
      return { kind: exchanged.fault.neverSent ? 'refused' : 'unheard', failure }
    }
    const { answer } = exchanged
    const { status } = answer
    if (status === 429) {
      limiter.pause(Math.min(retryAfterMs(answer.headers, clock.now()) ?? 30_000, limits.retryAfterCapMs))
    }
    if (status >= 200 && status < 300) {
      const json = parseJson(answer.text)
      const unreadable = (text: string) => failureOfAnswer(voice, facts(), request, answer, { kind: 'malformed', text })
      if (!json.ok) return { kind: 'unheard', failure: unreadable('The answer is not JSON.') }
      return { kind: 'answered', body: json.value, requestId: voice.requestIdOf(request, answer), unreadable }
    }
    const failure = failureOfAnswer(voice, facts(), request, answer)
    // 408: the server gave up waiting, nobody says at which point.
    const refused = status >= 400 && status < 500 && status !== 408
    return { kind: refused ? 'refused' : 'unheard', failure }
  }

  return {
    async write(route, request) {
      const written = await write(route, request)
      if (written.kind !== 'answered') log.warn(`write ${written.kind}`, { ...written.failure })
      return written
    },
  }
}
