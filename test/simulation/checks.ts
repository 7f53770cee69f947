/** The invariants that hold between steps, whatever is under way (architecture §6, issue "How it is proved"). */
import { accountSeats } from '../../server/domain/account'
import type { RunId } from '../../server/domain/ids'
import { msOf } from '../../server/domain/calendar'
import { isSettled } from '../../server/domain/line'
import { standingOf } from '../../server/domain/runControl'
import type { LedgerEntry, RunCompany, RunLine, SeatAccount } from '../../server/domain/run'
import { maxPlanAgeMs } from '../../server/services/approve'
import { lineName, lineOf, type Records } from './records'

/** After every step. `complaintOf`: what is wrong with a part's seats when Trend Micro itself is asked. */
export function checkAlways(records: Records, complaintOf: (part: RunCompany) => string | null): void {
  for (const [name, { runId, companyId }] of records.approved) {
    const line = lineOf(records, runId, companyId, name)
    if (line !== null && isUnborn(records, runId, line)) continue
    if (line === null) records.violate('no line lost', `the approved line ${name} is on disk no more`)
    else if (isSettled(line.status)) checkEnd(records, name, line, isCancelled(records, runId))
    else if (records.runs.get(runId)?.status === 'finished')
      records.violate('no line lost', `${name} is ${line.status} in a run that is finished`)
  }
  for (const part of records.parts.values()) {
    if (accounted.has(part)) continue
    accounted.add(part)
    const complaint = unevenAccount(part) ?? complaintOf(part)
    if (complaint !== null) records.violate('every seat accounted for', `run ${part.runId}: ${complaint}`)
  }
}

/** A run that takes back is there when its head is, which is written last; who asked for one without was told that it failed. */
const isUnborn = ({ runs }: Records, id: RunId, { undoes }: RunLine) => undoes !== null && !runs.has(id)

/** What is stored is never changed, only replaced: once is enough for each. */
const accounted = new WeakSet<RunCompany>()

const isCancelled = ({ runs }: Records, id: RunId): boolean => {
  const run = runs.get(id)
  return run !== undefined && standingOf(run).kind === 'cancelled'
}

const ends: Partial<Record<RunLine['status'], readonly LedgerEntry['kind'][]>> = {
  sent: ['sent', 'settledDone', 'unchanged'],
  failed: ['failed'],
  stale: ['stale'],
}

function checkEnd(records: Records, name: string, line: RunLine, cancelled: boolean): void {
  const kinds = line.status === 'skipped' && cancelled ? (['skipped'] as const) : ends[line.status]
  if (kinds === undefined) {
    records.violate('no line lost', `the approved line ${name} ended ${line.status}`)
    return
  }
  const found = records.ledger.some(
    ({ entry }) => lineName(entry.runId, entry.lineKey) === name && kinds.includes(entry.kind),
  )
  if (!found) records.violate('no line lost', `${name} is ${line.status}, and the ledger does not say so`)
}

/** Every seat in one bucket, in the one that its line is in, and all of them those that were reported. */
function unevenAccount({ account, lines, unplaced }: RunCompany): string | null {
  const buckets: (keyof SeatAccount)[] = ['billed', 'willChange', 'excluded', 'held', 'failed', 'unmapped']
  const sum = buckets.reduce((total, bucket) => total + account[bucket], 0)
  if (sum !== account.total) return `${sum} of ${account.total} seats in buckets`
  if (account.total !== account.reported) return `${account.total} of ${account.reported} reported seats`
  const again = accountSeats(lines, unplaced, account.reported)
  const wrong = buckets.find((bucket) => again[bucket] !== account[bucket])
  return wrong === undefined
    ? null
    : `${account[wrong]} seats are said to be ${wrong}; by their lines it is ${again[wrong]}`
}

/** After a last restart without trouble. */
export function checkAtEnd(records: Records, nowMs: number): void {
  for (const { id, status, createdAt } of records.runs.values()) {
    if (status !== 'finished' && isCancelled(records, id))
      records.violate('every run ends', `${id} was cancelled and is still ${status}`)
    const parts = [...records.parts.values()].filter(({ runId }) => runId === id)
    const newest = Math.max(msOf(createdAt), ...parts.map(({ plannedAt }) => msOf(plannedAt)))
    if (status !== 'finished' && nowMs - newest > maxPlanAgeMs)
      records.violate('every run ends', `${id} of ${createdAt} is still ${status}`)
  }
  for (const [name, { runId, companyId }] of records.approved) {
    const line = lineOf(records, runId, companyId, name)
    if (line !== null && !isSettled(line.status) && !isUnborn(records, runId, line))
      records.violate('no line lost', `${name} is still ${line.status} after a restart without trouble`)
  }
}
