/** What a person should know about a row of Product Agreements, worst first. Pure; the components make the words. */
import type { AgreementWarning, UnusableReason } from '../../../server/domain/psa'
import type { Day, Instant } from '../../../server/domain/calendar'
import type { AgreementsView, AgreementView, ProductChoiceView } from '../../../server/domain/viewsAgreements'
import { adoptionOf, type AdditionShown } from './adoption'
import { agreementOf, type RowDraft } from './draft'

export type RowNote =
  | { kind: 'unusable'; name: string; why: UnusableReason; renewal: Renewal | null }
  | { kind: 'gone' }
  | { kind: 'defaultNone' }
  | { kind: 'defaultSeveral'; names: string[]; typeName: string }
  | { kind: 'defaultOne'; typeName: string }
  | { kind: 'itemGone'; identifier: string }
  | { kind: 'itemInactive'; identifier: string }
  | { kind: 'additionsUnread' }
  | { kind: 'warning'; name: string; warning: AgreementWarning; parentName: string | null; renewal: Renewal | null }
  /** The only addition there is, which the product bills through. */
  | { kind: 'adopted'; addition: AdditionShown; currency: string | null }
  | { kind: 'noItem' }
  | { kind: 'severalOfType'; count: number; decidedAt: Instant | null }

/**
 * The one other agreement of the type with which billing can go on: an active one now, or one that begins later, from then on
 * (before, ConnectWise bills nothing on it, and the server refuses the choice).
 */
export interface Renewal {
  agreement: AgreementView
  /** null: it can be used now. */
  from: Day | null
}

const looks = ['failed', 'held', 'info'] as const
/** How a note looks: with which icon and colour role. */
export const noteLook: Record<RowNote['kind'], (typeof looks)[number]> = {
  unusable: 'failed',
  gone: 'failed',
  defaultNone: 'failed',
  itemGone: 'failed',
  itemInactive: 'failed',
  defaultSeveral: 'held',
  additionsUnread: 'held',
  warning: 'held',
  defaultOne: 'info',
  adopted: 'info',
  noItem: 'info',
  severalOfType: 'info',
}

export function notesOf(view: AgreementsView, product: ProductChoiceView, row: RowDraft): RowNote[] {
  const agreement = agreementOf(view, row)
  const notes = [
    ...agreementNotes(view, row, agreement),
    ...itemNotes(view, row, agreement),
    ...(agreement === null ? [] : warningNotes(view, agreement)),
    ...severalNotes(view, product, row, agreement),
  ]
  return looks.flatMap((look) => notes.filter(({ kind }) => noteLook[kind] === look))
}

function agreementNotes(view: AgreementsView, row: RowDraft, agreement: AgreementView | null): RowNote[] {
  if (row.type === 'default') {
    const to = view.default
    switch (to.kind) {
      case 'none':
        return [{ kind: 'defaultNone' }]
      case 'several': {
        const names = view.agreements.filter(({ id }) => to.agreementIds.includes(id)).map(({ name }) => name)
        return [{ kind: 'defaultSeveral', names, typeName: to.typeName }]
      }
      case 'one':
        return [{ kind: 'defaultOne', typeName: to.typeName }]
      default:
        return to satisfies never
    }
  }
  if (row.agreementId !== null && agreement === null) return [{ kind: 'gone' }]
  if (agreement?.unusable == null) return []
  return [{ kind: 'unusable', name: agreement.name, why: agreement.unusable, renewal: renewalOf(view, agreement) }]
}

function itemNotes(view: AgreementsView, row: RowDraft, agreement: AgreementView | null): RowNote[] {
  if (row.type === null) return []
  const { item } = row
  if (item === null) return agreement === null ? [] : [{ kind: 'noItem' }]
  if (item.gone) return [{ kind: 'itemGone', identifier: item.identifier }]
  if (item.inactive) return [{ kind: 'itemInactive', identifier: item.identifier }]
  if (agreement === null || agreement.unusable !== null) return []
  if (agreement.additions === null) return [{ kind: 'additionsUnread' }]
  const adoption = adoptionOf(view, row)
  return adoption.kind === 'one' ? [{ kind: 'adopted', addition: adoption.addition, currency: agreement.currency }] : []
}

function warningNotes(view: AgreementsView, agreement: AgreementView): RowNote[] {
  if (agreement.unusable !== null) return []
  return agreement.warnings.map((warning) => ({
    kind: 'warning',
    name: agreement.name,
    warning,
    parentName:
      warning.kind === 'child' ? (view.agreements.find(({ id }) => id === warning.parent)?.name ?? null) : null,
    renewal: warning.kind === 'endsSoon' ? renewalOf(view, agreement) : null,
  }))
}

function severalNotes(
  view: AgreementsView,
  product: ProductChoiceView,
  row: RowDraft,
  agreement: AgreementView | null,
): RowNote[] {
  if (row.type === 'default' || agreement === null || agreement.unusable !== null) return []
  const count = usableOfType(view, agreement).length
  const isAsDecided = product.agreement?.kind === 'chosen' && product.agreement.agreementId === agreement.id
  return count < 2 ? [] : [{ kind: 'severalOfType', count, decidedAt: isAsDecided ? product.decidedAt : null }]
}

/** Null when there is none, or several: nobody guesses between them. */
function renewalOf(view: AgreementsView, agreement: AgreementView): Renewal | null {
  const active = usableOfType(view, agreement).filter(({ id }) => id !== agreement.id)
  const later = view.agreements.flatMap((other) =>
    other.type.id === agreement.type.id && other.unusable?.kind === 'notStarted'
      ? [{ agreement: other, from: other.unusable.on }]
      : [],
  )
  const [only, ...others] = active.length > 0 ? active.map((other) => ({ agreement: other, from: null })) : later
  return only !== undefined && others.length === 0 ? only : null
}

/** Those that bill once are no alternative to a monthly one. */
const usableOfType = (view: AgreementsView, agreement: AgreementView) =>
  view.agreements.filter(
    (other) =>
      other.type.id === agreement.type.id &&
      other.unusable === null &&
      other.warnings.every(({ kind }) => kind !== 'notRecurring'),
  )
