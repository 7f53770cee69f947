/** The invariants that hold between steps (architecture §6, issue "How it is proved"). */
import { isSettled } from '../../server/domain/line'
import type { AdditionId } from '../../server/domain/ids'
import type { LedgerEntry, RunCompany, RunLine, SeatAccount } from '../../server/domain/run'
import { lineName, partName, type Records } from './records'

/** After every step, whatever is under way. `complaintOf`: what is wrong with a part's seats when Trend Micro itself is asked. */
export function checkAlways(records: Records, complaintOf: (part: RunCompany) => string | null): void {
  for (const [name, { runId, companyId }] of records.approved) {
    const line = lineOf(records, name, partName(runId, companyId))
    if (line === null) records.violate('no line lost', `the approved line ${name} is on disk no more`)
    else if (isSettled(line.status)) checkEnd(records, name, line)
    else if (records.runs.get(runId)?.status === 'finished')
      records.violate('no line lost', `${name} is ${line.status} in a run that is finished`)
  }
  for (const part of records.parts.values()) {
    const complaint = unevenAccount(part) ?? complaintOf(part)
    if (complaint !== null) records.violate('every seat accounted for', `run ${part.runId}: ${complaint}`)
  }
}

const ends: Partial<Record<RunLine['status'], readonly LedgerEntry['kind'][]>> = {
  sent: ['sent', 'settledDone', 'unchanged'],
  failed: ['failed'],
  stale: ['stale'],
}

function checkEnd(records: Records, name: string, line: RunLine): void {
  const kinds = ends[line.status]
  if (kinds === undefined) {
    records.violate('no line lost', `the approved line ${name} ended ${line.status}`)
    return
  }
  const found = records.ledger.some(
    ({ entry }) => lineName(entry.runId, entry.lineKey) === name && kinds.includes(entry.kind),
  )
  if (!found) records.violate('no line lost', `${name} is ${line.status}, and the ledger does not say so`)
}

function lineOf(records: Records, name: string, part: string): RunLine | null {
  const stored = records.parts.get(part)
  return stored?.lines.find((line) => lineName(stored.runId, line.key) === name) ?? null
}

/** Every seat in one bucket. */
function unevenAccount({ account }: RunCompany): string | null {
  const buckets: (keyof SeatAccount)[] = ['billed', 'willChange', 'excluded', 'held', 'failed', 'unmapped']
  const sum = buckets.reduce((total, bucket) => total + account[bucket], 0)
  return sum === account.total ? null : `${sum} of ${account.total} seats in buckets`
}

/** When nothing is under way: what the ledger says was written last is what ConnectWise holds, unless a person was there since. */
export function checkReplay(records: Records, quantityOf: (addition: AdditionId) => number | undefined): void {
  const written = new Map<number, { atMs: number; entry: LedgerEntry }>()
  for (const each of records.ledger)
    if (each.entry.additionId !== null && ['sent', 'settledDone'].includes(each.entry.kind))
      written.set(each.entry.additionId, each)
  const open = new Set<number>()
  for (const part of records.parts.values())
    for (const line of part.lines)
      if (line.status === 'sending' || line.status === 'unknown')
        for (const { additionId } of records.writes.get(lineName(part.runId, line.key)) ?? []) open.add(additionId)
  for (const last of new Map(records.changes.map((change) => [change.additionId, change])).values()) {
    if (last.by.kind === 'hand' || open.has(last.additionId)) continue
    // A quantity that arrives after its line was decided may stand over a later one; nobody could know of it.
    if (last.by.kind === 'late' && !isCreation(records, last.by.line)) continue
    const entry = written.get(last.additionId)?.entry
    const holds = quantityOf(last.additionId)
    if (entry?.quantity !== holds)
      records.violate(
        'ledger equals ConnectWise',
        `addition ${last.additionId} holds ${holds ?? 'nothing'}; the ledger says ${entry?.quantity ?? 'nothing'} (written by ${last.by.line})`,
      )
  }
}

/** After a last restart without trouble. */
export function checkAtEnd(records: Records): void {
  for (const [name, { runId, companyId }] of records.approved) {
    const line = lineOf(records, name, partName(runId, companyId))
    if (line !== null && !isSettled(line.status))
      records.violate('no line lost', `${name} is still ${line.status} after a restart without trouble`)
  }
}

const isCreation = ({ writes }: Records, line: string) => writes.get(line)?.some(({ created }) => created) === true
