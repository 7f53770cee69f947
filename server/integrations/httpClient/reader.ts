/** Reads with bounded tries (facts/connectwise-rest.md §6, facts/trend-micro.md §3.3). */
import type { z } from 'zod'
import { type UpstreamFailure, UpstreamError } from '../../domain/errors'
import type { Clock, Log } from '../../ports'
import { type Deadline, type Exchange, type HttpAnswer, type HttpRequest, realDeadline } from './exchange'
import { type Limiter, NotRun } from './limiter'
import type { HttpLimits } from './limits'
import { retryAfterMs } from './retryAfter'
import { failureOfAnswer, failureOfFault, parseJson, type Voice } from './voice'

export interface ReadRequest<T> {
  /** `GET /finance/agreements`: method and route, ids left out. */
  route: string
  /** Called for each try, so that a signature or a time in it is fresh. */
  build: () => HttpRequest
  /** What the answer must look like; fields it does not name are dropped. */
  schema: z.ZodType<T>
  /** Looks at a refusal; true = the cause is mended, try once more at once. Asked at most once a read. */
  mend?: (answer: HttpAnswer) => boolean
}
interface Read<T> {
  body: T
  headers: Headers
}

export interface Reader {
  /**
   * The parsed answer. Throws UpstreamError: at once for 4xx other than 408 and 429, for an untrusted certificate and for
   * an answer of another shape; after the last try for everything else.
   */
  read<T>(request: ReadRequest<T>): Promise<Read<T>>
}

export interface ReaderOptions {
  exchange: Exchange
  limiter: Limiter
  clock: Clock
  log: Log
  /** Uniform in [0, 1). */
  random: () => number
  voice: Voice
  limits: HttpLimits
  deadline?: Deadline
}

/** What one try came to: the end, or a failure that may pass and how long to wait for that. */
type Try<T> =
  { kind: 'done'; read: Read<T> } | { kind: 'failed'; failure: UpstreamFailure; again: 'now' | number | null }

export function createReader(options: ReaderOptions): Reader {
  const { exchange, limiter, clock, log, random, voice, limits, deadline = realDeadline } = options

  async function tryOnce<T>(wanted: ReadRequest<T>, attempts: number, total: AbortSignal): Promise<Try<T>> {
    const facts = () => ({ route: wanted.route, attempts, at: clock.now() })
    let request: HttpRequest | null = null
    const exchanged = await limiter
      .run(() => {
        request = wanted.build()
        return exchange(request, limits.timeoutMs)
      }, total)
      .catch((error: unknown) => {
        if (error instanceof NotRun) return error
        throw error
      })
    if (exchanged instanceof NotRun) return { kind: 'failed', failure: notRun(exchanged, facts(), voice), again: null }
    if (exchanged.kind === 'fault') {
      const failure = failureOfFault(voice, facts(), request, exchanged.fault)
      return { kind: 'failed', failure, again: exchanged.fault.kind === 'tls' ? null : backoffMs(attempts) }
    }
    return judge(wanted, request, exchanged.answer, facts())
  }

  function judge<T>(
    wanted: ReadRequest<T>,
    request: HttpRequest | null,
    answer: HttpAnswer,
    facts: Pick<UpstreamFailure, 'route' | 'attempts' | 'at'>,
  ): Try<T> {
    const sent = request ?? { method: 'GET', url: '', headers: {} }
    const { status } = answer
    if (status >= 200 && status < 300) {
      const json = parseJson(answer.text)
      const parsed = json.ok ? wanted.schema.safeParse(json.value) : null
      if (parsed?.success === true) return { kind: 'done', read: { body: parsed.data, headers: answer.headers } }
      const text =
        parsed === null
          ? 'The answer is not JSON.'
          : `The answer has another shape at ${parsed.error.issues[0]?.path.join('.') ?? 'its root'}.`
      const failure = failureOfAnswer(voice, facts, sent, answer, { kind: 'malformed', text })
      // A cut answer may be whole the next time; another shape will not change.
      return { kind: 'failed', failure, again: parsed === null ? backoffMs(facts.attempts) : null }
    }
    const failure = failureOfAnswer(voice, facts, sent, answer)
    if (status === 429) {
      const waitMs = retryAfterMs(answer.headers, clock.now()) ?? 30_000
      limiter.pause(Math.min(waitMs, limits.retryAfterCapMs))
      return { kind: 'failed', failure, again: waitMs > limits.retryAfterCapMs ? null : waitMs }
    }
    const mayPass = status >= 500 || status === 408
    if (!mayPass) return { kind: 'failed', failure, again: wanted.mend?.(answer) === true ? 'now' : null }
    const asked = retryAfterMs(answer.headers, clock.now())
    if (asked !== null && asked > limits.retryAfterCapMs) return { kind: 'failed', failure, again: null }
    return { kind: 'failed', failure, again: Math.max(asked ?? 0, backoffMs(facts.attempts)) }
  }

  const backoffMs = (attempts: number) =>
    Math.round(random() * Math.min(limits.backoffCapMs, limits.backoffBaseMs * 2 ** (attempts - 1)))

  return {
    async read(wanted) {
      const total = deadline(limits.totalMs)
      let waitedMs = 0
      let mended = false
      try {
        for (let attempts = 1; ; attempts += 1) {
          const tried = await tryOnce(mended ? without(wanted) : wanted, attempts, total.signal)
          if (tried.kind === 'done') return tried.read
          const { failure, again } = tried
          log.warn('read failed', { ...failure, again })
          if (again === 'now') {
            mended = true
            continue
          }
          const spent = attempts - (mended ? 1 : 0) >= limits.maxTries
          if (again === null || spent || total.signal.aborted || waitedMs + again > limits.totalMs) {
            throw new UpstreamError(failure)
          }
          waitedMs += again
          // After 429 the limiter itself holds everything back for that long.
          if (failure.status !== 429) await clock.sleep(again, total.signal)
        }
      } finally {
        total.cancel()
      }
    },
  }
}

const without = <T>({ route, build, schema }: ReadRequest<T>): ReadRequest<T> => ({ route, build, schema })

/** The failure of a request that was never begun here. */
export const notRun = (error: NotRun, facts: Parameters<typeof failureOfFault>[1], voice: Voice): UpstreamFailure =>
  failureOfFault(voice, { ...facts, attempts: facts.attempts - 1 }, null, {
    kind: error.why === 'tooLate' ? 'timeout' : 'tooMany',
    text: error.why === 'queueFull' ? 'Too many requests are waiting here already.' : 'Its turn did not come in time.',
  })
