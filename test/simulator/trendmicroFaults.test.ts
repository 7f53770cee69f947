import { describe, expect, it } from 'vitest'
import { createSandboxClock } from './clock'
import { createFaults, type FaultKind } from './faults'
import { aCustomer, aWorld } from './trendmicro/sample'
import { signedCaller } from './trendmicro/signedRequest'
import { createTrendMicro } from './trendmicro/trendMicro'

const customers = '/LMPI/v3/customers?created_start=2000-01-01T00:00:00Z&created_end=2030-01-01T00:00:00Z'

function aGatewayWith(kind: FaultKind, { delayMs = 0, path = '/customers', times = 1 } = {}) {
  const clock = createSandboxClock({ startIso: '2025-11-20T12:00:00Z', frozen: true })
  const faults = createFaults()
  const world = aWorld({ customers: [aCustomer(), aCustomer(), aCustomer(), aCustomer()] })
  const simulator = createTrendMicro({ world, clock, faults })
  faults.add({ system: 'trendmicro', kind, method: null, path, times, delayMs })
  return { simulator, call: signedCaller(simulator, clock) }
}

describe('a fault of Trend Micro', () => {
  it('429 says when to come back', async () => {
    const { call } = aGatewayWith('429', { delayMs: 7000 })
    const response = await call(customers)
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('7')
    expect((await call(customers)).status).toBe(200)
  })

  it.each(['500-before', '500-after'] as const)('%s has the usual two fields', async (kind) => {
    const response = await aGatewayWith(kind).call(customers)
    expect(response.status).toBe(500)
    expect(await response.json()).toHaveProperty('error_subject', 'ServerException')
  })

  it.each(['reset-before', 'reset-after'] as const)('%s reaches the caller as a failed fetch', async (kind) => {
    const { call, simulator } = aGatewayWith(kind)
    await expect(call(customers)).rejects.toThrow('fetch failed')
    expect(simulator.journal.list()).toMatchObject([{ path: '/LMPI/v3/customers', status: null }])
  })

  it('html is a page of a proxy', async () => {
    const response = await aGatewayWith('html').call(customers)
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('<h1>')
  })

  it('html-200 is a page of a proxy that calls itself a success', async () => {
    const response = await aGatewayWith('html-200').call(customers)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(await response.text()).toContain('<h1>')
  })

  it('malformed-json cannot be parsed', async () => {
    const response = await aGatewayWith('malformed-json').call(customers)
    await expect(response.json()).rejects.toThrow(SyntaxError)
  })

  it.each([
    ['empty-list', 0],
    ['partial-page', 2],
  ] as const)('%s leaves %i of 4 rows and still announces 4', async (kind, rows) => {
    const body: unknown = await (await aGatewayWith(kind).call(customers)).json()
    expect(body).toMatchObject({ paging: { total: 4 } })
    expect(body).toHaveProperty('customers.length', rows)
  })

  it.each([
    ['empty-counted', 0],
    ['half-counted', 2],
  ] as const)('%s leaves %i of 4 rows and announces as many', async (kind, left) => {
    const body: unknown = await (await aGatewayWith(kind).call(customers)).json()
    expect(body).toMatchObject({ paging: { total: left, page: 1 } })
    expect(body).toHaveProperty('customers.length', left)
  })

  it('half-counted agrees over all pages of a list', async () => {
    const { call, simulator } = aGatewayWith('half-counted', { times: 4 })
    simulator.world.customers.push(aCustomer(), aCustomer(), aCustomer())
    const sizes: number[] = []
    for (const page of [1, 2, 3, 4]) {
      const body: unknown = await (await call(`${customers}&limit=2&page=${page}`)).json()
      expect(body).toMatchObject({ paging: { total: 3 } })
      sizes.push((body as { customers: unknown[] }).customers.length)
    }
    expect(sizes).toEqual([2, 1, 0, 0])
  })

  it('empty-list also cuts a bare list', async () => {
    const { call } = aGatewayWith('empty-list', { path: '/me/serviceplans' })
    const response = await call('/LMPI/v2/me/serviceplans')
    expect(await response.json()).toEqual([])
  })

  it('wrong-signature refuses a good one', async () => {
    const response = await aGatewayWith('wrong-signature').call(customers)
    expect(response.status).toBe(401)
    expect(await response.json()).toHaveProperty('error_subject', 'AuthenticationFailureSignature')
  })

  it('slow still answers', async () => {
    expect((await aGatewayWith('slow', { delayMs: 5 }).call(customers)).status).toBe(200)
  })
})

describe('the journal', () => {
  it('holds every request with its trace id and result, until it is cleared', async () => {
    const { simulator, call } = aGatewayWith('500-before')
    await call(customers)
    await call(customers)
    await call('/LMPI/v9/nothing')
    expect(simulator.journal.list()).toMatchObject([
      { method: 'GET', path: '/LMPI/v3/customers', query: customers.split('?')[1], status: 500 },
      { status: 200, at: '2025-11-20T12:00:00.000Z' },
      { path: '/LMPI/v9/nothing', status: 404 },
    ])
    const traceIds = simulator.journal.list().map(({ traceId }) => traceId)
    expect(new Set(traceIds).size).toBe(3)
    simulator.journal.clear()
    expect(simulator.journal.list()).toEqual([])
  })
})
