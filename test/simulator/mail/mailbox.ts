/** What came to the sandbox's mail server, read, for the panel to show. Kept in memory, and not without end. */
import PostalMime, { type Attachment } from 'postal-mime'
import type { SandboxClock } from '../clock'
import type { TakenMail } from './mailServer'

/** Beyond either of these the oldest go. */
export interface MailboxLimits {
  keepMails?: number
  keepBytes?: number
}

export interface MailInBox {
  /** From 1, in the order of arrival. */
  id: number
  /** The sandbox's time at which it came, milliseconds since the epoch. */
  atMs: number
  /** Of the envelope, as `to`. */
  from: string
  to: string[]
  subject: string
  html: string | null
  text: string | null
  files: FileInMail[]
  /** Of all of it, as it came. */
  bytes: number
}

export interface FileInMail {
  name: string
  contentType: string
  content: Uint8Array
}

export interface Mailbox {
  /** Reads the mail and keeps it. Throws an Error when it cannot be read; then it is not kept. */
  take(mail: TakenMail): Promise<void>
  /** Newest first. */
  list(): MailInBox[]
  find(id: number): MailInBox | null
}

export function createMailbox(clock: SandboxClock, limits: MailboxLimits = {}): Mailbox {
  const { keepMails = 200, keepBytes = 100_000_000 } = limits
  const mails: MailInBox[] = []
  let lastId = 0
  const isTooMuch = () => mails.length > keepMails || mails.reduce((sum, { bytes }) => sum + bytes, 0) > keepBytes
  return {
    async take({ from, to, raw }) {
      const { subject = '', html = null, text = null, attachments } = await PostalMime.parse(raw)
      lastId += 1
      const files = attachments.map(fileOf)
      mails.unshift({ id: lastId, atMs: clock.nowMs(), from, to, subject, html, text, files, bytes: raw.length })
      while (mails.length > 1 && isTooMuch()) mails.pop()
    },
    list: () => [...mails],
    find: (id) => mails.find((mail) => mail.id === id) ?? null,
  }
}

function fileOf({ filename, mimeType, content }: Attachment, index: number): FileInMail {
  return {
    name: filename ?? `attachment ${index + 1}`,
    contentType: mimeType,
    content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
  }
}
