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

export interface Mailer {
  /** `id`: the same at every try; becomes the Message-ID, by which mail programs leave out what they have already. */
  send(server: MailServer, mail: { id: string; to: string; message: NoticeMessage }): Promise<Delivery>
}
