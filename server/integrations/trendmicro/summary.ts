/** Rows of the monthly summary, which know customers by name only, joined to customers and plans (facts/trend-micro.md §3.3.6, §4). */
import { groupBy } from '../../domain/groupBy'
import type { CustomerId } from '../../domain/ids'
import type { Customer, SeatReading } from '../../domain/trend'
import { normalName } from './names'
import type { SummaryRow } from './wire'

export interface MonthFigures {
  provisioned: SeatReading
  used: SeatReading
  unit: string | null
  /** Provisioned seats by row where the rows of one suite disagree. */
  disagreement: number[] | null
}

/** Figures of a plan of a customer. `empty`: the month's report is not there. */
export type SummaryIndex =
  { kind: 'empty' } | { kind: 'rows'; figuresOf: (customer: CustomerId, planNames: readonly string[]) => MonthFigures }

/**
 * Joins by customer id where a row has one, else by name, with city and state where a name occurs twice. Where they do not
 * tell the customers apart nobody gets the row: their figures are unread (`ambiguousName`), never guessed.
 */
export function indexSummary(rows: readonly SummaryRow[], customers: readonly Customer[]): SummaryIndex {
  if (rows.length === 0) return { kind: 'empty' }
  const ids = new Map(customers.map((customer) => [String(customer.id), customer]))
  const byName = groupBy(customers, (customer) => normalName(customer.name))
  const places = groupBy(rows, (row) => normalName(row.customer))
  const ambiguous = new Set<CustomerId>()
  const owned = rows.flatMap((row) => {
    const owner = ownerOf(row)
    return owner === null ? [] : [{ row, key: `${owner.id} ${normalName(row.service_plan)}` }]
  })
  const found = groupBy(owned, ({ key }) => key)
  return { kind: 'rows', figuresOf }

  function ownerOf(row: SummaryRow): Customer | null {
    const byId = [row.customer_id, row.company_id, row.id].map((id) => ids.get((id ?? '').toLowerCase()))
    const named = byId.find((customer) => customer !== undefined)
    if (named !== undefined) return named
    const candidates = byName.get(normalName(row.customer)) ?? []
    const [here, ...alsoHere] = candidates.filter((customer) => placeOf(customer) === placeOf(row))
    if (here !== undefined && alsoHere.length === 0) return here
    const rowPlaces = new Set((places.get(normalName(row.customer)) ?? []).map(placeOf))
    const [only, ...others] = candidates
    if (only !== undefined && others.length === 0 && rowPlaces.size === 1) return only
    for (const customer of alsoHere.length > 0 ? [here, ...alsoHere] : candidates) {
      if (customer !== undefined) ambiguous.add(customer.id)
    }
    return null
  }

  function figuresOf(customer: CustomerId, planNames: readonly string[]): MonthFigures {
    const names = [...new Set(planNames.map(normalName))]
    const own = names.map((name) => found.get(`${customer} ${name}`)).find((some) => some !== undefined)
    if (own === undefined) return unread(ambiguous.has(customer) ? 'ambiguousName' : 'notFound')
    return figuresOfRows(own.map(({ row }) => row))
  }
}

export const unread = (why: Extract<SeatReading, { kind: 'unread' }>['why']): MonthFigures => ({
  provisioned: { kind: 'unread', why },
  used: { kind: 'unread', why },
  unit: null,
  disagreement: null,
})

/** A suite may have one row a product with the same numbers: the highest counts, they are never summed. */
function figuresOfRows(rows: readonly SummaryRow[]): MonthFigures {
  const provisioned = rows.flatMap((row) => row.provisioned ?? [])
  const used = rows.flatMap((row) => row.used ?? [])
  return {
    provisioned:
      provisioned.length === rows.length
        ? { kind: 'read', seats: Math.max(...provisioned) }
        : { kind: 'unread', why: 'incomplete' },
    used: used.length === 0 ? { kind: 'notReported' } : { kind: 'read', seats: Math.max(...used) },
    unit: rows.find((row) => row.unit != null)?.unit ?? null,
    disagreement: new Set(provisioned).size > 1 ? provisioned : null,
  }
}

const placeOf = (where: { city?: string | null | undefined; state?: string | null | undefined }) =>
  `${normalName(where.city)}|${normalName(where.state)}`
