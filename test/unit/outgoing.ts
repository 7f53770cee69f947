/** Time, chance and a scripted network for tests of what goes out. Nothing here waits. */
import { type Instant, instantFromMs, msOf } from '../../server/domain/calendar'
import type { FetchLike } from '../../server/integrations/httpClient/exchange'
import { defaultHttpLimits, type HttpLimits } from '../../server/integrations/httpClient/limits'
import type { Voice } from '../../server/integrations/httpClient/voice'
import type { Clock, Ids, Log } from '../../server/ports'

export interface TestClock extends Clock {
  /** Milliseconds of every sleep so far; sleeping moves the time and is over at once. */
  slept: number[]
  moveTo(at: string): void
}

export function aClock(startIso = '2026-11-23T09:00:00.000Z'): TestClock {
  let nowMs = Date.parse(startIso)
  const slept: number[] = []
  return {
    slept,
    now: (): Instant => instantFromMs(nowMs),
    sleep(ms) {
      slept.push(ms)
      nowMs += ms
      return Promise.resolve()
    },
    onJump: () => () => undefined,
    moveTo(at) {
      nowMs = Date.parse(at)
    },
  }
}

/** Counts up; bytes are all of one value, so that chance is `byte` / 256. */
export function someIds(byte = 128): Ids {
  let next = 0
  return {
    uuid: () => `00000000-0000-4000-8000-${String((next += 1)).padStart(12, '0')}`,
    bytes: (length) => new Uint8Array(length).fill(byte),
  }
}

export interface TestLog extends Log {
  lines: { level: string; message: string; fields: Record<string, unknown> | undefined }[]
}
export function aLog(): TestLog {
  const lines: TestLog['lines'] = []
  const add = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, message, fields })
  return { lines, info: add('info'), warn: add('warn'), error: add('error') }
}

/** One step of a scripted network: an answer, or what fetch throws. */
export type Step = Response | Error | ((url: string, init: RequestInit | undefined) => Response | Promise<Response>)

export interface Script {
  fetch: FetchLike
  requests: { method: string; url: string; headers: Headers; body: string | null }[]
}

/** Plays the steps in order, the last one for ever. */
export function scripted(...steps: Step[]): Script {
  const requests: Script['requests'] = []
  const fetch: FetchLike = async (url, init) => {
    const step = steps[Math.min(requests.length, steps.length - 1)]
    requests.push({
      method: init?.method ?? 'GET',
      url,
      headers: new Headers(init?.headers),
      body: typeof init?.body === 'string' ? init.body : null,
    })
    if (step === undefined) throw new Error('The script is empty')
    if (step instanceof Error) throw step
    return typeof step === 'function' ? await step(url, init) : step.clone()
  }
  return { fetch, requests }
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

/** What undici throws: a TypeError whose cause has the code. */
export const networkError = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code} 192.0.2.1:443`), { code }) })

export const someLimits = (parts: Partial<HttpLimits> = {}): HttpLimits => ({ ...defaultHttpLimits, ...parts })

export const aVoice: Voice = {
  system: 'connectwise',
  secrets: ['s3cr3t-private'],
  wordsOf: (body) =>
    typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string'
      ? body.message
      : null,
  requestIdOf: (_, answer) => answer?.headers.get('x-cw-request-id') ?? null,
}

/** Milliseconds since the test clock's usual start. */
export const msSinceStart = (clock: Clock, startIso = '2026-11-23T09:00:00.000Z'): number =>
  msOf(clock.now()) - Date.parse(startIso)
