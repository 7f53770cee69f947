import { describe, expect, it } from 'vitest'
import { AppError, UpstreamError } from '../../server/domain/errors'
import { createTrendMicro } from '../../server/integrations/trendmicro/adapter'
import type { FaultKind } from '../simulator/faults'
import { aCustomer, aSubscription } from '../simulator/trendmicro/sample'
import { aClock, aLog, scripted, json, someIds } from './outgoing'
import { aTrendMicro } from './trendmicroGateway'

const bulk = '/v2.5/customers/subscriptions'
const aFault = (kind: FaultKind, path: string, times: number | null = null) => ({
  system: 'trendmicro' as const,
  kind,
  method: null,
  path,
  times,
  delayMs: 5_000,
})
const kindOf = (reading: Promise<unknown>) =>
  reading.then(
    () => 'no failure',
    (error: unknown) => (error instanceof UpstreamError ? error.failure.kind : error),
  )

const two = {
  customers: [aCustomer(), aCustomer({ name: 'Other', id: 'a0000000-0000-4000-8000-000000000002' })],
  subscriptions: [
    aSubscription(),
    aSubscription({
      id: 'b0000000-0000-4000-8000-000000000002',
      customerId: 'a0000000-0000-4000-8000-000000000002',
    }),
  ],
}

describe('a fault on the way to Trend Micro', () => {
  it.each(['429', '500-before', '500-after', 'reset-before', 'reset-after', 'html', 'malformed-json'] as const)(
    'that passes (%s) is not noticed',
    async (kind) => {
      const { current, faults } = aTrendMicro()
      faults.add(aFault(kind, '/LMPI/', 2))
      const snapshot = await current()
      expect(snapshot.gaps).toEqual([])
      expect(snapshot.subscriptions).toMatchObject([{ provisioned: { seats: 25 } }])
    },
  )

  it.each([
    ['429', 'tooMany'],
    ['500-before', 'unavailable'],
    ['reset-before', 'unreachable'],
    ['html', 'unavailable'],
    ['malformed-json', 'malformed'],
    ['empty-list', 'incomplete'],
    ['partial-page', 'incomplete'],
    ['wrong-signature', 'unauthorised'],
  ] as const)('that stays (%s) fails the list of subscriptions: %s', async (kind, failure) => {
    const { current, faults } = aTrendMicro({ world: two })
    faults.add(aFault(kind, bulk))
    expect(await kindOf(current())).toBe(failure)
  })

  it.each(['empty-list', 'partial-page'] as const)('that cuts the customers (%s) fails their list', async (kind) => {
    const { trend, faults } = aTrendMicro({ world: two })
    faults.add(aFault(kind, '/v3/customers'))
    expect(await kindOf(trend.readCustomers())).toBe('incomplete')
  })

  it('that slows an answer beyond the time is a time-out', async () => {
    const { trend, faults } = aTrendMicro({ settings: { timeoutMs: 10, maxTries: 1 } })
    faults.add({ ...aFault('slow', '/LMPI/'), delayMs: 60 })
    expect(await kindOf(trend.readCustomers())).toBe('timeout')
  })

  it('of one customer is a gap of that customer alone', async () => {
    const { current, faults } = aTrendMicro({ world: two })
    faults.add(aFault('500-before', 'b0000000-0000-4000-8000-000000000002'))
    const snapshot = await current()
    expect(snapshot.subscriptions.map((subscription) => subscription.provisioned)).toEqual([
      { kind: 'read', seats: 25 },
      { kind: 'unread', why: 'failed' },
    ])
    expect(snapshot.gaps).toMatchObject([
      { customerId: 'a0000000-0000-4000-8000-000000000002', what: 'subscription', why: 'failed' },
    ])
  })

  it('of all details ends the asking after a few of them', async () => {
    const subscriptions = Array.from({ length: 40 }, (_, index) =>
      aSubscription({ id: `b0000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}` }),
    )
    const { current, faults, requests } = aTrendMicro({ world: { subscriptions }, settings: { giveUpAfter: 3 } })
    faults.add(aFault('500-before', '/subscriptions/b'))
    const snapshot = await current()
    expect(snapshot.gaps).toHaveLength(40)
    expect(requests.filter(({ path }) => path.includes('/subscriptions/b')).length).toBeLessThanOrEqual(12)
  })

  it.each([
    ['/reports/summary', 'usage'],
    ['/me/serviceplans', 'plans'],
    ['/v3/customers?', 'customers'],
  ] as const)('at %s is a gap and no lost line', async (path, what) => {
    const { current, faults } = aTrendMicro()
    const pathOnly = path.replace('?', '')
    // The path of details begins like that of the list of customers: only the list is met.
    faults.add(aFault('500-before', pathOnly, what === 'customers' ? 3 : null))
    const snapshot = await current()
    expect(snapshot.gaps).toMatchObject([{ customerId: null, what, why: 'failed' }])
    expect(snapshot.subscriptions[0]?.provisioned).toEqual({ kind: 'read', seats: 25 })
  })
})

