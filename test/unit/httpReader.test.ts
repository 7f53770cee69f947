import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { UpstreamError, type UpstreamFailure } from '../../server/domain/errors'
import { createExchange, type Deadline } from '../../server/integrations/httpClient/exchange'
import { createLimiter } from '../../server/integrations/httpClient/limiter'
import type { HttpLimits } from '../../server/integrations/httpClient/limits'
import { createReader, type ReadRequest } from '../../server/integrations/httpClient/reader'
import { aClock, aLog, aVoice, json, networkError, scripted, someLimits, type Step } from './outgoing'

const wanted: ReadRequest<{ n: number }> = {
  route: 'GET /things',
  build: () => ({ method: 'GET', url: 'https://psa.example/things', headers: { authorization: 'Basic abc' } }),
  schema: z.object({ n: z.number() }),
}

function aReader(steps: Step[], parts: { limits?: Partial<HttpLimits>; deadline?: Deadline } = {}) {
  const clock = aClock()
  const log = aLog()
  const limits = someLimits(parts.limits)
  const script = scripted(...steps)
  const deadline = parts.deadline
  const exchange = createExchange({
    fetch: script.fetch,
    maxBodyBytes: limits.maxBodyBytes,
    ...(deadline !== undefined && { deadline }),
  })
  const limiter = createLimiter(clock, limits)
  const reader = createReader({ exchange, limiter, clock, log, random: () => 0.5, voice: aVoice, limits })
  return { reader, clock, log, requests: script.requests }
}

async function failureOf(reading: Promise<unknown>): Promise<UpstreamFailure> {
  const error: unknown = await reading.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof UpstreamError)) throw new Error('It did not fail as expected', { cause: error })
  return error.failure
}

