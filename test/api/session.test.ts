/** Who is looking: the host's proof against ConnectWise, what is remembered of it, and for how long. */
import { describe, expect, test } from 'vitest'
import type { ProblemView } from '../../server/domain/views'
import type { SessionRequest, SessionView } from '../../server/domain/viewsSession'
import { proofOf } from '../simulator/demo/podClient'
import type { FaultKind } from '../simulator/faults'
import { wait } from './actions'
import { connectWiseUrl, startHarness, type Harness } from './harness'

const ask = (harness: Harness, body: unknown) =>
  harness.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const proof = (harness: Harness, member = 'mortiz', changes: Partial<SessionRequest> = {}): SessionRequest => ({
  ...proofOf(harness.connectWise.world, connectWiseUrl, member),
  ...changes,
})
const problem = async (response: Response): Promise<ProblemView> => (await response.json()) as ProblemView

describe('opening a session', () => {
  test('gives a token and the rights, and nothing of the proof', async () => {
    const harness = await startHarness()
    const response = await ask(harness, proof(harness))
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).not.toContain(proof(harness).memberHash)
    expect(JSON.parse(text)).toMatchObject({
      member: { identifier: 'mortiz', fullName: 'Maria Ortiz' },
      rights: { view: true, bill: true, administer: true },
      expiresAt: '2026-11-17T15:15:00.000Z',
    })
  })

  test.each([
    ['a wrong hash', { memberHash: '00000000-0000-4000-8000-000000000000' }],
    ['the hash of another member', { memberid: 'tlook' }],
  ])('%s is refused with 401', async (_, changes) => {
    const harness = await startHarness()
    const response = await ask(harness, proof(harness, 'mortiz', changes))
    expect(response.status).toBe(401)
    expect((await problem(response)).code).toBe('unauthenticated')
  })

  test('an inactive member is refused', async () => {
    const harness = await startHarness()
    expect((await ask(harness, proof(harness, 'gformer'))).status).toBe(401)
  })

  test('an API member is let in and noted', async () => {
    const harness = await startHarness()
    const { sessions } = harness.connectWise.world
    sessions.push({
      memberIdentifier: 'TrendBilling',
      memberHash: 'api-member-hash',
      memberContext: 'web',
      expiresAt: null,
    })
    expect((await ask(harness, proof(harness, 'TrendBilling'))).status).toBe(200)
    expect(harness.logged.join('\n')).toMatch(/API member/)
  })

  test.each([
    ['site', { site: 'https://connectwise.test.evil.example' }],
    ['site with our site as user name', { site: 'http://connectwise.test@evil.example' }],
    ['port', { site: 'http://connectwise.test:8080' }],
    ['login company', { companyid: 'other' }],
    ['site that is no address', { site: 'http://[' }],
  ])('a foreign %s is refused without a single request', async (_, changes) => {
    const harness = await startHarness()
    expect((await ask(harness, proof(harness, 'mortiz', changes))).status).toBe(401)
    expect(harness.asked).toEqual([])
  })

  test.each([
    ['memberHash', 'abcdefgh\r\nx-evil: 1'],
    ['memberHash', 'abcdefgh; memberId=mortiz'],
    ['memberHash', 'abcdefgh,ijkl'],
    ['memberHash', 'abcdéfgh'],
    ['memberHash', 'short'],
    ['memberHash', 'x'.repeat(2049)],
    ['memberContext', 'web;x'],
    ['memberContext', ''],
    ['memberid', 'mor tiz'],
    ['memberid', ''],
  ])('a %s that cannot stand in a header (%#) is refused without a request', async (field, value) => {
    const harness = await startHarness()
    const response = await ask(harness, proof(harness, 'mortiz', { [field]: value }))
    expect(response.status).toBe(400)
    expect(harness.asked).toEqual([])
  })

  test.each(['500-before', 'reset-before', 'html', 'malformed-json'] as const satisfies FaultKind[])(
    'with %s it cannot be checked: 502, not a refusal, and not remembered',
    async (kind) => {
      const harness = await startHarness()
      harness.faults.add({ system: 'connectwise', kind, method: null, path: '', times: null, delayMs: 0 })
      const response = await ask(harness, proof(harness))
      expect(response.status).toBe(502)
      expect(await problem(response)).toMatchObject({ code: 'upstream', failure: { system: 'connectwise' } })
      harness.faults.clear()
      expect((await ask(harness, proof(harness))).status).toBe(200)
    },
  )
})

