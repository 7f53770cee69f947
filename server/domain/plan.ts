/**
 * From inputs to lines. Pure: the same inputs give the same plan, today and in a year, which is how any billed number is explained.
 * Stages: place each subscription (excluded | unmapped | part of a line) → compute each line's change → holds → seat account.
 */
import { accountSeats, reportedSeats } from './account'
import { additionState, billsOn, nextInvoiceOf, successorOf, uninvoicedFrom, unusableReason } from './agreements'
import { addDays, monthOf, periodOfMonth, type BillingPeriod, type Day } from './calendar'
import { driftOf, type Drift } from './drift'
import { holdsOf, type LineDraft } from './holds'
import type { AdditionId } from './ids'
import { makeLineKey } from './line'
import { moneyOf } from './money'
import { notesOf } from './notes'
import { placeSubscriptions, type Placement } from './placement'
import { countSeats, quantityOf } from './quantity'
import type { Addition, Agreement, CatalogItem } from './psa'
import type { BlockedReason, Change, LineSource, PlanInputs, QuantityStep, RunLine, SeatAccount, Unplaced } from './run'
import { seenOf } from './seen'
import { clearFrom, findTargets } from './targets'

export interface Plan {
  lines: RunLine[]
  unplaced: Unplaced[]
  account: SeatAccount
}

/** Plans one company. Throws nothing: what cannot be billed is a blocked change, a hold or an unplaced subscription. */
export function planCompany(inputs: PlanInputs): Plan {
  const period = periodOfMonth(monthOf(inputs.today))
  const { placements, unplaced } = placeSubscriptions(inputs, period)
  const lines = placements.map((placement) => planLine(inputs, period, placement))
  return { lines, unplaced, account: accountSeats(lines, unplaced, reportedSeats(inputs.snapshot)) }
}

function planLine(inputs: PlanInputs, period: BillingPeriod, placement: Placement): RunLine {
  const { state, today } = inputs
  const agreement = state.agreements.find((candidate) => candidate.id === placement.agreementId)
  const item = state.catalogItems.find((candidate) => candidate.id === placement.catalogItemId)
  const reading = state.additions.find((candidate) => candidate.agreementId === placement.agreementId)
  const additions = (reading?.list ?? []).filter((addition) => addition.catalogItemId === placement.catalogItemId)
  const replacesFrom =
    agreement !== undefined && placement.strategy === 'replace'
      ? uninvoicedFrom(agreement, state.agreements, today)
      : null
  const { targets, twins, adoptedGone } = findTargets({ additions, inputs, period, placement, replacesFrom })
  const [addition] = targets.length === 1 ? targets : []
  const drifts = driftOfLine(inputs, placement, reading?.list ?? null)
  const startsOn = agreement === undefined ? today : firstBilledDay(agreement, state.agreements, additions, today)
  const { quantity, steps } = sumOfProducts(placement.sources)
  const blocked = blockedReason({
    inputs,
    placement,
    agreement,
    item,
    readAdditions: reading !== undefined,
    targets,
    adoptedGone,
    quantity,
    startsOn,
    isAwaited: additions.some((candidate) => additionState(candidate, period) === 'future'),
    drifts,
  })
  const change = changeOf({ blocked, addition, quantity, replacesFrom: clearFrom(replacesFrom, additions, period) })
  const draft: LineDraft = {
    key: makeLineKey(inputs.tenantId, inputs.companyId, placement.agreementId, placement.catalogItemId, period),
    companyId: inputs.companyId,
    agreementId: placement.agreementId,
    agreementName: agreement?.name ?? `#${placement.agreementId}`,
    agreementTypeName: agreement?.type.name ?? '',
    byDefault: placement.byDefault,
    catalogItemId: placement.catalogItemId,
    catalogItemIdentifier: item?.identifier ?? `#${placement.catalogItemId}`,
    period,
    nextInvoiceOn: agreement === undefined ? null : nextInvoiceOf(agreement, state.agreements),
    sources: placement.sources,
    steps,
    change,
    startsOn: change.kind === 'create' ? startsOn : change.kind === 'replace' ? replacesFrom : null,
    seen: addition === undefined ? null : seenOf(addition, additions, period),
    money: moneyOf({ change, addition, item, agreement, agreements: state.agreements }),
    approval: null,
    skip: null,
    undoes: null,
    undoneBy: null,
    attempts: 0,
    outcome: null,
  }
  const isSendable = change.kind !== 'blocked' && change.kind !== 'none'
  const context = { inputs, agreement, addition, placement, drifts }
  const holds = isSendable ? holdsOf(draft, context) : []
  return {
    ...draft,
    holds,
    notes: notesOf(draft, context, { holds, twins }),
    status: statusOf(change, holds.length > 0),
  }
}

