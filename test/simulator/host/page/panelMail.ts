import { addressOf, arrivedApi, type MailListed, type MailShown } from './arrivedApi.ts'
import { el } from './dom.ts'
import { createFeed, fileLinks } from './feed.ts'
import { attempt, errorLine } from './section.ts'

/** The mail that the sandbox's mail server took, whoever it was for. */
export function createMailSection(): HTMLElement {
  const server = el('p', { id: 'mail-server' })
  const problem = errorLine()
  const open = (id: number) => attempt(problem, async () => showMail(await arrivedApi.mail(id)))

  return createFeed<MailListed>({
    title: 'Mail',
    none: 'No mail has arrived.',
    content: [server, problem],
    async read() {
      const { server: at, mails } = await arrivedApi.mails()
      server.textContent =
        at === null
          ? 'The sandbox takes no mail.'
          : `The sandbox takes all mail. Mail server ${at.host}, port ${at.port}, encryption None, no user.`
      return mails
    },
    item: ({ id, subject, to, at }) =>
      el(
        'li',
        {},
        el('button', { type: 'button', class: 'link', onclick: () => open(id) }, subject || '(no subject)'),
        el('small', {}, `${to.join(', ')} · `, el('time', {}, at)),
      ),
  })
}

/** One mail over the page, as large as a mail program would show it. */
function showMail({ id, subject, from, to, at, hasHtml, text, files }: MailShown): void {
  const links = files.map(({ name, bytes }, index) =>
    el('li', {}, el('span', {}, name), fileLinks({ name, href: addressOf.mailFile(id, index), bytes })),
  )
  const dialog = el(
    'dialog',
    { class: 'mail', 'aria-labelledby': 'mail-subject' },
    el(
      'header',
      {},
      el('h2', { id: 'mail-subject' }, subject || '(no subject)'),
      el('form', { method: 'dialog' }, el('button', {}, 'Close')),
    ),
    el('p', {}, `From ${from} to ${to.join(', ')}, ${at}`),
    links.length === 0 ? null : el('ul', { class: 'files', 'aria-label': 'Attachments' }, ...links),
    // Neither script nor request: by the frame, and by the policy with which the sandbox serves it.
    hasHtml ? el('iframe', { src: addressOf.mailHtml(id), sandbox: '', title: 'The mail' }) : null,
    text === null ? null : el('details', { open: !hasHtml }, el('summary', {}, 'As plain text'), el('pre', {}, text)),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
