import { Temporal } from 'temporal-polyfill'

/** A moment as a clock on the wall of the site shows it, to the minute: `2025-11-30 02:05`. */
export function siteTime(timeZone: string, atMs: number): string {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDateTime()
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ')
}
