/** Twelve months of what was billed, for the chart. Pure. */
import { addMonths, type Month } from './calendar'
import type { BilledMonth } from './summaries'
import { placesOf, type BilledPart } from './summaryParts'

const monthsShown = 12

/**
 * The twelve months up to `upTo`, oldest first. A month has a number only where its own sends say it for every line of the company:
 * one without a send, or with a line that nobody knows, has none, and that is not zero. `parts`: newest first.
 */
export function billedMonths(parts: readonly BilledPart[], upTo: Month): BilledMonth[] {
  return Array.from({ length: monthsShown }, (_, index) => {
    const month = addMonths(upTo, index - monthsShown + 1)
    const places = placesOf(parts.filter((part) => part.month === month))
    const seats = places.map((place) => place.seats)
    const isKnown = places.length > 0 && !seats.includes(null)
    return { month, seats: isKnown ? seats.reduce<number>((sum, each) => sum + (each ?? 0), 0) : null }
  })
}
