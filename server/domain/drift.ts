/** What ConnectWise holds against what we last wrote there. Pure; who did it comes from the audit trail. */
import { addDays, monthOf, periodOfMonth, tryDay, type Day, type Instant } from './calendar'
import type { AdditionId, AgreementId, CatalogItemId } from './ids'
import type { Addition, AdditionEdit } from './psa'
import type { DriftPolicy, LastWrite } from './settings'

/** `price` is seen and kept: prices belong to the MSP. All others make a line wait for a person, unless the assignment says otherwise. */
export type DriftField = 'deleted' | 'moved' | 'cancelled' | 'quantity' | 'billable' | 'included' | 'price'

/** One difference between what we wrote and what is there. `was` and `is` are numbers, days or words as ConnectWise has them. */
export interface Drift {
  field: DriftField
  additionId: AdditionId
  agreementId: AgreementId
  catalogItemId: CatalogItemId
  was: string
  is: string
  /** Who changed it, and when; null where neither the audit trail nor the record says. */
  by: string | null
  at: Instant | null
}

/**
 * Every difference between a write of ours and the additions of its agreement as they are now (all of them, not only those of
 * the product), the gravest first. Empty: it is as we left it.
 */
export function driftOf(
  write: LastWrite,
  additions: readonly Addition[],
  edits: readonly AdditionEdit[] = [],
): Drift[] {
  const addition = additions.find((candidate) => candidate.id === write.additionId)
  const edit = edits.find((candidate) => candidate.additionId === write.additionId)
  const drift = (field: DriftField, was: string, is: string): Drift => ({
    field,
    additionId: write.additionId,
    agreementId: write.agreementId,
    catalogItemId: write.catalogItemId,
    was,
    is,
    by: edit?.by ?? addition?.updatedBy ?? null,
    at: edit?.at ?? null,
  })
  if (addition === undefined) return [drift('deleted', String(write.quantity), none)]
  const found: Drift[] = []
  if (addition.catalogItemId !== write.catalogItemId)
    found.push(
      drift('moved', `#${write.catalogItemId}`, addition.catalogItemIdentifier ?? `#${addition.catalogItemId}`),
    )
  if (addition.cancelledOn !== write.cancelledOn)
    found.push(drift('cancelled', write.cancelledOn ?? none, addition.cancelledOn ?? none))
  if (!sameNumber(addition.quantity, write.quantity))
    found.push(drift('quantity', String(write.quantity), String(addition.quantity)))
  if (addition.billable !== write.billable) found.push(drift('billable', write.billable, addition.billable))
  if (!sameNumber(addition.included, write.included))
    found.push(drift('included', String(write.included), String(addition.included)))
  if (!sameNumber(addition.unitPrice ?? NaN, write.unitPrice ?? NaN))
    found.push(drift('price', text(write.unitPrice), text(addition.unitPrice)))
  return found
}

/**
 * What the next send does about one difference: `waits` for a person; `stays` as they left it, and the line is not sent;
 * `writtenOver` with our quantity; `untouched` is never written, and the line is sent as usual.
 */
export type DriftNext = 'waits' | 'stays' | 'writtenOver' | 'untouched'

/** What a plan makes of the difference (holds and blocked reasons in `holds.ts` and `plan.ts`), before it is made. */
export function nextOf(
  { field, is }: Pick<Drift, 'field' | 'is'>,
  policy: DriftPolicy,
  of: { holdHandEdits: boolean; today: Day },
): DriftNext {
  const asks = of.holdHandEdits && policy === 'ask'
  switch (field) {
    case 'price':
      return 'untouched'
    case 'deleted':
    case 'moved':
      return policy === 'keep' ? 'stays' : 'waits'
    case 'cancelled': {
      const lastDay = tryDay(is)
      const isOver = lastDay !== null && lastDay < addDays(periodOfMonth(monthOf(of.today)).until, -1)
      if (isOver) return policy === 'keep' ? 'stays' : 'waits'
      return of.holdHandEdits && policy !== 'keep' ? 'waits' : 'untouched'
    }
    case 'quantity':
      return asks ? 'waits' : policy === 'keep' ? 'stays' : 'writtenOver'
    case 'billable':
    case 'included':
      return asks ? 'waits' : 'untouched'
    default:
      return field satisfies never
  }
}

/** Is the addition as we left it, so that the audit trail need not be asked? */
export const isAsWritten = (write: LastWrite, additions: readonly Addition[]): boolean =>
  driftOf(write, additions).length === 0 &&
  additions.some((addition) => addition.id === write.additionId && addition.revision === write.revision)

/** Is this the audit trail's word for another program, not for a person? */
export const isProgram = (source: string | null): boolean => /api|integrat|sync|service/i.test(source ?? '')

const none = '–'
const text = (price: number | null) => (price === null ? none : String(price))
/** Numbers are doubles at ConnectWise (facts/connectwise-rest.md §13.9); two that are not known are the same. */
const sameNumber = (one: number, other: number) =>
  Math.abs(one - other) < 1e-6 || (Number.isNaN(one) && Number.isNaN(other))
