/**
 * From inputs to lines. Pure: the same inputs give the same plan, today and in a year, which is how any billed number is explained.
 * Stages: place each subscription (excluded | unmapped | part of a line) → compute each line's change → holds → seat account.
 */
import { accountSeats } from './account'
import { additionState, nextInvoiceOf, successorOf, unusableReason } from './agreements'
import { addDays, monthOf, periodOfMonth, type BillingPeriod, type Day } from './calendar'
import { holdsOf } from './holds'
import { makeLineKey } from './line'
import { placeSubscriptions, type Placement } from './placement'
import { countSeats, quantityOf } from './quantity'
import type { Addition, Agreement, CatalogItem } from './psa'
import type {
  BlockedReason,
  Change,
  LineMoney,
  LineSource,
  PlanInputs,
  QuantityStep,
  RunLine,
  SeatAccount,
  Unplaced,
} from './run'

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
  return { lines, unplaced, account: accountSeats(lines, unplaced) }
}

function planLine(inputs: PlanInputs, period: BillingPeriod, placement: Placement): RunLine {
  const { state, today } = inputs
  const agreement = state.agreements.find((candidate) => candidate.id === placement.agreementId)
  const item = state.catalogItems.find((candidate) => candidate.id === placement.catalogItemId)
  const reading = state.additions.find((candidate) => candidate.agreementId === placement.agreementId)
  const additions = (reading?.list ?? []).filter((addition) => addition.catalogItemId === placement.catalogItemId)
  const targets = targetsOf(additions, inputs, period)
  const [addition] = targets.length === 1 ? targets : []
  const startsOn = agreement === undefined ? today : firstBilledDay(agreement, state.agreements, additions, today)
  const { quantity, steps } = sumOfProducts(placement.sources)
  const blocked = blockedReason({
    inputs,
    placement,
    agreement,
    item,
    readAdditions: reading !== undefined,
    targets,
    quantity,
    startsOn,
    isAwaited: additions.some((candidate) => additionState(candidate, period) === 'future'),
  })
  const change = changeOf({ blocked, addition, quantity })
  const money = moneyOf(change, addition, item, agreement)
  const draft: Omit<RunLine, 'holds' | 'status'> = {
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
    startsOn: change.kind === 'create' ? startsOn : null,
    seen:
      addition === undefined
        ? null
        : {
            quantity: addition.quantity,
            revision: addition.revision,
            included: addition.included,
            prorated: addition.prorated,
            billable: addition.billable,
          },
    money,
    approval: null,
    attempts: 0,
    outcome: null,
  }
  const holds =
    change.kind === 'blocked' || change.kind === 'none'
      ? []
      : holdsOf(draft, { inputs, agreement, addition, additions, billedElsewhere: placement.billedElsewhere })
  return { ...draft, holds, status: statusOf(change, holds.length > 0) }
}

/**
 * The additions that a line may write to: those that bill this period; where there is none, the one that we made for a later
 * day (a new addition cannot begin in an invoiced period). One that a person set up for later is left to begin.
 */
function targetsOf(additions: readonly Addition[], { record }: PlanInputs, period: BillingPeriod): Addition[] {
  const ongoing = additions.filter((addition) => additionState(addition, period) === 'ongoing')
  if (ongoing.length > 0) return ongoing
  const written = new Set(record.lastWrites.map((write) => write.additionId))
  return additions.filter(
    (addition) =>
      additionState(addition, period) === 'future' &&
      (written.has(addition.id) || addition.serialNumber?.startsWith(markerPrefix) === true),
  )
}

/** How the mark begins that only additions of our making have (facts/connectwise-rest.md §7.5). */
const markerPrefix = 'TMICRO:'

function statusOf(change: Change, held: boolean): RunLine['status'] {
  switch (change.kind) {
    case 'blocked':
      return 'blocked'
    case 'none':
      return 'unchanged'
    case 'create':
    case 'update':
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
  quantity: number | null
  startsOn: Day
  /** An addition of the item begins later. */
  isAwaited: boolean
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
  if (placement.vanished) return { kind: 'vanished' }
  const missing = placement.sources.find((source) => source.counted === null)
  if (missing !== undefined) return unreadReason(missing)
  if (!of.readAdditions) return { kind: 'additionsUnread' }
  if (of.targets.length > 1) return { kind: 'severalAdditions', additionIds: of.targets.map((addition) => addition.id) }
  if (of.targets.length === 1) return null
  // A line is only ever created from a product that can be put on an agreement (facts/connectwise-rest.md §7.3).
  // Nor is an empty one.
  if (!placement.createWhenMissing || of.isAwaited || of.quantity === 0) return { kind: 'noAddition' }
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

function changeOf(of: {
  blocked: BlockedReason | null
  addition: Addition | undefined
  quantity: number | null
}): Change {
  const { blocked, addition, quantity } = of
  if (blocked !== null || quantity === null)
    return {
      kind: 'blocked',
      reason: blocked ?? { kind: 'seatsUnread', which: 'provisioned', why: 'failed' },
      quantityBefore: addition?.quantity ?? null,
      quantity,
    }
  if (addition === undefined) return { kind: 'create', quantity }
  // Quantities are doubles at ConnectWise (facts/connectwise-rest.md §13.9).
  if (Math.abs(addition.quantity - quantity) < 1e-6) return { kind: 'none', additionId: addition.id, quantity }
  return { kind: 'update', additionId: addition.id, quantityBefore: addition.quantity, quantity }
}

function moneyOf(
  change: Change,
  addition: Addition | undefined,
  item: CatalogItem | undefined,
  agreement: Agreement | undefined,
): LineMoney | null {
  const unitPrice = addition?.unitPrice ?? (change.kind === 'create' ? (item?.price ?? null) : null)
  const before =
    change.kind === 'update' || change.kind === 'blocked'
      ? change.quantityBefore
      : change.kind === 'create'
        ? 0
        : change.quantity
  if (unitPrice === null || before === null || change.quantity === null) return null
  // Prices have at most four decimals; whole ten-thousandths keep the sum exact. What is not billed moves no money.
  const isBilled = addition?.billable !== 'DoNotBill' && addition?.billable !== 'NoCharge'
  const units = isBilled ? change.quantity - before : 0
  const difference = Math.round(units * Math.round(unitPrice * 10_000)) / 10_000 + 0
  return { unitPrice, currency: agreement?.currency ?? null, difference }
}

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
