/** Notices while they are typed. Pure; only the parts that changed are sent. */
import type { FieldIssue } from '../../../server/domain/errors'
import { companyId } from '../../../server/domain/ids'
import { isMailAddress } from '../../../server/domain/noticeChecks'
import type {
  NoticeChannel,
  NoticeKind,
  NoticeLanguage,
  SmtpServer,
  WebhookShape,
} from '../../../server/domain/notices'
import type {
  CompanyNoticesRequest,
  CompanyNoticesView,
  NoticeSettingsRequest,
  NoticesRequest,
  NoticesView,
} from '../../../server/domain/viewsNotices'

interface ChannelDraft {
  on: boolean
  kinds: NoticeKind[]
}
export interface NoticesDraft {
  language: NoticeLanguage
  /** Ids as they are typed or chosen; '' is none. */
  ticket: ChannelDraft & { boardId: string; companyId: string }
  /** Addresses as they are typed, one a line or with commas. */
  mail: ChannelDraft & { to: string }
  /** `url`: null leaves the stored one. */
  webhook: ChannelDraft & { shape: WebhookShape; url: string | null }
  smtp: {
    host: string
    port: string
    security: SmtpServer['security']
    user: string
    /** null: the stored one stays. */
    password: string | null
    from: string
  }
}

/** What was refused, by the path of the request; of one address of several the path of the whole field, and the address. */
export type NoticeIssues = Partial<Record<string, { code: string; about: string | null }>>

/** Of the tenant, or of one company, which has no mail server of its own. */
export type SavedNotices = Pick<NoticesView, 'settings' | 'smtp'>
export const savedOfCompany = ({ settings }: CompanyNoticesView): SavedNotices => ({ settings, smtp: null })

export const noticesDraftOf = ({ settings, smtp }: SavedNotices): NoticesDraft => ({
  language: settings.language,
  ticket: {
    on: settings.ticket.on,
    kinds: [...settings.ticket.kinds],
    boardId: String(settings.ticket.boardId ?? ''),
    companyId: String(settings.ticket.companyId ?? ''),
  },
  mail: { on: settings.mail.on, kinds: [...settings.mail.kinds], to: settings.mail.to.join('\n') },
  webhook: {
    on: settings.webhook.on,
    kinds: [...settings.webhook.kinds],
    shape: settings.webhook.shape,
    url: settings.webhook.urlSetAt === null ? '' : null,
  },
  smtp: {
    host: smtp?.host ?? '',
    port: String(smtp?.port ?? 587),
    security: smtp?.security ?? 'starttls',
    user: smtp?.user ?? '',
    password: smtp?.passwordSetAt == null ? '' : null,
    from: smtp?.from ?? '',
  },
})

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

export const noticeParts = ['language', 'ticket', 'mail', 'webhook', 'smtp'] as const
export type NoticePart = (typeof noticeParts)[number]
export function changedNoticeParts(view: SavedNotices, draft: NoticesDraft): NoticePart[] {
  const saved = noticesDraftOf(view)
  return noticeParts.filter((part) => !same(draft[part], saved[part]))
}

/** What is used by the test of a channel: it waits while there are changes of that. */
export const partsOfChannel: Record<NoticeChannel, readonly NoticePart[]> = {
  ticket: ['language', 'ticket'],
  mail: ['language', 'mail', 'smtp'],
  webhook: ['language', 'webhook'],
}

/** Is there, as it is saved, a place to which a test can go? */
export function isSetUp(
  channel: NoticeChannel,
  { settings: { ticket, mail, webhook } }: SavedNotices,
  { ofCompany, hasMailServer }: { ofCompany: boolean; hasMailServer: boolean },
): boolean {
  switch (channel) {
    case 'ticket':
      return ticket.boardId !== null && (ofCompany || ticket.companyId !== null)
    case 'mail':
      return mail.to.length > 0 && hasMailServer
    case 'webhook':
      return webhook.urlSetAt !== null
    default:
      return channel satisfies never
  }
}

export const addressesOf = (typed: string): string[] =>
  typed
    .split(/[\n,;]/)
    .map((address) => address.trim())
    .filter((address) => address !== '')

const idOf = (typed: string): number | null => (/^[1-9]\d{0,9}$/.test(typed.trim()) ? Number(typed.trim()) : null)

/**
 * What can be said before anybody is asked. `company`: of one company: its tickets are on itself, and mail goes through the
 * tenant's server, where there is one.
 */
