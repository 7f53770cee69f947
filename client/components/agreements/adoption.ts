/** Which addition a product bills through, and how a person's choice of it is saved. Pure. */
import type { AdditionId, ServicePlanKey } from '../../../server/domain/ids'
import type { AgreementsView, AgreementView, AssignmentsRequest } from '../../../server/domain/viewsAgreements'
import { agreementOf, type RowDraft } from './draft'

export type AdditionShown = NonNullable<AgreementView['additions']>[number]

/** What is there for a row's catalog item on its agreement. */
export type Adoption =
  /** Agreement or item not chosen yet, not usable, or not read. */
  | { kind: 'open' }
  | { kind: 'one'; addition: AdditionShown }
  /** Of several a person must choose one; nobody guesses. */
  | { kind: 'several'; additions: AdditionShown[]; chosen: AdditionShown | null }
  /** The chosen one is gone or ended; another one is not taken in its place by itself. */
  | { kind: 'gone'; id: AdditionId; additions: AdditionShown[] }
  | { kind: 'missing' }

export function adoptionOf(view: AgreementsView, row: RowDraft): Adoption {
  const agreement = agreementOf(view, row)
  if (agreement?.additions == null || agreement.unusable !== null || row.item === null) return { kind: 'open' }
  const { id: itemId } = row.item
  const ofItem = agreement.additions.filter((addition) => addition.catalogItemId === itemId)
  const ongoing = ofItem.filter(({ state }) => state === 'ongoing')
  if (row.additionId !== null) {
    // One that was made for a later day is a choice too.
    const chosen = ofItem.find(({ id, state }) => id === row.additionId && state !== 'ended')
    if (chosen === undefined) return { kind: 'gone', id: row.additionId, additions: ongoing }
    const others = ongoing.filter((addition) => addition !== chosen)
    return others.length === 0
      ? { kind: 'one', addition: chosen }
      : { kind: 'several', additions: [chosen, ...others].sort((one, other) => one.id - other.id), chosen }
  }
  const [only, ...others] = ongoing
  // Of an item that ConnectWise has no longer, none can be added.
  if (only === undefined) return { kind: row.item.gone ? 'open' : 'missing' }
  return others.length === 0 ? { kind: 'one', addition: only } : { kind: 'several', additions: ongoing, chosen: null }
}

/**
 * The addition that is saved for a row. The only one there is, is kept by its id, so that a second one that appears later makes
 * nobody guess; but not with *Default*, which may mean another agreement next month.
 */
export function savedAddition(view: AgreementsView, row: RowDraft): AdditionId | null {
  const adoption = adoptionOf(view, row)
  return adoption.kind === 'one' && row.type !== 'default' ? adoption.addition.id : row.additionId
}

/** Products that one line bills: same agreement, same catalog item. They are written in one way. */
export const sharesLine = (one: RowDraft, other: RowDraft): boolean =>
  one.type !== null &&
  one.item !== null &&
  one.type === other.type &&
  one.agreementId === other.agreementId &&
  one.item.id === other.item?.id &&
  (one.type === 'default' || one.agreementId !== null)

/** The save of one addition for all products of a line, all else as it is now. Without any product left: null. */
export function adoptRequest(
  view: AgreementsView,
  plans: readonly ServicePlanKey[],
  additionId: AdditionId,
): AssignmentsRequest | null {
  const assignments = view.products
    .filter(({ source }) => plans.includes(source.plan))
    .map(({ source, agreement, catalogItem, rule }) => ({
      plan: source.plan,
      agreement,
      catalogItemId: catalogItem?.id ?? null,
      rule,
      additionId,
    }))
  return assignments.length === 0 ? null : { version: view.version, assignments }
}
