/** What a person should know about a row of Product Agreements, worst first. Pure; the components make the words. */
import type { AgreementWarning, UnusableReason } from '../../../server/domain/psa'
import type { Instant } from '../../../server/domain/calendar'
import type { AgreementsView, AgreementView, ProductChoiceView } from '../../../server/domain/views'
import { adoptableOf, agreementOf, type RowDraft } from './draft'

export type RowNote =
  /** `instead`: the one usable agreement of the same type. */
  | { kind: 'unusable'; name: string; why: UnusableReason; instead: AgreementView | null }
  | { kind: 'gone' }
  | { kind: 'defaultNone' }
  | { kind: 'defaultSeveral'; names: string[]; typeName: string }
  | { kind: 'defaultOne'; typeName: string }
  | { kind: 'itemInactive'; identifier: string }
  | { kind: 'twins'; count: number; identifier: string }
  | { kind: 'additionsUnread' }
  /** `next`: an agreement of the type that begins later. */
  | { kind: 'warning'; name: string; warning: AgreementWarning; parentName: string | null; next: AgreementView | null }
  | { kind: 'newAddition'; identifier: string }
  | { kind: 'noItem' }
  | { kind: 'severalOfType'; count: number; decidedAt: Instant | null }

const looks = ['failed', 'held', 'info'] as const
/** How a note looks: with which icon and colour role. */
export const noteLook: Record<RowNote['kind'], (typeof looks)[number]> = {
  unusable: 'failed',
  gone: 'failed',
  defaultNone: 'failed',
  itemInactive: 'failed',
  defaultSeveral: 'held',
  twins: 'held',
  additionsUnread: 'held',
  warning: 'held',
  defaultOne: 'info',
  newAddition: 'info',
  noItem: 'info',
  severalOfType: 'info',
}

export function notesOf(view: AgreementsView, product: ProductChoiceView, row: RowDraft): RowNote[] {
  const agreement = agreementOf(view, row)
  const notes = [
    ...agreementNotes(view, row, agreement),
    ...itemNotes(row, agreement),
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
  const [instead, ...others] = usableOfType(view, agreement)
  return [
    {
      kind: 'unusable',
      name: agreement.name,
      why: agreement.unusable,
      instead: instead !== undefined && others.length === 0 ? instead : null,
    },
  ]
}

function itemNotes(row: RowDraft, agreement: AgreementView | null): RowNote[] {
  if (row.type === null) return []
  const { item } = row
  if (item === null) return agreement === null ? [] : [{ kind: 'noItem' }]
  if (item.inactive) return [{ kind: 'itemInactive', identifier: item.identifier }]
  if (agreement === null || agreement.unusable !== null) return []
  if (agreement.additions === null) return [{ kind: 'additionsUnread' }]
  const there = adoptableOf(agreement).find((adoptable) => adoptable.item.id === item.id)
  if (there === undefined) return [{ kind: 'newAddition', identifier: item.identifier }]
  return there.count > 1 ? [{ kind: 'twins', count: there.count, identifier: item.identifier }] : []
}

function warningNotes(view: AgreementsView, agreement: AgreementView): RowNote[] {
  if (agreement.unusable !== null) return []
  return agreement.warnings.map((warning) => ({
    kind: 'warning',
    name: agreement.name,
    warning,
    parentName:
      warning.kind === 'child' ? (view.agreements.find(({ id }) => id === warning.parent)?.name ?? null) : null,
    next:
      warning.kind === 'endsSoon'
        ? (view.agreements.find(
            (other) => other.type.id === agreement.type.id && other.unusable?.kind === 'notStarted',
          ) ?? null)
        : null,
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

/** Those that bill once are no alternative to a monthly one. */
const usableOfType = (view: AgreementsView, agreement: AgreementView) =>
  view.agreements.filter(
    (other) =>
      other.type.id === agreement.type.id &&
      other.unusable === null &&
      other.warnings.every(({ kind }) => kind !== 'notRecurring'),
  )
