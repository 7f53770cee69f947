/** Delivered at least once: over faults of who receives, over servers that die, and given up only in the open. */
import { describe, expect, test } from 'vitest'
import { tenantId, type TenantId } from '../../server/domain/ids'
import { retryPausesMinutes } from '../../server/domain/outbox'
import type { SettingsView } from '../../server/domain/viewsSettings'
import type { NoticesView, OutboxView } from '../../server/domain/viewsNotices'
import { createNotify } from '../../server/services/notify'
import { refusalOf, wait } from './actions'
import { sendByClock } from './decisions'
import { createDyingStore } from './dyingStore'
import {
  byMail,
  byTicket,
  byWebhook,
  deliver,
  outboxOf,
  smtpOf,
  startNoticed,
  tell,
  ticketsOf,
  type Noticed,
} from './noticed'
import { serverClock } from '../simulator/serverClock'
import { connectWiseUrl, startHarness, type Harness } from './harness'

/** One notice by the webhook is on its way. */
async function startHeld(options: Parameters<typeof startNoticed>[0] = {}) {
  const noticed = await startNoticed(options)
  await tell(await noticed.harness.pod(), { webhook: { ...byWebhook(noticed), kinds: ['held'] } })
  await sendByClock(noticed.harness, '2026-11-18')
  return noticed
}
async function onlyEntry(harness: Harness) {
  const [entry, ...others] = await outboxOf(harness)
  if (entry === undefined || others.length > 0) throw new Error('There is not one entry')
  return entry
}

describe('a receiver that misbehaves', () => {
  test.each([
    ['answers 500', 'unavailable', 500],
    ['answers 404', 'notFound', 404],
    ['answers 429', 'tooMany', 429],
  ] as const)('and %s gets it again after a minute, and then no more', async (_, kind, status) => {
    const { harness, hook } = await startHeld()
    hook.answer((_request, response) => response.writeHead(status).end('Not now'))
    await deliver(harness)
    expect(await onlyEntry(harness)).toMatchObject({
      state: 'waiting',
      tries: 1,
      nextTryAt: '2026-11-18T16:01:30.000Z',
      failure: { kind, status, text: 'Not now' },
    })
    // Not before its time.
    await deliver(harness)
    expect(hook.received).toHaveLength(1)
    hook.answer((_request, response) => response.end())
    wait(harness, 2)
    await deliver(harness)
    wait(harness, 600)
    await deliver(harness)
    expect(hook.received).toHaveLength(2)
    expect(hook.received[0]).toEqual(hook.received[1])
    expect(await onlyEntry(harness)).toMatchObject({ state: 'delivered', tries: 2, failure: null })
  })

  test('and never answers is waited for only so long', async () => {
    const { harness, hook } = await startHeld({ noticeTimeoutMs: 50 })
    hook.answer(() => undefined)
    await deliver(harness)
    expect(await onlyEntry(harness)).toMatchObject({ state: 'waiting', failure: { kind: 'timeout' } })
  })

  test('and answers without end has taken it; no more than the beginning is read', async () => {
    const { harness, hook } = await startHeld()
    let written = 0
    hook.answer((_request, response) => {
      const more = () => {
        written += 64 * 1024
        if (!response.destroyed) response.write('x'.repeat(64 * 1024), more)
      }
      more()
    })
    await deliver(harness)
    expect(await onlyEntry(harness)).toMatchObject({ state: 'delivered' })
    expect(written).toBeLessThan(64 * 1024 * 1024)
  })

  test('and redirects, into our own network or anywhere, is not followed', async () => {
    const { harness, hook } = await startHeld()
    hook.answer((_request, response) => response.writeHead(307, { location: `${hook.origin}/inside` }).end())
    await deliver(harness)
    expect(hook.received.map(({ path }) => path)).toEqual(['/hook/secret-path'])
    expect(await onlyEntry(harness)).toMatchObject({ failure: { kind: 'redirect', status: 307 } })
  })

  test('and breaks the connection gets it again', async () => {
    const { harness, hook } = await startHeld()
    hook.answer((request) => request.socket.destroy())
    await deliver(harness)
    expect(await onlyEntry(harness)).toMatchObject({ state: 'waiting', failure: { kind: 'unreachable' } })
  })

  test('for two days is given up, and that is seen', async () => {
    const { harness, hook } = await startHeld()
    hook.answer((_request, response) => response.writeHead(500).end())
    for (const pause of [...retryPausesMinutes, 24 * 60, 24 * 60]) {
      await deliver(harness)
      wait(harness, pause)
    }
    expect(hook.received).toHaveLength(8)
    expect(await onlyEntry(harness)).toMatchObject({ state: 'givenUp', tries: 8, nextTryAt: null })
    expect((await (await harness.pod()).get<NoticesView>('/api/notices')).outbox).toEqual({ waiting: 0, givenUp: 1 })
    expect(harness.logged.filter((line) => line.startsWith('A notice was given up'))).toHaveLength(1)
  })

  test('that was given up is tried again when a person asks, once, and by those who administer only', async () => {
    const { harness, hook } = await startHeld()
    hook.answer((_request, response) => response.writeHead(500).end())
    for (const pause of [...retryPausesMinutes, 24 * 60]) {
      await deliver(harness)
      wait(harness, pause)
    }
    await deliver(harness)
    const pod = await harness.pod()
    const outbox = () => pod.get<OutboxView>('/api/notices/outbox')
    const [entry] = (await outbox()).entries
    expect(entry).toMatchObject({ state: 'givenUp', mayTryAgain: true })
    hook.answer((_request, response) => response.end())
    const retry = (by = pod) => by.post<OutboxView>('/api/notices/outbox/retry', { id: entry?.id })
    expect(await refusalOf(retry(await harness.pod('jlee')))).toMatchObject({ code: 'forbidden' })
    expect((await retry()).entries).toMatchObject([{ state: 'waiting', tries: 0, mayTryAgain: false }])
    expect(await refusalOf(retry())).toMatchObject({ code: 'conflict' })
    expect(await refusalOf(pod.post('/api/notices/outbox/retry', { id: 'none' }))).toMatchObject({ code: 'notFound' })
    await deliver(harness)
    expect((await outbox()).entries).toMatchObject([{ state: 'delivered', tries: 1 }])
  })

  test('holds up nobody else', async () => {
    const noticed = await startHeld()
    const { harness, hook, mail } = noticed
    await tell(await harness.pod(), { smtp: smtpOf(noticed), mail: byMail('billing@msp.example') })
    hook.answer((_request, response) => response.writeHead(500).end())
    await sendByClock(harness, '2026-11-19')
    await deliver(harness)
    expect(mail.mails.length).toBeGreaterThan(0)
  })
})