describe('keys and clock', () => {
  it('a wrong secret is refused once and told without it', async () => {
    const { trend, requests, log } = aTrendMicro({ secretKey: 'another-secret-0000' })
    const error: unknown = await trend.test().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      failure: { kind: 'unauthorised', status: 401, requestId: requests[0]?.traceId, attempts: 1 },
    })
    expect(requests).toHaveLength(1)
    expect(JSON.stringify([error, log.lines])).not.toContain('another-secret')
  })

  it.each([-3_600_000, 3_600_000])(
    'a clock that is off by %i ms is corrected by the server’s date',
    async (clockOffsetMs) => {
      const { trend, log, requests } = aTrendMicro({ clockOffsetMs })
      expect(await trend.test()).toEqual({ customers: 1, sources: ['lmpi'] })
      expect(requests).toHaveLength(2)
      await trend.test()
      expect(requests).toHaveLength(3)
      expect(log.lines.some(({ fields }) => fields?.['offsetSeconds'] === -clockOffsetMs / 1000)).toBe(true)
    },
  )

  it('a clock that cannot be corrected is named', async () => {
    const refusal = json({ error_subject: 'AuthenticationFailurePosixTime', error_message: 'x' }, 401)
    const { fetch, requests } = scripted(refusal)
    const trend = createTrendMicro({
      lmpi: { baseUrl: 'https://cspi.trendmicro.com', accessToken: 'a', secretKey: 'b' },
      smpi: null,
      fetch,
      clock: aClock(),
      ids: someIds(),
      log: aLog(),
      allowedHosts: [],
    })
    expect(await kindOf(trend.readCustomers())).toBe('clockOff')
    expect(requests).toHaveLength(1)
  })

  it('no keys at all are no connection', async () => {
    const { trend, current } = aTrendMicro({ keys: [] })
    await expect(trend.test()).rejects.toBeInstanceOf(AppError)
    await expect(trend.readCustomers()).rejects.toMatchObject({ code: 'notConfigured' })
    await expect(current()).rejects.toMatchObject({ code: 'notConfigured' })
  })

  it('an address that nobody allowed gets no request', async () => {
    const { fetch, requests } = scripted(json({}))
    const trend = createTrendMicro({
      lmpi: { baseUrl: 'http://169.254.169.254', accessToken: 'a', secretKey: 'b' },
      smpi: null,
      fetch,
      clock: aClock(),
      ids: someIds(),
      log: aLog(),
      allowedHosts: [],
    })
    expect(await kindOf(trend.readCustomers())).toBe('unreachable')
    expect(requests).toHaveLength(0)
  })
})

describe('a list that was empty', () => {
  it('is asked for anew at once, customers, subscriptions and plans alike; one with rows is kept for a while', async () => {
    const { trend, current, faults, requests } = aTrendMicro({ world: two })
    faults.add(aFault('empty-counted', ''))
    expect(await trend.readCustomers()).toEqual([])
    expect((await current()).subscriptions).toEqual([])
    faults.clear()
    expect(await trend.readCustomers()).toHaveLength(2)
    const { subscriptions } = await current()
    expect(subscriptions.map(({ planName }) => planName)).not.toContain(null)
    expect(subscriptions).toHaveLength(2)
    const asked = requests.length
    await trend.readCustomers()
    expect(requests).toHaveLength(asked)
  })
})
