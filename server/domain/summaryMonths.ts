/** Twelve months of what was billed, for the chart. Pure. */
import { addMonths, type Month } from './calendar'
import type { BilledMonth } from './summaries'
import { placesOf, type BilledPart } from './summaryParts'

const monthsShown = 12

/**
 * The twelve months up to `upTo`, oldest first. A month has the seats that its own sends say; where there is a line that nobody
 * knows, or a product without a line, it is marked as not all of them. One of which nothing is known has none, and that is not zero.
 * `parts`: newest first.
 */
export function billedMonths(parts: readonly BilledPart[], upTo: Month): BilledMonth[] {
  return Array.from({ length: monthsShown }, (_, index) => {
    const month = addMonths(upTo, index - monthsShown + 1)
    const own = parts.filter((part) => part.month === month)
    const places = placesOf(own)
    const known = places.flatMap(({ seats }) => (seats === null ? [] : [seats]))
    if (known.length === 0) return { month, seats: null }
    const seats = known.reduce((sum, each) => sum + each, 0)
    const isPartly = known.length < places.length || own.find(({ isUndo }) => !isUndo)?.isUnmapped === true
    return { month, seats, ...(isPartly && { partly: true }) }
  })
}
