import type { SandboxClock } from '../clock'

/** Calendar days around the clock's present, so that seed data is never stale. All days are `YYYY-MM-DD`, in UTC. */
export interface SeedDates {
  year: number
  today: string
  /** The day so many days from today. */
  inDays(days: number): string
  /** The first day of the month so many months from this one. */
  firstOfMonth(months: number): string
  /** The last day of the month so many months from this one. */
  lastOfMonth(months: number): string
  /** 1 January of the year so many years from this one. */
  newYear(years: number): string
}

export function seedDates(clock: SandboxClock): SeedDates {
  const now = new Date(clock.nowMs())
  const year = now.getUTCFullYear()
  const month = now.getUTCMonth()
  const dayOf = (...parts: [year: number, month: number, day: number]) =>
    new Date(Date.UTC(...parts)).toISOString().slice(0, 10)
  return {
    year,
    today: dayOf(year, month, now.getUTCDate()),
    inDays: (days) => dayOf(year, month, now.getUTCDate() + days),
    firstOfMonth: (months) => dayOf(year, month + months, 1),
    lastOfMonth: (months) => dayOf(year, month + months + 1, 0),
    newYear: (years) => dayOf(year + years, 0, 1),
  }
}

/** Midnight UTC of a day, as both systems write it. */
export function atMidnight(day: string): string {
  return `${day}T00:00:00Z`
}
