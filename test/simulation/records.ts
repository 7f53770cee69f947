/** What really happened, noted by the simulation itself: the other half of every invariant. */
import type { Day, Instant } from '../../server/domain/calendar'
import type {
  AdditionId,
  AgreementId,
  CompanyId,
  CustomerId,
  RunId,
  ServicePlanKey,
  SubscriptionId,
} from '../../server/domain/ids'
import type { Addition } from '../../server/domain/psa'
import type { BillingRun, LedgerEntry, RunCompany, RunLine } from '../../server/domain/run'
import type { ProductAssignment } from '../../server/domain/settings'

/** What of an addition the rules go by. */
export type AdditionState = Pick<
  Addition,
  'catalogItemId' | 'quantity' | 'startsOn' | 'cancelledOn' | 'billable' | 'included'
>

/** A change of an addition at ConnectWise. */
export interface AdditionChange {
  atMs: number
  additionId: AdditionId
  agreementId: AgreementId
  /** A person's, another program's, or the write of a line (`run key`); `late`: of a server that was dead or had given it up. */
  by: { kind: 'hand' } | { kind: 'program' } | { kind: 'send'; line: string } | { kind: 'late'; line: string }
  /** null: there was none. */
  before: AdditionState | null
  /** null: there is none any more. */
  after: AdditionState | null
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
  missing: { id: SubscriptionId; customerId: CustomerId; said: boolean }[]
  /** Those whose use was reported as of days ago. */
  old: SubscriptionId[]
  /** The seats that Trend Micro has, of those that came back whole. */
  seats: Map<SubscriptionId, number>
}

/** An invoice of an agreement, with what its children bill on it. */
export interface Invoice {
  atMs: number
  agreementId: AgreementId
  on: Day
  /** The agreement's date of the next one, before and after; null where ConnectWise gives none. */
  was: Day | null
  next: Day | null
}

/** What a person decided of a product, from a moment on. */
export interface Decided {
  atMs: number
  companyId: CompanyId
  plan: ServicePlanKey
  assignment: ProductAssignment
}

/** A write that took effect. */
export interface Landed {
  atMs: number
  /** The last look before it was let go; null: there was none. */
  lookMs: number | null
  additionId: AdditionId
  step: WriteStep
  before: AdditionState | null
  after: AdditionState
}
/** A quantity is set, an addition is made, or its last day is set. */
export type WriteStep = 'set' | 'create' | 'end'

export interface Violation {
  rule: string
  says: string
}

export interface Records {
  changes: AdditionChange[]
  looks: Look[]
  readings: Map<Instant, SeatReadingRecord>
  invoices: Invoice[]
  decisions: Decided[]
  /** When each life of the server began. */
  boots: Map<number, number>
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
  writes: Map<string, Landed[]>
  violations: Violation[]
  violate(rule: string, says: string): void
}

export function createRecords(): Records {
  const records: Records = {
    changes: [],
    looks: [],
    readings: new Map(),
    invoices: [],
    decisions: [],
    boots: new Map(),
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

export const stateOf = ({
  catalogItemId,
  quantity,
  startsOn,
  cancelledOn,
  billable,
  included,
}: AdditionState): AdditionState => ({ catalogItemId, quantity, startsOn, cancelledOn, billable, included })

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

/** The line as it stands on disk; null: it does not any more. */
export function lineOf(records: Records, runId: RunId, companyId: CompanyId, name: string): RunLine | null {
  const stored = records.parts.get(partName(runId, companyId))
  return stored?.lines.find((line) => lineName(stored.runId, line.key) === name) ?? null
}

/** The addition as it stood at that moment; undefined: nobody has ever changed it. */
export function stateAt({ changes }: Records, id: AdditionId, atMs: number): AdditionState | null | undefined {
  const own = changes.filter(({ additionId }) => additionId === id)
  const last = own.findLast((change) => change.atMs <= atMs)
  return last === undefined ? own[0]?.before : last.after
}

/** What was decided of the line's products at any moment of the span, as far as it was decided for the line's place. */
export function decidedFor(
  { decisions }: Records,
  { companyId, agreementId, sources }: Pick<RunLine, 'companyId' | 'agreementId' | 'sources'>,
  [fromMs, untilMs]: readonly [number, number],
): ProductAssignment[] {
  return [...new Set(sources.map(({ plan }) => plan))].flatMap((plan) => {
    const own = decisions.filter((each) => each.companyId === companyId && each.plan === plan && each.atMs <= untilMs)
    const since = own.findLastIndex(({ atMs }) => atMs <= fromMs)
    return own
      .slice(Math.max(0, since))
      .map(({ assignment }) => assignment)
      .filter(({ agreement }) => agreement.kind === 'default' || agreement.agreementId === agreementId)
  })
}
