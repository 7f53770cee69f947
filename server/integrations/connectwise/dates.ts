/** ConnectWise dates: `YYYY-MM-DDT00:00:00Z` means a calendar day, not a moment (facts/connectwise-rest.md §13.8). */
import { type Day, type Instant, dayFromParts, instant, tryDay } from '../../domain/calendar'

/** Calendar day of a date-time with date-only meaning; null when blank or unreadable. The zone is not looked at. */
export function dayOfApi(text: string | null | undefined): Day | null {
  return tryDay((text ?? '').trim().slice(0, 10))
}

/** Calendar day → the date-time that ConnectWise expects. */
export const apiOfDay = (day: Day): string => `${day}T00:00:00Z`

/**
 * Calendar day of `nextInvoiceDate`, a string without declared format (facts/connectwise-rest.md §8): ISO, or month/day/year
 * in numbers as the vendor's American screens write it. A text that could be read in two ways, and any other, gives null.
 */
export function dayOfLooseText(text: string | null | undefined): Day | null {
  const trimmed = (text ?? '').trim()
  const iso = dayOfApi(trimmed)
  if (iso !== null) return iso
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\D.*)?$/.exec(trimmed)
  if (parts === null) return null
  const [first, second, year] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  if (first <= 12 && second <= 12 && first !== second) return null
  const [month, dayOfMonth] = first <= 12 ? [first, second] : [second, first]
  try {
    return dayFromParts(year, month, dayOfMonth)
  } catch {
    return null
  }
}

/** Moment of a date-time; null when blank or unreadable. A text without zone is taken as UTC. */
export function instantOfApi(text: string | null | undefined): Instant | null {
  const trimmed = (text ?? '').trim()
  try {
    return instant(/(Z|[+-]\d{2}:?\d{2})$/.test(trimmed) ? trimmed : `${trimmed}Z`)
  } catch {
    return null
  }
}
