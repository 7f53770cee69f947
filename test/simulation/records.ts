/** What really happened, noted by the simulation itself: the other half of every invariant. */
import type { Instant } from '../../server/domain/calendar'
import type { AdditionId, AgreementId, CompanyId, RunId, SubscriptionId } from '../../server/domain/ids'
import type { BillingRun, LedgerEntry, RunCompany, RunLine } from '../../server/domain/run'

/** A change of an addition at ConnectWise. */
export interface AdditionChange {
  atMs: number
  additionId: AdditionId
  agreementId: AgreementId
  /** A person's, or the write of a line (`run company key`); `late`: of a server that was dead or had given it up. */
  by: { kind: 'hand' } | { kind: 'send' | 'late'; line: string }
  quantity: number
}

/** A list of additions as one server got it. */
export interface Look {
  life: number
  agreementId: AgreementId
  /** When it was asked for, and when ConnectWise looked. */
  askedMs: number
  atMs: number
  isBeforeWrite: boolean
}

/** A reading of seats as one server got it; found again by its moment, which is its own. */
export interface SeatReadingRecord {
  takenAt: Instant
  /** Subscriptions that were there and did not come back with their seats, by whether the answer said so. */
  missing: { id: SubscriptionId; said: boolean }[]
  /** The seats that Trend Micro has, of those that came back whole. */
  seats: Map<SubscriptionId, number>
}

export interface Violation {
  rule: string
  says: string
}

export interface Records {
  changes: AdditionChange[]
  looks: Look[]
  readings: Map<Instant, SeatReadingRecord>
  /** Copies of what is stored, as of the last write that took effect. */
  runs: Map<RunId, BillingRun>
  parts: Map<string, RunCompany>
  ledger: { atMs: number; entry: LedgerEntry }[]
  /** Every approval that was ever on disk, by line. */
  approved: Map<string, { runId: RunId; companyId: CompanyId }>
  /** When, and in which life of the server, a line was last made `sending`. */
  intents: Map<string, { atMs: number; life: number }>
  /** Writes that were asked for and not answered yet, by life, agreement and item. */
  inFlight: string[]
  /** When a write was let go, by line. */
  departures: Map<string, number[]>
  /** Effective writes by line. */
  writes: Map<string, { atMs: number; additionId: AdditionId; quantity: number; created: boolean }[]>
  violations: Violation[]
  violate(rule: string, says: string): void
}

export function createRecords(): Records {
  const records: Records = {
    changes: [],
    looks: [],
    readings: new Map(),
    runs: new Map(),
    parts: new Map(),
    ledger: [],
    approved: new Map(),
    intents: new Map(),
    inFlight: [],
    departures: new Map(),
    writes: new Map(),
    violations: [],
    violate(rule, says) {
      records.violations.push({ rule, says })
    },
  }
  return records
}

export const partName = (runId: RunId, companyId: CompanyId) => `${runId}/${companyId}`
export const lineName = (runId: RunId, key: string) => `${runId} ${key}`

/** Notes a company's part of a run as it is on disk from now on, and what of it was let go or is being sent. */
export function notePart(records: Records, part: RunCompany, of: { atMs: number; life: number }): void {
  const before = records.parts.get(partName(part.runId, part.companyId))
  records.parts.set(partName(part.runId, part.companyId), part)
  part.lines.forEach((line, index) => {
    if (line.approval === null || line === before?.lines[index]) return
    const name = lineName(part.runId, line.key)
    records.approved.set(name, { runId: part.runId, companyId: part.companyId })
    const sameIntent = before?.lines[index]?.status === 'sending' && before.lines[index].attempts === line.attempts
    if (line.status === 'sending' && !sameIntent) records.intents.set(name, of)
  })
}

/** Has nothing else touched the line's addition since? */
export function isLastWriter({ changes }: Records, part: RunCompany, line: RunLine): boolean {
  const last = changes.findLast((change) => change.additionId === line.outcome?.additionId)
  return last === undefined || (last.by.kind === 'send' && last.by.line === lineName(part.runId, line.key))
}
