/** Which addition a line writes to. Pure: one is found, or a person is asked; none is ever guessed. */
import { additionState, billsOn } from './agreements'
import type { BillingPeriod, Day } from './calendar'
import type { AdditionId } from './ids'
import type { Placement } from './placement'
import type { Addition } from './psa'
import type { LineSource, PlanInputs } from './run'
import type { CompanyRecord } from './settings'

export interface Targets {
  /** Exactly one: it is written to. Several: a person must choose. None: there is nothing to write to. */
  targets: Addition[]
  /** Others that bill beside the adopted one. */
  twins: Addition[]
  /** The adopted addition, when it is not there or does not bill any more. */
  adoptedGone: AdditionId | null
}

/**
 * `additions`: those of the line's catalog item on its agreement. `replacesFrom`: with the replace strategy the day from which
 * the new quantity is to hold; only what bills then matters.
 */
export function findTargets(of: {
  additions: readonly Addition[]
  inputs: PlanInputs
  period: BillingPeriod
  placement: Placement
  replacesFrom: Day | null
}): Targets {
  const { additions, inputs, placement } = of
  const candidates = candidatesOf(of)
  if (placement.additionId === null) return { targets: candidates, twins: [], adoptedGone: null }
  const adopted = candidates.find((addition) => addition.id === placement.additionId)
  const others = candidates.filter((addition) => addition !== adopted)
  if (adopted !== undefined) return { targets: [adopted], twins: others, adoptedGone: null }
  // What we wrote ourselves and somebody took away is told as a hand edit, with who did it.
  const isOurs = inputs.record.lastWrites.some((write) => write.additionId === placement.additionId)
  const isThere = additions.some((addition) => addition.id === placement.additionId)
  if (isOurs && !isThere && others.length === 0) return { targets: [], twins: [], adoptedGone: null }
  return { targets: [], twins: others, adoptedGone: placement.additionId }
}

/**
 * Those that bill the period; where there is none, the one that we made for a later day (a new addition cannot begin in an
 * invoiced period). One that a person set up for later is left to begin.
 */
function candidatesOf({
  additions,
  inputs: { record },
  period,
  replacesFrom,
}: Parameters<typeof findTargets>[0]): Addition[] {
  const written = new Set(record.lastWrites.map((write) => write.additionId))
  const present = additions.filter(
    (addition) => !isReplaced(record, addition) || billsOnBeside(record, addition, additions),
  )
  const isMarked = ({ serialNumber }: Addition) => serialNumber?.startsWith(markerPrefix) === true
  const isOurs = (addition: Addition) => written.has(addition.id) || isMarked(addition)
  if (replacesFrom !== null) {
    // With an overdue invoice that day lies behind; what has begun since is corrected in place.
    const billing = present.filter(
      (addition) =>
        (billsOn(addition, replacesFrom) && additionState(addition, period) !== 'ended') ||
        (additionState(addition, period) === 'ongoing' && (addition.startsOn ?? replacesFrom) > replacesFrom),
    )
    // What a replacement that could not be finished left behind bills nothing, and stands in nobody's way. One that we ended
    // when another took its place bills again only because somebody wanted it so: they are asked.
    const others = billing.filter(
      (addition) =>
        !(
          addition.quantity === 0 &&
          isMarked(addition) &&
          !written.has(addition.id) &&
          !wasReplaced(record, addition.id)
        ),
    )
    if (others.length > 0) return others
    if (billing.length > 0) return billing
  }
  const ongoing = present.filter((addition) => additionState(addition, period) === 'ongoing')
  if (ongoing.length > 0 && replacesFrom === null) return ongoing
  return present.filter(
    (addition) => additionState(addition, period) === 'future' && isOurs(addition) && !billsNoDay(addition),
  )
}

/** Somebody has it end before it begins. */
const billsNoDay = ({ startsOn, cancelledOn }: Addition): boolean =>
  startsOn !== null && cancelledOn !== null && cancelledOn < startsOn

/**
 * The day from which a new addition may take the place of the old one; null where it would bill beside one that was over
 * before this period. That is so with an overdue invoice alone: only then does the day lie behind.
 */
export function clearFrom(replacesFrom: Day | null, additions: readonly Addition[], period: BillingPeriod): Day | null {
  if (replacesFrom === null) return null
  return additions.some((other) => billsOn(other, replacesFrom) && additionState(other, period) === 'ended')
    ? null
    : replacesFrom
}

/** The one addition that the products of a line adopted; null when there is none, or they chose different ones. */
export function adoptedBy(inputs: PlanInputs, sources: readonly LineSource[]): AdditionId | null {
  const adopted = new Set(
    sources.flatMap(({ plan }) => {
      const chosen = inputs.record.assignments.find((assignment) => assignment.plan === plan)?.additionId ?? null
      return chosen === null ? [] : [presentOf(inputs, chosen)]
    }),
  )
  const [only, ...others] = adopted
  return only === undefined || others.length > 0 ? null : only
}

/** An adopted addition that was replaced since goes on as the one that took its place, unless somebody took that back. */
function presentOf({ record, state }: PlanInputs, adopted: AdditionId): AdditionId {
  const addition = state.additions.flatMap(({ list }) => list).find(({ id }) => id === adopted)
  if (addition !== undefined && !isReplaced(record, addition)) return adopted
  return record.lastWrites.find((write) => write.replaced.includes(adopted))?.additionId ?? adopted
}

/** Did we end it when another took its place? Until its last day it bills on, but nothing of it is to be changed any more. */
const isReplaced = (record: CompanyRecord, { id, cancelledOn }: Addition): boolean =>
  cancelledOn !== null && wasReplaced(record, id)

const wasReplaced = ({ lastWrites }: CompanyRecord, id: AdditionId): boolean =>
  lastWrites.some(({ replaced }) => replaced.includes(id))

/** Has somebody moved its last day since, so that it bills on beside what took its place? */
function billsOnBeside({ lastWrites }: CompanyRecord, replaced: Addition, additions: readonly Addition[]): boolean {
  const write = lastWrites.find((each) => each.replaced.includes(replaced.id))
  const successor = additions.find(({ id }) => id === write?.additionId)
  const { cancelledOn } = replaced
  return successor?.startsOn != null && cancelledOn !== null && cancelledOn >= successor.startsOn
}

/** How the mark begins that only additions of our making have (facts/connectwise-rest.md §7.5). */
const markerPrefix = 'TMICRO:'
