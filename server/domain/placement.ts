/** Where each subscription belongs: excluded, unmapped, or part of a line (one agreement + catalog item). Pure. */
import { additionState, resolveDefault, unusableReason } from './agreements'
import type { BillingPeriod } from './calendar'
import type { AdditionId, AgreementId, CatalogItemId, ServicePlanKey } from './ids'
import { countSeats } from './quantity'
import type { Addition } from './psa'
import type { LineSource, PlanInputs, Unplaced } from './run'
import type { BilledSubscription, ChangeStrategy, DriftPolicy, ProductAssignment } from './settings'
import { adoptedBy } from './targets'
import type { NotBilledReason, SeatReading, Subscription } from './trend'

/** Sources that share an agreement and a catalog item and so become one line. */
export interface Placement {
  agreementId: AgreementId
  catalogItemId: CatalogItemId
  byDefault: boolean
  createWhenMissing: boolean
  /** Adopted by hand; null = the only one that bills. */
  additionId: AdditionId | null
  strategy: ChangeStrategy
  drift: DriftPolicy
  sources: LineSource[]
  /** Nothing of what the last send billed here is reported any more. */
  vanished: boolean
  /** One of its sources was billed on another line by the last send, and that line's addition still bills. */
  billedElsewhere: BilledSubscription | null
  /**
   * Plans of what the last send billed here beside others and what is on no line now, or on the one that *Default* means now:
   * reported still, not left out, and taken away by nobody.
   */
  lost: string[]
}

type Target =
  | { kind: 'line'; agreementId: AgreementId; catalogItemId: CatalogItemId; byDefault: boolean }
  | Exclude<Unplaced['why'], { kind: 'excluded' }>

/** Places every subscription of the snapshot exactly once, and adds what the last send billed and nobody reports any more. */
export function placeSubscriptions(
  inputs: PlanInputs,
  period: BillingPeriod,
): { placements: Placement[]; unplaced: Unplaced[] } {
  const placements = new Map<string, Placement>()
  const unplaced: Unplaced[] = []
  // A row that came twice, as when pages shift during the reading, is one subscription.
  const once = new Map(inputs.snapshot.subscriptions.map((subscription) => [subscription.id, subscription]))
  for (const subscription of once.values()) {
    const assignment = assignmentOf(inputs, subscription.plan)
    const source = sourceOf(inputs, subscription, assignment)
    const target = targetOf(inputs, assignment)
    if (source.notBilled !== null && !(target.kind === 'line' && isBilledNow(inputs, period, target))) {
      unplaced.push({ source, why: { kind: 'excluded', reason: source.notBilled } })
    } else if (target.kind === 'line') {
      join(placements, target, source)
    } else {
      unplaced.push({ source, why: target })
    }
  }
  // An excluded subscription beside one that is billed adds nothing to the line: it is listed as excluded.
  for (const [key, placement] of placements) {
    if (!placement.sources.some((source) => source.notBilled === null)) continue
    for (const source of placement.sources)
      if (source.notBilled !== null) unplaced.push({ source, why: { kind: 'excluded', reason: source.notBilled } })
    placements.set(key, { ...placement, sources: placement.sources.filter((source) => source.notBilled === null) })
  }
  for (const placement of placements.values()) Object.assign(placement, waysOf(inputs, placement.sources))
  addMoved(placements, unplaced, inputs, period)
  addVanished(placements, inputs, period)
  return { placements: [...placements.values()], unplaced }
}

function assignmentOf(inputs: PlanInputs, plan: ServicePlanKey): ProductAssignment | null {
  return inputs.record.assignments.find((assignment) => assignment.plan === plan) ?? null
}

function sourceOf(inputs: PlanInputs, subscription: Subscription, assignment: ProductAssignment | null): LineSource {
  const rule = assignment?.rule ?? inputs.settings.rule
  const notBilled = leftOut(inputs, subscription.plan) ?? subscription.notBilled
  const seats = countSeats(rule.count, subscription.provisioned, subscription.used)
  return {
    subscriptionId: subscription.id,
    customerId: subscription.customerId,
    plan: subscription.plan,
    productName: subscription.productName,
    planName: subscription.planName,
    unit: subscription.unit,
    provisioned: subscription.provisioned,
    used: subscription.used,
    counted: notBilled !== null ? 0 : seats.kind === 'counted' ? seats.seats : null,
    notBilled,
    rule,
    vanished: false,
  }
}

function leftOut(inputs: PlanInputs, plan: ServicePlanKey): NotBilledReason | null {
  const exclusion = inputs.record.exclusions.find((candidate) => candidate.plan === plan)
  return exclusion === undefined ? null : { kind: 'leftOut', by: exclusion.by, why: exclusion.why }
}