describe('a mail server', () => {
  test('that does not take one address gets the others, and that one again', async () => {
    const noticed = await startNoticed()
    const { harness, mail } = noticed
    mail.refused.add('gone@msp.example')
    await tell(await harness.pod(), {
      smtp: smtpOf(noticed),
      mail: { ...byMail('gone@msp.example', 'here@msp.example'), kinds: ['held'] },
    })
    await sendByClock(harness, '2026-11-18')
    await deliver(harness)
    expect(mail.mails.map(({ to }) => to)).toEqual([['here@msp.example']])
    expect(await outboxOf(harness)).toMatchObject([
      { state: 'waiting', failure: { kind: 'refused', status: 550 } },
      { state: 'delivered' },
    ])
  })

  test('that is down gets it when it is up again', async () => {
    const noticed = await startNoticed()
    const { harness, mail } = noticed
    await tell(await harness.pod(), {
      smtp: { ...smtpOf(noticed), port: 1 },
      mail: { ...byMail('a@msp.example'), kinds: ['held'] },
    })
    await sendByClock(harness, '2026-11-18')
    await deliver(harness)
    expect(await onlyEntry(harness)).toMatchObject({ failure: { kind: 'unreachable' } })
    await tell(await harness.pod(), { smtp: smtpOf(noticed) })
    wait(harness, 2)
    await deliver(harness)
    expect(mail.mails).toHaveLength(1)
  })

  test('that has no trusted certificate gets neither mail nor password', async () => {
    const noticed = await startNoticed()
    const { harness, mail } = noticed
    mail.users.set('billing', 'hunter2-hunter2')
    await tell(await harness.pod(), {
      smtp: { ...smtpOf(noticed), security: 'starttls', user: 'billing', password: 'hunter2-hunter2' },
      mail: { ...byMail('a@msp.example'), kinds: ['held'] },
    })
    await sendByClock(harness, '2026-11-18')
    await deliver(harness)
    expect(mail.mails).toEqual([])
    expect(await onlyEntry(harness)).toMatchObject({ failure: { kind: 'tls' } })
  })
})