describe('a read', () => {
  it('gives the parsed answer and drops fields that nobody named', async () => {
    const { reader } = aReader([json({ n: 3, extra: true })])
    expect((await reader.read(wanted)).body).toEqual({ n: 3 })
  })

  it('is tried three times when the system is unavailable, with full jitter between', async () => {
    const { reader, clock, requests } = aReader([json({}, 500), json({}, 503), json({ n: 1 })])
    expect((await reader.read(wanted)).body.n).toBe(1)
    expect(requests).toHaveLength(3)
    expect(clock.slept).toEqual([200, 400]) // half of 400 and of 800
  })

  it('fails after its last try and says how many there were', async () => {
    const { reader } = aReader([json({ message: 'pool exhausted' }, 500, { 'x-cw-request-id': 'r-9' })])
    expect(await failureOf(reader.read(wanted))).toMatchObject({
      kind: 'unavailable',
      status: 500,
      attempts: 3,
      requestId: 'r-9',
      text: 'pool exhausted',
      route: 'GET /things',
    })
  })

  it.each([
    [400, 'refused'],
    [401, 'unauthorised'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [409, 'refused'],
    [415, 'refused'],
  ] as const)('is not repeated after %i', async (status, kind) => {
    const { reader, requests } = aReader([json({ message: 'no' }, status)])
    expect(await failureOf(reader.read(wanted))).toMatchObject({ kind, status, attempts: 1 })
    expect(requests).toHaveLength(1)
  })

  it('waits as long as Retry-After says, in seconds or as a date', async () => {
    const after = json({ error: 'ConnectWiseAPI' }, 429, { 'retry-after': '7' })
    const date = json({}, 429, { 'retry-after': 'Mon, 23 Nov 2026 09:00:20 GMT' })
    const { reader, clock } = aReader([after, date, json({ n: 1 })])
    await reader.read(wanted)
    expect(clock.slept).toEqual([7_000, 13_000])
  })

  it('gives up at once when Retry-After is longer than it may wait', async () => {
    const { reader, clock, requests } = aReader([json({}, 429, { 'retry-after': '600' })])
    expect(await failureOf(reader.read(wanted))).toMatchObject({ kind: 'tooMany', attempts: 1 })
    expect(requests).toHaveLength(1)
    expect(clock.slept).toEqual([])
  })

  it('never waits longer than its total time allows', async () => {
    const { reader, requests } = aReader([json({}, 429, { 'retry-after': '40' })], { limits: { totalMs: 60_000 } })
    expect(await failureOf(reader.read(wanted))).toMatchObject({ kind: 'tooMany', attempts: 2 })
    expect(requests).toHaveLength(2)
  })

  it('takes an answer that is no JSON for a passing trouble, and one of another shape for a lasting one', async () => {
    const cut = aReader([new Response('{"n": 1', { status: 200 }), json({ n: 2 })])
    expect((await cut.reader.read(wanted)).body.n).toBe(2)
    const other = aReader([json({ n: 'two' })])
    expect(await failureOf(other.reader.read(wanted))).toMatchObject({
      kind: 'malformed',
      attempts: 1,
      text: 'The answer has another shape at n.',
    })
  })

  it('keeps of a web page only its title', async () => {
    const page = new Response('<html><title>502 Bad Gateway</title><p>Basic abc</p></html>', { status: 502 })
    const failure = await failureOf(aReader([page]).reader.read(wanted))
    expect(failure).toMatchObject({ kind: 'unavailable', text: 'A page instead of data: 502 Bad Gateway' })
  })

  it('follows no redirect', async () => {
    const away = new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/' } })
    const { reader, requests } = aReader([away])
    expect(await failureOf(reader.read(wanted))).toMatchObject({ kind: 'malformed' })
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(['https://psa.example/things']))
  })

  it('reads no more than the allowed number of bytes', async () => {
    const { reader } = aReader([new Response('x'.repeat(2_000))], { limits: { maxBodyBytes: 1_000, maxTries: 1 } })
    const text = 'The answer is larger than 1000 bytes.'
    expect(await failureOf(reader.read(wanted))).toMatchObject({ kind: 'malformed', text })
  })

  it.each([
    ['ENOTFOUND', 'unreachable', 3],
    ['ECONNREFUSED', 'unreachable', 3],
    ['ECONNRESET', 'unreachable', 3],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', 3],
    ['CERT_HAS_EXPIRED', 'tls', 1],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 1],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 1],
  ] as const)('names %s in the chain of causes', async (code, kind, attempts) => {
    const failure = await failureOf(aReader([networkError(code)]).reader.read(wanted))
    expect(failure).toMatchObject({ kind, attempts, status: null })
    expect(failure.text).toContain(code)
  })

  it('has a fresh time for every try, and ends one that never answers', async () => {
    const given: number[] = []
    const atOnce: Deadline = (ms) => {
      given.push(ms)
      return { signal: AbortSignal.abort(), cancel: () => undefined }
    }
    const silence: Step = () => new Promise<Response>(() => undefined)
    const { reader } = aReader([silence], { deadline: atOnce, limits: { timeoutMs: 1_234 } })
    expect(await failureOf(reader.read(wanted))).toMatchObject({ kind: 'timeout', attempts: 3, status: null })
    expect(given).toEqual([1_234, 1_234, 1_234])
  })

  it('ends a body that stops half-way', async () => {
    let end = (): void => undefined
    const byHand: Deadline = () => {
      const controller = new AbortController()
      end = () => controller.abort()
      return { signal: controller.signal, cancel: () => undefined }
    }
    const half = () =>
      new Response(
        new ReadableStream({
          start(stream) {
            stream.enqueue(new TextEncoder().encode('{"n":'))
            setTimeout(() => end(), 0)
          },
        }),
      )
    const { reader } = aReader([half], { deadline: byHand, limits: { maxTries: 1 } })
    expect(await failureOf(reader.read(wanted))).toMatchObject({ kind: 'timeout' })
  })

  it('shows no secret, neither in the failure nor in the log, though the system echoes it', async () => {
    const { reader, log } = aReader([json({ message: `bad key s3cr3t-private\r\n${'x'.repeat(900)}` }, 401)])
    const error: unknown = await reader.read(wanted).catch((reason: unknown) => reason)
    const said = JSON.stringify([error, String(error), log.lines])
    expect(said).not.toContain('s3cr3t')
    expect(said).not.toContain('Basic abc')
    const failure = error instanceof UpstreamError ? error.failure : null
    expect(failure?.text).toHaveLength(500)
  })

  it('tries once more at once when the cause of a refusal could be mended', async () => {
    const { reader, clock, requests } = aReader([json({}, 401), json({}, 500), json({ n: 1 })])
    let asked = 0
    await reader.read({ ...wanted, mend: () => (asked += 1) === 1 })
    expect(requests).toHaveLength(3)
    expect(clock.slept).toHaveLength(1)
    const again = aReader([json({}, 401)])
    await failureOf(again.reader.read({ ...wanted, mend: () => true }))
    expect(again.requests).toHaveLength(2)
  })
})
