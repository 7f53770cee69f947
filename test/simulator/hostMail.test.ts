import { createTransport } from 'nodemailer'
import { afterEach, describe, expect, it } from 'vitest'
import { aHost, json } from './host/sample'
import type { MailboxLimits } from './mail/mailbox'
import { startMailServer, type MailServer } from './mail/mailServer'

/** Mail that the sandbox takes, and what the panel's routes show of it. */
const running: MailServer[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
})

const page = '<h1>Résumé</h1><script>parent.document.title = "taken over"</script>'
const pdf = Buffer.from('%PDF-1.7 made up')
const summary = {
  from: 'Acme <billing@acme.example>',
  to: 'dana@fairhaven.example',
  subject: 'Résumé de novembre',
  text: 'En clair\n',
  html: page,
  attachments: [{ filename: "l'été (1).pdf", contentType: 'application/pdf', content: pdf }],
}

describe('a mail', () => {
  it('is listed by the time of the sandbox, and opens with its text and its files', async () => {
    const { app, send } = await aMailedHost()
    await send(summary)
    expect(await json(app, '/sandbox/mails')).toMatchObject({
      mails: [{ id: 1, at: '2025-11-24 07:00', to: ['dana@fairhaven.example'], subject: 'Résumé de novembre' }],
    })
    expect(await json(app, '/sandbox/mails/1')).toMatchObject({
      from: 'billing@acme.example',
      hasHtml: true,
      text: expect.stringMatching(/^En clair\s*$/) as string,
      files: [{ name: "l'été (1).pdf", bytes: pdf.length }],
    })
    const file = await app.request('/sandbox/mails/1/files/0')
    expect(Buffer.from(await file.arrayBuffer())).toEqual(pdf)
    expect(file.headers.get('content-type')).toBe('application/pdf')
    expect(file.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''l%27%C3%A9t%C3%A9%20%281%29.pdf")
  })

  it('shows its HTML where no script runs and nothing is fetched, also in a tab of its own', async () => {
    const { app, send } = await aMailedHost()
    await send(summary)
    const shown = await app.request('/sandbox/mails/1/html')
    expect(await shown.text()).toContain(page)
    const policy = shown.headers.get('content-security-policy')?.split('; ')
    expect(policy).toContain('sandbox')
    expect(policy).toContain("default-src 'none'")
  })

  it('offers a file that is no PDF to be saved only', async () => {
    const { app, send } = await aMailedHost()
    await send({ ...summary, attachments: [{ filename: 'page.html', content: page }] })
    const { headers } = await app.request('/sandbox/mails/1/files/0')
    expect(headers.get('content-disposition')).toMatch(/^attachment/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('without HTML, subject and files is shown as it is', async () => {
    const { app, send } = await aMailedHost()
    await send({ from: 'a@b.example', to: 'c@d.example', text: 'Only text' })
    expect(await json(app, '/sandbox/mails/1')).toMatchObject({ subject: '', hasHtml: false, files: [] })
    expect((await app.request('/sandbox/mails/1/html')).status).toBe(404)
    expect((await app.request('/sandbox/mails/1/files/0')).status).toBe(404)
  })

  it.each(['/sandbox/mails/7', '/sandbox/mails/7/html', '/sandbox/mails/7/files/0'])(
    'that never came is not found at %s',
    async (path) => {
      const { app } = await aMailedHost()
      expect(await json(app, path)).toEqual({ error: 'There is no mail 7.' })
    },
  )
})

describe('the mailbox', () => {
  it('keeps the newest, and no more than it has room for', async () => {
    const { app, send } = await aMailedHost({ keepMails: 2 })
    for (const subject of ['first', 'second', 'third']) await send({ ...summary, subject })
    expect(await json(app, '/sandbox/mails')).toMatchObject({ mails: [{ subject: 'third' }, { subject: 'second' }] })
    const small = await aMailedHost({ keepBytes: 3_000 })
    for (const subject of ['first', 'second']) await small.send({ ...summary, text: 'x'.repeat(1_500), subject })
    expect(await json(small.app, '/sandbox/mails')).toMatchObject({ mails: [{ subject: 'second' }] })
  })

  it('refuses a mail that is too large, and says so', async () => {
    const { app, send } = await aMailedHost({ maxBytes: 1_000 })
    await expect(send({ ...summary, text: 'x'.repeat(1_000) })).rejects.toMatchObject({ responseCode: 552 })
    expect(await json(app, '/sandbox/mails')).toMatchObject({ mails: [] })
  })
})

describe('the mail server', () => {
  it('names the port that is taken', async () => {
    const taken = await startMailServer({ take: () => undefined })
    running.push(taken)
    const { port } = taken
    await expect(startMailServer({ port, take: () => undefined })).rejects.toThrow(`Port ${port} (mail) is taken.`)
  })
})

/** The host page with a mail server of its own, and a way to send to it. */
async function aMailedHost(limits: MailboxLimits & { maxBytes?: number } = {}) {
  const { maxBytes, ...kept } = limits
  const { app, mailbox } = aHost({ mailbox: kept })
  const server = await startMailServer({
    take: (mail) => mailbox.take(mail),
    ...(maxBytes !== undefined && { maxBytes }),
  })
  running.push(server)
  const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true })
  return { app, send: (mail: Parameters<typeof transport.sendMail>[0]) => transport.sendMail(mail) }
}
