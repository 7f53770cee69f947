/** What really happened, noted by the simulation itself: the other half of every invariant. */
import type { Instant } from '../../server/domain/calendar'
import type { AdditionId, AgreementId, CompanyId, RunId, SubscriptionId } from '../../server/domain/ids'
import type { BillingRun, LedgerEntry, RunCompany } from '../../server/domain/run'

/** A change of an addition at ConnectWise. */
export interface AdditionChange {
  atMs: number
  additionId: AdditionId
  agreementId: AgreementId
  /** A person's, or the write of a line (`run company key`). */
  by: { kind: 'hand' } | { kind: 'send'; line: string }
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
