/** What the screens of notices get from the API and send to it: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { CompanyId } from './ids'
import type {
  Audience,
  NoticeChannel,
  NoticeKind,
  NoticeLanguage,
  NoticeSettings,
  SmtpServer,
  WebhookShape,
} from './notices'
import type { DeliveryFailure, OutboxEntry } from './outbox'

/** Settings without their secrets: of the webhook's address only the host, of the mail server's password only since when. */
export interface NoticeSettingsView {
  language: NoticeLanguage
  ticket: NoticeSettings['ticket']
  mail: NoticeSettings['mail']
  webhook: { on: boolean; kinds: NoticeKind[]; shape: WebhookShape; host: string | null; urlSetAt: Instant | null }
}

/** GET /api/notices. */
export interface NoticesView {
  settings: NoticeSettingsView
  smtp: Omit<SmtpServer, 'password'> | null
  /** Entries that wait, and those that were given up, as far as they are kept. */
  outbox: { waiting: number; givenUp: number }
  /** 0 before the first change. */
  version: number
}

/** GET /api/companies/:id/notices. */
export interface CompanyNoticesView {
  use: 'global' | 'custom'
  /** The company's own; what the tenant has until there are any. */
  settings: NoticeSettingsView
  /** Mail needs the tenant's mail server. */
  hasMailServer: boolean
  version: number
}

/** The parts that change; each as a whole. `url` only when it is replaced; null takes it away. */
export interface NoticeSettingsRequest {
  language?: NoticeLanguage | undefined
  ticket?:
    { on: boolean; kinds: NoticeKind[]; boardId: number | null; companyId?: CompanyId | null | undefined } | undefined
  mail?: { on: boolean; kinds: NoticeKind[]; to: string[] } | undefined
  webhook?: { on: boolean; kinds: NoticeKind[]; shape: WebhookShape; url?: string | null | undefined } | undefined
}

/** Body of PUT /api/notices. `password` only when it is replaced; null takes it away. */
export interface NoticesRequest extends NoticeSettingsRequest {
  version: number
  smtp?:
    | {
        host: string
        port: number
        security: SmtpServer['security']
        user: string | null
        password?: string | null | undefined
        from: string
      }
    | null
    | undefined
}

/** Body of PUT /api/companies/:id/notices. */
export interface CompanyNoticesRequest extends NoticeSettingsRequest {
  version: number
  use: 'global' | 'custom'
}

/** Body of POST /api/notices/test, and of the same of a company. What is stored is tried, not what is typed. */
export interface NoticeTestRequest {
  channel: NoticeChannel
}
export interface NoticeTestView {
  channel: NoticeChannel
  /** null: it arrived. */
  failure: DeliveryFailure | null
}

/** GET /api/notices/boards: the boards on which a ticket can be made. */
export interface BoardsView {
  boards: { id: number; name: string }[]
}

/** GET /api/notices/outbox, and POST …/retry with `id` of what was given up: what waits, then what ended, newest first. */
export interface OutboxView {
  entries: OutboxEntryView[]
}
export interface OutboxEntryView {
  id: string
  audience: Audience
  channel: OutboxEntry['channel']
  kind: OutboxEntry['message']['kind']
  action: 'tell' | 'close' | null
  title: string
  createdAt: Instant
  state: OutboxEntry['state']
  tries: number
  nextTryAt: Instant | null
  endedAt: Instant | null
  failure: DeliveryFailure | null
  /** It was given up, and a person may have it tried again. */
  mayTryAgain: boolean
}
