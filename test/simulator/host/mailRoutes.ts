/** The mail that arrived. */
import { Hono, type Context } from 'hono'
import type { MailInBox } from '../mail/mailbox'
import { refuse } from './checked'
import type { MailListed, MailShown, MailsShown } from './page/arrivedApi'
import type { SandboxDeps } from './sandboxRoutes'
import { servedFile } from './servedFile'
import { siteTime } from './siteTime'

/** Whatever a mail says: no script, no request to anywhere, and no origin of ours. */
const htmlPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"

export function mailRoutes({ mailbox, mailServer, connectWise }: SandboxDeps): Hono {
  const { timeZone } = connectWise.world.site
  const app = new Hono()
  const listed = ({ id, atMs, to, subject }: MailInBox): MailListed => ({
    id,
    at: siteTime(timeZone, atMs),
    to,
    subject,
  })
  const withMail = (c: Context, answer: (mail: MailInBox) => Response): Response => {
    const id = c.req.param('id') ?? ''
    const mail = mailbox.find(Number(id))
    return mail === null ? refuse(404, `There is no mail ${id}.`) : answer(mail)
  }

  app.get('/', (c) => c.json({ server: mailServer, mails: mailbox.list().map(listed) } satisfies MailsShown))
  app.get('/:id', (c) =>
    withMail(c, (mail) =>
      c.json({
        ...listed(mail),
        from: mail.from,
        hasHtml: mail.html !== null,
        text: mail.text,
        files: mail.files.map(({ name, content }) => ({ name, bytes: content.length })),
      } satisfies MailShown),
    ),
  )
  app.get('/:id/html', (c) =>
    withMail(c, ({ id, html }) =>
      html === null
        ? refuse(404, `Mail ${id} has no HTML.`)
        : c.html(html, 200, { 'Content-Security-Policy': htmlPolicy, 'Cache-Control': 'no-store' }),
    ),
  )
  app.get('/:id/files/:index', (c) =>
    withMail(c, ({ id, files }) => {
      const index = c.req.param('index')
      const file = files[Number(index)]
      return file === undefined ? refuse(404, `Mail ${id} has no file ${index}.`) : servedFile(file)
    }),
  )
  return app
}