describe('a server that dies', () => {
  async function startDying() {
    const dying = createDyingStore()
    const noticed = await startHeld({ viewOfStore: dying.view })
    return { ...noticed, dying }
  }
  async function startAgain({ harness }: Noticed) {
    wait(harness, 1)
    const server = await harness.restart()
    await server.notices.resume([harness.tenantId])
    await server.notices.tick()
  }

  test('between the end of the run and the outbox: the next one tells', async () => {
    const noticed = await startDying()
    await startAgain(noticed)
    expect(noticed.hook.received).toHaveLength(1)
  })

  // Each write is one at which it may die: entry, book, mark.
  test.each([1, 2, 3].flatMap((nth) => (['lost', 'kept'] as const).map((last) => [nth, last] as const)))(
    'at its write number %i, which is %s: it arrives, and the same once more at most',
    async (nth, last) => {
      const noticed = await startDying()
      const { harness, hook, dying } = noticed
      dying.dieAt(nth, last)
      await deliver(harness)
      expect(dying.disarm()).toBe(true)
      await startAgain(noticed)
      const ids = hook.received.map(({ id }) => id)
      expect(new Set(ids).size).toBe(1)
      // Only where the mark was lost nobody knows that it had arrived.
      expect(ids).toHaveLength(nth === 3 && last === 'lost' ? 2 : 1)
      await startAgain(noticed)
      expect(hook.received).toHaveLength(ids.length)
      expect(await onlyEntry(harness)).toMatchObject({ state: 'delivered' })
    },
  )

  test('after it made a ticket and before it marked that: one ticket, one note', async () => {
    const dying = createDyingStore()
    const noticed = await startNoticed({ viewOfStore: dying.view })
    const { harness } = noticed
    await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['held'] } })
    await sendByClock(harness, '2026-11-18')
    dying.dieAt(3, 'lost')
    await deliver(harness)
    expect(dying.disarm()).toBe(true)
    expect(ticketsOf(harness)).toHaveLength(1)
    await startAgain(noticed)
    expect(ticketsOf(harness).map(({ notes }) => notes.length)).toEqual([1])
    expect(await onlyEntry(harness)).toMatchObject({ state: 'delivered' })
  })
})

describe('a disk that is full for a moment', () => {
  const failsOnce = (of: { update: (...given: never[]) => Promise<unknown> }) => {
    const good = of.update
    of.update = () => {
      of.update = good
      return Promise.reject(new Error('The disk is full'))
    }
  }

  test('before the notice was written: it is told by the next look', async () => {
    const { harness, hook } = await startHeld()
    failsOnce(harness.store.of(harness.tenantId).outbox)
    await deliver(harness)
    expect(hook.received).toEqual([])
    await deliver(harness)
    expect(hook.received).toHaveLength(1)
  })

  test('after it was written and before that was noted: it is not told again', async () => {
    const { harness, hook } = await startHeld()
    failsOnce(harness.store.of(harness.tenantId).noticeBook)
    await deliver(harness)
    expect(hook.received).toHaveLength(1)
    await deliver(harness)
    expect(hook.received).toHaveLength(1)
    expect(await onlyEntry(harness)).toMatchObject({ state: 'delivered', tries: 1 })
  })
})

test('a tenant whose notices do not get on holds up no other tenant', async () => {
  const { store, clock, tenantId: quick } = await startHarness()
  const slow = tenantId('slow')
  const quiet = () => undefined
  const told = new Promise<TenantId>((resolve) => {
    const notify = createNotify({
      store: { ...store, tenants: () => Promise.resolve([slow, quick]) },
      clock: serverClock(clock, { waits: 'none' }),
      log: { info: quiet, warn: quiet, error: quiet },
      writer: {
        writeCheck: (tenant) => {
          if (tenant === slow) return new Promise(quiet)
          resolve(tenant)
          return Promise.resolve()
        },
        writeRun: () => Promise.resolve(),
        untold: () => Promise.resolve([]),
      },
      deliver: () => Promise.resolve({ kind: 'delivered' }),
      isBilling: () => false,
    })
    notify.checkEnded(slow)
    notify.checkEnded(quick)
    void notify.tick()
  })
  expect(await told).toBe(quick)
})

