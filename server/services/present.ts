/** From a stored plan to what the screen shows. Pure: no reading, no words. */
import { bucketOfLine } from '../domain/account'
import { quantityBeforeOf } from '../domain/money'
import { additionState, successorOf } from '../domain/agreements'
import type { BillingRun, LineMoney, LineSource, LineStatus, RunCompany, RunLine, Unplaced } from '../domain/run'
import { takesDecisions } from '../domain/runControl'
import type { AdditionCandidate, MoneyTotal, PlanRow, PlanView, RowReason, RowSource, RowState } from '../domain/views'

const order: readonly RowState[] = [
  'failed',
  'held',
  'unknown',
  'sending',
  'waiting',
  'willChange',
  'sent',
  'unmapped',
  'unchanged',
  'notBilled',
  'skipped',
]

/** The plan or run of one company as rows, in the order in which a person should read them. */
export function presentPart(run: BillingRun, part: RunCompany): PlanView {
  const rows = [
    ...part.lines.map((line) => rowOfLine(run, part, line)),
    ...part.unplaced.map((unplaced) => rowOfUnplaced(part, unplaced)),
  ].sort(
    (one, other) =>
      order.indexOf(one.state) - order.indexOf(other.state) || nameOf(one).localeCompare(nameOf(other), 'en'),
  )
  const { snapshot, state } = part.inputs
  return {
    runId: run.id,
    status: run.status,
    plannedAt: part.plannedAt,
    seatsReadAt: snapshot.takenAt,
    sources: snapshot.sources,
    which: snapshot.which,
    rows,
    totals: totalsOf(part.lines),
    account: part.account,
    gaps: snapshot.gaps,
    unreadAgreements: state.unreadAgreements.map((id) => ({
      id,
      name: state.agreements.find((agreement) => agreement.id === id)?.name ?? `#${id}`,
    })),
    otherSync: state.defaults.summaryAgreementId !== null,
  }
}

/**
 * What will be sent, or was: a total a currency, never of held or failed lines, nor of those that somebody had put right before
 * our write; never converted.
 */
export const totalsOf = (lines: readonly RunLine[]): MoneyTotal[] =>
  moneyTotals(
    lines
      .filter(({ status }) => ['pending', 'sending', 'sent'].includes(status))
      .filter(({ outcome }) => outcome?.alreadyRight !== true)
      .map(({ money }) => money),
  )

/** By the month where that is known; a sum a currency. A line whose money is not known counts, with nothing. */
export function moneyTotals(moneys: readonly (LineMoney | null)[]): MoneyTotal[] {
  const totals = new Map<string | null, MoneyTotal>()
  for (const money of moneys) {
    const currency = money?.currency ?? null
    let total = totals.get(currency)
    if (total === undefined) totals.set(currency, (total = { currency, difference: 0, lines: 0, notMonthly: 0 }))
    total.difference = addMoney(total.difference, money?.monthly ?? money?.difference ?? 0)
    total.lines += 1
    if (money !== null && money.monthly === null) total.notMonthly += 1
  }
  return [...totals.values()]
}

/** Whole ten-thousandths keep the sum exact. */
export const addMoney = (one: number, other: number): number =>
  (Math.round(one * 10_000) + Math.round(other * 10_000)) / 10_000

/** All of a run that the rows of its lines depend on. */
type RunOfRows = Pick<BillingRun, 'status' | 'scope' | 'approvedBy' | 'controls'>

/** Of a line that waits neither for a person nor for its turn: its row is the same however its run stands. */
export const rowOfTriedLine = (part: RunCompany, line: RunLine): PlanRow =>
  rowOfLine({ status: 'finished', scope: { kind: 'all' }, approvedBy: null, controls: [] }, part, line)

export function rowOfLine(run: RunOfRows, part: RunCompany, line: RunLine): PlanRow {
  const { change } = line
  const state = stateOf(run, line)
  const agreement = part.inputs.state.agreements.find((candidate) => candidate.id === line.agreementId)
  const other =
    agreement !== undefined && state === 'failed'
      ? successorOf(agreement, part.inputs.state.agreements, part.inputs.today)
      : null
  const otherAgreement = part.inputs.state.agreements.find((candidate) => candidate.id === other)
  return {
    key: line.key,
    sources: line.sources.map((source) => rowSource(part, source)),
    agreement: {
      id: line.agreementId,
      name: line.agreementName,
      typeName: line.agreementTypeName,
      byDefault: line.byDefault,
    },
    catalogItem: { id: line.catalogItemId, identifier: line.catalogItemIdentifier },
    additionId: additionOf(line),
    startsOn: line.startsOn,
    endsOn: change.kind === 'replace' ? change.lastDay : null,
    rule: line.sources[0]?.rule ?? null,
    // A line that is to be made has nothing before.
    quantityBefore: change.kind === 'create' ? null : quantityBeforeOf(change),
    quantity: change.quantity,
    included: line.seen?.included ?? null,
    change: change.kind,
    money: line.money,
    nextInvoiceOn: line.nextInvoiceOn,
    state,
    lineStatus: line.status,
    reason: reasonOf(line),
    sendable: sendableOf(run, { status: line.status, isLetGo: line.approval !== null }),
    otherAgreement: otherAgreement === undefined ? null : { id: otherAgreement.id, name: otherAgreement.name },
    sentAt: line.status === 'sent' ? (line.outcome?.at ?? null) : null,
    warnings: warningsOf(part, line),
    notes: line.notes,
    candidates: candidatesOf(part, line),
  }
}

