/** Settings of notices: reading, changing with everything checked before anything is saved, and which hold for whom. */
import type { Instant } from '../domain/calendar'
import { AppError, type FieldIssue } from '../domain/errors'
import { companyId, type CompanyId, type TenantId } from '../domain/ids'
import { checkNoticeSettings, checkSmtp } from '../domain/noticeChecks'
import {
  emptyNoticeSettings,
  type Audience,
  type NoticeRecord,
  type NoticeSettings,
  type SmtpServer,
} from '../domain/notices'
import type {
  CompanyNoticesRequest,
  CompanyNoticesView,
  NoticeSettingsRequest,
  NoticeSettingsView,
  NoticesRequest,
  NoticesView,
} from '../domain/viewsNotices'
import type { Webhooks } from '../integrations/webhook/port'
import type { Clock, Secrets } from '../ports'
import type { Store } from '../storage/store'
import type { Connect, ConnectDesk } from './upstreams'

export interface NoticeSettingsDeps {
  store: Store
  clock: Clock
  secrets: Secrets
  connect: Connect
  desk: ConnectDesk
  webhooks: Webhooks
}

export interface NoticeSettingsService {
  view(tenant: TenantId): Promise<NoticesView>
  companyView(tenant: TenantId, company: CompanyId): Promise<CompanyNoticesView>
  /**
   * Throws AppError `invalid` with issues at the fields, `conflict`; UpstreamError when a board or a company cannot be looked
   * up. Nothing is saved then.
   */
  change(tenant: TenantId, request: NoticesRequest): Promise<void>
  /** Throws as `change`. */
  changeCompany(tenant: TenantId, company: CompanyId, request: CompanyNoticesRequest): Promise<void>
}

export const audienceOf = (company: CompanyId): Audience => `company:${company}`
/** null: the tenant's. */
export const companyOf = (audience: Audience): CompanyId | null =>
  audience === 'global' ? null : companyId(Number(audience.slice('company:'.length)))

export function createNoticeSettings(deps: NoticeSettingsDeps): NoticeSettingsService {
  const { store, clock } = deps
  const read = (tenant: TenantId, audience: Audience) => store.of(tenant).noticeSettings.read(audience)

  /** `write` with `expected` makes it one step: of two who change at once the second is told. */
  async function save(tenant: TenantId, version: number, record: NoticeRecord): Promise<void> {
    await store.of(tenant).noticeSettings.write(record.audience, record, version === 0 ? null : version)
  }

  return {
    async view(tenant) {
      const stored = await read(tenant, 'global')
      const smtp = stored?.value.smtp ?? null
      return {
        settings: settingsView(stored?.value.settings ?? emptyNoticeSettings()),
        smtp: smtp === null ? null : smtpView(smtp),
        outbox: await countOutbox(store, tenant),
        version: stored?.version ?? 0,
      }
    },
    async companyView(tenant, company) {
      const stored = await read(tenant, audienceOf(company))
      const global = (await read(tenant, 'global'))?.value
      return {
        use: stored?.value.use ?? 'global',
        settings: settingsView(stored?.value.settings ?? ownOf(global?.settings ?? emptyNoticeSettings())),
        hasMailServer: global?.smtp != null,
        version: stored?.version ?? 0,
      }
    },
    async change(tenant, request) {
      const stored = await read(tenant, 'global')
      if ((stored?.version ?? 0) !== request.version) throw new AppError('conflict')
      const before = stored?.value.settings ?? emptyNoticeSettings()
      const [settings, issues] = await changed(deps, before, request)
      const smtpIssues = checkMailServer(stored?.value.smtp ?? null, request.smtp)
      const smtp = mailServerAfter(deps, stored?.value.smtp ?? null, request.smtp)
      issues.push(...smtpIssues, ...checkNoticeSettings(settings, smtp))
      if (settings.ticket.on && settings.ticket.companyId === null)
        issues.push({ path: 'ticket.companyId', code: 'required' })
      issues.push(...(await checkTicketPlaces(deps, tenant, before, settings)))
      refuse(issues)
      const since = stored?.value.since ?? clock.now()
      await save(tenant, request.version, { audience: 'global', use: 'custom', settings, smtp, since })
    },
    async changeCompany(tenant, company, request) {
      const audience = audienceOf(company)
      const stored = await read(tenant, audience)
      if ((stored?.version ?? 0) !== request.version) throw new AppError('conflict')
      const global = (await read(tenant, 'global'))?.value
      const before = stored?.value.settings ?? ownOf(global?.settings ?? emptyNoticeSettings())
      const [asked, issues] = await changed(deps, before, request)
      // A company's tickets are on the company itself.
      const settings = { ...asked, ticket: { ...asked.ticket, companyId: null } }
      if (request.use === 'custom') {
        issues.push(...checkNoticeSettings(settings, global?.smtp ?? null))
        issues.push(...(await checkTicketPlaces(deps, tenant, before, settings)))
      }
      refuse(issues)
      const since = stored?.value.since ?? clock.now()
      await save(tenant, request.version, { audience, use: request.use, settings, smtp: null, since })
    },
  }
}

/** Who is told of what: the tenant's settings, and those of the companies that have their own. null: nobody set anything. */
export async function readAudiences(store: Store, tenant: TenantId): Promise<Map<Audience, NoticeRecord> | null> {
  const own = store.of(tenant).noticeSettings
  const records = new Map<Audience, NoticeRecord>()
  for (const key of await own.keys()) {
    const record = (await own.read(key))?.value
    if (record?.use === 'custom') records.set(key, record)
  }
  return records.size === 0 ? null : records
}

