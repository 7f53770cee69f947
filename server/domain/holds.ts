/** Rules that make a line wait for a person. Pure; each rule is one function that answers with a hold or nothing. */
import { isPeriodInvoiced } from './agreements'
import { addDays, addMonths, firstDayOf, instantFromMs, msOf } from './calendar'
import { isProgram, type Drift } from './drift'
import { quantityBeforeOf } from './money'
import type { Placement } from './placement'
import type { Addition, Agreement } from './psa'
import type { Hold, PlanInputs, RunLine } from './run'
import { limitsOf } from './settings'
import type { UsageSnapshot } from './trend'

export interface HoldContext {
  inputs: PlanInputs
  agreement: Agreement | undefined
  addition: Addition | undefined
  placement: Placement
  /** What was changed by hand of the addition that this line wrote last. */
  drifts: readonly Drift[]
}
/** A line of which it is not decided yet whether it waits. */
export type LineDraft = Omit<RunLine, 'holds' | 'notes' | 'status'>
type Draft = LineDraft

/** All holds of a line that would otherwise be sent, in the order in which a person should read them. */
export function holdsOf(draft: Draft, context: HoldContext): Hold[] {
  return rules.flatMap((rule) => rule(draft, context) ?? [])
}

const rules: readonly ((draft: Draft, context: HoldContext) => Hold | Hold[] | null)[] = [
  toZero,
  vanished,
  placeLost,
  incompleteReading,
  usageOld,
  handEdits,
  movedHere,
  otherSync,
  planVersionUnknown,
  customerStatus,
  includedTwice,
  beyondLimit,
  money,
  invoiced,
]

const before = (draft: Draft): number => quantityBeforeOf(draft.change) ?? 0
const after = (draft: Draft): number => draft.change.quantity ?? 0
const drops = (draft: Draft): boolean => after(draft) < before(draft)

function toZero(draft: Draft): Hold | null {
  if (after(draft) > 0 || before(draft) === 0) return null
  return { kind: 'toZero', because: draft.sources.find((source) => source.notBilled !== null)?.notBilled ?? null }
}

/**
 * A subscription that the last send billed on this line is gone while others remain: it may be a reading, not a fact. Held
 * also when the others rise: their seats would hide what is missing, and after the send nobody would ask any more.
 */
function vanished(draft: Draft, { inputs }: HoldContext): Hold | null {
  const reported = new Set<string>(inputs.snapshot.subscriptions.map((subscription) => subscription.id))
  const gone = inputs.record.lastBilled.filter(
    (billed) =>
      billed.agreementId === draft.agreementId &&
      billed.catalogItemId === draft.catalogItemId &&
      !reported.has(billed.subscriptionId),
  )
  return gone.length > 0 ? { kind: 'vanished', plans: [...new Set(gone.map((billed) => billed.planName))] } : null
}

/**
 * A product that was billed here and is no more, as when another agreement fits *Default* too, or better: its seats would leave
 * the bill with the sum of the others. Held also when the others rise, as with what is gone.
 */
function placeLost(_draft: Draft, { placement }: HoldContext): Hold | null {
  return placement.lost.length > 0 ? { kind: 'placeLost', plans: [...new Set(placement.lost)] } : null
}

/**
 * Nothing is lowered on a reading with holes (architecture §6.7). The snapshot is that of the company's customers, and any hole
 * in it counts: what could not be read is in no line, so nobody can say which line it belongs to.
 */
function incompleteReading(draft: Draft, { inputs }: HoldContext): Hold | null {
  const [gap] = inputs.snapshot.gaps
  return drops(draft) && gap !== undefined ? { kind: 'incompleteReading', what: gap.what } : null
}

/** The oldest of the numbers that the line counts is older than the limit: yesterday's report is not today's count. */
function usageOld(draft: Draft, { inputs }: HoldContext): Hold | null {
  const { usageAgeHours } = limitsOf(inputs.settings, inputs.record)
  const { snapshot, state } = inputs
  if (isFinalFile(snapshot)) return null
  const byUse = new Set(
    draft.sources.filter(({ rule }) => rule.count !== 'provisioned').map(({ subscriptionId }) => subscriptionId),
  )
  const moments = snapshot.subscriptions
    .flatMap(({ id, usedAsOf }) => (byUse.has(id) ? (usedAsOf ?? []) : []))
    .concat(snapshot.takenAt)
    .map(msOf)
  const oldest = Math.min(...moments)
  return msOf(state.readAt) - oldest > usageAgeHours * 3_600_000
    ? { kind: 'usageOld', asOf: instantFromMs(oldest), limitHours: usageAgeHours }
    : null
}

/** A file of a month that was over when it was imported says the last word about that month: it does not grow old. */
const isFinalFile = ({ sources, which, takenAt }: UsageSnapshot): boolean =>
  sources.length === 1 &&
  sources[0] === 'file' &&
  which.kind === 'closedMonth' &&
  msOf(takenAt) >= Date.parse(addDays(firstDayOf(addMonths(which.month, 1)), 1))

/**
 * Somebody changed the addition since our last write, or took it away. What is gone, ended or moved always waits; a number
 * waits unless the assignment says that ours goes over it; a price never does.
 */
function handEdits(_draft: Draft, { inputs, drifts, placement, addition }: HoldContext): Hold[] {
  const { holdHandEdits } = limitsOf(inputs.settings, inputs.record)
  return drifts
    .filter((drift) => {
      switch (drift.field) {
        case 'deleted':
        case 'moved':
          return true
        case 'cancelled':
          return (holdHandEdits && placement.drift !== 'keep') || addition?.id !== drift.additionId
        case 'quantity':
        case 'billable':
        case 'included':
          return holdHandEdits && placement.drift === 'ask'
        case 'price':
          return false
        default:
          return drift.field satisfies never
      }
    })
    .map((drift) => ({ kind: 'handEdit', drift }))
}

