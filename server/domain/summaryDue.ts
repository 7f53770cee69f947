/** When a company's summary is due. Pure: the present is an argument. */
import { instantFromMs, monthOf, msOf, type Instant, type Month } from './calendar'
import { latestDue, nextOccurrences, type ScheduledOccurrence, type Timing } from './schedule'
import type { CompanySummaries, SummaryPlan, SummaryRecord } from './summaries'
import { dayInZone } from './zone'

/** A day that passed longer ago is let go: an old summary is of use to nobody. */
const maxAgeDays = 7

export interface SummaryWish {
  plan: SummaryPlan
  company: CompanySummaries
  /** Since when the company is linked and its link on; null: it is not, or its link is switched off. */
  linkedAt: Instant | null
}

/** Day, time and zone that hold for the company; off unless it is on for all companies and for this one. */
const timingOf = ({ plan, company, linkedAt }: SummaryWish): Timing => ({
  ...plan.schedule,
  on: plan.schedule.on && company.on && linkedAt !== null,
  dayOfMonth: company.dayOfMonth ?? plan.schedule.dayOfMonth,
})

/**
 * The occurrence whose summary is to be made now; null: none. Nothing at or before the moment at which the plan, the company's
 * settings or its link came into force counts. Whether the month has its summary already, the store says.
 */
export function dueSummary(wish: SummaryWish, now: Instant): (ScheduledOccurrence & { month: Month }) | null {
  const { plan, company, linkedAt } = wish
  const latest = latestDue(timingOf(wish), keyOf(company), now)
  if (latest === null || linkedAt === null) return null
  const activeSince = Math.max(...[plan.schedule.changedAt, company.changedAt, linkedAt].map(msOf))
  if (msOf(latest.at) <= activeSince || msOf(now) - msOf(latest.at) > maxAgeDays * 86_400_000) return null
  return { ...latest, month: monthOf(latest.day) }
}

/** Whether its making is still to go on: a next try has come, or it was made and a stop kept it from going out. */
export const isUnfinished = ({ content, queuedAt, nextTryAt: next }: SummaryRecord, now: Instant): boolean =>
  content === null ? next !== null && msOf(next) <= msOf(now) : queuedAt === null

/** Tries end within so many days, so that no older month has any left. */
const triedForDays = 2

/** The months of which one may be under way: one that a person had made before its day is due by no clock. */
export function monthsUnderWay({ schedule: { timeZone } }: SummaryPlan, now: Instant): Month[] {
  const ago = instantFromMs(msOf(now) - triedForDays * 86_400_000)
  return [...new Set([now, ago].map((at) => monthOf(dayInZone(at, timeZone))))]
}

/** The next days on which one is made, months that have theirs left out: after a change of the day one is not made twice. */
export function nextSummaries(
  wish: SummaryWish,
  now: Instant,
  done: ReadonlySet<Month>,
  count: number,
): ScheduledOccurrence[] {
  const found = nextOccurrences(timingOf(wish), keyOf(wish.company), now, count + done.size)
  return found.filter(({ day }) => !done.has(monthOf(day))).slice(0, count)
}

const keyOf = ({ companyId }: CompanySummaries) => `company:${companyId}` as const

/** Minutes until the next try to make one; after the last it is given up and shown. */
const pausesMinutes: readonly number[] = [15, 60, 240, 720, 1440]

/** After so many tries; null: no more. */
export function nextTryAt(tries: number, now: Instant): Instant | null {
  const pause = pausesMinutes[tries - 1]
  return pause === undefined ? null : instantFromMs(msOf(now) + pause * 60_000)
}