/** What a person changed of the addition that this line wrote last; nothing where its agreement could not be read. */
function driftOfLine({ record, state }: PlanInputs, placement: Placement, list: readonly Addition[] | null): Drift[] {
  const last = record.lastWrites.find(
    (write) => write.agreementId === placement.agreementId && write.catalogItemId === placement.catalogItemId,
  )
  return last === undefined || list === null ? [] : driftOf(last, list, state.edits)
}

function statusOf(change: Change, held: boolean): RunLine['status'] {
  switch (change.kind) {
    case 'blocked':
      return 'blocked'
    case 'none':
      return 'unchanged'
    case 'create':
    case 'update':
    case 'replace':
      return held ? 'held' : 'pending'
    default:
      return change satisfies never
  }
}

/** Each product by its own rule, then the sum; null when one reading is missing: a part is never billed as the whole. */
function sumOfProducts(sources: readonly LineSource[]): { quantity: number | null; steps: QuantityStep[] } {
  const plans = [...new Set(sources.map((source) => source.plan))]
  const steps: QuantityStep[] = []
  let total = 0
  for (const plan of plans) {
    const ofPlan = sources.filter((source) => source.plan === plan)
    const [first] = ofPlan
    let seats = 0
    for (const source of ofPlan) {
      if (source.counted === null) return { quantity: null, steps: [] }
      seats += source.counted
    }
    if (first === undefined) continue
    const part = quantityOf(first.rule, seats)
    steps.push(...part.steps)
    total += part.quantity
  }
  if (plans.length > 1) steps.push({ kind: 'sum', result: total })
  return { quantity: total, steps }
}

function blockedReason(of: {
  inputs: PlanInputs
  placement: Placement
  agreement: Agreement | undefined
  item: CatalogItem | undefined
  readAdditions: boolean
  targets: readonly Addition[]
  adoptedGone: AdditionId | null
  quantity: number | null
  startsOn: Day
  /** An addition of the item begins later. */
  isAwaited: boolean
  drifts: readonly Drift[]
}): BlockedReason | null {
  const { inputs, placement, agreement, item } = of
  if (agreement === undefined) return { kind: 'agreementUnusable', why: { kind: 'gone' }, otherAgreementId: null }
  const why = unusableReason(agreement, inputs.companyId, inputs.today)
  if (why !== null)
    return {
      kind: 'agreementUnusable',
      why,
      otherAgreementId: successorOf(agreement, inputs.state.agreements, inputs.today),
    }
  const missing = placement.sources.find((source) => source.counted === null)
  if (missing?.vanished === true) return { kind: 'vanished' }
  if (missing !== undefined) return unreadReason(missing)
  if (!of.readAdditions) return { kind: 'additionsUnread' }
  const kept = placement.drift === 'keep' ? keptDrift(of.drifts, of.targets, of.quantity) : null
  if (kept !== null) return { kind: 'keptTheirs', drift: kept }
  if (of.adoptedGone !== null) return { kind: 'adoptedGone', additionId: of.adoptedGone }
  if (of.targets.length > 1) return { kind: 'severalAdditions', additionIds: of.targets.map((addition) => addition.id) }
  if (of.targets.length === 1) return null
  // A line is only ever created from a product that can be put on an agreement (facts/connectwise-rest.md §7.3).
  // Nor is an empty one.
  if (!placement.createWhenMissing || of.isAwaited || of.quantity === 0) {
    const taken = of.drifts.find(({ field }) => ['deleted', 'moved', 'cancelled'].includes(field))
    return taken === undefined ? { kind: 'noAddition' } : { kind: 'takenAway', drift: taken }
  }
  if (item === undefined) return { kind: 'catalogItemUnusable', why: 'gone' }
  if (item.inactive) return { kind: 'catalogItemUnusable', why: 'inactive' }
  if (item.productClass === 'Bundle') return { kind: 'catalogItemUnusable', why: 'bundle' }
  const closed = unusableReason(agreement, inputs.companyId, of.startsOn)
  return closed === null ? null : { kind: 'agreementUnusable', why: closed, otherAgreementId: null }
}

