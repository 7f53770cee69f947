/** Differences by addition, and the policy that a person chooses for each. Pure. */
import type { AdditionId } from '../../../server/domain/ids'
import type { DriftPolicy } from '../../../server/domain/settings'
import type { AssignmentsRequest } from '../../../server/domain/viewsAgreements'
import type { DriftEntryView, DriftView } from '../../../server/domain/viewsDrift'

/** One addition: what differs of it, and how its products are assigned. */
export interface DriftGroup {
  additionId: AdditionId
  differences: readonly DriftEntryView[]
  /** What all of them have in common is read off the first. */
  first: DriftEntryView
}
export const policies = ['ask', 'keep', 'overwrite'] as const satisfies DriftPolicy[]

export function groupsOf(view: DriftView): DriftGroup[] {
  const groups = new Map<AdditionId, DriftEntryView[]>()
  for (const entry of view.found) groups.set(entry.additionId, [...(groups.get(entry.additionId) ?? []), entry])
  return [...groups].flatMap(([additionId, differences]) => {
    const [first] = differences
    return first === undefined ? [] : [{ additionId, differences, first }]
  })
}

/** Is there anything to choose? Not where every choice comes to the same, as for a price, nor where nothing is written any more. */
export const hasChoice = ({ differences, first }: DriftGroup): boolean =>
  first.assignments.length > 0 &&
  differences.some(({ next }) => new Set(policies.map((policy) => next[policy])).size > 1)

/** Choices that differ from what is saved, by addition. */
export type Choices = ReadonlyMap<AdditionId, DriftPolicy>

export function withChoice(choices: Choices, { additionId, first }: DriftGroup, policy: DriftPolicy): Choices {
  const next = new Map(choices)
  if (policy === first.policy) next.delete(additionId)
  else next.set(additionId, policy)
  return next
}

/** The body of the save: only the products whose policy changes, and nothing else of them. */
export function requestOf(view: DriftView, groups: readonly DriftGroup[], choices: Choices): AssignmentsRequest {
  const assignments = groups.flatMap(({ additionId, first }) => {
    const drift = choices.get(additionId)
    return drift === undefined ? [] : first.assignments.map((assignment) => ({ ...assignment, drift }))
  })
  // A product is named once, whatever it was billed on.
  const byPlan = new Map(assignments.map((assignment) => [assignment.plan, assignment]))
  return { version: view.version, assignments: [...byPlan.values()] }
}