test('a ticket whose making nobody heard of is not made twice', async () => {
  const noticed = await startNoticed()
  const { harness } = noticed
  await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['held'] } })
  await sendByClock(harness, '2026-11-18')
  const good = harness.hosts.get(connectWiseUrl)
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    const response = await good?.(input, init)
    if (init?.method === 'POST' && input.endsWith('/service/tickets')) throw new TypeError('fetch failed')
    return response ?? new Response(null, { status: 500 })
  })
  await deliver(harness)
  expect(await onlyEntry(harness)).toMatchObject({ state: 'waiting', tries: 1 })
  wait(harness, 2)
  await deliver(harness)
  expect(await onlyEntry(harness)).toMatchObject({ state: 'delivered' })
  expect(ticketsOf(harness).map(({ notes }) => notes.length)).toEqual([1])
})

test('a ticket is not closed before it could be opened', async () => {
  const noticed = await startNoticed()
  const { harness } = noticed
  await tell(await harness.pod(), { ticket: { ...byTicket(), kinds: ['sent'] } })
  const good = harness.hosts.get(connectWiseUrl)
  await sendByClock(harness, '2026-11-18')
  harness.hosts.set(connectWiseUrl, () => Promise.reject(new TypeError('fetch failed')))
  await deliver(harness)
  expect(await outboxOf(harness)).toMatchObject([
    { action: 'close', tries: 0 },
    { action: 'tell', tries: 1, failure: { kind: 'unreachable' } },
  ])
  if (good !== undefined) harness.hosts.set(connectWiseUrl, good)
  wait(harness, 2)
  await deliver(harness)
  expect(ticketsOf(harness)).toMatchObject([{ closed: true }])
})

test('a send waits for no notice, and none of them can fail it', async () => {
  const noticed = await startHeld()
  const { harness, hook } = noticed
  hook.answer(() => undefined)
  harness.store.of(harness.tenantId).noticeBook.read = () => Promise.reject(new Error('The disk is full'))
  const run = await sendByClock(harness, '2026-11-19')
  expect(run).toMatchObject({ status: 'finished' })
  await deliver(harness)
  expect(harness.logged.some((line) => line.includes('Notices were interrupted'))).toBe(true)
})

test('no secret is in the outbox, in what goes out, in what the API tells, or in the log', async () => {
  const noticed = await startNoticed()
  const { harness, hook, mail } = noticed
  const pod = await harness.pod()
  await tell(pod, {
    smtp: { ...smtpOf(noticed), security: 'tls', user: 'billing', password: 'hunter2-hunter2' },
    mail: byMail('billing@msp.example'),
    webhook: byWebhook(noticed, '/hook/very-secret-path'),
    ticket: byTicket(),
  })
  // It repeats what it was called by, as some do.
  hook.answer((request, response) => response.writeHead(500).end(`No such hook: ${request.url ?? ''}`))
  await sendByClock(harness, '2026-11-18')
  await deliver(harness)
  const own = harness.store.of(harness.tenantId)
  const stored = await Promise.all((await own.outbox.keys()).map((id) => own.outbox.read(id)))
  const settings = await (await harness.pod()).get<SettingsView>('/api/settings')
  const told = [
    stored,
    await outboxOf(harness),
    await (await harness.pod()).get('/api/notices'),
    await own.noticeBook.read('book'),
    hook.received.map(({ body }) => body),
    mail.mails,
    ticketsOf(harness),
    harness.logged,
    settings,
  ].map((each) => JSON.stringify(each))
  expect(stored.length).toBeGreaterThan(3)
  for (const text of told) expect(text).not.toMatch(/hunter2|very-secret|sandboxPrivate/)
  for (const text of told) expect(text).not.toContain(Buffer.from('hunter2-hunter2').toString('hex'))
})
