/** Webhooks: never into our own network, whatever the name says and whenever it says it. */
import { afterEach, describe, expect, it } from 'vitest'
import { instant } from '../../server/domain/calendar'
import type { NoticeMessage } from '../../server/domain/notices'
import { isPublicAddress } from '../../server/integrations/webhook/address'
import { bodyOf } from '../../server/integrations/webhook/shapes'
import { createWebhooks } from '../../server/integrations/webhook/webhooks'
import { startReceiver, type Receiver } from '../api/receivers'

const now = instant('2026-11-17T15:00:00Z')
const message: NoticeMessage = {
  kind: 'held',
  title: 'One <!channel> waits',
  lines: ['*Bold* [Ltd](https://evil.example) & Co'],
  runId: null,
  causes: [],
}
const notice = { id: 'abc', at: now, message }

const open: Receiver[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

describe('an address is', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:2800:220:1::1', '2a00::1'])(
    'outside: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )
  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.8', '192.168.1.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'fec0::1', 'ff02::1', '2001:db8::1'],
    ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '3fff::1'],
    ...['localhost', '', '1', '0x7f.1', '010.0.0.1'],
  ])('not outside: %s', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('a name', () => {
  const webhooks = (resolve: (host: string) => Promise<string[]>, allowedOrigins: string[] = []) =>
    createWebhooks({ now: () => now, allowedOrigins, resolve, timeoutMs: 2_000 })

  it('that leads outside may be called', async () => {
    expect(await webhooks(() => Promise.resolve(['93.184.216.34'])).check('https://hooks.example/x')).toBeNull()
  })
  it.each([
    ['inside', ['10.0.0.5'], 'privateAddress'],
    ['outside and inside', ['93.184.216.34', '10.0.0.5'], 'privateAddress'],
    ['outside, and inside by IPv6', ['93.184.216.34', 'fd00::1'], 'privateAddress'],
    ['nowhere', [], 'unknownHost'],
  ])('that leads %s may not', async (_, addresses, refusal) => {
    expect(await webhooks(() => Promise.resolve(addresses)).check('https://hooks.example/x')).toBe(refusal)
  })
  it('that nobody knows may not', async () => {
    const check = webhooks(() => Promise.reject(new Error('ENOTFOUND'))).check('https://hooks.example/x')
    expect(await check).toBe('unknownHost')
  })
  it('that led outside when it was saved and inside now is not called', async () => {
    const receiver = await startReceiver()
    open.push(receiver)
    const answers = [['93.184.216.34'], ['127.0.0.1']]
    const hooks = webhooks(() => Promise.resolve(answers.shift() ?? []))
    const url = `https://hooks.example:${new URL(receiver.origin).port}/x`
    expect(await hooks.check(url)).toBeNull()
    expect(await hooks.send(url, 'json', notice)).toMatchObject({ failure: { kind: 'privateAddress' } })
    expect(receiver.received).toEqual([])
  })
  it('is looked up once a call, so that what is connected to is what was checked', async () => {
    const asked: string[] = []
    const hooks = createWebhooks({
      now: () => now,
      allowedOrigins: [],
      resolve: (host) => {
        asked.push(host)
        return Promise.resolve(['93.184.216.34'])
      },
      timeoutMs: 20,
    })
    expect(await hooks.send('https://hooks.example/x', 'json', notice)).toMatchObject({ kind: 'failed' })
    expect(asked).toEqual(['hooks.example'])
  })
  it('of an origin that the operator allows may be inside, and only that origin', async () => {
    const receiver = await startReceiver()
    open.push(receiver)
    const hooks = webhooks(() => Promise.resolve(['10.0.0.1']), [receiver.origin])
    expect(await hooks.send(`${receiver.origin}/x`, 'json', notice)).toEqual({ kind: 'delivered' })
    expect(await hooks.check('http://127.0.0.1:1/x')).toBe('httpsOnly')
  })
})

describe('a receiver', () => {
  it('of Teams that says 200 and means no is not believed', async () => {
    const receiver = await startReceiver()
    open.push(receiver)
    receiver.answer((_request, response) =>
      response.end('Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429'),
    )
    const hooks = createWebhooks({ now: () => now, allowedOrigins: [receiver.origin] })
    expect(await hooks.send(`${receiver.origin}/x`, 'teams', notice)).toMatchObject({ kind: 'failed' })
  })
  it('that repeats its own secret address is told without it', async () => {
    const receiver = await startReceiver()
    open.push(receiver)
    receiver.answer((request, response) => response.writeHead(400).end(`Bad: ${request.url ?? ''}`))
    const hooks = createWebhooks({ now: () => now, allowedOrigins: [receiver.origin] })
    const sent = await hooks.send(
      `${receiver.origin}/services/T0123456/secretsecret?token=othersecret`,
      'slack',
      notice,
    )
    expect(JSON.stringify(sent)).toContain('[removed]')
    expect(JSON.stringify(sent)).not.toMatch(/T0123456|secretsecret|othersecret/)
  })
  it.each([
    ['where its text is cut off', (url: string) => `${'x'.repeat(292)} ${url}`],
    ['decoded', (url: string) => decodeURIComponent(url)],
  ])('that repeats it %s is told without it too', async (_, words) => {
    const receiver = await startReceiver()
    open.push(receiver)
    receiver.answer((request, response) => response.writeHead(400).end(words(request.url ?? '')))
    const hooks = createWebhooks({ now: () => now, allowedOrigins: [receiver.origin] })
    const sent = await hooks.send(`${receiver.origin}/secret%40one/second%2Bsecret?sig=third%3Dsecret`, 'json', notice)
    expect(sent).toMatchObject({ kind: 'failed', failure: { status: 400 } })
    expect(JSON.stringify(sent)).not.toMatch(/secret/)
  })
})

describe('names of companies', () => {
  it('mention nobody in Slack', () => {
    const body = bodyOf('slack', notice)
    expect(body).toContain('One &lt;!channel&gt; waits')
    expect(body).not.toContain('mrkdwn')
  })
  it('make neither links nor bold text in Teams', () => {
    expect(bodyOf('teams', notice)).toContain('\\\\*Bold\\\\* \\\\[Ltd\\\\](https://evil.example) & Co')
  })
})