/** The line that a product goes to: as chosen by hand, else *Default* (architecture §4). */
function targetOf(inputs: PlanInputs, assignment: ProductAssignment | null): Target {
  const catalogItemId = assignment?.catalogItemId ?? null
  const choice = assignment?.agreement ?? { kind: 'default' }
  if (choice.kind === 'chosen')
    return catalogItemId === null
      ? { kind: 'unmapped', missing: 'catalogItem' }
      : { kind: 'line', agreementId: choice.agreementId, catalogItemId, byDefault: false }
  const resolved = resolveDefault(inputs.state, inputs.settings.defaultTypeNames, inputs.today, catalogItemId)
  switch (resolved.kind) {
    case 'none':
      return { kind: 'unmapped', missing: 'agreement' }
    case 'several':
      return { kind: 'severalAgreements', agreementIds: resolved.agreements.map((agreement) => agreement.id) }
    case 'one':
      return catalogItemId === null
        ? { kind: 'unmapped', missing: 'catalogItem' }
        : { kind: 'line', agreementId: resolved.agreement.id, catalogItemId, byDefault: true }
    default:
      return resolved satisfies never
  }
}

/** A product that ended, or was left out, while its addition still bills: the line goes to zero, and a person must say so. */
function isBilledNow(inputs: PlanInputs, period: BillingPeriod, target: Extract<Target, { kind: 'line' }>): boolean {
  if (!isUsable(inputs, target.agreementId)) return false
  const additions = inputs.state.additions.find((reading) => reading.agreementId === target.agreementId)?.list ?? []
  return additions.some(
    (addition) => bills(addition, target.catalogItemId) && additionState(addition, period) === 'ongoing',
  )
}

const keyOf = (agreement: AgreementId, item: CatalogItemId) => `${agreement}:${item}`

function join(placements: Map<string, Placement>, target: Extract<Target, { kind: 'line' }>, source: LineSource): void {
  const { agreementId, catalogItemId, byDefault } = target
  const key = keyOf(agreementId, catalogItemId)
  const placement = placements.get(key)
  if (placement !== undefined) {
    placement.sources.push(source)
    placement.byDefault &&= byDefault
    return
  }
  placements.set(key, {
    agreementId,
    catalogItemId,
    byDefault,
    createWhenMissing: false,
    additionId: null,
    strategy: 'inPlace',
    drift: 'ask',
    sources: [source],
    vanished: false,
    billedElsewhere: null,
    lost: [],
  })
}

type Ways = Pick<Placement, 'createWhenMissing' | 'additionId' | 'strategy' | 'drift'>

/**
 * How a line is written by what was said of its products. Assignments that share a line are saved alike; where they do differ,
 * the more careful way holds.
 */
function waysOf(inputs: PlanInputs, sources: readonly LineSource[]): Ways {
  const assignments = sources.map(({ plan }) => assignmentOf(inputs, plan))
  const alike = <Way>(ways: readonly Way[], careful: Way): Way => {
    const [first = careful, ...others] = new Set(ways)
    return others.length === 0 ? first : careful
  }
  return {
    createWhenMissing: assignments.every((each) => each?.createWhenMissing ?? inputs.settings.createWhenMissing),
    additionId: adoptedBy(inputs, sources),
    strategy: alike<ChangeStrategy>(
      assignments.map((each) => each?.strategy ?? 'inPlace'),
      'inPlace',
    ),
    drift: alike<DriftPolicy>(
      assignments.map((each) => each?.drift ?? 'ask'),
      'ask',
    ),
  }
}

/**
 * A product that was given another line since the last send, or none, leaves its old line behind. While the old addition still
 * bills, that line is to go to zero, and the new one waits: neither happens by itself, and nothing is billed twice unseen.
 */
function addMoved(
  placements: Map<string, Placement>,
  unplaced: readonly Unplaced[],
  inputs: PlanInputs,
  period: BillingPeriod,
): void {
  const homes = new Map<string, Placement>()
  const isDefault = ({ plan }: LineSource) => assignmentOf(inputs, plan)?.agreement.kind !== 'chosen'
  const lost = new Set(unplaced.flatMap(({ source, why }) => (why.kind === 'excluded' ? [] : [source.subscriptionId])))
  const sources = new Map(unplaced.map(({ source }) => [source.subscriptionId, source]))
  for (const placement of placements.values())
    for (const source of placement.sources) {
      homes.set(source.subscriptionId, placement)
      sources.set(source.subscriptionId, source)
    }
  for (const billed of inputs.record.lastBilled) {
    const home = homes.get(billed.subscriptionId)
    const source = sources.get(billed.subscriptionId)
    const key = keyOf(billed.agreementId, billed.catalogItemId)
    if (source === undefined || (home !== undefined && keyOf(home.agreementId, home.catalogItemId) === key)) continue
    if (!mayStillBill(inputs, period, billed)) continue
    if (home !== undefined) home.billedElsewhere = billed
    // Others may share the old line: then its new sum is without this product.
    const old = placements.get(key)
    if (old === undefined) placements.set(key, leftBehind(inputs, billed, leftSource(source)))
    else if ((lost.has(billed.subscriptionId) || isDefault(source)) && old.sources.some(({ counted }) => counted !== 0))
      old.lost.push(billed.planName)
  }
}