const additionOf = ({ outcome, change }: RunLine) =>
  outcome?.additionId ??
  (change.kind === 'update' || change.kind === 'none' || change.kind === 'replace' ? change.additionId : null)

/** What a person may choose between: of several the ones that bill, of an adopted one that is gone whatever is there. */
function candidatesOf(part: RunCompany, { change, agreementId, catalogItemId, period }: RunLine): AdditionCandidate[] {
  if (change.kind !== 'blocked') return []
  const { reason } = change
  if (reason.kind !== 'severalAdditions' && reason.kind !== 'adoptedGone') return []
  const list = part.inputs.state.additions.find((reading) => reading.agreementId === agreementId)?.list ?? []
  return list
    .filter((addition) =>
      reason.kind === 'severalAdditions'
        ? reason.additionIds.includes(addition.id)
        : addition.catalogItemId === catalogItemId && additionState(addition, period) !== 'ended',
    )
    .map(({ id, description, quantity, unitPrice, startsOn }) => ({ id, description, quantity, unitPrice, startsOn }))
}

/** What a line's row shows of its run: may a person let it go, and does it wait for its turn? */
interface LineInRun {
  status: LineStatus
  isLetGo: boolean
}

export function sendableOf(run: RunOfRows, { status, isLetGo }: LineInRun): PlanRow['sendable'] {
  if (isLetGo || !takesDecisions(run)) return 'no'
  return status === 'pending' ? 'yes' : status === 'held' ? 'withReason' : 'no'
}

export const stateOfPending = (run: Pick<BillingRun, 'status'>, isLetGo: boolean): RowState =>
  run.status === 'sending' && isLetGo ? 'waiting' : 'willChange'

function stateOf(run: RunOfRows, line: RunLine): RowState {
  switch (line.status) {
    case 'pending':
      return stateOfPending(run, line.approval !== null)
    case 'blocked': {
      const bucket = bucketOfLine(line)
      return bucket === 'unmapped' || bucket === 'failed' ? bucket : bucket === 'excluded' ? 'notBilled' : 'held'
    }
    case 'stale':
      return 'held'
    case 'held':
    case 'unchanged':
    case 'sending':
    case 'sent':
    case 'failed':
    case 'unknown':
    case 'skipped':
      return line.status
    default:
      return line.status satisfies never
  }
}

function reasonOf(line: RunLine): RowReason {
  if (line.skip !== null) return { kind: 'skipped', by: line.skip.by, reason: line.skip.reason ?? '' }
  if (line.change.kind === 'blocked') return { kind: 'blocked', reason: line.change.reason }
  if (line.status === 'unknown') return { kind: 'settling' }
  if (line.outcome?.cause != null) return { kind: 'cause', cause: line.outcome.cause }
  if (line.outcome?.alreadyRight === true) return { kind: 'alreadyRight' }
  if (line.approval !== null && line.undoes !== null)
    return { kind: 'undoes', by: line.approval.by, reason: line.approval.reason ?? '' }
  if (line.approval !== null && line.approval.reason !== null)
    return { kind: 'released', by: line.approval.by, reason: line.approval.reason }
  return line.holds.length > 0 ? { kind: 'holds', holds: line.holds } : null
}

function warningsOf(part: RunCompany, line: RunLine): PlanRow['warnings'] {
  const warnings: PlanRow['warnings'] = []
  if (
    line.sources.some(
      ({ used, provisioned }) => used.kind === 'read' && provisioned.kind === 'read' && used.seats > provisioned.seats,
    )
  )
    warnings.push('usedAboveProvisioned')
  if (line.seen?.prorated === true) warnings.push('proratedAddition')
  if (part.inputs.state.defaults.summaryAgreementId === line.agreementId) warnings.push('otherSync')
  if (line.seen !== null && line.seen.billable !== 'Billable') warnings.push('notBillable')
  return warnings
}

function rowOfUnplaced(part: RunCompany, { source, why }: Unplaced): PlanRow {
  return {
    key: null,
    sources: [rowSource(part, source)],
    agreement: null,
    catalogItem: null,
    additionId: null,
    startsOn: null,
    endsOn: null,
    rule: null,
    quantityBefore: null,
    quantity: null,
    included: null,
    change: null,
    money: null,
    nextInvoiceOn: null,
    state: why.kind === 'excluded' ? 'notBilled' : why.kind === 'unmapped' ? 'unmapped' : 'held',
    lineStatus: null,
    reason: { kind: 'unplaced', why },
    sendable: 'no',
    otherAgreement: null,
    sentAt: null,
    warnings: [],
    notes: [],
    candidates: [],
  }
}

export function rowSource(part: Pick<RunCompany, 'customers'>, source: LineSource): RowSource {
  return {
    plan: source.plan,
    customerName: part.customers.find((customer) => customer.id === source.customerId)?.name ?? source.customerId,
    productName: source.productName,
    planName: source.planName,
    unit: source.unit,
    provisioned: source.provisioned,
    used: source.used,
    counted: source.counted,
  }
}

const nameOf = (row: PlanRow): string => row.sources[0]?.productName ?? ''
