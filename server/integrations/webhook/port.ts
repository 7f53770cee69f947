/** What the services ask of webhooks. Never throws: what goes wrong is told. */
import type { Delivery } from '../../domain/outbox'
import type { NoticeMessage, WebhookShape } from '../../domain/notices'
import type { Instant } from '../../domain/calendar'

export type WebhookRefusal = 'url' | 'httpsOnly' | 'privateAddress' | 'unknownHost'

export interface WebhookNotice {
  /** The same at every try, so that a receiver can leave out what it has already. */
  id: string
  at: Instant
  message: NoticeMessage
}

export interface Webhooks {
  /** May this address be called? Looks its name up. null: yes. */
  check(url: string): Promise<WebhookRefusal | null>
  /** Checks the address again, and calls no other than it has checked; follows no redirect. */
  send(url: string, shape: WebhookShape, notice: WebhookNotice): Promise<Delivery>
}
