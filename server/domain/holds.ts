/** Rules that make a line wait for a person. Pure; each rule is one function that answers with a hold or nothing. */
import { invoicedWith } from './agreements'
import type { Addition, Agreement } from './psa'
import type { Hold, PlanInputs, RunLine } from './run'
import type { BilledSubscription } from './settings'

interface HoldContext {
  inputs: PlanInputs
  agreement: Agreement | undefined
  addition: Addition | undefined
  /** All additions of the line's catalog item on its agreement, ended and future ones included. */
  additions: readonly Addition[]
  /** Billed by the last send on another line, whose addition still bills. */
  billedElsewhere: BilledSubscription | null
}
type Draft = Omit<RunLine, 'holds' | 'status'>

/** All holds of a line that would otherwise be sent, in the order in which a person should read them. */
export function holdsOf(draft: Draft, context: HoldContext): Hold[] {
  return rules.map((rule) => rule(draft, context)).filter((hold) => hold !== null)
}

const rules: readonly ((draft: Draft, context: HoldContext) => Hold | null)[] = [
  toZero,
  vanished,
  incompleteReading,
  handEdit,
  movedHere,
  planVersionUnknown,
  customerStatus,
  includedTwice,
  beyondLimit,
  money,
  invoiced,
]

const before = (draft: Draft): number => (draft.change.kind === 'update' ? draft.change.quantityBefore : 0)
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
 * Nothing is lowered on a reading with holes (architecture §6.7). The snapshot is that of the company's customers, and any hole
 * in it counts: what could not be read is in no line, so nobody can say which line it belongs to.
 */
function incompleteReading(draft: Draft, { inputs }: HoldContext): Hold | null {
  const [gap] = inputs.snapshot.gaps
  return drops(draft) && gap !== undefined ? { kind: 'incompleteReading', what: gap.what } : null
}

/** Somebody changed the addition since our last write, or took away what we wrote to. */
function handEdit(draft: Draft, { inputs, addition, additions }: HoldContext): Hold | null {
  if (!inputs.settings.limits.holdHandEdits && addition !== undefined) return null
  const last = inputs.record.lastWrites.find(
    (write) => write.agreementId === draft.agreementId && write.catalogItemId === draft.catalogItemId,
  )
  if (last === undefined) return null
  if (addition === undefined || addition.id !== last.additionId) {
    const written = additions.find((candidate) => candidate.id === last.additionId)
    const is = written?.cancelledOn ?? (addition === undefined ? '–' : `#${addition.id}`)
    return {
      kind: 'handEdit',
      field: written === undefined ? 'moved' : 'cancelled',
      was: `#${last.additionId}`,
      is,
      by: written?.updatedBy ?? null,
    }
  }
  if (Math.abs(addition.quantity - last.quantity) < 1e-6) return null
  return {
    kind: 'handEdit',
    field: 'quantity',
    was: String(last.quantity),
    is: String(addition.quantity),
    by: addition.updatedBy,
  }
}

/** The product was given this line while the addition of its old line still bills: together they would bill it twice. */
function movedHere(draft: Draft, { inputs, addition, billedElsewhere }: HoldContext): Hold | null {
  if (billedElsewhere === null) return null
  const last = inputs.record.lastWrites.find(
    (write) =>
      write.agreementId === billedElsewhere.agreementId && write.catalogItemId === billedElsewhere.catalogItemId,
  )
  return {
    kind: 'handEdit',
    field: 'moved',
    was: last === undefined ? `#${billedElsewhere.agreementId}` : `#${last.additionId}`,
    is: addition === undefined ? `#${draft.agreementId}` : `#${addition.id}`,
    by: null,
  }
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
  const { limits } = inputs.settings
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
  const limit = inputs.settings.limits.moneyPerMonth
  if (limit === null) return null
  if (draft.money === null) return { kind: 'priceUnknown' }
  if (Math.abs(draft.money.difference) <= limit) return null
  return { kind: 'money', amount: draft.money.difference, limit, currency: draft.money.currency }
}

/**
 * The invoice that this period's count should be on is made already: a monthly agreement that does not prorate and whose next
 * invoice lies beyond the first day after the period.
 */
function invoiced(draft: Draft, { inputs, agreement }: HoldContext): Hold | null {
  if (!inputs.settings.limits.holdInvoiced || agreement === undefined || agreement.prorates) return null
  const { billingCycle } = invoicedWith(agreement, inputs.state.agreements)
  if (billingCycle?.option !== 'Monthly' || draft.nextInvoiceOn === null) return null
  return draft.nextInvoiceOn > draft.period.until ? { kind: 'invoiced', until: draft.nextInvoiceOn } : null
}
