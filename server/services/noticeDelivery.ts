/** One try to deliver one notice, by the settings as they are now. Never throws for what the other side does. */
import { createHash } from 'node:crypto'
import { UpstreamError, type UpstreamFailure } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import type { NoticeRecord, NoticeSettings, SmtpServer } from '../domain/notices'
import type { Delivery, DeliveryFailure, OutboxEntry } from '../domain/outbox'
import type { Tickets, TicketWrite } from '../integrations/connectwise/ticketsPort'
import type { Mailer } from '../integrations/smtp/port'
import type { Webhooks } from '../integrations/webhook/port'
import type { Clock, Secrets } from '../ports'
import type { Store } from '../storage/store'
import { companyOf } from './noticeSettings'
import type { ConnectDesk } from './upstreams'

export interface DeliveryDeps {
  store: Store
  clock: Clock
  secrets: Secrets
  desk: ConnectDesk
  mailer: Mailer
  webhooks: Webhooks
  /** Of entries that are summaries. */
  summaries: Deliver
}

export type Deliver = (entry: OutboxEntry) => Promise<Delivery>

export function createDelivery(deps: DeliveryDeps): Deliver {
  const { store, clock, secrets, desk, mailer, webhooks, summaries } = deps
  const failed = (kind: DeliveryFailure['kind'], text: string | null = null): Delivery => ({
    kind: 'failed',
    failure: { kind, status: null, text, at: clock.now() },
  })

  async function byMail(entry: OutboxEntry, { mail }: NoticeSettings, smtp: SmtpServer | null): Promise<Delivery> {
    const { to } = entry
    if (isOff(entry, mail) || smtp === null || to === null || !mail.to.includes(to)) return failed('notConfigured')
    const { host, port, security, user, password, from } = smtp
    const login = user === null || password === null ? null : { user, password: secrets.open(password) }
    const sent = await mailer.send({ host, port, security, login, from }, { id: entry.id, to, message: entry.message })
    // It is to arrive at least once: our own people rather have it twice than not.
    return sent.kind === 'unheard' ? { kind: 'failed', failure: sent.failure } : sent
  }

  async function byWebhook(entry: OutboxEntry, { webhook }: NoticeSettings): Promise<Delivery> {
    if (isOff(entry, webhook) || webhook.url === null) return failed('notConfigured')
    const notice = { id: entry.id, at: entry.createdAt, message: entry.message }
    return webhooks.send(secrets.open(webhook.url), webhook.shape, notice)
  }

  /** Looks for the ticket first: an earlier try may have made it, or told it, unheard. */
  async function byTicket(entry: OutboxEntry, { ticket: set }: NoticeSettings): Promise<Delivery> {
    const { ticket, message } = entry
    const owner: CompanyId | null = companyOf(entry.audience) ?? set.companyId
    if (ticket === null || isOff(entry, set) || set.boardId === null || owner === null) return failed('notConfigured')
    const tickets = await desk(entry.tenantId)
    const reference = referenceOf(entry.tenantId, entry, ticket.causeKey)
    const mark = `[${entry.id.slice(0, 12)}]`
    const text = `${message.lines.join('\n')}\n\n${mark}`
    const found = await tickets.findOpenTicket(owner, reference)
    if (ticket.action === 'tell') {
      if (found === null) {
        const { boardId } = set
        const made = { companyId: owner, boardId, summary: message.title, text, reference }
        return ofWrite(await tickets.openTicket(made))
      }
      return tell(tickets, found.id, text, mark)
    }
    // Closed by a person, or never made.
    if (found === null) return { kind: 'delivered' }
    const status = await tickets.readClosedStatus(found.boardId ?? set.boardId)
    if (status === null) return failed('boardUnusable')
    const told = await tell(tickets, found.id, text, mark)
    return told.kind === 'failed' ? told : ofWrite(await tickets.setStatus(found.id, status))
  }

  async function tell(tickets: Tickets, id: number, text: string, mark: string): Promise<Delivery> {
    if ((await tickets.readNotes(id)).some((note) => note.includes(mark))) return { kind: 'delivered' }
    return ofWrite(await tickets.addNote(id, text))
  }

  return async (entry) => {
    if (entry.summary !== null) return summaries(entry)
    const own = store.of(entry.tenantId).noticeSettings
    const record: NoticeRecord | undefined = (await own.read(entry.audience))?.value
    if (record === undefined || record.use === 'global') return failed('notConfigured')
    try {
      switch (entry.channel) {
        case 'mail':
          return await byMail(entry, record.settings, (await own.read('global'))?.value.smtp ?? null)
        case 'webhook':
          return await byWebhook(entry, record.settings)
        case 'ticket':
          return await byTicket(entry, record.settings)
        case 'document':
          return failed('notConfigured')
        default:
          return entry.channel satisfies never
      }
    } catch (error) {
      if (error instanceof UpstreamError) return { kind: 'failed', failure: failureOf(error.failure) }
      throw error
    }
  }
}

/** By which a ticket is found again: says nothing to who sees it, and of another audience it is another. */
function referenceOf(tenant: TenantId, { audience }: Pick<OutboxEntry, 'audience'>, causeKey: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([tenant, audience, causeKey]))
    .digest('hex')
  return `trend-micro-billing-${hash.slice(0, 24)}`
}

/** A test may be made before a channel is switched on. */
const isOff = ({ message }: OutboxEntry, { on }: { on: boolean }): boolean => !on && message.kind !== 'test'

const ofWrite = (write: TicketWrite): Delivery =>
  write.kind === 'done' ? { kind: 'delivered' } : { kind: 'failed', failure: failureOf(write.failure) }

const failureOf = ({ kind, status, text, at }: UpstreamFailure): DeliveryFailure => ({
  kind,
  status,
  text: text === null ? null : text.slice(0, 300),
  at,
})
