/** Notices: who is told what of runs and checks, by which channel. Shapes only; what is stored stands as it is here. */
import type { Instant } from './calendar'
import type { CompanyId, RunId, TenantId } from './ids'
import type { ScheduleKey } from './run'
import type { Sealed } from './settings'

export const noticeKinds = ['sent', 'held', 'failed', 'preflight'] as const
export type NoticeKind = (typeof noticeKinds)[number]
export const noticeChannels = ['ticket', 'mail', 'webhook'] as const
export type NoticeChannel = (typeof noticeChannels)[number]
export const webhookShapes = ['json', 'teams', 'slack'] as const
export type WebhookShape = (typeof webhookShapes)[number]
export const noticeLanguages = ['en', 'fr'] as const
export type NoticeLanguage = (typeof noticeLanguages)[number]

/** Who is told: by the settings of the tenant, or by those that one company has for itself. What the one is told the other is not. */
export type Audience = ScheduleKey

interface Channel {
  on: boolean
  /** What is told there. */
  kinds: NoticeKind[]
}

export interface NoticeSettings {
  /** Of the texts. */
  language: NoticeLanguage
  /** `companyId`: on whom the tenant's tickets are, which may be about several companies; a company's own are on itself. */
  ticket: TicketChannel
  mail: MailChannel
  webhook: WebhookChannel
}
interface TicketChannel extends Channel {
  boardId: number | null
  companyId: CompanyId | null
}
interface MailChannel extends Channel {
  to: string[]
}
/** The address is a secret: whoever knows it may write there. `host` is shown. */
interface WebhookChannel extends Channel {
  shape: WebhookShape
  url: Sealed | null
  host: string | null
  urlSetAt: Instant | null
}

/** The server that takes mail. `tls` from the start, `starttls` before anything else is said, or `none`. */
export interface SmtpServer {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string | null
  password: Sealed | null
  passwordSetAt: Instant | null
  from: string
}

/** All that is kept of the settings of one audience. */
export interface NoticeRecord {
  audience: Audience
  /** A company with `global` is told of by the tenant's settings; its own are kept. The tenant's are always `custom`. */
  use: 'global' | 'custom'
  settings: NoticeSettings
  /** Of the tenant only. */
  smtp: SmtpServer | null
  /** What ended before is not told. */
  since: Instant
}

export const emptyNoticeSettings = (): NoticeSettings => ({
  language: 'en',
  ticket: { on: false, kinds: ['held', 'failed', 'preflight'], boardId: null, companyId: null },
  mail: { on: false, kinds: ['held', 'failed', 'preflight'], to: [] },
  webhook: { on: false, kinds: ['held', 'failed', 'preflight'], shape: 'json', url: null, host: null, urlSetAt: null },
})

export interface CompanyName {
  id: CompanyId
  name: string
}

/** A text as it goes out. Holds no secret, and of no company but those that its audience is told of. */
export interface NoticeMessage {
  kind: NoticeKind | 'test' | 'summary'
  title: string
  lines: string[]
  runId: RunId | null
  /** The same for programs. */
  causes: { key: string; text: string; companies: CompanyName[]; moreCompanies: number; lines: number | null }[]
}

/** Something that waits for a person, until a later run or check no longer finds it. */
export interface OpenCause {
  audience: Audience
  key: string
  kind: Exclude<NoticeKind, 'sent'>
  companies: CompanyId[]
  since: Instant
}

/** What is known of earlier notices. */
export interface NoticeBook {
  tenantId: TenantId
  /** Runs and checks whose notices are in the outbox, newest last, with what they were like then. */
  told: { key: string; print: string; at?: Instant | undefined }[]
  open: OpenCause[]
}