export function noticeIssuesOf(
  { ticket, mail, webhook, smtp }: NoticesDraft,
  company: { hasMailServer: boolean } | null = null,
): NoticeIssues {
  const issues: NoticeIssues = {}
  const refuse = (path: string, code: string, about: string | null = null) => (issues[path] ??= { code, about })
  const addresses = addressesOf(mail.to)
  for (const address of addresses) if (!isMailAddress(address)) refuse('mail.to', 'mailAddress', address)
  if (mail.on && addresses.length === 0) refuse('mail.to', 'required')
  if (mail.on && company === null && smtp.host.trim() === '') refuse('smtp.host', 'required')
  if (mail.on && company?.hasMailServer === false) refuse('mail.to', 'noMailServer')
  if (smtp.host.trim() !== '') {
    if (!/^\d{1,5}$/.test(smtp.port.trim())) refuse('smtp.port', 'outOfRange')
    if (!isMailAddress(smtp.from.trim())) refuse('smtp.from', 'mailAddress', smtp.from.trim())
  }
  if (ticket.on && ticket.boardId === '') refuse('ticket.boardId', 'required')
  const owner = ticket.companyId.trim()
  // A company's tickets are on the company itself.
  if (company === null && ticket.on && owner === '') refuse('ticket.companyId', 'required')
  else if (company === null && owner !== '' && idOf(owner) === null) refuse('ticket.companyId', 'unknown')
  if (webhook.on && webhook.url?.trim() === '') refuse('webhook.url', 'required')
  for (const [channel, { on, kinds }] of Object.entries({ ticket, mail, webhook }))
    if (on && kinds.length === 0) refuse(`${channel}.kinds`, 'required')
  return issues
}

/** What the server refused, at the fields as they are on the screen. */
export function refusedNotices(issues: readonly FieldIssue[], draft: NoticesDraft, isCompany = false): NoticeIssues {
  const refused: NoticeIssues = {}
  for (const { path, code } of issues) {
    const place = /^mail\.to\.(\d+)$/.exec(path)?.[1]
    // Of a company the mail server is the tenant's: what is missing of it is told where mail is.
    const isServer = isCompany && path.startsWith('smtp.')
    if (isServer) {
      refused['mail.to'] ??= { code: 'noMailServer', about: null }
      continue
    }
    const field = place === undefined ? path : 'mail.to'
    refused[field] ??= { code, about: place === undefined ? null : (addressesOf(draft.mail.to)[Number(place)] ?? null) }
  }
  return refused
}

/** The body of the save; only for a draft without issues. */
export function noticesRequestOf(view: NoticesView, draft: NoticesDraft): NoticesRequest {
  const request: NoticesRequest = { version: view.version, ...settingsRequestOf(view, draft) }
  if (changedNoticeParts(view, draft).includes('smtp')) {
    const { host, port, security, user, password, from } = draft.smtp
    const login = { user: user.trim() === '' ? null : user, ...passwordOf(password) }
    request.smtp = host.trim() === '' ? null : { host, port: Number(port), security, ...login, from }
  }
  return request
}
/** The same of one company. */
export const companyNoticesRequestOf = (
  view: CompanyNoticesView,
  use: CompanyNoticesView['use'],
  draft: NoticesDraft,
): CompanyNoticesRequest => ({
  version: view.version,
  use,
  ...(use === 'custom' && settingsRequestOf(savedOfCompany(view), draft)),
})

function settingsRequestOf(view: SavedNotices, draft: NoticesDraft): NoticeSettingsRequest {
  const changed = new Set(changedNoticeParts(view, draft))
  const { ticket, mail, webhook } = draft
  const request: NoticeSettingsRequest = {}
  if (changed.has('language')) request.language = draft.language
  if (changed.has('ticket')) {
    const owner = idOf(ticket.companyId)
    const { on, kinds } = ticket
    request.ticket = { on, kinds, boardId: idOf(ticket.boardId), companyId: owner === null ? null : companyId(owner) }
  }
  if (changed.has('mail')) request.mail = { on: mail.on, kinds: mail.kinds, to: addressesOf(mail.to) }
  if (changed.has('webhook')) {
    const { on, kinds, shape, url } = webhook
    request.webhook = { on, kinds, shape, ...(url !== null && { url: url.trim() === '' ? null : url }) }
  }
  return request
}

const passwordOf = (typed: string | null): { password?: string | null } =>
  typed === null ? {} : { password: typed === '' ? null : typed }
