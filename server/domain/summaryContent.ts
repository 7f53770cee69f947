/** What a summary says: of seats as they were read, and of what past sends billed. Pure: the present is an argument. */
import { addDays, addMonths, daysBetween, type Day, type Month } from './calendar'
import type { CustomerId, ServicePlanKey } from './ids'
import {
  isSameCustomers,
  type BilledFigure,
  type EndingLicence,
  type Figure,
  type SummaryContent,
  type SummaryFailure,
  type SummaryRow,
} from './summaries'
import { billedMonths } from './summaryMonths'
import { placesOf, type BilledPart, type BilledPlace } from './summaryParts'
import type { SeatReading, Subscription, UsageSnapshot } from './trend'

/** A licence that ends within so many days is told of. */
const endsSoonDays = 60
/** What a send billed longer ago than this says nothing of today: two months and a few days. */
const billedForDays = 66

export interface SummaryInputs {
  companyName: string
  /** The month that it is for. */
  month: Month
  /** The day on which it is made, where the company's schedule is. */
  today: Day
  /** Whose seats these are. */
  customers: readonly CustomerId[]
  snapshot: UsageSnapshot
  /** Of sends, newest first. */
  parts: readonly BilledPart[]
  /** The summary of the month before, where one was made of the same customers. */
  previous: SummaryContent | null
}

/** The content, or why there is nothing to say: a page without figures is not sent to anybody. */
export function summarise(
  of: SummaryInputs,
): SummaryContent | Extract<SummaryFailure['kind'], 'noProducts' | 'noFigures' | 'incomplete'> {
  const { snapshot, today } = of
  // A list with holes would tell the customer that products are gone.
  if (snapshot.gaps.some(({ what }) => what !== 'subscription' && what !== 'usage')) return 'incomplete'
  const shown = snapshot.subscriptions.filter(({ notBilled }) => !isOver(notBilled?.kind))
  if (shown.length === 0) return 'noProducts'
  const places = placesOf(of.parts.filter(({ on }) => daysBetween(on, today) <= billedForDays))
  const rows = groupsOf(shown, places).map((group) => rowOf(group, places, of))
  if (rows.every(({ provisioned, used }) => provisioned.kind === 'noData' && used.kind !== 'seats')) return 'noFigures'
  return {
    companyName: of.companyName,
    month: of.month,
    asOf: today,
    which: snapshot.which,
    rows: rows.sort(byImportance),
    gone: goneOf(of.previous, rows),
    months: billedMonths(of.parts, of.month),
    ending: endingOf(shown, today),
    endingUnknown: shown.some(({ expiresOn }) => expiresOn === null),
  }
}

const isOver = (kind: string | undefined): boolean => kind === 'expired' || kind === 'disabled'

/** Products that a line bills together are one row: of each of them alone nobody knows what is billed. */
function groupsOf(subscriptions: readonly Subscription[], places: readonly BilledPlace[]): Subscription[][] {
  const groups: { plans: Set<ServicePlanKey>; subscriptions: Subscription[] }[] = []
  const plansOf = (plan: ServicePlanKey) =>
    new Set([plan, ...places.flatMap(({ plans }) => (plans.includes(plan) ? plans : []))])
  for (const subscription of subscriptions) {
    const plans = plansOf(subscription.plan)
    const touched = groups.filter((group) => [...plans].some((plan) => group.plans.has(plan)))
    const merged = {
      plans: new Set([...plans, ...touched.flatMap((group) => [...group.plans])]),
      subscriptions: [...touched.flatMap((group) => group.subscriptions), subscription],
    }
    for (const group of touched) groups.splice(groups.indexOf(group), 1)
    groups.push(merged)
  }
  return groups.map((group) => group.subscriptions)
}

function rowOf(group: readonly Subscription[], places: readonly BilledPlace[], of: SummaryInputs): SummaryRow {
  const plans = [...new Set(group.map(({ plan }) => plan))].sort()
  const names = [...new Set(group.map(({ productName, planName }) => (productName === '' ? planName : productName)))]
  const [first] = group
  const planName = plans.length === 1 && first !== undefined && first.planName !== names[0] ? first.planName : null
  const provisioned = figureOf(group.map((each) => each.provisioned))
  return {
    plans,
    names,
    planName,
    provisioned,
    used: figureOf(group.map((each) => each.used)),
    billed: billedOf(
      group,
      places.filter((place) => place.plans.some((plan) => plans.includes(plan))),
    ),
    change: changeOf(plans, provisioned, of),
  }
}

