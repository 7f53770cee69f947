/** What the next send would meet at one company, from a plan of it as of the day of the send. Pure. */
import { additionState, invoicedWith, isPeriodInvoiced, successorOf, unusableReason } from './agreements'
import type { Day } from './calendar'
import type { AgreementId } from './ids'
import { timingOf } from './invoiceTiming'
import type { Met, Place, PreflightCause, Severity } from './preflight'
import type { Addition, Agreement, UnusableReason } from './psa'
import type { RunCompany, RunLine, Unplaced } from './run'

/** The plan of one company whose `inputs.today` is the day of the send. */
export type PlannedCompany = Pick<RunCompany, 'companyId' | 'companyName' | 'inputs' | 'lines' | 'unplaced'>

/** `dayOfMonth`: of the schedule that the company follows. `today`: in its time zone. */
export function meetingsOf(part: PlannedCompany, send: { dayOfMonth: number; today: Day }): Met[] {
  const company = { id: part.companyId, name: part.companyName }
  const met: Meet = (cause, severity, places) => ({ cause, severity, company, lines: 1, places })
  return [
    ...part.unplaced.flatMap((unplaced) => ofUnplaced(part, unplaced, met)),
    ...part.lines.flatMap((line) => [
      ...ofAgreement(part, line, met),
      ...ofCatalogItem(part, line, met),
      ...ofPrice(part, line, met),
      ...ofInvoice(part, line, send, met),
    ]),
  ]
}

type Meet = (cause: PreflightCause, severity: Severity, places: Place[]) => Met

function ofUnplaced({ inputs }: PlannedCompany, { source, why }: Unplaced, met: Meet): Met[] {
  if (why.kind === 'excluded') return []
  const missing = why.kind === 'unmapped' ? why.missing : 'oneAgreement'
  const { plan, productName, subscriptionId } = source
  const agreements = why.kind === 'severalAgreements' ? why.agreementIds : []
  return [
    met({ kind: 'unmappedProduct', plan, productName, missing }, 'error', [
      { type: 'subscription', id: subscriptionId },
      ...agreements.map((id) => agreementPlace(inputs, id, null)),
    ]),
  ]
}

/** Ended before the send, or ending within the period that it bills. */
function ofAgreement({ inputs }: PlannedCompany, { agreementId, change, period }: RunLine, met: Meet): Met[] {
  const blocked = change.kind === 'blocked' && change.reason.kind === 'agreementUnusable' ? change.reason : null
  if (blocked !== null) {
    const place = agreementPlace(inputs, agreementId, dayOf(blocked.why))
    return [
      met({ kind: 'agreementUnusable', why: blocked.why.kind }, 'error', [
        { ...place, successorId: blocked.otherAgreementId },
      ]),
    ]
  }
  const agreement = findAgreement(inputs, agreementId)
  const endsOn = agreement === undefined || agreement.noEndingDate ? null : agreement.endsOn
  if (agreement === undefined || endsOn === null || endsOn >= period.until) return []
  const successorId = successorOf(agreement, inputs.state.agreements, inputs.today)
  return [
    met({ kind: 'agreementEnding' }, 'warning', [{ ...agreementPlace(inputs, agreementId, endsOn), successorId }]),
  ]
}

/** An inactive item keeps the additions that it has; a new one cannot be made of it (facts/connectwise-rest.md §7.3). */
function ofCatalogItem({ inputs }: PlannedCompany, line: RunLine, met: Meet): Met[] {
  const { catalogItemId, catalogItemIdentifier: identifier, change } = line
  const item = inputs.state.catalogItems.find(({ id }) => id === catalogItemId)
  const why =
    item === undefined ? 'gone' : item.inactive ? 'inactive' : item.productClass === 'Bundle' ? 'bundle' : null
  if (why === null) return []
  const stops = change.kind === 'blocked' && change.reason.kind === 'catalogItemUnusable'
  return [
    met({ kind: 'catalogItemUnusable', why, catalogItemId, identifier }, stops ? 'error' : 'warning', [
      { type: 'catalogItem', id: catalogItemId, identifier },
      ...additionsOf(inputs, line).map(additionPlace),
    ]),
  ]
}

