/** From moments to calendar days in a time zone. */
import { Temporal } from 'temporal-polyfill'
import { day, instant, type Day, type Instant } from './calendar'

/** The calendar day at that moment in an IANA time zone. Throws RangeError on an unknown zone. */
export function dayInZone(moment: Instant, timeZone: string): Day {
  return day(Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString())
}

/** The moment at which that day begins in an IANA time zone. Throws RangeError on an unknown zone. */
export function startOfDay(of: Day, timeZone: string): Instant {
  return instant(Temporal.PlainDate.from(of).toZonedDateTime(timeZone).toInstant().toString())
}
