/** Calendar days and instants. Pure arithmetic on the proleptic Gregorian calendar; no time zone appears in this file. */
declare const brand: unique symbol

/** Calendar day, `YYYY-MM-DD`. Never a moment in time. */
export type Day = string & { readonly [brand]: 'Day' }
/** Calendar month, `YYYY-MM`. */
export type Month = string & { readonly [brand]: 'Month' }
/** Moment in time, ISO 8601 in UTC with milliseconds, e.g. `2026-11-30T07:00:00.000Z`. */
export type Instant = string & { readonly [brand]: 'Instant' }

/** Half-open range of calendar days: `from` is in it, `until` is not. */
export interface BillingPeriod {
  from: Day
  until: Day
}

/** Parses `YYYY-MM-DD`; throws RangeError on anything else, 30 February included. */
export function day(text: string): Day {
  const parsed = tryDay(text)
  if (parsed === null) throw new RangeError(`Not a calendar day: ${text.slice(0, 40)}`)
  return parsed
}

/** Parses `YYYY-MM-DD`, null on anything else. */
export function tryDay(text: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) return null
  return text as Day
}

/** Parses `YYYY-MM`; throws RangeError on anything else. */
export function month(text: string): Month {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new RangeError(`Not a calendar month: ${text.slice(0, 40)}`)
  return text as Month
}

/** Parses any ISO moment with a zone; throws RangeError on anything else. */
export function instant(text: string): Instant {
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) && /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(ms)) throw new RangeError(`Not a moment in time: ${text.slice(0, 40)}`)
  return instantFromMs(ms)
}
/** Milliseconds since the epoch → Instant. Throws RangeError on NaN. */
export const instantFromMs = (ms: number): Instant => new Date(ms).toISOString() as Instant
/** Instant → milliseconds since the epoch. */
export const msOf = (moment: Instant): number => Date.parse(moment)

/** Number of days in a month; `monthNumber` is 1–12. */
export function daysInMonth(year: number, monthNumber: number): number {
  return new Date(Date.UTC(year, monthNumber, 0)).getUTCDate()
}

/**
 * The day that a monthly schedule means: `dayOfMonth` (1–31), or the month's last day where it has fewer
 * (facts/trend-micro.md §1.1: with day 29, 30 or 31, in a shorter month it goes on the last day).
 */
export function dayOrLast(year: number, monthNumber: number, dayOfMonth: number): Day {
  return dayFromParts(year, monthNumber, Math.min(dayOfMonth, daysInMonth(year, monthNumber)))
}

export function dayFromParts(year: number, monthNumber: number, dayOfMonth: number): Day {
  const pad = (value: number, length: number) => String(value).padStart(length, '0')
  return day(`${pad(year, 4)}-${pad(monthNumber, 2)}-${pad(dayOfMonth, 2)}`)
}

/** The day `days` later (earlier when negative). */
export function addDays(to: Day, days: number): Day {
  return new Date(Date.parse(`${to}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10) as Day
}

/** Whole days from one day to another; negative when `until` is earlier. */
export function daysBetween(from: Day, until: Day): number {
  return Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

export const monthOf = (of: Day): Month => month(of.slice(0, 7))
/** The month `months` later (earlier when negative). */
export function addMonths(to: Month, months: number): Month {
  const index = Number(to.slice(0, 4)) * 12 + Number(to.slice(5, 7)) - 1 + months
  return month(`${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`)
}
/** The same day of the month before, or that month's last day where it is shorter. */
export function monthBefore(of: Day): Day {
  const before = addMonths(monthOf(of), -1)
  return dayOrLast(Number(before.slice(0, 4)), Number(before.slice(5, 7)), Number(of.slice(8, 10)))
}
export const firstDayOf = (of: Month): Day => day(`${of}-01`)
/** The calendar month as a half-open range. */
export const periodOfMonth = (of: Month): BillingPeriod => ({
  from: firstDayOf(of),
  until: firstDayOf(addMonths(of, 1)),
})
