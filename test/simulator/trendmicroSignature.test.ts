import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { createFaults } from './faults'
import { aWorld } from './trendmicro/sample'
import { serveTrendMicro } from './trendmicro/serve'
import { computeSignature, signedPayload } from './trendmicro/signature'
import vectors from './trendmicro/signatureVectors.json'
import { signedCaller } from './trendmicro/signedRequest'
import { createTrendMicro } from './trendmicro/trendMicro'

const startIso = '2025-11-20T12:00:00Z'
const customers = '/LMPI/v3/customers?created_start=2000-01-01T00:00:00Z&created_end=2026-01-01T00:00:00Z'

function aGateway() {
  const clock = createSandboxClock({ startIso, frozen: true })
  const simulator = createTrendMicro({ world: aWorld(), clock, faults: createFaults() })
  return { clock, simulator, call: signedCaller(simulator, clock) }
}

async function subjectOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json()
  return body !== null && typeof body === 'object' && 'error_subject' in body ? body.error_subject : null
}

describe('the signature', () => {
  it.each(vectors.vectors)('of "$name" is the expected one', (vector) => {
    const request = {
      posixTime: String(vector.posixTime),
      method: vector.method,
      requestUri: vector.requestUri,
      body: new TextEncoder().encode(vector.body ?? ''),
    }
    expect(signedPayload(request)).toBe(vector.payload)
    expect(computeSignature(vectors.secretKey, request)).toBe(vector.signature)
  })

  it.each(vectors.vectors)('of "$name" is accepted by the gateway at its own time', async (vector) => {
    const { clock, simulator } = aGateway()
    clock.set(new Date(vector.posixTime * 1000).toISOString())
    const response = await simulator.app.request(vector.requestUri, {
      method: vector.method,
      body: vector.body,
      headers: {
        'x-access-token': vectors.accessToken,
        'x-posix-time': String(vector.posixTime),
        'x-signature': vector.signature,
        'x-traceid': '7d444840-9dc0-11d1-b245-5ffdce74fad2',
        'content-type': 'application/json; charset=utf-8',
      },
    })
    // Some of the vectors name reports and customers that do not exist here; what counts is that nobody is turned away.
    expect(response.status).not.toBe(401)
  })

  it('covers the query: a request signed without it is refused', async () => {
    const { call } = aGateway()
    const response = await call(customers, { signedUri: '/LMPI/v3/customers' })
    expect(response.status).toBe(401)
    expect(await subjectOf(response)).toBe('AuthenticationFailureSignature')
  })

  it('covers the very bytes of the body', async () => {
    const { call } = aGateway()
    const body = '{"report_cycle_year":"2025", "report_cycle_month":"10"}'
    const good = await call('/LMPI/v3/reports/summary', { body })
    expect(good.status).toBe(200)
    const headers = { 'x-signature': 'LvQvU+7lA756fbQMa8lo5NHRkgPAeXqLsQUjHn1pNys=' }
    expect((await call('/LMPI/v3/reports/summary', { body, headers })).status).toBe(401)
  })

  it('is checked over the bytes on the wire when the gateway is served', async () => {
    const { simulator, clock } = aGateway()
    const served = await serveTrendMicro(simulator, { port: 0 })
    try {
      const uri = '/SMPI/v2.8/service/wfbss/api/customers?q=O%27Brien%20%26%20%22Sons%22'
      const posixTime = String(Math.floor(clock.nowMs() / 1000))
      const request = { posixTime, method: 'GET', requestUri: uri, body: new Uint8Array() }
      const response = await fetch(served.url + uri, {
        headers: {
          'x-access-token': simulator.world.accessToken,
          'x-posix-time': posixTime,
          'x-signature': computeSignature(simulator.world.secretKey, request),
          'x-traceid': '7d444840-9dc0-11d1-b245-5ffdce74fad2',
          'content-type': 'application/json; charset=utf-8',
        },
      })
      expect(response.status).toBe(200)
      expect(response.headers.get('date')).toBe('Thu, 20 Nov 2025 12:00:00 GMT')
    } finally {
      await served.close()
    }
  })
})

describe('the headers', () => {
  it.each([
    ['x-access-token', 'MissingHeaderAccessToken'],
    ['x-posix-time', 'MissingHeaderPosixTime'],
    ['x-signature', 'MissingHeaderSignature'],
    ['x-traceid', 'MissingHeaderTraceID'],
  ])('have to include %s: without it 400 %s, JSON under the name of HTML', async (name, subject) => {
    const { call } = aGateway()
    const response = await call(customers, { headers: { [name]: null } })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(await subjectOf(response)).toBe(subject)
  })

  it.each([null, 'application/json', 'text/plain'])(
    'have to name the content type on GET too: %s is 415',
    async (type) => {
      const { call } = aGateway()
      const response = await call(customers, { headers: { 'content-type': type } })
      expect(response.status).toBe(415)
      expect(await subjectOf(response)).toBe('InvalidHeaderContentType')
    },
  )

  it.each([
    [15 * 60, 200],
    [15 * 60 + 1, 401],
    [-15 * 60, 200],
    [-15 * 60 - 1, 401],
  ])('may be %i seconds off the sandbox clock: %i', async (offSeconds, status) => {
    const { call, clock } = aGateway()
    const response = await call(customers, { posixTime: String(clock.nowMs() / 1000 + offSeconds) })
    expect(response.status).toBe(status)
    if (status === 401) expect(await subjectOf(response)).toBe('AuthenticationFailurePosixTime')
  })

  it("name the gateway's own time also in a refusal, so that a wrong clock can be corrected", async () => {
    const { call } = aGateway()
    const response = await call(customers, { posixTime: '1' })
    expect(response.status).toBe(401)
    expect(response.headers.get('date')).toBe('Thu, 20 Nov 2025 12:00:00 GMT')
  })

  it.each([
    ['not-a-guid', 'InvalidHeaderAccessToken'],
    ['99999999-2222-3333-4444-555555555555', 'AuthenticationFailureAccessToken'],
  ])('with the access token %s are refused as %s', async (token, subject) => {
    const { call } = aGateway()
    const response = await call(customers, { headers: { 'x-access-token': token } })
    expect(response.status).toBe(401)
    expect(await subjectOf(response)).toBe(subject)
  })
})
