/** A company's summaries as the pod shows them: what is set, what comes next, what was made and what became of it. */
import { addMonths, monthOf, msOf, type Instant, type Month } from '../domain/calendar'
import type { CompanyId, TenantId } from '../domain/ids'
import { dueSummary, nextSummaries, type SummaryWish } from '../domain/summaryDue'
import { linkedSince } from '../domain/settings'
import type { SummaryRecord } from '../domain/summaries'
import type { CompanySummariesView, SummaryDeliveryView, SummaryHeadView } from '../domain/viewsSummaries'
import { dayInZone } from '../domain/zone'
import type { Clock } from '../ports'
import type { Store } from '../storage/store'
import { summaryEntryId } from './summaryMaker'
import { hasMailServer, readCompany, readPlan } from './summarySettings'

/** How far the list reaches back. */
const monthsShown = 24
const datesShown = 3

export async function companySummariesView(
  { store, clock }: { store: Store; clock: Clock },
  tenant: TenantId,
  companyId: CompanyId,
): Promise<CompanySummariesView> {
  const own = store.of(tenant)
  const plan = (await readPlan(store, clock, tenant)).value
  const { value: company, version } = await readCompany(store, tenant, companyId)
  const link = (await own.companies.read(companyId))?.value.link
  const wish: SummaryWish = { plan, company, linkedAt: linkedSince(link) }
  const isLinked = wish.linkedAt !== null
  const thisMonth = monthOf(dayInZone(clock.now(), plan.schedule.timeZone))
  const records = await recordsOf(store, tenant, companyId, thisMonth)
  const done = new Set(records.map(({ month }) => month))
  // What the clock is about to try again is left to it; before its day, or where it gave up, a person may.
  const isDue = dueSummary(wish, clock.now())?.month === thisMonth
  const willBeTried = (at: Instant | null) => isDue && at !== null && msOf(at) > msOf(clock.now())
  const isMade = records.some(
    ({ month, content, nextTryAt }) => month === thisMonth && (content !== null || willBeTried(nextTryAt)),
  )
  const { on, dayOfMonth, language, attach, to } = company
  return {
    plan: { schedule: plan.schedule, language: plan.language },
    settings: { on, dayOfMonth, language, attach, to },
    isLinked,
    hasMailServer: await hasMailServer(store, tenant),
    next: nextSummaries(wish, clock.now(), done, datesShown).map(({ day, at, usesLastDay }) => ({
      day,
      at,
      lastDayRule: usesLastDay,
    })),
    summaries: await Promise.all(records.map((record) => headView(store, tenant, record))),
    makeable: plan.schedule.on && on && isLinked && !isMade ? thisMonth : null,
    version,
  }
}

/** Newest first. */
async function recordsOf(store: Store, tenant: TenantId, companyId: CompanyId, upTo: Month): Promise<SummaryRecord[]> {
  const months = Array.from({ length: monthsShown }, (_, index) => addMonths(upTo, 1 - index))
  const found = await Promise.all(months.map((month) => store.of(tenant).summaries.read({ companyId, month })))
  return found.flatMap((stored) => (stored === null ? [] : [stored.value]))
}

async function headView(store: Store, tenant: TenantId, record: SummaryRecord): Promise<SummaryHeadView> {
  const { companyId, month, day, language, madeAt, failure, nextTryAt, document, mails } = record
  const delivery = async (channel: 'document' | 'mail', to: string | null, at: SummaryDeliveryView['at']) => {
    if (at !== null) return { state: 'done', at, nextTryAt: null, failure: null } as const
    const id = summaryEntryId(tenant, companyId, month, channel, to)
    const entry = (await store.of(tenant).outbox.read(id))?.value
    // What has ended is kept in the outbox for a while only; what is not there yet is put there at the next look.
    const isWaiting = entry === undefined ? record.queuedAt === null : entry.state === 'waiting'
    const { nextTryAt: next = null, failure: why = null } = entry ?? {}
    return { state: isWaiting ? 'waiting' : 'givenUp', at: null, nextTryAt: next, failure: why } as const
  }
  return {
    month,
    day,
    language,
    madeAt,
    failure,
    nextTryAt,
    document: document === null ? null : await delivery('document', null, document.attachedAt),
    mails: await Promise.all(
      mails.map(async ({ to, sentAt, begun }) => {
        const view = await delivery('mail', to, sentAt)
        return { to, ...view, state: view.state === 'givenUp' && begun > 0 ? 'unheard' : view.state }
      }),
    ),
  }
}
