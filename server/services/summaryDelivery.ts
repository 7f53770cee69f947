/** One try to put a summary among a company's documents, or to mail it to one address. Never throws for what the other side does. */
import { msOf, type Instant } from '../domain/calendar'
import { UpstreamError, type UpstreamFailure } from '../domain/errors'
import type { Delivery, DeliveryFailure, OutboxEntry } from '../domain/outbox'
import { htmlOf } from '../domain/summaryHtml'
import { namesOfSummary } from '../domain/summaryNames'
import { pageOf, type SummaryPage } from '../domain/summaryPage'
import { linesOf } from '../domain/summaryText'
import { textsOf } from '../domain/summaryTexts/format'
import { isSameCustomers, type SummaryDocument, type SummaryMail, type SummaryRecord } from '../domain/summaries'
import type { SummaryPrinter } from '../integrations/pdf/port'
import type { Mailer } from '../integrations/smtp/port'
import type { Clock, Secrets } from '../ports'
import type { Store } from '../storage/store'
import type { Deliver } from './noticeDelivery'
import type { ConnectDocuments } from './upstreams'

export interface SummaryDeliveryDeps {
  store: Store
  clock: Clock
  secrets: Secrets
  documents: ConnectDocuments
  mailer: Mailer
  printer: SummaryPrinter
}

/** An upload that nobody heard of may arrive so much later: until then that it is not there is not believed. */
const mayArriveMs = 10 * 60_000

export function createSummaryDelivery(deps: SummaryDeliveryDeps): Deliver {
  const { store, clock, secrets, documents, mailer, printer } = deps
  const failed = (kind: DeliveryFailure['kind']): Delivery => ({
    kind: 'failed',
    failure: { kind, status: null, text: null, at: clock.now() },
  })
  const edit = (entry: OutboxEntry, key: Made, change: (record: SummaryRecord) => SummaryRecord) =>
    store.of(entry.tenantId).summaries.update({ companyId: key.companyId, month: key.month }, (stored) => {
      if (stored === null) throw new Error('A summary vanished')
      return change(stored)
    })

  /** That the mail server is given it is on disk before it is: what cannot be written down is not sent, and never sent again blindly. */
  async function byMail(entry: OutboxEntry, made: Made): Promise<Delivery> {
    const mail = made.mails.find(({ to }) => to === entry.to)
    const smtp = (await store.of(entry.tenantId).noticeSettings.read('global'))?.value.smtp ?? null
    if (mail === undefined || smtp === null) return failed('notConfigured')
    if (mail.sentAt !== null) return { kind: 'delivered' }
    if (mail.begun > 0) return failed('unheard')
    const note = (change: Partial<SummaryMail>) =>
      edit(entry, made, (record) => ({
        ...record,
        mails: record.mails.map((each) => (each.to === mail.to ? { ...each, ...change } : each)),
      }))
    const { host, port, security, user, password, from } = smtp
    const login = user === null || password === null ? null : { user, password: secrets.open(password) }
    const page = pageOf(made.content, made.language)
    const texts = textsOf(made.language)
    const { subject, fileName } = namesOfSummary(made)
    const content = await print(page, made)
    const sent = await mailer.send(
      { host, port, security, login, from },
      {
        id: entry.id,
        to: mail.to,
        message: { title: subject, lines: [texts.intro, texts.attached, '', ...linesOf(page)] },
        html: htmlOf(page, texts.attached),
        files: [{ name: fileName, contentType: 'application/pdf', content }],
        handingOver: async () => {
          await note({ begun: 1 })
        },
      },
    )
    // What was written down before stays as it is: only a person has it sent again.
    if (sent.kind === 'unheard') return failed(sent.failure.kind === 'timeout' ? 'unanswered' : 'cutOff')
    await note(sent.kind === 'delivered' ? { sentAt: clock.now() } : { begun: 0 })
    return sent
  }

  /** Looks first: an earlier try may have put it there unheard. The intent is on disk before anything goes out. */
  async function byDocument(entry: OutboxEntry, made: Made): Promise<Delivery> {
    const { document } = made
    if (document === null) return failed('notConfigured')
    const note = (change: Partial<SummaryDocument>) =>
      edit(entry, made, (record) => ({ ...record, document: { ...document, ...change } }))
    if (document.attachedAt !== null) return { kind: 'delivered' }
    const port = await documents(entry.tenantId)
    const there = await port.readDocuments(made.companyId)
    if (there.some(({ title, fileName }) => title === document.title || fileName === document.fileName)) {
      await note({ uploadingSince: null, attachedAt: clock.now() })
      return { kind: 'delivered' }
    }
    if (mayArrive(document.uploadingSince, clock.now())) return failed('timeout')
    const content = await print(pageOf(made.content, made.language), made)
    const { title, fileName } = document
    await note({ uploadingSince: clock.now() })
    const written = await port.attachDocument(made.companyId, {
      title,
      fileName,
      contentType: 'application/pdf',
      content,
    })
    if (written.kind === 'done') {
      await note({ uploadingSince: null, attachedAt: clock.now() })
      return { kind: 'delivered' }
    }
    if (written.kind === 'refused') await note({ uploadingSince: null })
    return { kind: 'failed', failure: failureOf(written.failure) }
  }

  const print = (page: SummaryPage, { madeAt }: Made): Promise<Uint8Array> => printer.print(page, madeAt)

  return async (entry) => {
    if (entry.summary === null) return failed('notConfigured')
    const own = store.of(entry.tenantId)
    const wanted = (await own.companySummaries.read(entry.summary.companyId))?.value
    const plan = (await own.summaryPlan.read('plan'))?.value
    // Switched off meanwhile, or somebody is not to get it any more.
    if (wanted?.on !== true || plan?.schedule.on !== true) return failed('notConfigured')
    const made = madeOf((await own.summaries.read(entry.summary))?.value)
    if (made === null) return failed('notConfigured')
    const link = (await own.companies.read(made.companyId))?.value.link
    // Seats of somebody who was linked by mistake are nobody's business here.
    if (link?.enabled !== true || !isSameCustomers(link.customerIds, made.customerIds)) return failed('linkChanged')
    try {
      if (entry.channel === 'document') return wanted.attach ? await byDocument(entry, made) : failed('notConfigured')
      return entry.to !== null && wanted.to.includes(entry.to) ? await byMail(entry, made) : failed('notConfigured')
    } catch (error) {
      if (error instanceof UpstreamError) return { kind: 'failed', failure: failureOf(error.failure) }
      throw error
    }
  }
}

type Made = SummaryRecord & { content: NonNullable<SummaryRecord['content']>; madeAt: Instant }

function madeOf(record: SummaryRecord | undefined): Made | null {
  if (record === undefined) return null
  const { content, madeAt } = record
  return content === null || madeAt === null ? null : { ...record, content, madeAt }
}

/** A clock that was set back makes it wait longer, never shorter. */
const mayArrive = (since: Instant | null, now: Instant): boolean =>
  since !== null && msOf(now) - msOf(since) < mayArriveMs

const failureOf = ({ kind, status, text, at }: UpstreamFailure): DeliveryFailure => ({
  kind,
  status,
  text: text === null ? null : text.slice(0, 300),
  at,
})
