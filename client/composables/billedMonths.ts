import { addMonths, monthOf, type Day, type Month } from '../../server/domain/calendar'
import type { PlanRow } from '../../server/domain/views'
import type { HistoryEntryView } from '../../server/domain/viewsHistory'

/** What a month's bar means. `unknown`: the history does not reach so far, or nothing was sent then. */
export type Bar =
  { month: Month; quantity: number; kind: 'billed' | 'next' | 'held' | 'failed' } | { month: Month; kind: 'unknown' }
export interface ProductMonths {
  product: string
  planName: string
  bars: Bar[]
  /** Quantity billed last, and its change over the months that are known. */
  latest: number | null
  change: number | null
}

const monthsShown = 12

/**
 * Seats billed per product over twelve months, as far as the history reaches: the last good send of a month counts; the
 * current month shows what the next send would do. `upTo` is the month of the next send.
 */
export function billedMonths(
  rows: readonly PlanRow[],
  entries: readonly HistoryEntryView[],
  upTo: Month,
  productName: (row: PlanRow) => string,
): ProductMonths[] {
  const months = Array.from({ length: monthsShown }, (_, index) => addMonths(upTo, index - monthsShown + 1))
  return rows
    .filter((row) => row.key !== null)
    .map((row) => {
      const names = new Set(row.sources.map((source) => source.productName))
      const own = entries.filter(
        (entry) =>
          entry.quantity !== null &&
          (entry.result === 'sent' || entry.result === 'unchanged') &&
          entry.productNames.some((name) => names.has(name)),
      )
      const known = new Map<Month, number>()
      // Newest first: the first of a month is its last send.
      for (const { at, quantity } of own) {
        const month = monthOf(at.slice(0, 10) as Day)
        if (quantity !== null && !known.has(month)) known.set(month, quantity)
      }
      const bars = carryForward(months, known)
      if (row.state !== 'sent') bars[monthsShown - 1] = nextBar(upTo, row)
      const billed = bars.flatMap((bar) => (bar.kind === 'billed' ? [bar.quantity] : []))
      const latest = row.quantityBefore ?? billed.at(-1) ?? null
      const first = billed[0]
      const end = row.state === 'willChange' ? row.quantity : latest
      return {
        product: productName(row),
        planName: row.sources[0]?.planName ?? '',
        bars,
        latest: end,
        change: first === undefined || end === null ? null : end - first,
      }
    })
}

/** A month without a send still has the quantity of the month before: nothing was changed then. */
function carryForward(months: readonly Month[], known: ReadonlyMap<Month, number>): Bar[] {
  let last: number | undefined
  return months.map((month) => {
    last = known.get(month) ?? last
    return last === undefined ? { month, kind: 'unknown' } : { month, quantity: last, kind: 'billed' }
  })
}

function nextBar(month: Month, row: PlanRow): Bar {
  if (row.quantity === null) return { month, kind: 'unknown' }
  const kind = row.state === 'held' ? 'held' : row.state === 'failed' ? 'failed' : 'next'
  return { month, quantity: row.quantity, kind }
}