/** What is billed at 0, and not on purpose as *Do not bill* and *No charge* are. A price that is not given is not 0. */
function ofPrice({ inputs }: PlannedCompany, line: RunLine, met: Meet): Met[] {
  const { catalogItemId, catalogItemIdentifier: identifier, change } = line
  if (change.quantity === 0) return []
  if (change.kind === 'create') {
    const item = inputs.state.catalogItems.find(({ id }) => id === catalogItemId)
    if (item?.price !== 0) return []
    return [
      met({ kind: 'priceZero', at: 'catalogItem', catalogItemId, identifier }, 'warning', [
        { type: 'catalogItem', id: catalogItemId, identifier },
      ]),
    ]
  }
  const free = additionsOf(inputs, line).filter(
    ({ unitPrice, billable }) => unitPrice === 0 && billable !== 'DoNotBill' && billable !== 'NoCharge',
  )
  if (free.length === 0) return []
  return [met({ kind: 'priceZero', at: 'addition', catalogItemId, identifier }, 'warning', free.map(additionPlace))]
}

/**
 * The invoice is made first, and the numbers wait for the next (the same rule as in the settings of the schedule). With a cycle
 * longer than a month only the send before the invoice counts, so it is told only when that is the next one.
 */
function ofInvoice(
  { inputs, companyId }: PlannedCompany,
  line: RunLine,
  { dayOfMonth: sendDay, today }: { dayOfMonth: number; today: Day },
  met: Meet,
): Met[] {
  const { agreements } = inputs.state
  const agreement = findAgreement(inputs, line.agreementId)
  if (agreement === undefined || unusableReason(agreement, companyId, inputs.today) !== null) return []
  const { billingCycle, nextInvoiceOn: next } = invoicedWith(agreement, agreements)
  const isMonthly = (billingCycle?.option ?? 'Monthly') === 'Monthly'
  if (next === null || !(isMonthly || (today <= next && next <= inputs.today))) return []
  const { waitDays, late, fits } = timingOf(sendDay, next)
  const place = agreementPlace(inputs, agreement.id, next)
  if (!late)
    return isPeriodInvoiced(agreement, agreements, line.period)
      ? [met({ kind: 'invoicedAlready' }, 'warning', [place])]
      : []
  const cause = { kind: 'invoicedBeforeSend', sendDay, invoiceDay: Number(next.slice(8)), fits, waitDays } as const
  return [met(cause, 'warning', [place])]
}

/** The additions that the line bills by in its period: the one that it writes, else all of its item. */
function additionsOf({ state }: PlannedCompany['inputs'], line: RunLine): Addition[] {
  const list = state.additions.find(({ agreementId }) => agreementId === line.agreementId)?.list ?? []
  const { change } = line
  if ('additionId' in change) return list.filter(({ id }) => id === change.additionId)
  return list.filter(
    (addition) => addition.catalogItemId === line.catalogItemId && additionState(addition, line.period) === 'ongoing',
  )
}

const additionPlace = ({ id, agreementId }: Addition): Place => ({ type: 'addition', id, agreementId })

const findAgreement = ({ state }: PlannedCompany['inputs'], id: AgreementId): Agreement | undefined =>
  state.agreements.find((agreement) => agreement.id === id)

function agreementPlace(inputs: PlannedCompany['inputs'], id: AgreementId, on: Day | null) {
  const name = findAgreement(inputs, id)?.name ?? `#${id}`
  return { type: 'agreement', id, name, on, successorId: null } as const satisfies Place
}

const dayOf = (why: UnusableReason): Day | null => ('on' in why ? why.on : null)
