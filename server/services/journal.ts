/** Writes what became of a line: company record and ledger first, the line's own status last, so that a crash between leaves it open. */
import type { AdditionId, CompanyId, RunId, SubscriptionId } from '../domain/ids'
import { isSamePlace, moveLine } from '../domain/line'
import { quantityBeforeOf } from '../domain/money'
import type { BillingRun, LedgerEntry, LineOutcome, LineSource, LineStatus, RunCompany, RunLine } from '../domain/run'
import type { BilledSubscription, CompanyRecord, LastWrite } from '../domain/settings'
import { emptyCompanyRecord } from '../domain/settings'
import type { Addition } from '../domain/psa'
import type { Clock } from '../ports'
import type { TenantStore } from '../storage/store'
import { withLines } from '../domain/account'
import { AppError } from '../domain/errors'

export interface Journal {
  /** Stores a line's new status (and outcome) in its run; answers with the line as stored. */
  move(key: RunLine['key'], to: LineStatus, outcome?: LineOutcome | null): Promise<RunLine>
  /** One more attempt is about to be made: status `sending` and the count of attempts, on disk before the request. */
  intend(line: RunLine): Promise<RunLine>
  append(line: RunLine, kind: LedgerEntry['kind'], outcome: LineOutcome | null): Promise<void>
  /**
   * Is there another run of which the last that the ledger knows of this line, in whatever period, is a write without an answer?
   */
  isOpenElsewhere(key: RunLine['key']): Promise<boolean>
  /** Has another run written to this addition, so that its number is that run's? */
  isWrittenElsewhere(addition: AdditionId): Promise<boolean>
  /** What ConnectWise holds after our write, for drift detection and for noticing what vanishes. */
  remember(line: RunLine, addition: Addition): Promise<void>
  /**
   * The look before the write found the right quantity: who wrote what, and when, stays as it was. Only the number and its
   * revision are the new base of drift.
   */
  rememberRight(line: RunLine, addition: Addition): Promise<void>
  /**
   * A line that was right already: its subscriptions count as billed, and what is there is the base of drift detection. What it
   * billed before and nobody reports any more stays known: no person has said yet that it is over.
   */
  rememberUnchanged(line: RunLine, reported: ReadonlySet<SubscriptionId>): Promise<void>
}

/** Newest entries of a company's ledger in which a write without an answer is looked for: months of sends. */
const entriesLookedAt = 500

/** The journal of one company's part of one run. */
export function createJournal(store: TenantStore, clock: Clock, run: BillingRun, companyId: CompanyId): Journal {
  const key = { runId: run.id, companyId }
  const change = async (lineKey: RunLine['key'], edit: (line: RunLine) => RunLine): Promise<RunLine> => {
    let changed: RunLine | undefined
    await store.runCompanies.update(key, (part) => {
      if (part === null) throw new AppError('notFound')
      const lines = part.lines.map((line) => (line.key === lineKey ? (changed = edit(line)) : line))
      return withLines(part, lines)
    })
    if (changed === undefined) throw new AppError('notFound')
    return changed
  }
  const append: Journal['append'] = (line, kind, outcome) =>
    store.appendLedger(companyId, [entryOf(run, line, kind, outcome, clock)])
  return {
    append,
    async isOpenElsewhere(lineKey) {
      const entries = await store.readLedger(companyId, entriesLookedAt)
      const others = entries.filter((entry) => isSamePlace(entry.lineKey, lineKey) && entry.runId !== run.id)
      // Newest first; a run that came later and left the line alone says nothing of an earlier one.
      const newest = new Map(others.toReversed().map((entry) => [entry.runId, entry.kind]))
      return [...newest.values()].some((kind) => kind === 'intent' || kind === 'unknown')
    },
    async isWrittenElsewhere(addition) {
      const entries = await store.readLedger(companyId, entriesLookedAt)
      return entries.some(
        ({ runId, additionId, kind }) =>
          runId !== run.id && additionId === addition && (kind === 'sent' || kind === 'settledDone'),
      )
    },
    move: (lineKey, to, outcome) =>
      change(lineKey, (line) => ({ ...moveLine(line, to), outcome: outcome === undefined ? line.outcome : outcome })),
    async intend(line) {
      const intended = await change(line.key, (stored) => ({
        ...moveLine(stored, 'sending'),
        attempts: stored.attempts + 1,
      }))
      await append(intended, 'intent', null)
      return intended
    },
    async remember(line, addition) {
      await store.companies.update(companyId, (record) =>
        rememberLine(record ?? emptyCompanyRecord(companyId), run.id, line, addition, clock),
      )
    },
    async rememberRight(line, addition) {
      await store.companies.update(companyId, (record) =>
        rememberFound(record ?? emptyCompanyRecord(companyId), run.id, line, addition, clock),
      )
    },
    async rememberUnchanged(line, reported) {
      await store.companies.update(companyId, (record) =>
        rememberSeen(record ?? emptyCompanyRecord(companyId), line, reported),
      )
    },
  }
}

