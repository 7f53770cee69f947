import type { SandboxClock } from '../clock'

// Making a formatter costs more than a thousand uses of it.
const formatters = new Map<string, Intl.DateTimeFormat>()

/** `YYYY-MM-DD` of this moment in a time zone. */
export function dayIn(timeZone: string, nowMs: number): string {
  let formatter = formatters.get(timeZone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formatters.set(timeZone, formatter)
  }
  return formatter.format(nowMs)
}

/** The day part of a stored date; null stays null. Dates mean calendar days, whatever time they carry. */
export function dayOf(date: string | null): string | null {
  return date === null ? null : date.slice(0, 10)
}

/** A calendar day as it is stored and served. */
export function dateOf(day: string): string {
  return `${day}T00:00:00Z`
}

/** The present, to the second: finer the version hints of records are not. */
export function instant(clock: Pick<SandboxClock, 'nowMs'>): string {
  return `${new Date(clock.nowMs()).toISOString().slice(0, 19)}Z`
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(dateOf(to)) - Date.parse(dateOf(from))) / 86_400_000)
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(dateOf(day)) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The same day of a later month, or that month's last day where it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const lastDate = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date, lastDate))
  return first.toISOString().slice(0, 10)
}
