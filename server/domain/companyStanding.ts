/**
 * How a company stands for who bills: from its share of the newest run, and of a look since. Pure. Causes, and what is open from
 * before, are on the page of failures (inbox.ts); here a company is found by what it needs.
 */
import { countGroups } from './account'
import { msOf, type Instant } from './calendar'
import type { LineKey, RunId } from './ids'
import { isSamePlace } from './line'
import type { BillingRun, LineStatus, RunCompany } from './run'

/** What is kept in memory of a company's part of a run. */
export interface Share {
  runId: RunId
  plannedAt: Instant
  groups: ReturnType<typeof countGroups>
  lines: { key: LineKey; status: LineStatus; failed: boolean }[]
  /** The newest that a line of it was sent. */
  sentAt: Instant | null
}
export type RunFacts = Pick<BillingRun, 'status' | 'trigger'>

export interface Standing {
  /** Products of each kind. */
  failed: number
  held: number
  unmapped: number
  excluded: number
  changes: number
  unchanged: number
  /** Lines of a run that waits for a person's approval. */
  waiting: number
  /** The newest that something of it was sent, or found right by a run; null: not by any run that is known. */
  billedAt: Instant | null
  plannedAt: Instant | null
}

export const noStanding: Standing = {
  failed: 0,
  held: 0,
  unmapped: 0,
  excluded: 0,
  changes: 0,
  unchanged: 0,
  waiting: 0,
  billedAt: null,
  plannedAt: null,
}

export function shareOf(part: RunCompany): Share {
  const sent = part.lines.flatMap(({ status, outcome }) => (status === 'sent' && outcome !== null ? [outcome.at] : []))
  return {
    runId: part.runId,
    plannedAt: part.plannedAt,
    groups: countGroups(part),
    lines: part.lines.map(({ key, status }) => ({ key, status, failed: isFailed(status) })),
    sentAt: sent.sort((one, other) => msOf(other) - msOf(one))[0] ?? null,
  }
}

/**
 * `shares` in any order; `runOf` answers null for a run that is gone. `problemAt`: the newest that a run could not read or plan the
 * company at all, which counts as one failure until it is planned again.
 */
export function standingOf(
  shares: readonly Share[],
  runOf: (id: RunId) => RunFacts | null,
  problemAt: Instant | null = null,
): Standing {
  const known = shares
    .flatMap((share) => {
      const run = runOf(share.runId)
      return run === null ? [] : [{ share, run }]
    })
    .sort((one, other) => msOf(other.share.plannedAt) - msOf(one.share.plannedAt))
  const plans = known.filter(({ run }) => run.trigger !== 'undo')
  const [newest] = plans
  const problems =
    problemAt !== null && (newest === undefined || msOf(problemAt) > msOf(newest.share.plannedAt)) ? 1 : 0
  if (newest === undefined) return { ...noStanding, failed: problems }
  const done = plans.find(({ run }) => run.status !== 'draft')
  const { groups, lines, plannedAt } = newest.share
  const countOf = (all: Share['lines'], ...statuses: LineStatus[]) =>
    all.filter(({ status }) => statuses.includes(status)).length
  const count = (...statuses: LineStatus[]) => countOf(lines, ...statuses)
  return {
    ...groups,
    failed:
      problems +
      (done === undefined || done === newest ? failedOf(newest.share) : stillFailed(done.share, newest.share)),
    changes: count('pending', 'sending'),
    unchanged: count('unchanged', 'sent'),
    // A look in between lets nothing go: the run waits on.
    waiting: done?.run.status === 'waiting' ? countOf(done.share.lines, 'pending', 'held') : 0,
    billedAt: newestOf(known.map(({ share, run }) => billedBy(share, run))),
    plannedAt,
  }
}

/** What a line's status says by itself; a part counts blocked lines by their reason too. */
const isFailed = (status: LineStatus): boolean => status === 'failed' || status === 'stale' || status === 'unknown'

const failedOf = ({ groups, lines }: Share): number =>
  groups.failed + lines.filter(({ status }) => status === 'stale' || status === 'unknown').length

/** What failed in a run, and a newer look neither finds right nor has no more. */
function stillFailed(done: Share, look: Share): number {
  const closed = (key: LineKey) => {
    const line = look.lines.find((other) => isSamePlace(other.key, key))
    return line === undefined || line.status === 'unchanged'
  }
  const tried = done.lines.filter(({ key, failed }) => failed && !closed(key)).length
  // What cannot be sent at all is told by the look itself.
  return Math.max(tried, look.groups.failed)
}

function billedBy({ sentAt, lines, plannedAt }: Share, { status, trigger }: RunFacts): Instant | null {
  if (trigger === 'undo') return null
  // Of a run that waits some companies may be sent by themselves. What was right already counts once the run is let go.
  const isLetGo = status !== 'draft' && status !== 'planning' && status !== 'waiting'
  return sentAt ?? (isLetGo && lines.some((line) => line.status === 'unchanged') ? plannedAt : null)
}

const newestOf = (moments: readonly (Instant | null)[]): Instant | null =>
  moments.reduce((most, at) => (most === null || (at !== null && msOf(at) > msOf(most)) ? at : most), null)
