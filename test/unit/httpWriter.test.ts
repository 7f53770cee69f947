import { describe, expect, it } from 'vitest'
import { createExchange, type Deadline } from '../../server/integrations/httpClient/exchange'
import { createLimiter } from '../../server/integrations/httpClient/limiter'
import { createWriter } from '../../server/integrations/httpClient/writer'
import { aClock, aLog, aVoice, json, networkError, scripted, someLimits, type Step } from './outgoing'

const request = { method: 'PATCH', url: 'https://psa.example/things/1', headers: {}, body: '[]' } as const

function aWriter(step: Step, deadline?: Deadline, maxQueue = 10) {
  const clock = aClock()
  const limits = someLimits({ maxQueue })
  const script = scripted(step)
  const exchange = createExchange({
    fetch: script.fetch,
    maxBodyBytes: limits.maxBodyBytes,
    ...(deadline !== undefined && { deadline }),
  })
  const limiter = createLimiter(clock, limits)
  const writer = createWriter({ exchange, limiter, clock, log: aLog(), voice: aVoice, limits })
  return { write: () => writer.write('PATCH /things/{id}', request), clock, limiter, requests: script.requests }
}

const page = new Response('<title>Sign in</title>', { status: 200 })

describe('a write', () => {
  it('gives the parsed answer', async () => {
    const { write } = aWriter(json({ id: 1 }, 200, { 'x-cw-request-id': 'r-1' }))
    expect(await write()).toMatchObject({ kind: 'answered', body: { id: 1 }, requestId: 'r-1' })
  })

  it.each<[string, Step, 'refused' | 'unheard', string]>([
    ['400', json({ message: 'bad' }, 400), 'refused', 'refused'],
    ['401', json({}, 401), 'refused', 'unauthorised'],
    ['404', json({}, 404), 'refused', 'notFound'],
    ['409', json({}, 409), 'refused', 'refused'],
    ['429', json({}, 429, { 'retry-after': '5' }), 'refused', 'tooMany'],
    ['408', json({}, 408), 'unheard', 'timeout'],
    ['500', json({ message: 'timeout' }, 500), 'unheard', 'unavailable'],
    ['502 with a page', new Response('<title>502</title>', { status: 502 }), 'unheard', 'unavailable'],
    ['a page instead of the record', page, 'unheard', 'malformed'],
    ['a cut answer', new Response('{"id": 1', { status: 200 }), 'unheard', 'malformed'],
    ['a redirect', new Response(null, { status: 302 }), 'unheard', 'malformed'],
    ['a reset', networkError('ECONNRESET'), 'unheard', 'unreachable'],
    ['a closed socket', networkError('UND_ERR_SOCKET'), 'unheard', 'unreachable'],
    ['no such name', networkError('ENOTFOUND'), 'refused', 'unreachable'],
    ['nobody listening', networkError('ECONNREFUSED'), 'refused', 'unreachable'],
    ['an untrusted certificate', networkError('CERT_HAS_EXPIRED'), 'refused', 'tls'],
  ])('that meets %s is sent once', async (_, step, kind, failure) => {
    const { write, requests, clock } = aWriter(step)
    expect(await write()).toMatchObject({ kind, failure: { kind: failure, attempts: 1 } })
    expect(requests).toHaveLength(1)
    expect(clock.slept).toEqual([])
  })

  it('without an answer in time is unheard', async () => {
    const atOnce: Deadline = () => ({ signal: AbortSignal.abort(), cancel: () => undefined })
    const { write } = aWriter(() => new Promise<Response>(() => undefined), atOnce)
    expect(await write()).toMatchObject({ kind: 'unheard', failure: { kind: 'timeout' } })
  })

  it('sends nothing when too many requests wait already', async () => {
    const { write, requests } = aWriter(json({ id: 1 }), undefined, 0)
    expect(await write()).toMatchObject({ kind: 'refused', failure: { kind: 'tooMany', attempts: 0 } })
    expect(requests).toHaveLength(0)
  })

  it('sends nothing when its turn comes late: what it goes by was seen before the pause', async () => {
    const { write, requests, limiter } = aWriter(json({ id: 1 }))
    limiter.pause(6_000)
    expect(await write()).toMatchObject({ kind: 'refused', failure: { kind: 'tooMany', attempts: 0 } })
    expect(requests).toHaveLength(0)
    limiter.pause(1_000)
    expect(await write()).toMatchObject({ kind: 'answered' })
  })

  it('makes everybody wait after 429', async () => {
    const { write, clock, limiter } = aWriter(json({}, 429, { 'retry-after': '9' }))
    await write()
    await limiter.run(() => Promise.resolve())
    expect(clock.slept).toEqual([9_000])
  })
})
