/** Settings of notices: what is refused, where it is said, that nothing is half saved, and the test buttons. */
import { describe, expect, test } from 'vitest'
import type {
  BoardsView,
  CompanyNoticesView,
  NoticesRequest,
  NoticesView,
  NoticeTestView,
} from '../../server/domain/viewsNotices'
import { refusalOf } from './actions'
import {
  byMail,
  byTicket,
  byWebhook,
  outboxOf,
  smtpOf,
  startNoticed,
  tell,
  tellOf,
  ticketsOf,
  type Noticed,
} from './noticed'

type Change = (noticed: Noticed) => Omit<NoticesRequest, 'version'>
const hookAt =
  (url: string): Change =>
  (noticed) => ({ webhook: { ...byWebhook(noticed), url } })

describe('is refused at its field, and nothing of it is saved', () => {
  test.each<[string, Change, { path: string; code: string }]>([
    [
      'an address that is none',
      (all) => ({ smtp: smtpOf(all), mail: byMail('ok@msp.example', 'nobody') }),
      { path: 'mail.to.1', code: 'mailAddress' },
    ],
    [
      'an address with a line break',
      (all) => ({ smtp: smtpOf(all), mail: byMail('a@b.example\nBcc: c@d.example') }),
      { path: 'mail.to.0', code: 'mailAddress' },
    ],
    [
      'an address twice',
      (all) => ({ smtp: smtpOf(all), mail: byMail('a@b.example', 'A@b.example') }),
      { path: 'mail.to.1', code: 'twice' },
    ],
    ['mail to nobody', (all) => ({ smtp: smtpOf(all), mail: byMail() }), { path: 'mail.to', code: 'required' }],
    ['mail without a server', () => ({ mail: byMail('a@b.example') }), { path: 'smtp.host', code: 'required' }],
    [
      'a sender that is none',
      (all) => ({ smtp: { ...smtpOf(all), from: 'billing' } }),
      { path: 'smtp.from', code: 'mailAddress' },
    ],
    [
      'a port that is none',
      (all) => ({ smtp: { ...smtpOf(all), port: 0 } }),
      { path: 'smtp.port', code: 'outOfRange' },
    ],
    [
      'a host that is none',
      (all) => ({ smtp: { ...smtpOf(all), host: 'mail server' } }),
      { path: 'smtp.host', code: 'host' },
    ],
    [
      'a password in clear',
      (all) => ({ smtp: { ...smtpOf(all), user: 'a', password: 'b' } }),
      { path: 'smtp.security', code: 'passwordInClear' },
    ],
    ['a webhook that is no address', hookAt('example'), { path: 'webhook.url', code: 'webhook.url' }],
    [
      'a webhook with a password in it',
      hookAt('https://a:b@hooks.example/x'),
      { path: 'webhook.url', code: 'webhook.url' },
    ],
    ['a webhook without TLS', hookAt('http://93.184.216.34/x'), { path: 'webhook.url', code: 'webhook.httpsOnly' }],
    ['a webhook by another protocol', hookAt('file:///etc/passwd'), { path: 'webhook.url', code: 'webhook.url' }],
    [
      'a webhook to this machine',
      hookAt('https://127.0.0.1/x'),
      { path: 'webhook.url', code: 'webhook.privateAddress' },
    ],
    [
      'a webhook to this machine by name',
      hookAt('https://localhost/x'),
      { path: 'webhook.url', code: 'webhook.privateAddress' },
    ],
    [
      'a webhook to a number that is this machine',
      hookAt('https://2130706433/x'),
      { path: 'webhook.url', code: 'webhook.privateAddress' },
    ],
    [
      'a webhook to the credentials of a cloud',
      hookAt('https://169.254.169.254/latest'),
      { path: 'webhook.url', code: 'webhook.privateAddress' },
    ],
    [
      'a webhook to a mapped address',
      hookAt('https://[::ffff:10.0.0.1]/x'),
      { path: 'webhook.url', code: 'webhook.privateAddress' },
    ],
    [
      'a webhook that is on and has none',
      (all) => ({ webhook: { ...byWebhook(all), url: null } }),
      { path: 'webhook.url', code: 'required' },
    ],
    [
      'no kind at all',
      (all) => ({ webhook: { ...byWebhook(all), kinds: [] } }),
      { path: 'webhook.kinds', code: 'required' },
    ],
    ['a board that does not exist', () => ({ ticket: byTicket(99) }), { path: 'ticket.boardId', code: 'board.gone' }],
    [
      'tickets without a board',
      () => ({ ticket: { ...byTicket(), boardId: null } }),
      { path: 'ticket.boardId', code: 'required' },
    ],
    [
      'tickets without a company',
      () => ({ ticket: { ...byTicket(), companyId: null } }),
      { path: 'ticket.companyId', code: 'required' },
    ],
  ])('%s', async (_, change, issue) => {
    const noticed = await startNoticed()
    const pod = await noticed.harness.pod()
    const before = await pod.get<NoticesView>('/api/notices')
    const good = { language: 'fr' as const, ...change(noticed) }
    const problem = await refusalOf(tell(pod, good))
    expect(problem).toMatchObject({ status: 400, code: 'invalid' })
    expect(problem.issues).toMatchObject([issue])
    expect(await pod.get('/api/notices')).toEqual(before)
    expect(await noticed.harness.store.of(noticed.harness.tenantId).noticeSettings.keys()).toEqual([])
  })

  test.each([
    ['inactive', { inactiveFlag: true }, 'board.inactive'],
    ['for projects', { projectFlag: true }, 'board.project'],
  ])('a board that is %s', async (_, change, code) => {
    const { harness } = await startNoticed()
    Object.assign(harness.connectWise.world.boards[1] ?? {}, change)
    const problem = await refusalOf(tell(await harness.pod(), { ticket: byTicket() }))
    expect(problem.issues).toMatchObject([{ path: 'ticket.boardId', code }])
  })

  test('a board on which no status closes a ticket', async () => {
    const { harness } = await startNoticed()
    for (const status of harness.connectWise.world.boardStatuses) if (status.closedStatus) status.inactive = true
    const problem = await refusalOf(tell(await harness.pod(), { ticket: byTicket() }))
    expect(problem.issues).toMatchObject([{ path: 'ticket.boardId', code: 'board.noClosedStatus' }])
  })

  test('a board that cannot be looked up', async () => {
    const { harness } = await startNoticed()
    harness.connectWise.world.apiKeys.length = 0
    expect(await refusalOf(tell(await harness.pod(), { ticket: byTicket() }))).toMatchObject({ code: 'upstream' })
    expect(await (await harness.pod()).get('/api/notices')).toMatchObject({ version: 0 })
  })

  test('what was changed by somebody else meanwhile', async () => {
    const { harness } = await startNoticed()
    const pod = await harness.pod()
    await tell(pod, { language: 'fr' })
    expect(await refusalOf(pod.put('/api/notices', { version: 0, language: 'en' }))).toMatchObject({ code: 'conflict' })
    const put = () => pod.put('/api/notices', { version: 1, language: 'en' })
    const both = await Promise.allSettled([put(), put()])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('of a company the same', async () => {
    const noticed = await startNoticed()
    const pod = await noticed.harness.pod()
    const webhook = { ...byWebhook(noticed), url: 'https://10.1.2.3/x' }
    const problem = await refusalOf(tellOf(pod, 101, { use: 'custom', webhook, mail: byMail('nobody') }))
    expect(problem.issues).toMatchObject([
      { path: 'webhook.url', code: 'webhook.privateAddress' },
      { path: 'mail.to.0', code: 'mailAddress' },
      { path: 'smtp.host', code: 'required' },
    ])
    expect(await pod.get('/api/companies/101/notices')).toMatchObject({ use: 'global', version: 0 })
  })
})

describe('secrets', () => {
  test('go in and never come out; a change without them keeps them', async () => {
    const noticed = await startNoticed()
    const pod = await noticed.harness.pod()
    const smtp = { ...smtpOf(noticed), security: 'tls' as const, user: 'billing' }
    await tell(pod, { smtp: { ...smtp, password: 'hunter2-hunter2' }, webhook: byWebhook(noticed) })
    const webhook = { on: false, kinds: ['held' as const], shape: 'json' as const }
    const view = await tell(pod, { smtp: { ...smtp, from: 'other@msp.example' }, webhook })
    expect(view).toMatchObject({
      smtp: { from: 'other@msp.example', passwordSetAt: '2026-11-17T15:00:00.000Z' },
      settings: {
        webhook: { on: false, host: new URL(noticed.hook.origin).host, urlSetAt: '2026-11-17T15:00:00.000Z' },
      },
    })
    expect(JSON.stringify(view)).not.toMatch(/hunter2|secret-path/)
    const { harness } = noticed
    const stored = (await harness.store.of(harness.tenantId).noticeSettings.read('global'))?.value
    expect(JSON.stringify(stored)).not.toMatch(/hunter2|secret-path/)
    expect(stored?.smtp?.password).not.toBeNull()
  })

  test('of a mail server go only to the server that they were entered for', async () => {
    const noticed = await startNoticed()
    const pod = await noticed.harness.pod()
    const smtp = { ...smtpOf(noticed), security: 'tls' as const, user: 'billing' }
    await tell(pod, { smtp: { ...smtp, password: 'hunter2-hunter2' } })
    for (const other of [{ host: 'evil.example' }, { port: 2525 }, { user: 'other' }]) {
      const problem = await refusalOf(tell(pod, { smtp: { ...smtp, ...other } }))
      expect(problem.issues).toMatchObject([{ path: 'smtp.password', code: 'enterAgain' }])
    }
  })
})

test('the boards to choose from are those on which a ticket can be made', async () => {
  const { harness } = await startNoticed()
  Object.assign(harness.connectWise.world.boards[0] ?? {}, { inactiveFlag: true })
  const { boards } = await (await harness.pod()).get<BoardsView>('/api/notices/boards')
  expect(boards).toEqual([{ id: 2, name: 'Billing' }])
})

test('a company begins with the board and the language of the tenant, and with nobody who is told', async () => {
  const noticed = await startNoticed()
  const pod = await noticed.harness.pod()
  await tell(pod, { language: 'fr', ticket: byTicket(), smtp: smtpOf(noticed), webhook: byWebhook(noticed) })
  expect(await pod.get<CompanyNoticesView>('/api/companies/101/notices')).toMatchObject({
    use: 'global',
    hasMailServer: true,
    settings: { language: 'fr', ticket: { on: false, boardId: 2 }, mail: { to: [] }, webhook: { host: null } },
  })
})

describe('the test of a channel', () => {
  const test_ = async ({ harness }: Noticed, channel: string, path = '/api/notices/test') =>
    (await harness.pod()).post<NoticeTestView>(path, { channel })

  test('sends by each of them, also before it is on, and keeps nothing', async () => {
    const noticed = await startNoticed()
    const { harness, mail, hook } = noticed
    await tell(await harness.pod(), {
      smtp: smtpOf(noticed),
      mail: { ...byMail('a@msp.example', 'b@msp.example'), on: false },
      webhook: { ...byWebhook(noticed), on: false },
      ticket: { ...byTicket(), on: false },
    })
    for (const channel of ['mail', 'webhook', 'ticket'])
      expect(await test_(noticed, channel)).toEqual({ channel, failure: null })
    expect(mail.mails.map(({ to }) => to)).toEqual([['a@msp.example'], ['b@msp.example']])
    expect(hook.received).toMatchObject([{ body: { kind: 'test' } }])
    expect(ticketsOf(harness)).toMatchObject([{ summary: 'Trend Micro billing: test notice', closed: true }])
    expect(await outboxOf(harness)).toEqual([])
  })

  test('tells what is wrong', async () => {
    const noticed = await startNoticed()
    const { harness, hook, mail } = noticed
    await tell(await harness.pod(), {
      smtp: smtpOf(noticed),
      mail: byMail('a@msp.example'),
      webhook: byWebhook(noticed),
      ticket: byTicket(),
    })
    hook.answer((_request, response) => response.writeHead(403).end('Not you'))
    mail.refused.add('a@msp.example')
    expect(await test_(noticed, 'webhook')).toMatchObject({
      failure: { kind: 'forbidden', status: 403, text: 'Not you' },
    })
    expect(await test_(noticed, 'mail')).toMatchObject({ failure: { kind: 'refused', status: 550 } })
    const role = harness.connectWise.world.securityRoles[0]?.rows
    const right = role?.find(({ moduleFunctionName }) => moduleFunctionName === 'Service Tickets')
    Object.assign(right ?? {}, { addLevel: 'None' })
    expect(await test_(noticed, 'ticket')).toMatchObject({ failure: { kind: 'forbidden', status: 403 } })
  })

  test('says so where nothing is set', async () => {
    const noticed = await startNoticed()
    expect(await refusalOf(test_(noticed, 'mail'))).toMatchObject({ code: 'notConfigured' })
    expect(await refusalOf(test_(noticed, 'mail', '/api/companies/101/notices/test'))).toMatchObject({
      code: 'notConfigured',
    })
  })

  test('of a company goes by its own settings', async () => {
    const noticed = await startNoticed()
    const { harness, hook } = noticed
    await tellOf(await harness.pod(), 101, { use: 'custom', language: 'fr', webhook: byWebhook(noticed, '/fairhaven') })
    expect(await test_(noticed, 'webhook', '/api/companies/101/notices/test')).toMatchObject({ failure: null })
    expect(hook.received).toMatchObject([
      { path: '/fairhaven', body: { title: 'Facturation Trend Micro : avis d’essai' } },
    ])
  })
})
