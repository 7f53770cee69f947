/** What past sends say of what is billed: of each company and send the lines, and what is known of each. Pure. */
import { monthOf, type Day, type Month } from './calendar'
import type { CustomerId, ServicePlanKey } from './ids'
import type { RunCompany, RunLine } from './run'
import type { SeatReading } from './trend'
import { dayInZone } from './zone'

/** `untouched`: there was nothing and nothing was written, so that an earlier send may know more; `unknown`: nobody can say. */
type BilledQuantity = { kind: 'known'; seats: number } | { kind: 'untouched' } | { kind: 'unknown' }

/** One line of a send, by its place: agreement and catalog item. */
export interface BilledLine {
  place: string
  plans: ServicePlanKey[]
  quantity: BilledQuantity
}

/** A company's part of a run that sent something. */
export interface BilledPart {
  month: Month
  on: Day
  /** Takes back another run: it holds only what it took back. */
  isUndo: boolean
  /** To whom the company was linked. */
  customers: CustomerId[]
  lines: BilledLine[]
  /** A product that is to be billed had no place, and so no line. */
  isUnmapped: boolean
  /** Provisioned seats as the run read them; null: one of them was not read. */
  seats: Map<ServicePlanKey, number | null>
}

/** `part` in a few words; null when it has nothing to say. `timeZone`: of the company's schedule. */
export function billedPart(part: RunCompany, timeZone: string): BilledPart | null {
  const [first] = part.lines
  if (first === undefined) return null
  const seats = new Map<ServicePlanKey, number | null>()
  for (const { plan, provisioned, vanished } of [
    ...part.lines.flatMap((line) => line.sources),
    ...part.unplaced.map(({ source }) => source),
  ])
    if (!vanished) seats.set(plan, added(seats.get(plan), provisioned))
  return {
    month: monthOf(first.period.from),
    on: dayInZone(part.plannedAt, timeZone),
    isUndo: part.lines.some(({ undoes }) => undoes !== null),
    customers: part.customers.map(({ id }) => id),
    lines: part.lines.map((line) => ({
      place: `${line.agreementId}:${line.catalogItemId}`,
      plans: [...new Set(line.sources.map(({ plan }) => plan))],
      quantity: quantityOf(line),
    })),
    isUnmapped: part.unplaced.some(({ source, why }) => why.kind !== 'excluded' && !source.vanished),
    seats,
  }
}

function added(sum: number | null | undefined, reading: SeatReading): number | null {
  if (sum === null || reading.kind !== 'read') return null
  return (sum ?? 0) + reading.seats
}

function quantityOf({ status, change, outcome, seen }: RunLine): BilledQuantity {
  switch (status) {
    case 'sent': {
      const seats = outcome?.quantityAfter ?? null
      return seats === null ? { kind: 'unknown' } : { kind: 'known', seats }
    }
    case 'unchanged':
      return change.kind === 'none' ? { kind: 'known', seats: change.quantity } : { kind: 'unknown' }
    case 'pending':
    case 'held':
    case 'skipped':
    case 'failed':
      if (outcome?.cause?.kind === 'halfReplaced') return { kind: 'unknown' }
      // Nothing was written: what ConnectWise held is billed.
      return seen === null ? { kind: 'untouched' } : { kind: 'known', seats: seen.quantity }
    // Written without an answer, edited by somebody meanwhile, or not to be looked at.
    case 'sending':
    case 'unknown':
    case 'stale':
    case 'blocked':
      return { kind: 'unknown' }
    default:
      return status satisfies never
  }
}

/** A place that is billed, what for, and since when that is known; `seats` null: not known. */
export interface BilledPlace {
  place: string
  plans: ServicePlanKey[]
  seats: number | null
  on: Day
}

/**
 * What the parts, newest first, say together: the places are those of the newest plan of the company, each as the newest part knows
 * it that has something to say of it. Empty when no part does.
 */
export function placesOf(parts: readonly BilledPart[]): BilledPlace[] {
  const base = parts.find(({ isUndo }) => !isUndo)
  if (base === undefined) return []
  return base.lines.map(({ place, plans }) => {
    for (const { on, lines } of parts) {
      const quantity = lines.find((line) => line.place === place)?.quantity
      if (quantity === undefined || quantity.kind === 'untouched') continue
      return { place, plans, seats: quantity.kind === 'known' ? quantity.seats : null, on }
    }
    return { place, plans, seats: null, on: base.on }
  })
}
