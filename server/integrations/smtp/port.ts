/** What the services ask of mail. */
import type { NoticeMessage } from '../../domain/notices'
import type { Delivery, DeliveryFailure } from '../../domain/outbox'

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
  /**
   * Waited for when the server takes the recipient and asks for the content, before any of that goes out: from here on the mail may
   * arrive. What it throws ends the try without content.
   */
  handingOver?: () => Promise<void>
}

/** `failed`: it did not arrive. `unheard`: the server was given all of it, and nobody knows what became of it. */
export type MailWrite = Delivery | { kind: 'unheard'; failure: DeliveryFailure }

export interface Mailer {
  /** What goes wrong is told; throws only what `handingOver` throws. */
  send(server: MailServer, mail: Mail): Promise<MailWrite>
}