/** What a company starts with: the tenant's language and ticket board, and nobody who is told. */
const ownOf = (global: NoticeSettings): NoticeSettings => ({
  ...emptyNoticeSettings(),
  language: global.language,
  ticket: { ...emptyNoticeSettings().ticket, boardId: global.ticket.boardId },
})

const settingsView = ({ language, ticket, mail, webhook }: NoticeSettings): NoticeSettingsView => ({
  language,
  ticket,
  mail,
  webhook: {
    on: webhook.on,
    kinds: webhook.kinds,
    shape: webhook.shape,
    host: webhook.host,
    urlSetAt: webhook.urlSetAt,
  },
})

const smtpView = ({ host, port, security, user, passwordSetAt, from }: SmtpServer) => ({
  host,
  port,
  security,
  user,
  passwordSetAt,
  from,
})

async function countOutbox(store: Store, tenant: TenantId): Promise<NoticesView['outbox']> {
  const own = store.of(tenant).outbox
  const counts = { waiting: 0, givenUp: 0 }
  for (const id of await own.keys()) {
    const state = (await own.read(id))?.value.state
    if (state === 'waiting' || state === 'givenUp') counts[state] += 1
  }
  return counts
}

function refuse(issues: readonly FieldIssue[]): void {
  if (issues.length > 0) throw new AppError('invalid', { issues: [...issues] })
}

/** The settings as they would be, and what is wrong with the webhook's address. */
async function changed(
  { secrets, clock, webhooks }: NoticeSettingsDeps,
  before: NoticeSettings,
  request: NoticeSettingsRequest,
): Promise<[NoticeSettings, FieldIssue[]]> {
  const issues: FieldIssue[] = []
  const { ticket, mail, webhook } = request
  const url = webhook?.url?.trim()
  const refusal = url === undefined || url === '' ? null : await webhooks.check(url)
  if (refusal !== null) issues.push({ path: 'webhook.url', code: `webhook.${refusal}` })
  const kept = { url: before.webhook.url, host: before.webhook.host, urlSetAt: before.webhook.urlSetAt }
  const place =
    webhook?.url === undefined
      ? kept
      : url === undefined || url === '' || refusal !== null
        ? { url: null, host: null, urlSetAt: null }
        : { url: secrets.seal(url), host: new URL(url).host, urlSetAt: clock.now() }
  const settings: NoticeSettings = {
    language: request.language ?? before.language,
    ticket: ticket === undefined ? before.ticket : { ...ticket, companyId: ticket.companyId ?? null },
    mail: mail === undefined ? before.mail : { ...mail, to: mail.to.map((address) => address.trim()) },
    webhook:
      webhook === undefined ? before.webhook : { on: webhook.on, kinds: webhook.kinds, shape: webhook.shape, ...place },
  }
  // One message at the field: that it is needed as well says nothing more.
  if (refusal !== null && settings.webhook.on) settings.webhook = { ...settings.webhook, on: false }
  return [settings, issues]
}

function checkMailServer(before: SmtpServer | null, wanted: NoticesRequest['smtp']): FieldIssue[] {
  if (wanted === undefined || wanted === null) return []
  const keepsPassword = wanted.password === undefined && before?.password != null
  const issues = checkSmtp(mailServerOf(wanted), typeof wanted.password === 'string' || keepsPassword)
  // A stored password goes only to the server and the user that it was entered for.
  const same =
    before !== null &&
    before.host === wanted.host.trim() &&
    before.port === wanted.port &&
    before.user === (wanted.user?.trim() ?? null) &&
    (before.security !== 'none') === (wanted.security !== 'none')
  if (keepsPassword && !same) issues.push({ path: 'smtp.password', code: 'enterAgain' })
  return issues
}

const mailServerOf = (wanted: NonNullable<NoticesRequest['smtp']>) => ({
  host: wanted.host.trim(),
  port: wanted.port,
  security: wanted.security,
  user: wanted.user === null || wanted.user.trim() === '' ? null : wanted.user.trim(),
  from: wanted.from.trim(),
})

function mailServerAfter(
  { secrets, clock }: NoticeSettingsDeps,
  before: SmtpServer | null,
  wanted: NoticesRequest['smtp'],
): SmtpServer | null {
  if (wanted === undefined) return before
  if (wanted === null) return null
  const { password } = wanted
  const now: Instant = clock.now()
  const secret =
    password === undefined
      ? { password: before?.password ?? null, passwordSetAt: before?.passwordSetAt ?? null }
      : password === null
        ? { password: null, passwordSetAt: null }
        : { password: secrets.seal(password), passwordSetAt: now }
  return { ...mailServerOf(wanted), ...secret }
}

/** Looks up what is new of the board and of the company; what stands already was looked up once, and tells at the delivery. */
async function checkTicketPlaces(
  { connect, desk }: NoticeSettingsDeps,
  tenant: TenantId,
  before: NoticeSettings,
  { ticket }: NoticeSettings,
): Promise<FieldIssue[]> {
  const issues: FieldIssue[] = []
  const isNew = ticket.on && !before.ticket.on
  const { boardId, companyId: owner } = ticket
  if (boardId !== null && (isNew || boardId !== before.ticket.boardId)) {
    const board = await (await desk(tenant)).readBoard(boardId)
    const why =
      board === null
        ? 'gone'
        : board.inactive
          ? 'inactive'
          : board.project
            ? 'project'
            : (await (await desk(tenant)).readClosedStatus(boardId)) === null
              ? 'noClosedStatus'
              : null
    if (why !== null) issues.push({ path: 'ticket.boardId', code: `board.${why}` })
  }
  if (owner !== null && (isNew || owner !== before.ticket.companyId)) {
    const company = await (await connect(tenant)).connectWise.readCompany(owner)
    if (company === null || company.deleted) issues.push({ path: 'ticket.companyId', code: 'unknown' })
  }
  return issues
}