/** The record with a line's write as the new base of drift and vanishing. */
function rememberLine(
  record: CompanyRecord,
  runId: RunId,
  line: RunLine,
  addition: Addition,
  clock: Clock,
): CompanyRecord {
  const write: LastWrite = {
    additionId: addition.id,
    agreementId: line.agreementId,
    catalogItemId: line.catalogItemId,
    ...asSeen(addition),
    writtenBy: addition.updatedBy,
    replaced: replacedBy(record, line),
    at: clock.now(),
    runId,
  }
  const lastWrites = [...record.lastWrites.filter(notOf(line)), write]
  return { ...(line.undoes === null ? rememberBilled(record, line) : rememberAgain(record, line)), lastWrites }
}

/** A person or another program may have set it, or another run: taken for ours, their next edit would be one of ours too. */
function rememberFound(
  record: CompanyRecord,
  runId: RunId,
  line: RunLine,
  addition: Addition,
  clock: Clock,
): CompanyRecord {
  const isKnown = record.lastWrites.some(({ additionId }) => additionId === addition.id)
  // What was made for this line bears our mark: it is ours, also where the run that made it never heard so.
  if (!isKnown && line.change.kind !== 'update') return rememberLine(record, runId, line, addition, clock)
  return {
    ...(line.undoes === null ? rememberBilled(record, line) : rememberAgain(record, line)),
    lastWrites: withBase(record.lastWrites, addition.id, addition),
  }
}

/** The writes with what was found at this addition as the base that drift of its quantity is measured by. */
const withBase = (
  writes: readonly LastWrite[],
  of: AdditionId,
  { quantity, revision }: Pick<LastWrite, 'quantity' | 'revision'>,
): LastWrite[] => writes.map((write) => (write.additionId === of ? { ...write, quantity, revision } : write))

/** What of an addition drift is measured by. */
const asSeen = ({ quantity, unitPrice, revision, included, billable, cancelledOn }: Addition) => ({
  quantity,
  unitPrice,
  revision,
  included,
  billable,
  cancelledOn,
})

/** Most replaced additions that are remembered of one line: years of months. */
const maxReplaced = 60

function replacedBy(record: CompanyRecord, line: RunLine): LastWrite['replaced'] {
  const before = record.lastWrites.find((write) => !notOf(line)(write))?.replaced ?? []
  if (line.change.kind !== 'replace') return before
  const { additionId } = line.change
  return [...before.filter((id) => id !== additionId), additionId].slice(-maxReplaced)
}

/** An addition that somebody set to the very number that is right is no hand edit to ask about next month. */
function rememberSeen(record: CompanyRecord, line: RunLine, reported: ReadonlySet<SubscriptionId>): CompanyRecord {
  const { change, seen } = line
  const lastWrites =
    change.kind !== 'none' || seen === null ? record.lastWrites : withBase(record.lastWrites, change.additionId, seen)
  const missing = record.lastBilled.filter((billed) => !notOf(line)(billed) && !reported.has(billed.subscriptionId))
  const { lastBilled } = rememberBilled(record, line)
  return { ...record, lastBilled: [...lastBilled, ...missing], lastWrites }
}

