/** A snapshot of seats from LMPI, with fresher usage from SMPI where its keys exist (facts/trend-micro.md §4). */
import { type Instant, type Month, addMonths, firstDayOf, monthOf, msOf } from '../../domain/calendar'
import { UpstreamError } from '../../domain/errors'
import { groupBy } from '../../domain/groupBy'
import type { CustomerId } from '../../domain/ids'
import type { Customer, UsageGap, UsageSnapshot } from '../../domain/trend'
import type { Cache, Cached } from '../httpClient/cache'
import { readDetails } from './details'
import { gapOf, outcomeOf } from './gaps'
import type { Judged } from './licences'
import type { createLmpi, ListedSubscription } from './lmpi'
import { buildSubscriptions } from './lmpiSubscriptions'
import type { TrendMicroSettings } from './options'
import type { TrendMicro } from './port'
import { joinSmpiUsage, type SmpiLists } from './smpiJoin'
import { indexSummary, type SummaryIndex } from './summary'
import type { SummaryRow } from './wire'

type UsageQuery = Parameters<TrendMicro['readUsage']>[0]

export function createLmpiUsage(options: {
  lmpi: ReturnType<typeof createLmpi>
  smpi: SmpiLists | null
  lists: Cache
  planLists: Cache
  settings: TrendMicroSettings
}) {
  const { lmpi, smpi, lists, planLists, settings } = options
  const indexOf = indexedOnce()

  const customers = () => lists.get('customers', () => lmpi.readCustomers(), hasRows)
  const subscriptions = () => lists.get('subscriptions', () => lmpi.readSubscriptions(), hasRows)
  const plans = () => planLists.get('plans', () => lmpi.readPlans(), hasRows)
  const summary = (month: Month) => lists.get(`summary ${month}`, () => lmpi.readSummary(month))

  /** Throws when the list of subscriptions cannot be read: then nothing is known. All else that fails is a gap. */
  async function readUsage({ customers: asked, which, now, today }: UsageQuery): Promise<UsageSnapshot> {
    const month = which.kind === 'current' ? monthOf(today) : which.month
    const [listed, known, plan, rows] = await Promise.all([
      outcomeOf(subscriptions()),
      outcomeOf(customers()),
      outcomeOf(plans()),
      outcomeOf(summary(month)),
    ])
    if (listed.kind === 'failed') throw new UpstreamError(listed.failure)
    const ours = asked === null ? listed.value.value : listedOf(listed.value.value, asked)
    const details = await readDetails({
      subscriptions: ours,
      readDetail: lmpi.readDetail,
      cache: lists,
      inFlight: settings.detailsInFlight,
      giveUpAfter: settings.giveUpAfter,
    })
    const all: readonly Customer[] = known.kind === 'read' ? known.value.value : []
    const index =
      rows.kind === 'failed' || known.kind === 'failed' ? ({ kind: 'failed' } as const) : indexOf(rows.value.value, all)
    const built = buildSubscriptions({
      listed: ours,
      customers: all,
      plans: plan.kind === 'read' ? plan.value.value : null,
      details,
      summary: index,
      which: which.kind,
      judged: judgedAt(now, which, settings.graceDays),
    })
    const gaps: UsageGap[] = [...built.gaps]
    if (known.kind === 'failed') gaps.push(gapOf(known.failure, 'customers', null))
    else gaps.push(...vanished(asked, all))
    if (plan.kind === 'failed') gaps.push(gapOf(plan.failure, 'plans', null))
    if (rows.kind === 'failed') gaps.push(gapOf(rows.failure, 'usage', null))
    if (index.kind === 'empty' && which.kind === 'closedMonth') {
      const note = `The report of ${month} has no rows yet.`
      gaps.push({ customerId: null, what: 'usage', why: 'notThereYet', note })
    }
    const read = [listed, known, plan, rows].flatMap((each) => (each.kind === 'read' ? [each.value] : []))
    const readAts = [...details.values()].flatMap((each) => (each.kind === 'read' ? [each.value.readAt] : []))
    const snapshot: UsageSnapshot = {
      takenAt: oldest([...read.map((each: Cached<unknown>) => each.readAt), ...readAts]),
      sources: ['lmpi'],
      which,
      subscriptions: built.subscriptions,
      gaps,
    }
    // Worry-Free usage is of the present: it has no place in a closed month.
    if (smpi === null || which.kind === 'closedMonth') return snapshot
    return joinSmpiUsage({ snapshot, codes: built.codes, lmpiCustomers: all, smpi })
  }

  /** Throws when the list of subscriptions cannot be read. */
  async function readProducts(asked: readonly CustomerId[]): ReturnType<TrendMicro['readProducts']> {
    const [listed, known, plan] = await Promise.all([subscriptions(), outcomeOf(customers()), outcomeOf(plans())])
    const wanted = new Set(asked)
    const names = new Map(
      plan.kind === 'read' ? plan.value.value.map((each) => [each.service_plan_id.toLowerCase(), each.product]) : [],
    )
    return {
      products: listed.value
        .filter((each) => wanted.has(each.customerId))
        .map(({ customerId, plan, planId, planName }) => ({
          customerId,
          plan,
          planName,
          productName: names.get(planId ?? '') ?? planName,
        })),
      whole: plan.kind === 'read' && known.kind === 'read' && vanished(asked, known.value.value).length === 0,
    }
  }

  return { readUsage, readProducts, readCustomers: async () => (await customers()).value }
}

