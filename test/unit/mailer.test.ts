/** Mail over TLS with a password, against a real server. */
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { instant } from '../../server/domain/calendar'
import type { NoticeMessage } from '../../server/domain/notices'
import { createMailer } from '../../server/integrations/smtp/mailer'
import type { MailServer as Target } from '../../server/integrations/smtp/port'
import { localhostCertificate } from '../api/localhostCertificate'
import { startMailServer, type MailServer } from '../api/receivers'

const now = instant('2026-11-17T15:00:00Z')
const message: NoticeMessage = {
  kind: 'held',
  title: 'Société Générale attend – 1 ligne\r\nBcc: evil@example.com',
  lines: ['Dépassement : 1 ligne', '.', 'Fin'],
  runId: null,
  causes: [],
}
const open: Pick<MailServer, 'close'>[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function start(security: Target['security'], users: [string, string][] = []) {
  const server = await startMailServer({ tls: security === 'tls', hidesStartTls: security === 'none' })
  open.push(server)
  for (const [user, password] of users) server.users.set(user, password)
  const target: Target = { host: '127.0.0.1', port: server.port, security, login: null, from: 'billing@msp.example' }
  return { server, target }
}

describe('a mail', () => {
  it('keeps accents and dots, has our id, and no header that its text brings', async () => {
    const { server, target } = await start('none')
    const mailer = createMailer({ now: () => now })
    expect(await mailer.send(target, { id: 'abc', to: 'a@b.example', message })).toEqual({ kind: 'delivered' })
    const [mail] = server.mails
    expect(mail).toMatchObject({ to: ['a@b.example'], from: 'billing@msp.example' })
    const [headers = ''] = mail?.text.split('\r\n\r\n') ?? []
    expect(headers).toMatch(/^Message-ID: <abc@msp.example>$/m)
    expect(headers).toMatch(/^Auto-Submitted: auto-generated$/m)
    expect(headers).not.toMatch(/^Bcc:/m)
    expect(headers).not.toContain('Cc: ')
  })

  it('is given to a server that wants a password only over TLS that is trusted', async () => {
    const { server, target } = await start('tls', [['billing', 'hunter2']])
    const login = { user: 'billing', password: 'hunter2' }
    const send = (ca?: string) =>
      createMailer({ now: () => now, ...(ca !== undefined && { trusted: ca }) }).send(
        { ...target, host: 'localhost', login },
        { id: 'abc', to: 'a@b.example', message },
      )
    expect(await send()).toMatchObject({ failure: { kind: 'tls' } })
    expect(server.mails).toEqual([])
    expect(await send(localhostCertificate.cert)).toEqual({ kind: 'delivered' })
    expect(server.mails).toMatchObject([{ user: 'billing' }])
  })

  it('whose password is wrong fails without telling it, whatever the server answers', async () => {
    const { target } = await start('tls', [['billing', 'hunter2']])
    const trusted = localhostCertificate.cert
    const login = { user: 'billing', password: 'wrong-secret' }
    const sent = await createMailer({ now: () => now, trusted }).send(
      { ...target, host: 'localhost', login },
      { id: 'abc', to: 'a@b.example', message },
    )
    expect(sent).toMatchObject({ failure: { kind: 'unauthorised', status: 535 } })
    expect(JSON.stringify(sent)).toContain('[removed]')
    expect(JSON.stringify(sent)).not.toContain('wrong-secret')
  })

  it('to a server that goes on talking without end is given up', async () => {
    const talker = createServer((socket) => {
      socket.on('error', () => {}) // the other side hangs up
      const talk = setInterval(() => socket.write('250-and more\r\n'), 5)
      socket.on('close', () => clearInterval(talk))
      socket.write('220 here\r\n')
    })
    await new Promise<void>((resolve) => talker.listen(0, '127.0.0.1', resolve))
    open.push({ close: () => new Promise((resolve) => talker.close(() => resolve())) })
    const { port } = talker.address() as AddressInfo
    const target: Target = { host: '127.0.0.1', port, security: 'none', login: null, from: 'billing@msp.example' }
    const sent = await createMailer({ now: () => now, timeoutMs: 100 }).send(target, {
      id: 'a',
      to: 'a@b.example',
      message,
    })
    expect(sent).toMatchObject({ kind: 'failed', failure: { kind: 'timeout' } })
  })
  it('to a server that hides STARTTLS is not sent in clear', async () => {
    const { server, target } = await start('none')
    const sent = await createMailer({ now: () => now }).send(
      { ...target, security: 'starttls' },
      { id: 'abc', to: 'a@b.example', message },
    )
    expect(sent).toEqual({ kind: 'failed', failure: { kind: 'noStartTls', status: null, text: null, at: now } })
    expect(server.mails).toEqual([])
  })
  it('to a server that cannot do its STARTTLS right now is not sent in clear, and may go later', async () => {
    const busy = createServer((socket) => {
      socket.on('error', () => {}) // the other side hangs up
      socket.on('data', (said) => {
        socket.write(/^EHLO/i.test(said.toString()) ? '250-here\r\n250 STARTTLS\r\n' : '454 TLS not available\r\n')
      })
      socket.write('220 here\r\n')
    })
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    open.push({ close: () => new Promise((resolve) => busy.close(() => resolve())) })
    const { port } = busy.address() as AddressInfo
    const target: Target = { host: '127.0.0.1', port, security: 'starttls', login: null, from: 'billing@msp.example' }
    const sent = await createMailer({ now: () => now }).send(target, { id: 'a', to: 'a@b.example', message })
    expect(sent).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable', status: 454 } })
  })
})

describe('a mail of which the server has all of the content', () => {
  const mail = { id: 'abc', to: 'a@b.example', message }
  /** `answerMs`: how long the answer is waited for. */
  const sendWith = (target: Target, more: { timeoutMs?: number; answerMs?: number } = {}) =>
    createMailer({ now: () => now, ...more }).send(target, mail)

  it('has arrived when the answer takes longer than anything before it may', async () => {
    const { server, target } = await start('none')
    const timeoutMs = 500
    server.answerMails(async () => {
      await sleep(4 * timeoutMs)
      return 'taken'
    })
    expect(await sendWith(target, { timeoutMs })).toEqual({ kind: 'delivered' })
    expect(server.mails).toHaveLength(1)
  })

  it.each(['none', 'tls'] as const)('is unheard of when no answer comes (%s)', async (security) => {
    const { server, target } = await start(security)
    server.answerMails(() => new Promise(() => {}))
    const mailer = createMailer({ now: () => now, answerMs: 100, trusted: localhostCertificate.cert })
    expect(await mailer.send({ ...target, host: 'localhost' }, mail)).toMatchObject({
      kind: 'unheard',
      failure: { kind: 'timeout', status: null },
    })
    expect(server.mails).toHaveLength(1)
  })

  it.each(['none', 'tls'] as const)('is unheard of when the connection breaks (%s)', async (security) => {
    const { server, target } = await start(security)
    server.answerMails(() => Promise.resolve('hangsUp'))
    const mailer = createMailer({ now: () => now, trusted: localhostCertificate.cert })
    const sent = await mailer.send({ ...target, host: 'localhost' }, mail)
    expect(sent).toMatchObject({ kind: 'unheard', failure: { status: null } })
    expect(server.mails).toHaveLength(1)
  })

  it('is unheard of when the answer says neither yes nor no', async () => {
    const { server, target } = await start('none')
    server.answerMails(() => Promise.resolve(354))
    expect(await sendWith(target)).toMatchObject({ kind: 'unheard' })
  })

  it.each([
    [451, 'unavailable'],
    [421, 'unavailable'],
    [554, 'refused'],
  ] as const)('has not arrived when the server says so (%i)', async (code, kind) => {
    const { server, target } = await start('none')
    server.answerMails(() => Promise.resolve(code))
    expect(await sendWith(target)).toMatchObject({ kind: 'failed', failure: { kind, status: code } })
  })
})

describe('a mail of which the server does not have all of the content', () => {
  it('has not arrived when the connection breaks before', async () => {
    const { server, target } = await start('none')
    server.hangUpAt('recipient')
    const sent = await createMailer({ now: () => now }).send(target, { id: 'abc', to: 'a@b.example', message })
    expect(sent).toMatchObject({ kind: 'failed', failure: { status: null } })
  })

  it('has not arrived when the connection breaks in the middle', async () => {
    const { server, target } = await start('none')
    server.hangUpAt('content')
    const file = { name: 'large.pdf', contentType: 'application/pdf', content: new Uint8Array(24 * 1024 * 1024) }
    const mail = { id: 'abc', to: 'a@b.example', message, files: [file] }
    const sent = await createMailer({ now: () => now }).send(target, mail)
    expect(sent).toMatchObject({ kind: 'failed', failure: { status: null } })
    expect(server.mails).toEqual([])
  })

  it('is not given it before that is written down, and nothing is written down before it asks for it', async () => {
    const { server, target } = await start('none')
    const mail = { id: 'abc', to: 'gone@b.example', message }
    server.refused.add('gone@b.example')
    const steps: string[] = []
    const handingOver = async () => {
      steps.push(`asked with ${server.mails.length}`)
      await sleep(50)
      steps.push(`written down with ${server.mails.length}`)
    }
    const mailer = createMailer({ now: () => now })
    expect(await mailer.send(target, { ...mail, handingOver })).toMatchObject({ failure: { status: 550 } })
    expect(steps).toEqual([])
    server.refused.clear()
    expect(await mailer.send(target, { ...mail, handingOver })).toEqual({ kind: 'delivered' })
    expect(steps).toEqual(['asked with 0', 'written down with 0'])
  })

  it('is not given it when that cannot be written down, and who sends it hears why', async () => {
    const { server, target } = await start('none')
    const handingOver = () => Promise.reject(new Error('No space left'))
    const sent = createMailer({ now: () => now }).send(target, { id: 'abc', to: 'a@b.example', message, handingOver })
    await expect(sent).rejects.toThrow('No space left')
    expect(server.mails).toEqual([])
  })
})