function rememberBilled(record: CompanyRecord, line: RunLine): CompanyRecord {
  return { ...record, lastBilled: [...record.lastBilled.filter(notOf(line)), ...billedBy(line)] }
}

/**
 * What is taken back is not billed anew: which subscriptions are billed stays as it was. But one that was over, or left out,
 * bills again, and the next plan must ask about it.
 */
function rememberAgain(record: CompanyRecord, line: RunLine): CompanyRecord {
  const isKnown = (source: LineSource) =>
    record.lastBilled.some((billed) => billed.subscriptionId === source.subscriptionId && !notOf(line)(billed))
  const isOver = ({ vanished, notBilled }: LineSource) => vanished || notBilled !== null
  const again = line.sources.filter((source) => isOver(source) && !isKnown(source)).map(billedOf(line))
  return { ...record, lastBilled: [...record.lastBilled, ...again] }
}

const notOf = (line: RunLine) => (other: Pick<LastWrite, 'agreementId' | 'catalogItemId'>) =>
  other.agreementId !== line.agreementId || other.catalogItemId !== line.catalogItemId

function billedBy(line: RunLine): BilledSubscription[] {
  return line.sources
    .filter((source) => source.notBilled === null && source.counted !== null && !source.vanished)
    .map(billedOf(line))
}

const billedOf =
  ({ agreementId, catalogItemId }: RunLine) =>
  (source: LineSource): BilledSubscription => ({
    subscriptionId: source.subscriptionId,
    customerId: source.customerId,
    plan: source.plan,
    productName: source.productName,
    planName: source.planName,
    seats: source.counted ?? 0,
    agreementId,
    catalogItemId,
  })

function entryOf(
  run: BillingRun,
  line: RunLine,
  kind: LedgerEntry['kind'],
  outcome: LineOutcome | null,
  clock: Clock,
): LedgerEntry {
  const { change } = line
  return {
    at: clock.now(),
    runId: run.id,
    trigger: run.trigger,
    companyId: line.companyId,
    lineKey: line.key,
    productNames: [...new Set(line.sources.map((source) => source.productName))],
    agreementName: line.agreementName,
    kind,
    additionId: outcome?.additionId ?? (change.kind === 'update' || change.kind === 'none' ? change.additionId : null),
    quantityBefore: quantityBeforeOf(change),
    quantity: change.quantity,
    replaced: change.kind === 'replace' ? { additionId: change.additionId, lastDay: change.lastDay } : null,
    undoes: line.undoes,
    requestId: outcome?.requestId ?? null,
    cause: outcome?.cause ?? null,
    by: cancelledBy(outcome) ?? line.approval?.by ?? line.skip?.by ?? run.createdBy,
    releaseReason: cancelledBy(outcome) === null ? (line.approval?.reason ?? line.skip?.reason ?? null) : null,
    nextInvoiceOn: line.nextInvoiceOn,
  }
}

/** Who cancelled the run did that with the line, whoever had let it go. */
const cancelledBy = (outcome: LineOutcome | null): string | null =>
  outcome?.cause?.kind === 'cancelled' ? outcome.cause.by : null

/** Did a person approve or leave out lines of it? */
export const isDecided = (part: RunCompany): boolean =>
  part.lines.some((line) => line.approval !== null || line.skip !== null)

/** Lines of a part that were approved and are not at their end. */
export const openLines = (part: RunCompany): RunLine[] =>
  part.lines.filter((line) => line.approval !== null && ['pending', 'sending', 'unknown'].includes(line.status))

/** Has its write begun, so that it must be brought to its end? Half of a replacement bills twice. */
export const isUnderWay = ({ status, change, outcome }: RunLine): boolean =>
  status !== 'pending' || (change.kind === 'replace' && outcome !== null)