/** One that was not read makes the sum unknown; so does one without such a number beside others that have it. */
function figureOf(readings: readonly SeatReading[]): Figure {
  if (readings.every(({ kind }) => kind === 'notReported')) return { kind: 'notReported' }
  const read = readings.flatMap((reading) => (reading.kind === 'read' ? [reading.seats] : []))
  return read.length < readings.length
    ? { kind: 'noData' }
    : { kind: 'seats', seats: read.reduce((sum, seats) => sum + seats, 0) }
}

function billedOf(group: readonly Subscription[], places: readonly BilledPlace[]): BilledFigure {
  if (group.every(({ notBilled }) => notBilled?.kind === 'trial')) return { kind: 'trial' }
  if (group.every(({ notBilled }) => notBilled !== null)) return { kind: 'notBilled' }
  const newest = places
    .map(({ on }) => on)
    .sort()
    .at(-1)
  const seats = places.map((place) => place.seats)
  if (newest === undefined || seats.includes(null)) return { kind: 'noData' }
  return { kind: 'seats', seats: seats.reduce<number>((sum, each) => sum + (each ?? 0), 0), on: newest }
}

/** Against the summary of the month before; where there is none, against what a send of that month read. */
function changeOf(plans: readonly ServicePlanKey[], now: Figure, of: SummaryInputs): SummaryRow['change'] {
  if (now.kind !== 'seats') return { kind: 'noData' }
  const { previous } = of
  if (previous !== null) {
    const before = previous.rows.filter((row) => row.plans.some((plan) => plans.includes(plan)))
    if (before.length === 0) return { kind: 'new' }
    const covered = before.flatMap((row) => row.plans)
    const isSame = covered.length === plans.length && covered.every((plan) => plans.includes(plan))
    const seats = before.map((row) => (row.provisioned.kind === 'seats' ? row.provisioned.seats : null))
    return !isSame || seats.includes(null) ? { kind: 'noData' } : difference(now.seats, seats)
  }
  const lastMonth = addMonths(of.month, -1)
  const part = of.parts.find(({ month, isUndo }) => month === lastMonth && !isUndo)
  // Seats of other customers are nothing to compare with.
  const isOfSame = part !== undefined && isSameCustomers(part.customers, of.customers)
  if (!isOfSame) return { kind: 'noData' }
  if (plans.every((plan) => !part.seats.has(plan))) return { kind: 'new' }
  const seats = plans.map((plan) => part.seats.get(plan) ?? null)
  return seats.includes(null) ? { kind: 'noData' } : difference(now.seats, seats)
}

const difference = (now: number, before: readonly (number | null)[]): SummaryRow['change'] => ({
  kind: 'seats',
  seats: now - before.reduce<number>((sum, each) => sum + (each ?? 0), 0),
})

function goneOf(previous: SummaryContent | null, rows: readonly SummaryRow[]): SummaryContent['gone'] {
  const now = new Set(rows.flatMap(({ plans }) => plans))
  return (previous?.rows ?? [])
    .filter(({ plans }) => plans.every((plan) => !now.has(plan)))
    .map(({ names, provisioned }) => ({
      name: names.join(', '),
      seats: provisioned.kind === 'seats' ? provisioned.seats : null,
    }))
}

/** Soonest first. */
function endingOf(subscriptions: readonly Subscription[], today: Day): EndingLicence[] {
  const last = addDays(today, endsSoonDays)
  return subscriptions
    .flatMap(({ productName, planName, expiresOn, provisioned }) =>
      expiresOn === null || expiresOn < today || expiresOn > last
        ? []
        : [{ name: productName === '' ? planName : productName, on: expiresOn, provisioned: figureOf([provisioned]) }],
    )
    .sort((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : 0))
}

/** The most seats first; what is not known last. */
const byImportance = (one: SummaryRow, other: SummaryRow): number =>
  seatsOf(other) - seatsOf(one) || ((one.names[0] ?? '') < (other.names[0] ?? '') ? -1 : 1)
const seatsOf = ({ provisioned }: SummaryRow): number => (provisioned.kind === 'seats' ? provisioned.seats : -1)