function unreadReason(source: LineSource): BlockedReason {
  const seats = countSeats(source.rule.count, source.provisioned, source.used)
  return seats.kind === 'missing'
    ? { kind: 'seatsUnread', which: seats.which, why: seats.why }
    : { kind: 'seatsUnread', which: 'provisioned', why: 'failed' }
}

/** The edit that a "keep theirs" line is left alone for; null when theirs is the right number, or was not of the quantity. */
function keptDrift(drifts: readonly Drift[], targets: readonly Addition[], quantity: number | null): Drift | null {
  return (
    drifts.find((drift) => {
      const target = targets.find((addition) => addition.id === drift.additionId)
      if (drift.field === 'quantity') return target !== undefined && !isSameQuantity(target.quantity, quantity)
      return target === undefined && ['deleted', 'moved', 'cancelled'].includes(drift.field)
    }) ?? null
  )
}

function changeOf(of: {
  blocked: BlockedReason | null
  addition: Addition | undefined
  quantity: number | null
  replacesFrom: Day | null
}): Change {
  const { blocked, addition, quantity, replacesFrom } = of
  if (blocked !== null || quantity === null)
    return {
      kind: 'blocked',
      reason: blocked ?? { kind: 'seatsUnread', which: 'provisioned', why: 'failed' },
      quantityBefore: addition?.quantity ?? null,
      quantity,
    }
  if (addition === undefined) return { kind: 'create', quantity }
  const { id: additionId, quantity: quantityBefore } = addition
  if (isSameQuantity(quantityBefore, quantity)) return { kind: 'none', additionId, quantity }
  // One that no invoice has billed yet has no history to keep, and one that is over by then has no future. Nor is anything kept
  // by replacing it with nothing.
  const hasHistory = replacesFrom !== null && (addition.startsOn === null || addition.startsOn < replacesFrom)
  return hasHistory && billsOn(addition, replacesFrom) && quantity > 0
    ? { kind: 'replace', additionId, quantityBefore, quantity, lastDay: addDays(replacesFrom, -1) }
    : { kind: 'update', additionId, quantityBefore, quantity }
}

/** Quantities are doubles at ConnectWise (facts/connectwise-rest.md §13.9). */
const isSameQuantity = (one: number, other: number | null) => other !== null && Math.abs(one - other) < 1e-6

/**
 * First billed day of a new addition so that neither documented refusal meets it (facts/connectwise-rest.md §6):
 * not before the agreement's billing start, and not in a period that a non-prorating agreement has invoiced. And not while an
 * addition of the same item still bills: the new one begins on the day after its last.
 */
function firstBilledDay(
  agreement: Agreement,
  all: readonly Agreement[],
  additions: readonly Addition[],
  today: Day,
): Day {
  const nextInvoice = nextInvoiceOf(agreement, all)
  const ends = additions.map(({ cancelledOn }) => (cancelledOn === null ? null : addDays(cancelledOn, 1)))
  const earliest = [agreement.billStartsOn, agreement.prorates ? null : nextInvoice, ...ends].filter(
    (which) => which !== null,
  )
  return earliest.reduce((latest, which) => (which > latest ? which : latest), today)
}
