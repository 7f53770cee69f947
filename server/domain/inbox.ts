/** What is not billed although it was tried or could not be: of each place its newest result that says something. Pure. */
import { msOf, type Instant } from './calendar'
import type { UpstreamFailure } from './errors'
import type { CompanyId } from './ids'
import { placeIn } from './line'
import type { BillingRun, RunCompany, RunLine } from './run'

/** All of a run that the results of its companies depend on. */
export type RunAtInbox = Pick<BillingRun, 'id' | 'createdAt' | 'finishedAt' | 'status' | 'trigger'>

/** A company's share of one run: its part, or why there is none. `Open`: what is kept of a line that may be open. */
export interface CompanyResult<Open> {
  run: RunAtInbox
  part: PartResult<Open> | null
  problem: { failure: UpstreamFailure | null } | null
}
export interface PartResult<Open> {
  plannedAt: Instant
  lines: readonly LineResult<Open>[]
}
/** What one line says: little enough to be kept of every company. */
export type LineResult<Open> = {
  /** Agreement and catalog item: see placeIn. */
  place: string
  at: Instant
  isOnItsWay: boolean
  isUnchanged: boolean
  /** Whether that says anything shows only when its plan is more than a draft. */
  isBlocked: boolean
} & ({ says: 'closed' | 'nothing' } | { says: 'open'; open: Open })

export type OpenItem<Open> =
  | {
      kind: 'line'
      companyId: CompanyId
      run: RunAtInbox
      at: Instant
      open: Open
      /** A newer send of the same place is on its way. */
      sending: boolean
    }
  | { kind: 'company'; companyId: CompanyId; run: RunAtInbox; failure: UpstreamFailure | null; at: Instant }

/** `openOf`: asked only of lines that may be open. */
export const resultOfPart = <Open>(part: RunCompany, openOf: (line: RunLine) => Open): PartResult<Open> => ({
  plannedAt: part.plannedAt,
  lines: part.lines.map((line) => {
    const { status, approval, outcome, skip } = line
    const says = verdictOf(line)
    const result = {
      place: placeIn(line.key),
      at: outcome?.at ?? skip?.at ?? part.plannedAt,
      isOnItsWay: approval !== null && (status === 'pending' || status === 'sending'),
      isUnchanged: status === 'unchanged',
      isBlocked: status === 'blocked',
    }
    return says === 'open' ? { ...result, says, open: openOf(line) } : { ...result, says }
  }),
})

/** The order in which runs are asked: what is not at its end may have newer results than any other, then what ended last. */
export function byLastResult(one: RunAtInbox, other: RunAtInbox): number {
  const lastOf = ({ finishedAt }: RunAtInbox) => (finishedAt === null ? Infinity : msOf(finishedAt))
  const [first, second] = [lastOf(one), lastOf(other)]
  if (first !== second) return second > first ? 1 : -1
  return msOf(other.createdAt) - msOf(one.createdAt) || (one.id < other.id ? -1 : 1)
}

/**
 * Can `next`, and what ended before it, change nothing more of these results? Whatever it says was said before one of them was
 * planned that says something of every line. What ended later may know what that plan did not.
 */
export const isAnsweredBefore = (next: RunAtInbox, results: readonly CompanyResult<unknown>[]): boolean =>
  results.some(
    ({ run, part }) =>
      run.finishedAt !== null &&
      run.status !== 'draft' &&
      run.trigger !== 'undo' &&
      part !== null &&
      part.lines.every(({ says }) => says !== 'nothing') &&
      next.finishedAt !== null &&
      msOf(next.finishedAt) < msOf(part.plannedAt),
  )

/**
 * What is open at one company, by its shares of any runs in any order. Closed is a place that was sent, found right or left out
 * by name since, and one that a newer plan does not have. A line that waits, is held, or was not let go with others of its plan
 * says nothing: what failed before is still not billed. A draft is only a look: what it finds right, or does not have, is closed.
 */
export function openOfCompany<Open>(companyId: CompanyId, results: readonly CompanyResult<Open>[]): OpenItem<Open>[] {
  const plans = results.flatMap(({ run, part }) => (part === null || run.trigger === 'undo' ? [] : [part]))
  const told = results
    .flatMap(({ run, part }) => (part === null ? [] : part.lines.map((line) => ({ run, line }))))
    .sort((one, other) => msOf(other.line.at) - msOf(one.line.at))
  const seen = new Set<string>()
  const onTheirWay = new Set<string>()
  const open: OpenItem<Open>[] = []
  for (const { run, line } of told) {
    const { place, at } = line
    if (seen.has(place)) continue
    if (line.isOnItsWay) onTheirWay.add(place)
    if (line.says === 'nothing' || (line.isBlocked && run.status === 'draft')) continue
    seen.add(place)
    if (line.says !== 'open') continue
    const isGone = plans.some(
      (plan) => msOf(plan.plannedAt) > msOf(at) && !plan.lines.some((other) => other.place === place),
    )
    if (!isGone) open.push({ kind: 'line', companyId, run, at, open: line.open, sending: onTheirWay.has(place) })
  }
  return [...open, ...openProblem(companyId, results)]
}

/** The newest time that the company could not be planned, unless it was since. */
function openProblem(companyId: CompanyId, results: readonly CompanyResult<unknown>[]): OpenItem<never>[] {
  const [newest] = results
    .flatMap(({ run, problem }) =>
      problem === null ? [] : [{ run, failure: problem.failure, at: problem.failure?.at ?? run.createdAt }],
    )
    .sort((one, other) => msOf(other.at) - msOf(one.at))
  if (newest === undefined) return []
  const isPlannedSince = results.some(
    ({ run, part }) =>
      part !== null &&
      run.trigger !== 'undo' &&
      msOf(part.plannedAt) >= msOf(newest.at) &&
      // A draft is thrown away: what it would send is not sent by that.
      (run.status !== 'draft' || part.lines.every(({ isUnchanged }) => isUnchanged)),
  )
  return isPlannedSince ? [] : [{ kind: 'company', companyId, ...newest }]
}

function verdictOf({ status, change, skip }: RunLine): LineResult<unknown>['says'] {
  switch (status) {
    case 'failed':
    case 'stale':
    case 'unknown':
      return 'open'
    case 'blocked':
      // Somebody decided that theirs is kept.
      return change.kind === 'blocked' && change.reason.kind === 'keptTheirs' ? 'closed' : 'open'
    case 'sent':
    case 'unchanged':
      return 'closed'
    case 'skipped':
      return skip === null ? 'nothing' : 'closed'
    case 'pending':
    case 'held':
    case 'sending':
      return 'nothing'
    default:
      return status satisfies never
  }
}
