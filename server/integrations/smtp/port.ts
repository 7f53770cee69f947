/** What the services ask of mail. Never throws: what goes wrong is told. */
import type { NoticeMessage } from '../../domain/notices'
import type { Delivery } from '../../domain/outbox'

export interface MailServer {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  login: { user: string; password: string } | null
  from: string
}

export interface Mail {
  /** The same at every try; becomes the Message-ID, by which mail programs leave out what they have already. */
  id: string
  to: string
  /** Subject and text. */
  message: Pick<NoticeMessage, 'title' | 'lines'>
  /** The same as HTML, for programs that show it. */
  html?: string
  files?: { name: string; contentType: string; content: Uint8Array }[]
}

export interface Mailer {
  send(server: MailServer, mail: Mail): Promise<Delivery>
}