/**
 * The line's addition is another one than we wrote to last, or one of its products is still billed where it was before:
 * together they would bill it twice.
 */
function movedHere(draft: Draft, { inputs, addition, placement, drifts }: HoldContext): Hold | null {
  const writeTo = (of: { agreementId: number; catalogItemId: number }) =>
    inputs.record.lastWrites.find(
      (write) => write.agreementId === of.agreementId && write.catalogItemId === of.catalogItemId,
    )
  const to = addition === undefined ? `#${draft.agreementId}` : `#${addition.id}`
  const { billedElsewhere } = placement
  if (billedElsewhere !== null) {
    const last = writeTo(billedElsewhere)
    return { kind: 'movedHere', from: `#${last?.additionId ?? billedElsewhere.agreementId}`, to }
  }
  const own = writeTo(draft)
  if (own === undefined || addition === undefined || addition.id === own.additionId || drifts.length > 0) return null
  // An addition that a person adopted after our write is their word already.
  return placement.additionId === addition.id ? null : { kind: 'movedHere', from: `#${own.additionId}`, to }
}

/** A program that wrote within so many days still does: the old sync goes by the month (facts/trend-micro.md §1). */
export const syncDays = 45

/**
 * Another program writes the same addition (facts/connectwise-rest.md §11, "Double billing"). Before our first write on an
 * agreement that old set-up names, what it wrote lately is reason enough, and so is a trail that cannot be asked.
 */
function otherSync(_draft: Draft, { inputs, addition }: HoldContext): Hold | null {
  if (addition === undefined) return null
  const { record, state } = inputs
  const edit = state.edits.find((candidate) => candidate.additionId === addition.id)
  if (edit === undefined) return null
  const last = record.lastWrites.find((write) => write.additionId === addition.id)
  if (last === undefined && edit.source === null)
    return { kind: 'otherSync', evidence: 'summaryRow', by: null, at: null }
  if (!isProgram(edit.source) || edit.by === last?.writtenBy || edit.at === null) return null
  const ageMs = msOf(state.readAt) - msOf(edit.at)
  return ageMs <= syncDays * 86_400_000 ? { kind: 'otherSync', evidence: 'written', by: edit.by, at: edit.at } : null
}

/** A plan that is not in the list of plans may be a trial (facts/trend-micro.md §3.3.5). */
function planVersionUnknown(draft: Draft, { inputs }: HoldContext): Hold | null {
  const ids = new Set(draft.sources.map((source) => source.subscriptionId))
  return inputs.snapshot.subscriptions.some(
    (subscription) => ids.has(subscription.id) && subscription.version === 'unknown',
  )
    ? { kind: 'planVersionUnknown' }
    : null
}

/** Statuses other than 1 have no documented meaning (facts/trend-micro.md §8.5). */
function customerStatus(draft: Draft, { inputs }: HoldContext): Hold | null {
  for (const { customerId, status } of inputs.customerStatus)
    if (status.kind === 'other' && draft.sources.some((source) => source.customerId === customerId))
      return { kind: 'customerStatus', code: status.code }
  return null
}

/** Beyond the limit in percent *and* in seats. From 0 no percentage exists: it counts as 999. A credit is never overwritten unseen. */
function beyondLimit(draft: Draft, { inputs }: HoldContext): Hold | null {
  const limits = limitsOf(inputs.settings, inputs.record)
  const seats = Math.abs(after(draft) - before(draft))
  const percent = before(draft) <= 0 ? 999 : Math.min(999, (seats / before(draft)) * 100)
  const direction = drops(draft) ? 'drop' : 'rise'
  const limitPercent = direction === 'drop' ? limits.dropPercent : limits.risePercent
  // What creates a line is not a rise: it was asked for by "create when missing"; its money is limited all the same.
  if (draft.change.kind === 'create') return null
  if (before(draft) >= 0 && (percent <= limitPercent || seats < limits.minSeats)) return null
  return { kind: 'beyondLimit', direction, percent: Math.round(percent * 10) / 10, limitPercent, seats }
}

/** The agreement's base price covers units already, and our rule takes seats off as well. */
function includedTwice(draft: Draft): Hold | null {
  const rule = Math.max(0, ...draft.sources.map((source) => source.rule.included))
  const addition = draft.seen?.included ?? 0
  return rule > 0 && addition > 0 ? { kind: 'includedTwice', rule, addition } : null
}

function money(draft: Draft, { inputs }: HoldContext): Hold | null {
  const limit = limitsOf(inputs.settings, inputs.record).moneyPerMonth
  if (limit === null) return null
  if (draft.money === null) return { kind: 'priceUnknown' }
  const amount = draft.money.monthly ?? draft.money.difference
  if (Math.abs(amount) <= limit) return null
  return { kind: 'money', amount, limit, currency: draft.money.currency }
}

/** The invoice that this period's count should be on is made already. */
function invoiced(draft: Draft, { inputs, agreement }: HoldContext): Hold | null {
  // A replacement begins after what is invoiced.
  if (draft.change.kind === 'replace' || agreement === undefined || draft.nextInvoiceOn === null) return null
  const { holdInvoiced } = limitsOf(inputs.settings, inputs.record)
  return holdInvoiced && isPeriodInvoiced(agreement, inputs.state.agreements, draft.period)
    ? { kind: 'invoiced', until: draft.nextInvoiceOn }
    : null
}