describe('what is remembered', () => {
  const requests = (harness: Harness) => harness.connectWise.journal.list().length

  test('a good answer for five minutes', async () => {
    const harness = await startHarness()
    await ask(harness, proof(harness))
    const once = requests(harness)
    await ask(harness, proof(harness))
    wait(harness, 4.9)
    await ask(harness, proof(harness))
    expect(requests(harness)).toBe(once)
    wait(harness, 0.2)
    await ask(harness, proof(harness))
    expect(requests(harness)).toBeGreaterThan(once)
  })

  test('a refusal for one minute', async () => {
    const harness = await startHarness()
    const wrong = proof(harness, 'mortiz', { memberHash: 'wrong-hash-0001' })
    await ask(harness, wrong)
    const once = requests(harness)
    await ask(harness, wrong)
    expect(requests(harness)).toBe(once)
    wait(harness, 1.1)
    await ask(harness, wrong)
    expect(requests(harness)).toBeGreaterThan(once)
  })

  test('a member who was made inactive is out after five minutes', async () => {
    const harness = await startHarness()
    await ask(harness, proof(harness))
    for (const member of harness.connectWise.world.members) member.inactiveFlag = true
    wait(harness, 5.1)
    expect((await ask(harness, proof(harness))).status).toBe(401)
  })
})

describe('guessing', () => {
  const guess = (harness: Harness, nth: number) =>
    ask(harness, proof(harness, 'mortiz', { memberHash: `guess-number-${nth}` }))

  test('ten wrong proofs of a member in a quarter of an hour, then 429 that says how long', async () => {
    const harness = await startHarness()
    for (let nth = 0; nth < 10; nth += 1) expect((await guess(harness, nth)).status).toBe(401)
    const asked = harness.asked.length
    wait(harness, 1)
    const refused = await guess(harness, 10)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('840')
    expect(await problem(refused)).toMatchObject({ code: 'tooManyAttempts', retryAfterSeconds: 840 })
    expect(harness.asked).toHaveLength(asked)
    expect((await ask(harness, proof(harness, 'tlook'))).status).toBe(200)
    wait(harness, 14.1)
    expect((await ask(harness, proof(harness))).status).toBe(200)
  })

  test('all at once are counted too', async () => {
    const harness = await startHarness()
    const responses = await Promise.all(Array.from({ length: 40 }, (_, nth) => guess(harness, nth)))
    const statuses = responses.map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(30)
  })

  test('a proof that could not be checked is no failure of the member', async () => {
    const harness = await startHarness()
    harness.faults.add({ system: 'connectwise', kind: 'html', method: null, path: '', times: null, delayMs: 0 })
    for (let nth = 0; nth < 12; nth += 1) expect((await guess(harness, nth)).status).toBe(502)
    harness.faults.clear()
    expect((await ask(harness, proof(harness))).status).toBe(200)
  })

  test('a member who is looking already is not locked out by somebody who guesses', async () => {
    const harness = await startHarness()
    const { token } = (await (await ask(harness, proof(harness))).json()) as SessionView
    for (let nth = 0; nth < 12; nth += 1) await guess(harness, nth)
    expect((await ask(harness, proof(harness))).status).toBe(200)
    const headers = { authorization: `Bearer ${token}` }
    expect((await harness.request('/api/companies/101', { headers })).status).toBe(200)
  })
})