/** What is left on the old line: the product's name, and no seats; they are counted where the product is now. */
const leftSource = (source: LineSource): LineSource => ({
  ...source,
  provisioned: { kind: 'read', seats: 0 },
  used: { kind: 'read', seats: 0 },
  counted: 0,
})

const leftBehind = (inputs: PlanInputs, billed: BilledSubscription, source: LineSource): Placement => ({
  agreementId: billed.agreementId,
  catalogItemId: billed.catalogItemId,
  byDefault: false,
  createWhenMissing: false,
  additionId:
    inputs.record.lastWrites.find(
      (write) => write.agreementId === billed.agreementId && write.catalogItemId === billed.catalogItemId,
    )?.additionId ?? null,
  strategy: 'inPlace',
  drift: policyOfLeft(inputs, source),
  sources: [source],
  vanished: false,
  billedElsewhere: null,
  lost: [],
})

/** A person's number is kept where that was said of the product, also when it is over; else they are asked. */
const policyOfLeft = (inputs: PlanInputs, { plan }: LineSource): DriftPolicy =>
  assignmentOf(inputs, plan)?.drift === 'keep' ? 'keep' : 'ask'

/** Does an addition of what was billed still bill? What could not be read may; a closed agreement bills nothing. */
function mayStillBill(inputs: PlanInputs, period: BillingPeriod, billed: BilledSubscription): boolean {
  const { state } = inputs
  if (!isUsable(inputs, billed.agreementId)) return false
  const reading = state.additions.find((candidate) => candidate.agreementId === billed.agreementId)
  return (
    reading === undefined ||
    reading.list.some(
      (addition) => bills(addition, billed.catalogItemId) && additionState(addition, period) !== 'ended',
    )
  )
}

const bills = (addition: Addition, item: CatalogItemId): boolean =>
  addition.catalogItemId === item && addition.quantity > 0

function isUsable({ state, companyId, today }: PlanInputs, id: AgreementId): boolean {
  const agreement = state.agreements.find((candidate) => candidate.id === id)
  return agreement !== undefined && unusableReason(agreement, companyId, today) === null
}

/**
 * Missing is not zero: a product that was billed and is no longer reported gets a line of its own. It counts nothing only in a
 * reading without holes, and even then it is held until a person says that it is over.
 */
function addVanished(placements: Map<string, Placement>, inputs: PlanInputs, period: BillingPeriod): void {
  const reported = new Set<string>(inputs.snapshot.subscriptions.map((subscription) => subscription.id))
  for (const billed of inputs.record.lastBilled) {
    if (reported.has(billed.subscriptionId) || !mayStillBill(inputs, period, billed)) continue
    const key = keyOf(billed.agreementId, billed.catalogItemId)
    const placement = placements.get(key)
    if (placement === undefined)
      placements.set(key, { ...leftBehind(inputs, billed, vanishedSource(inputs, billed)), vanished: true })
    else if (placement.vanished) {
      const source = vanishedSource(inputs, billed)
      placement.sources.push(source)
      if (policyOfLeft(inputs, source) !== placement.drift) placement.drift = 'ask'
    }
  }
}

function vanishedSource(inputs: PlanInputs, billed: BilledSubscription): LineSource {
  const unread: SeatReading = { kind: 'unread', why: 'notFound' }
  return {
    subscriptionId: billed.subscriptionId,
    customerId: billed.customerId,
    plan: billed.plan,
    productName: billed.productName,
    planName: billed.planName,
    unit: null,
    provisioned: unread,
    used: unread,
    counted: isWholeReading(inputs) ? 0 : null,
    notBilled: null,
    rule: assignmentOf(inputs, billed.plan)?.rule ?? inputs.settings.rule,
    vanished: true,
  }
}

/** Was everything read? A customer that Trend Micro certainly lists no more is an answer, any other hole is none. */
const isWholeReading = ({ snapshot }: PlanInputs): boolean =>
  snapshot.gaps.every((gap) => gap.what === 'customers' && gap.why === 'notFound' && gap.customerId !== null)
