/** Opening the console: a code from the pod, a token for the code, and how long both are good. */
import { describe, expect, test } from 'vitest'
import type { ProblemView } from '../../server/domain/views'
import type { SessionView } from '../../server/domain/viewsSession'
import type { ConsoleCodeView } from '../../server/domain/viewsConsole'
import { proofOf } from '../simulator/demo/podClient'
import { refusalOf, wait } from './actions'
import { connectWiseUrl, startHarness, type Harness } from './harness'

const codeOf = async (harness: Harness, member = 'mortiz') =>
  (await (await harness.pod(member)).post<ConsoleCodeView>('/api/console/codes', {})).code
const post = (harness: Harness, path: string, body: unknown, token?: string) =>
  harness.request(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
const redeem = (harness: Harness, code: unknown) => post(harness, '/api/console/session', { code })
const renew = (harness: Harness, token: string) => post(harness, '/api/console/session/renew', {}, token)
const session = async (response: Response): Promise<SessionView> => {
  expect(response.status).toBe(200)
  return (await response.json()) as SessionView
}
const problem = async (response: Response) => ((await response.json()) as ProblemView).code
const get = (harness: Harness, path: string, { token }: SessionView) =>
  harness.request(path, { headers: { authorization: `Bearer ${token}` } })
const minutes = (harness: Harness, total: number, step: () => Promise<void>) =>
  Array.from({ length: total / 10 }).reduce<Promise<void>>(async (before) => {
    await before
    wait(harness, 10)
    await step()
  }, Promise.resolve())

describe('a code', () => {
  test('opens a session of the same member with the same rights, which may do what the pod may', async () => {
    const harness = await startHarness()
    const opened = await session(await redeem(harness, await codeOf(harness)))
    expect(opened).toMatchObject({
      member: { identifier: 'mortiz', fullName: 'Maria Ortiz' },
      rights: { view: true, bill: true, administer: true },
      expiresAt: '2026-11-17T15:15:00.000Z',
    })
    expect((await get(harness, '/api/links', opened)).status).toBe(200)
    // The member’s own proof goes along: ConnectWise is asked whether this company may be seen.
    expect((await get(harness, '/api/companies/101', opened)).status).toBe(200)
  })

  test('is good once', async () => {
    const harness = await startHarness()
    const code = await codeOf(harness)
    const [first, second] = await Promise.all([redeem(harness, code), redeem(harness, code)])
    expect([first.status, second.status].sort()).toEqual([200, 401])
    const again = await redeem(harness, code)
    expect([again.status, await problem(again)]).toEqual([401, 'consoleCode'])
  })

  test('lives thirty seconds', async () => {
    const harness = await startHarness()
    const [used, late] = [await codeOf(harness), await codeOf(harness)]
    wait(harness, 29 / 60)
    expect((await redeem(harness, used)).status).toBe(200)
    wait(harness, 2 / 60)
    expect(await problem(await redeem(harness, late))).toBe('consoleCode')
  })

  test.each(['', 'x', 'A'.repeat(43)])('that was never given is refused: %j', async (code) => {
    const harness = await startHarness()
    await codeOf(harness)
    expect(await problem(await redeem(harness, code))).toBe('consoleCode')
  })

  test.each([undefined, 7, 'x'.repeat(201)])('that cannot be one is refused at its field: %j', async (code) => {
    const harness = await startHarness()
    expect(await problem(await redeem(harness, code))).toBe('invalid')
  })

  test('is given to members who administer only, and to nobody who is not signed in', async () => {
    const harness = await startHarness()
    for (const member of ['tlook', 'jlee'])
      expect(await refusalOf(codeOf(harness, member))).toMatchObject({
        code: 'forbidden',
        params: { right: 'administer' },
      })
    expect((await post(harness, '/api/console/codes', {})).status).toBe(401)
  })

  test('does not outlive a restart, nor the sessions that end when ConnectWise’s address changes', async () => {
    const harness = await startHarness()
    const code = await codeOf(harness)
    const pod = await harness.pod()
    const { version } = await pod.get<{ version: number }>('/api/settings')
    const connectWise = { site: 'http://other.test', loginCompany: 'acme', publicKey: 'other', privateKey: 'keys' }
    await pod.put('/api/settings', { version, connectWise })
    expect(await problem(await redeem(harness, code))).toBe('consoleCode')

    const other = await startHarness()
    const lost = await codeOf(other)
    await other.restart()
    expect(await problem(await redeem(other, lost))).toBe('consoleCode')
  })

  test('waits with at most four others of its member; used and old ones do not count', async () => {
    const harness = await startHarness()
    const codes = [await codeOf(harness)]
    wait(harness, 10 / 60)
    for (let nth = 0; nth < 4; nth += 1) codes.push(await codeOf(harness))
    expect(await refusalOf(codeOf(harness))).toMatchObject({ code: 'tooManyAttempts', retryAfterSeconds: 20 })
    expect((await redeem(harness, codes[2])).status).toBe(200)
    await codeOf(harness)
    expect(await refusalOf(codeOf(harness))).toMatchObject({ code: 'tooManyAttempts' })
    wait(harness, 20 / 60)
    await codeOf(harness)
  })

  test('is neither logged nor told by any later answer', async () => {
    const harness = await startHarness()
    const code = await codeOf(harness)
    const answer = await (await redeem(harness, code)).text()
    await redeem(harness, code)
    expect(answer + harness.logged.join('\n')).not.toContain(code)
  })
})

describe('a console', () => {
  test('goes on with the rights that the member has by then', async () => {
    const harness = await startHarness()
    const opened = await session(await redeem(harness, await codeOf(harness)))
    for (const member of harness.connectWise.world.members)
      if (member.identifier === 'mortiz') member.inactiveFlag = true
    wait(harness, 2)
    // A good answer is believed for five minutes, as in the pod.
    const renewed = await session(await renew(harness, opened.token))
    wait(harness, 4)
    expect(await problem(await renew(harness, renewed.token))).toBe('unauthenticated')
  })

  test('goes on for eight hours, not longer, and a code of its own gives it no more', async () => {
    const harness = await startHarness()
    let open = await session(await redeem(harness, await codeOf(harness)))
    await minutes(harness, 460, async () => {
      open = await session(await renew(harness, open.token))
    })
    const { code } = (await (await post(harness, '/api/console/codes', {}, open.token)).json()) as ConsoleCodeView
    const second = await session(await redeem(harness, code))
    wait(harness, 10)
    open = await session(await renew(harness, second.token))
    expect(open.expiresAt).toBe('2026-11-17T23:00:00.000Z')
    wait(harness, 10)
    expect(await problem(await renew(harness, open.token))).toBe('unauthenticated')
  })

  test('cannot go on from a pod’s token, from one that is over, or from none', async () => {
    const harness = await startHarness()
    const { world } = harness.connectWise
    const pod = await session(await post(harness, '/api/session', proofOf(world, connectWiseUrl, 'mortiz')))
    expect(await problem(await renew(harness, pod.token))).toBe('unauthenticated')
    const opened = await session(await redeem(harness, await codeOf(harness)))
    wait(harness, 15.1)
    expect((await renew(harness, opened.token)).status).toBe(401)
    expect((await post(harness, '/api/console/session/renew', {})).status).toBe(401)
  })
})
