/** Numbers, days, months and foreign names in the language of a summary. Pure. */
import type { Day, Month } from '../calendar'
import type { NoticeLanguage } from '../notices'
import { texts as en } from './en'
import { texts as fr } from './fr'
import type { SummaryTexts } from './texts'

export const textsOf = (language: NoticeLanguage): SummaryTexts => ({ en, fr })[language]

/** Fills `{name}` in; a value is never looked through for names again. */
export const fill = (text: string, values: Record<string, string>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

export interface SummaryFormat {
  number(value: number): string
  /** With its sign; zero has none. */
  signed(value: number): string
  day(of: Day): string
  /** Without the year, short. */
  shortDay(of: Day): string
  month(of: Month): string
  /** As under a bar. */
  shortMonth(of: Month): string
}

export function formatOf({ locale }: SummaryTexts): SummaryFormat {
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
    return (of: Day | Month) => format.format(new Date(`${of.length === 7 ? `${of}-01` : of}T00:00:00Z`))
  }
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, signDisplay: 'exceptZero' })
  return {
    number: (value) => plain.format(value),
    // A sign as wide as the plus, that no line breaks after.
    signed: (value) => signed.format(value).replace('-', '−'),
    day: date({ day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: date({ day: 'numeric', month: 'short' }),
    month: date({ month: 'long', year: 'numeric' }),
    shortMonth: date({ month: 'short' }),
  }
}

/**
 * A name of a foreign system as a person may see it: one line, without signs that nobody sees or that turn the text around it, and
 * not longer than `most` characters.
 */
export function nameOf(text: string, most: number): string {
  const line = text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const signs = Array.from(line)
  return signs.length <= most
    ? line
    : `${signs
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}
