/** What is not billed although it was tried or could not be: of each place its newest result that says something. Pure. */
import { msOf, type Instant } from './calendar'
import type { UpstreamFailure } from './errors'
import type { CompanyId } from './ids'
import { isSamePlace } from './line'
import type { BillingRun, RunCompany, RunLine } from './run'

/** A company's share of one run: its part, or why there is none. */
export interface CompanyResult {
  run: BillingRun
  part: RunCompany | null
}

export type OpenItem =
  | {
      kind: 'line'
      companyId: CompanyId
      run: BillingRun
      part: RunCompany
      line: RunLine
      at: Instant
      /** A newer send of the same place is on its way. */
      sending: boolean
    }
  | { kind: 'company'; companyId: CompanyId; run: BillingRun; failure: UpstreamFailure | null; at: Instant }

/**
 * What is open at one company, by its shares of any runs in any order. Closed is a place that was sent, found right or left out
 * by name since, and one that a newer plan does not have. A line that waits, is held, or was not let go with others of its plan
 * says nothing: what failed before is still not billed. A draft is only a look: what it finds right, or does not have, is closed.
 */
export function openOfCompany(companyId: CompanyId, results: readonly CompanyResult[]): OpenItem[] {
  const plans = results.flatMap(({ run, part }) => (part === null || run.trigger === 'undo' ? [] : [part]))
  const told = results
    .flatMap(({ run, part }) =>
      part === null ? [] : part.lines.map((line) => ({ run, part, line, at: atOf(part, line) })),
    )
    .sort((one, other) => msOf(other.at) - msOf(one.at))
  const seen: RunLine[] = []
  const sending: RunLine[] = []
  const open: OpenItem[] = []
  for (const { run, part, line, at } of told) {
    const isHere = (other: RunLine) => isSamePlace(other.key, line.key)
    if (seen.some(isHere)) continue
    if (isOnItsWay(line)) sending.push(line)
    const says = verdictOf(run, line)
    if (says === 'nothing') continue
    seen.push(line)
    const isGone = plans.some((plan) => msOf(plan.plannedAt) > msOf(at) && !plan.lines.some(isHere))
    if (says === 'open' && !isGone)
      open.push({ kind: 'line', companyId, run, part, line, at, sending: sending.some(isHere) })
  }
  return [...open, ...openProblem(companyId, results)]
}

/** Do all of its lines say something, so that older results of the company change nothing? */
export const isWholeAnswer = ({ run, part }: CompanyResult): boolean =>
  part !== null &&
  run.trigger !== 'undo' &&
  run.status !== 'draft' &&
  part.lines.every((line) => verdictOf(run, line) !== 'nothing')

/**
 * Can `next`, and what ended before it, change nothing more of these results? Whatever it says was said before one of them was
 * planned that says something of every line. What ended later may know what that plan did not.
 */
export const isAnsweredBefore = (next: BillingRun, results: readonly CompanyResult[]): boolean =>
  results.some(
    (result) =>
      result.run.finishedAt !== null &&
      isWholeAnswer(result) &&
      result.part !== null &&
      next.finishedAt !== null &&
      msOf(next.finishedAt) < msOf(result.part.plannedAt),
  )

/** The newest time that the company could not be planned, unless it was since. */
function openProblem(companyId: CompanyId, results: readonly CompanyResult[]): OpenItem[] {
  const [newest] = results
    .flatMap(({ run }) =>
      run.problems
        .filter((problem) => problem.companyId === companyId)
        .map(({ failure }) => ({ run, failure, at: failure?.at ?? run.createdAt })),
    )
    .sort((one, other) => msOf(other.at) - msOf(one.at))
  if (newest === undefined) return []
  const isPlannedSince = results.some(
    ({ run, part }) =>
      part !== null &&
      run.trigger !== 'undo' &&
      msOf(part.plannedAt) >= msOf(newest.at) &&
      // A draft is thrown away: what it would send is not sent by that.
      (run.status !== 'draft' || part.lines.every(({ status }) => status === 'unchanged')),
  )
  return isPlannedSince ? [] : [{ kind: 'company', companyId, ...newest }]
}

type Verdict = 'open' | 'closed' | 'nothing'

function verdictOf(run: BillingRun, line: RunLine): Verdict {
  switch (line.status) {
    case 'failed':
    case 'stale':
    case 'unknown':
      return 'open'
    case 'blocked':
      if (run.status === 'draft') return 'nothing'
      // Somebody decided that theirs is kept.
      return line.change.kind === 'blocked' && line.change.reason.kind === 'keptTheirs' ? 'closed' : 'open'
    case 'sent':
    case 'unchanged':
      return 'closed'
    case 'skipped':
      return line.skip === null ? 'nothing' : 'closed'
    case 'pending':
    case 'held':
    case 'sending':
      return 'nothing'
    default:
      return line.status satisfies never
  }
}

const isOnItsWay = ({ status, approval }: RunLine): boolean =>
  approval !== null && (status === 'pending' || status === 'sending')

const atOf = (part: RunCompany, { outcome, skip }: RunLine): Instant => outcome?.at ?? skip?.at ?? part.plannedAt
