/**
 * Makes summaries: claimed in the store before anything is read, so that of two who try only one makes it and a month never has
 * two; then made; then what is to go out is put into the outbox under ids that are the same at every try. All of it may be done again after a stop.
 */
import { createHash } from 'node:crypto'
import { instantFromMs, msOf, type Day, type Instant, type Month } from '../domain/calendar'
import { AppError } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import type { OutboxEntry } from '../domain/outbox'
import { nextTryAt } from '../domain/summaryDue'
import type { CompanySummaries, SummaryContent, SummaryFailure, SummaryPlan, SummaryRecord } from '../domain/summaries'
import { namesOfSummary } from '../domain/summaryNames'
import type { Log } from '../ports'
import { gatherSummary, type SummaryGatherDeps } from './summaryGather'

export interface SummaryWanted {
  tenant: TenantId
  plan: SummaryPlan
  company: CompanySummaries
  month: Month
  /** The day that it is for. */
  day: Day
}

export interface SummaryMaker {
  /**
   * Goes one step with the summary: claims and makes it, makes it again when its next try has come (`again`: whenever that is),
   * or puts into the outbox what a stop kept from it. Nothing when all is done. Throws what the store throws.
   */
  goOn(wanted: SummaryWanted, again?: boolean): Promise<void>
}

/** Nobody else makes a claimed summary for so long; longer than all that is read for one takes. */
const makingMs = 10 * 60_000
/** Trying again changes nothing about these. */
const isFinal = (kind: SummaryFailure['kind']) => kind === 'noProducts' || kind === 'companyGone'

export function createSummaryMaker(deps: SummaryGatherDeps & { log: Log }): SummaryMaker {
  const { store, clock, log } = deps

  /** One step in the store; null: it is not for us to make it now. */
  async function claim(
    { tenant, plan, company, month, day }: SummaryWanted,
    again: boolean,
  ): Promise<SummaryRecord | null> {
    const own = store.of(tenant).summaries
    const key = { companyId: company.companyId, month }
    const now = clock.now()
    const isOpen = (stored: SummaryRecord | null) =>
      stored === null || (stored.content === null && (again || isDue(stored.nextTryAt, now)))
    if (!isOpen((await own.read(key))?.value ?? null)) return null
    const decided = { isMine: false }
    const { value } = await own.update(key, (stored) => {
      decided.isMine = isOpen(stored)
      if (stored !== null && !decided.isMine) return stored
      const fresh: SummaryRecord = {
        ...key,
        day,
        claimedAt: now,
        language: company.language ?? plan.language,
        content: null,
        customerIds: [],
        madeAt: null,
        tries: 0,
        nextTryAt: null,
        failure: null,
        queuedAt: null,
        document: null,
        mails: [],
      }
      // Should we die now, another takes it up after a while.
      return { ...(stored ?? fresh), nextTryAt: instantFromMs(msOf(now) + makingMs) }
    })
    return decided.isMine ? value : null
  }

  async function make(wanted: SummaryWanted): Promise<SummaryRecord> {
    const { tenant, company, month } = wanted
    const { companyId } = company
    const gathered = await gatherSummary(deps, tenant, companyId, month).catch((error: unknown) => {
      const failure = failureOf(error, clock.now())
      log.error('A summary could not be made', { tenant, companyId, month, error: String(error) })
      return { failure }
    })
    const { value } = await store.of(tenant).summaries.update({ companyId, month }, (stored) => {
      if (stored === null) throw new Error('The claim of a summary vanished')
      if (stored.content !== null) return stored
      return 'content' in gathered
        ? madeOf(stored, wanted, gathered, clock.now())
        : failedOf(stored, gathered.failure, clock.now())
    })
    if (value.failure !== null)
      log.warn('A summary was not made', { tenant, companyId, month, tries: value.tries, failure: value.failure })
    return value
  }

  async function queue(tenant: TenantId, record: SummaryRecord): Promise<void> {
    const { companyId, month } = record
    const { outbox, summaries } = store.of(tenant)
    for (const entry of entriesOf(tenant, record, clock.now()))
      if ((await outbox.read(entry.id)) === null) await outbox.update(entry.id, (stored) => stored ?? entry)
    await summaries.update({ companyId, month }, (stored) => {
      if (stored === null) throw new Error('A summary vanished')
      return { ...stored, queuedAt: stored.queuedAt ?? clock.now() }
    })
    log.info('A summary was made', { tenant, companyId, month })
  }

  return {
    async goOn(wanted, again = false) {
      const { tenant, company, month } = wanted
      const claimed = await claim(wanted, again)
      if (claimed !== null) {
        const record = await make(wanted)
        if (record.content !== null && record.queuedAt === null) await queue(tenant, record)
        return
      }
      const stored = (await store.of(tenant).summaries.read({ companyId: company.companyId, month }))?.value
      if (stored !== undefined && stored.content !== null && stored.queuedAt === null) await queue(tenant, stored)
    },
  }
}

const isDue = (at: Instant | null, now: Instant): boolean => at !== null && msOf(at) <= msOf(now)

function failureOf(error: unknown, at: Instant): SummaryFailure {
  const kind = error instanceof AppError && error.code === 'notLinked' ? 'notConfigured' : 'ours'
  return { kind, system: null, status: null, at }
}

function madeOf(
  stored: SummaryRecord,
  { plan, company }: SummaryWanted,
  { content, customerIds }: Extract<Awaited<ReturnType<typeof gatherSummary>>, { content: SummaryContent }>,
  now: Instant,
): SummaryRecord {
  const language = company.language ?? plan.language
  const { title, fileName } = namesOfSummary({ ...stored, language, content })
  return {
    ...stored,
    content,
    customerIds,
    language,
    madeAt: now,
    nextTryAt: null,
    failure: null,
    document: company.attach ? { title, fileName, uploadingSince: null, attachedAt: null } : null,
    mails: company.to.map((to) => ({ to, begun: 0, sentAt: null })),
  }
}

function failedOf(stored: SummaryRecord, failure: SummaryFailure, now: Instant): SummaryRecord {
  const tries = stored.tries + 1
  return { ...stored, tries, failure, nextTryAt: isFinal(failure.kind) ? null : nextTryAt(tries, now) }
}

/** What is to go out, under ids that say what it is: put there twice it is there once. */
function entriesOf(tenantId: TenantId, record: SummaryRecord, now: Instant): OutboxEntry[] {
  const { companyId, month, document, mails } = record
  const { subject } = namesOfSummary(record)
  const entry = (channel: 'document' | 'mail', to: string | null, order: number): OutboxEntry => ({
    id: summaryEntryId(tenantId, companyId, month, channel, to),
    tenantId,
    audience: `company:${companyId}`,
    channel,
    ticket: null,
    to,
    message: { kind: 'summary', title: subject, lines: [], runId: null, causes: [] },
    summary: { companyId, month },
    createdAt: now,
    order,
    state: 'waiting',
    tries: 0,
    nextTryAt: now,
    endedAt: null,
    failure: null,
  })
  return [
    ...(document === null ? [] : [entry('document', null, 0)]),
    ...mails.map(({ to }, place) => entry('mail', to, place + 1)),
  ]
}

/** Of the outbox; also in the mail's Message-ID. */
export const summaryEntryId = (
  tenant: TenantId,
  company: CompanyId,
  month: Month,
  channel: 'document' | 'mail',
  to: string | null,
): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, 'summary', company, month, channel, to]))
    .digest('hex')
    .slice(0, 32)