/** The index of a report for as long as its rows and the customers are the ones that were kept: a tenant has thousands of both. */
function indexedOnce(): typeof indexSummary {
  const kept = new WeakMap<readonly SummaryRow[], { customers: readonly Customer[]; index: SummaryIndex }>()
  return (rows, customers) => {
    const last = kept.get(rows)
    if (last?.customers === customers) return last.index
    const index = indexSummary(rows, customers)
    kept.set(rows, { customers, index })
    return index
  }
}

/** In the order of the list. By customer for as long as the list is the one that was kept: most plans ask for those of one. */
const listsByCustomer = new WeakMap<readonly ListedSubscription[], ReadonlyMap<CustomerId, ListedSubscription[]>>()
function listedOf(all: readonly ListedSubscription[], asked: readonly CustomerId[]): readonly ListedSubscription[] {
  const [first, ...others] = asked
  if (first === undefined || others.length > 0) {
    const wanted = new Set(asked)
    return all.filter(({ customerId }) => wanted.has(customerId))
  }
  const index = listsByCustomer.get(all) ?? groupBy(all, ({ customerId }) => customerId)
  listsByCustomer.set(all, index)
  return index.get(first) ?? []
}

const idsOfLists = new WeakMap<readonly Customer[], ReadonlySet<CustomerId>>()
function idsOf(all: readonly Customer[]): ReadonlySet<CustomerId> {
  const ids = idsOfLists.get(all) ?? new Set(all.map(({ id }) => id))
  idsOfLists.set(all, ids)
  return ids
}

/** Customers that were asked for and are not there any more are a question, never zero seats (facts/trend-micro.md §6). */
function vanished(asked: UsageQuery['customers'], all: readonly Customer[]): UsageGap[] {
  const there = idsOf(all)
  return (asked ?? [])
    .filter((id) => !there.has(id))
    .map((customerId) => ({
      customerId,
      what: 'customers',
      why: 'notFound',
      note: 'Trend Micro does not list this customer any more.',
    }))
}

/**
 * Current seats are judged now. Those of a closed month by that month: what ended before it began is expired, what is charged
 * only after it is not charged yet; what ended within it had its seats in it.
 */
function judgedAt(now: Instant, which: UsageQuery['which'], graceDays: number): Judged {
  const nowMs = msOf(now)
  if (which.kind === 'current') return { expiryMs: nowMs, chargeMs: nowMs, graceDays }
  const startMs = Date.parse(firstDayOf(which.month))
  const endMs = Date.parse(firstDayOf(addMonths(which.month, 1))) - 1
  return { expiryMs: Math.min(nowMs, startMs), chargeMs: Math.min(nowMs, endMs), graceDays }
}

const oldest = (instants: readonly Instant[]): Instant => {
  const [first] = [...instants].sort()
  if (first === undefined) throw new RangeError('A snapshot is made of at least one reading')
  return first
}

/** Of these lists nothing at all is the likeliest of wrong answers: whoever asks again is to hear it anew. */
const hasRows = (list: readonly unknown[]): boolean => list.length > 0
