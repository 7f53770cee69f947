/** Money, numbers and dates in the member's locale, as design/README "Money, numbers, dates" sets them. All through `Intl`. */
import type { Day, Instant, Month } from '../server/domain/calendar'

export interface FormatOptions {
  locale: string
  /** Milliseconds since the epoch; decides what is "today". */
  now: () => number
  /** IANA name; the device's zone when absent. */
  timeZone?: string
}

/** How much of a date is written. `plan` has the weekday, because people plan by it; `short` drops the year. */
export type DayStyle = 'plan' | 'full' | 'short' | 'planShort'

export type Format = ReturnType<typeof createFormat>

const dayStyles: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  plan: { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
  full: { year: 'numeric', month: 'short', day: 'numeric' },
  short: { month: 'short', day: 'numeric' },
  planShort: { weekday: 'short', month: 'short', day: 'numeric' },
}
const minus = (text: string) => text.replaceAll('-', '−')

export function createFormat({ locale, now, timeZone }: FormatOptions) {
  const zone = timeZone ? { timeZone } : {}
  const is12Hours = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true
  const clock: Intl.DateTimeFormatOptions = { hour: is12Hours ? 'numeric' : '2-digit', minute: '2-digit' }
  const isFrench = locale.toLowerCase().startsWith('fr')
  const formats = new Map<string, Intl.NumberFormat>()
  const numberFormat = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options)
    const known = formats.get(key) ?? new Intl.NumberFormat(locale, options)
    formats.set(key, known)
    return known
  }
  /** French writes the first of a month as an ordinal. */
  const dateText = (at: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, options)
      .formatToParts(at)
      .map(({ type, value }) =>
        isFrench && type === 'day' && value === '1' ? '1er' : value === ' h ' ? '\u00a0h\u00a0' : value,
      )
      .join('')
      // Narrow no-break space before AM and PM: too tight at this size.
      .replaceAll('\u202f', '\u00a0')
  const currencyStyle = (currency: string | null): Intl.NumberFormatOptions =>
    currency === null ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { style: 'currency', currency }
  const dayKey = (ms: number, inZone: { timeZone?: string }) =>
    new Intl.DateTimeFormat('en-CA', { ...inZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms)

  return {
    locale,
    number: (value: number) => minus(numberFormat({}).format(value)),
    /** Always with a sign, zero without: `+3`, `−50`, `0`. */
    signed: (value: number) => minus(numberFormat({ signDisplay: 'exceptZero' }).format(value)),
    /** A price or an amount: `$4.50`. */
    money: (amount: number, currency: string | null) => minus(numberFormat(currencyStyle(currency)).format(amount)),
    /** A difference: `+$13.50`, `−$105.00`, `$0.00`. */
    difference: (amount: number, currency: string | null) =>
      minus(numberFormat({ ...currencyStyle(currency), signDisplay: 'exceptZero' }).format(amount)),
    /** `percent(55.6)` is `56%`, `percent(6.7)` is `6.7%`; near the ends a decimal stays, so that 99.6 is not called all. */
    percent: (value: number) => {
      const maximumFractionDigits = Math.abs(value) < 10 || Math.abs(value) > 99 ? 1 : 0
      return minus(numberFormat({ style: 'percent', maximumFractionDigits }).format(value / 100))
    },
    /** With a sign: `+6.7%`. */
    percentDifference: (value: number) =>
      minus(
        numberFormat({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(value / 100),
      ),
    /** A calendar day; no time zone can shift it. */
    day: (day: Day, style: DayStyle = 'full') =>
      dateText(Date.parse(`${day}T12:00:00Z`), { ...dayStyles[style], timeZone: 'UTC' }),
    /** In reasons: the year drops within twelve months of today. */
    nearDay: (day: Day) => {
      const at = Date.parse(`${day}T12:00:00Z`)
      const style = Math.abs(at - now()) < 365 * 86_400_000 ? dayStyles.short : dayStyles.full
      return dateText(at, { ...style, timeZone: 'UTC' })
    },
    /** `Nov 2025`. */
    month: (month: Month) =>
      dateText(Date.parse(`${month}-15T12:00:00Z`), { year: 'numeric', month: 'short', timeZone: 'UTC' }),
    /** First letter of a month's name, for the chart's axis. */
    monthLetter: (month: Month) => dateText(Date.parse(`${month}-15T12:00:00Z`), { month: 'narrow', timeZone: 'UTC' }),
    /** The day of a moment, in the given zone or the member's. */
    dayOf: (at: Instant, style: DayStyle = 'full', inZone?: string) =>
      dateText(Date.parse(at), { ...dayStyles[style], ...(inZone ? { timeZone: inZone } : zone) }),
    /** Day and time. Send times are given in the schedule's zone. */
    moment: (at: Instant, style: DayStyle = 'full', inZone?: string) =>
      dateText(Date.parse(at), { ...dayStyles[style], ...clock, ...(inZone ? { timeZone: inZone } : zone) }),
    time: (at: Instant, inZone?: string) =>
      dateText(Date.parse(at), { ...clock, ...(inZone ? { timeZone: inZone } : zone) }),
    /** Is the moment on the member's current day? */
    isToday: (at: Instant) => dayKey(Date.parse(at), zone) === dayKey(now(), zone),
    /** Names in a row: `A, B, and C`. */
    list: (names: readonly string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(names),
    /** Sorts names as the member's language does. */
    compare: new Intl.Collator(locale, { numeric: true }).compare,
  }
}
