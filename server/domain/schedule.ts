/** When a monthly schedule means, and which of its occurrences are due. Pure: the present is an argument. */
import { Temporal } from 'temporal-polyfill'
import {
  addMonths,
  dayOrLast,
  daysInMonth,
  instantFromMs,
  monthOf,
  msOf,
  type Day,
  type Instant,
  type Month,
} from './calendar'
import type { FieldIssue } from './errors'
import type { Occurrence, ScheduleKey } from './run'
import type { Schedule } from './settings'
import { dayInZone } from './zone'

/** What decides the moments of a schedule. */
export type Timing = Pick<Schedule, 'on' | 'dayOfMonth' | 'time' | 'timeZone'>

export interface ScheduledOccurrence extends Occurrence {
  /** The month ends before the day chosen, so this is its last day (facts/trend-micro.md §1.1). */
  usesLastDay: boolean
}

/** Most occurrences that one call gives: five years. */
export const maxOccurrences = 60

/** The next `count` occurrences after the moment (not at it), soonest first; none of a schedule that is off. Throws RangeError on an unknown time zone. */
export function nextOccurrences(
  schedule: Timing,
  key: ScheduleKey,
  after: Instant,
  count: number,
): ScheduledOccurrence[] {
  const found: ScheduledOccurrence[] = []
  if (!schedule.on) return found
  const wanted = Math.min(count, maxOccurrences)
  // One month earlier: where the clocks jump over a whole day, an occurrence can lie in the month after its own.
  let month = addMonths(monthOf(dayInZone(after, schedule.timeZone)), -1)
  for (; found.length < wanted; month = addMonths(month, 1)) {
    const occurrence = occurrenceIn(schedule, key, month)
    if (occurrence.at > after) found.push(occurrence)
  }
  return found
}

/**
 * The occurrences after `after` and not after `until`, oldest first; of more than `maxOccurrences` the newest. None of a
 * schedule that is off. Throws RangeError on an unknown time zone.
 */
export function occurrencesBetween(
  schedule: Timing,
  key: ScheduleKey,
  after: Instant,
  until: Instant,
): ScheduledOccurrence[] {
  const found: ScheduledOccurrence[] = []
  if (!schedule.on || until <= after) return found
  let month = addMonths(monthOf(dayInZone(until, schedule.timeZone)), 1)
  while (found.length < maxOccurrences) {
    const occurrence = occurrenceIn(schedule, key, month)
    if (occurrence.at <= after) break
    if (occurrence.at <= until) found.push(occurrence)
    month = addMonths(month, -1)
  }
  return found.reverse()
}

/** The newest occurrence that is not after `now`; null when the schedule is off. */
export function latestDue(schedule: Timing, key: ScheduleKey, now: Instant): ScheduledOccurrence | null {
  // Two months and a day hold at least one of them.
  const before = instantFromMs(msOf(now) - 63 * 86_400_000)
  return occurrencesBetween(schedule, key, before, now).at(-1) ?? null
}

/** What is wrong with a schedule that a person sent; paths and codes as in `field.*`. Empty: it may be stored. */
export function validateSchedule(schedule: { [Field in keyof Timing]?: unknown }): FieldIssue[] {
  const issues: FieldIssue[] = []
  const { on, dayOfMonth, time, timeZone } = schedule
  if (typeof on !== 'boolean') issues.push({ path: 'on', code: 'yesOrNo' })
  if (typeof dayOfMonth !== 'number' || !Number.isInteger(dayOfMonth) || dayOfMonth < 1 || dayOfMonth > 31)
    issues.push({ path: 'dayOfMonth', code: 'dayOfMonth', params: { min: 1, max: 31 } })
  if (typeof time !== 'string' || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
    issues.push({ path: 'time', code: 'timeOfDay' })
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) issues.push({ path: 'timeZone', code: 'timeZone' })
  return issues
}

/** A named zone of this platform's time zone data; bare offsets such as `+02:00` are none, for they know no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,99}$/.test(name)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

export interface DueDecision {
  /** To be claimed and run now. */
  run: { occurrence: ScheduledOccurrence; trigger: 'schedule' | 'catch-up' } | null
  /** Passed without a run; to be claimed and told. Oldest first. */
  missed: ScheduledOccurrence[]
  /** The latest, but too old to be run without asking. */
  asked: ScheduledOccurrence | null
}

/**
 * Decides about the occurrences that are due and not claimed. Only the latest of all runs: as catch-up when it is more than
 * `lateMinutes` (5) late, not at all when it is more than `maxAgeDays` (7) old. Older ones are missed. Nothing at or before
 * `activeSince` counts: a schedule never runs for a time at which it was not in force.
 */
export function dueOccurrences(of: {
  schedule: Timing
  key: ScheduleKey
  /** What was claimed; only the days matter, so that a day runs once whatever its time was then. */
  claims: readonly { day: Day }[]
  now: Instant
  activeSince: Instant
  maxAgeDays?: number
  lateMinutes?: number
}): DueDecision {
  const { schedule, key, now } = of
  const claimed = new Set(of.claims.map((claim) => claim.day))
  const due = occurrencesBetween(schedule, key, of.activeSince, now)
  const open = due.filter((occurrence) => !claimed.has(occurrence.day))
  const latest = due.at(-1)
  if (latest === undefined || claimed.has(latest.day)) return { run: null, missed: open, asked: null }
  const missed = open.slice(0, -1)
  const lateMs = msOf(now) - msOf(latest.at)
  if (lateMs > (of.maxAgeDays ?? 7) * 86_400_000) return { run: null, missed, asked: latest }
  const trigger = lateMs > (of.lateMinutes ?? 5) * 60_000 ? 'catch-up' : 'schedule'
  return { run: { occurrence: latest, trigger }, missed, asked: null }
}

function occurrenceIn(schedule: Timing, key: ScheduleKey, month: Month): ScheduledOccurrence {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const day = dayOrLast(year, number, schedule.dayOfMonth)
  return {
    scheduleKey: key,
    day,
    at: momentOf(day, schedule.time, schedule.timeZone),
    usesLastDay: schedule.dayOfMonth > daysInMonth(year, number),
  }
}

/**
 * The moment of a local time. One that comes twice (clocks set back) is the earlier; one that never comes (clocks set forward)
 * is the first moment after the gap.
 */
function momentOf(day: Day, time: string, timeZone: string): Instant {
  const local = Temporal.PlainDateTime.from(`${day}T${time}`)
  const moment = local.toZonedDateTime(timeZone, { disambiguation: 'compatible' })
  if (moment.toPlainDateTime().equals(local)) return instantFromMs(moment.epochMilliseconds)
  const gapEnd = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).getTimeZoneTransition('next')
  return instantFromMs((gapEnd ?? moment).epochMilliseconds)
}
