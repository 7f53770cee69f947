/** What the Product Agreements dialog holds while a person chooses; pure, so that a failed save loses nothing. */
import type { AdditionId, AgreementId, AgreementTypeId } from '../../../server/domain/ids'
import { countSeats, quantityOf } from '../../../server/domain/quantity'
import type { ChangeStrategy, CountRule, DriftPolicy, QuantityRule } from '../../../server/domain/settings'
import type {
  AgreementsView,
  AgreementView,
  CatalogItemView,
  ProductChoiceView,
} from '../../../server/domain/viewsAgreements'

/** A catalog item as far as the dialog needs it: found by search, or read off an addition that is there. */
export type ItemChoice = Pick<CatalogItemView, 'id' | 'identifier' | 'description' | 'inactive'> & {
  /** ConnectWise has it no longer. */
  gone?: true
}

/** Numbers are kept as typed, so that a wrong one can be shown beside its reason. */
export interface RuleDraft {
  count: CountRule
  minimum: string
  included: string
}

export interface RowDraft {
  type: AgreementTypeId | 'default' | null
  agreementId: AgreementId | null
  item: ItemChoice | null
  /** null: as in Settings. */
  rule: RuleDraft | null
  /** Chosen by hand; null: the only one that bills. */
  additionId: AdditionId | null
  strategy: ChangeStrategy
  drift: DriftPolicy
  /** null: as in Settings. */
  createWhenMissing: boolean | null
}

export type RowField =
  'agreement' | 'catalogItemId' | 'rule.count' | 'rule.minimum' | 'rule.included' | 'additionId' | 'strategy' | 'drift'
/** Message code under `field.*` per field. */
export type RowIssues = Partial<Record<RowField, string>>

export const countRules = ['provisioned', 'used', 'usedElseProvisioned', 'greater'] as const satisfies CountRule[]

/** The largest number that the rule takes; more is a slip of the keyboard. */
const maxUnits = 1_000_000

export function draftOf(product: ProductChoiceView): RowDraft {
  const { agreement, catalogItem, rule, additionId, strategy, drift, createWhenMissing } = product
  return {
    type: agreement === null ? null : agreement.kind === 'default' ? 'default' : agreement.typeId,
    agreementId: agreement?.kind === 'chosen' ? agreement.agreementId : null,
    item: catalogItem,
    rule: rule === null ? null : ruleDraftOf(rule),
    additionId,
    strategy,
    drift,
    createWhenMissing,
  }
}

export const ruleDraftOf = (rule: QuantityRule): RuleDraft => ({
  count: rule.count,
  minimum: String(rule.minimum),
  included: String(rule.included),
})

export const sameDraft = (one: RowDraft, other: RowDraft): boolean =>
  one.type === other.type &&
  one.agreementId === other.agreementId &&
  one.item?.id === other.item?.id &&
  one.rule?.count === other.rule?.count &&
  one.rule?.minimum === other.rule?.minimum &&
  one.rule?.included === other.rule?.included &&
  one.additionId === other.additionId &&
  one.strategy === other.strategy &&
  one.drift === other.drift &&
  one.createWhenMissing === other.createWhenMissing

/** The row with another agreement or catalog item: what was chosen of the old ones' additions does not follow. */
export function withTarget(row: RowDraft, target: Partial<Pick<RowDraft, 'type' | 'agreementId' | 'item'>>): RowDraft {
  const next = { ...row, ...target }
  const isSame = next.type === row.type && next.agreementId === row.agreementId && next.item?.id === row.item?.id
  return isSame ? next : { ...next, additionId: null }
}

/** Whole units from 0; null for anything else that may have been typed. */
export function wholeUnits(text: string): number | null {
  const trimmed = text.trim()
  return /^\d{1,7}$/.test(trimmed) && Number(trimmed) <= maxUnits ? Number(trimmed) : null
}

/** The rule that counts for a row, null while one of its numbers is not one. */
export function ruleOf(row: RowDraft, tenantRule: QuantityRule): QuantityRule | null {
  if (row.rule === null) return tenantRule
  const minimum = wholeUnits(row.rule.minimum)
  const included = wholeUnits(row.rule.included)
  return minimum === null || included === null ? null : { count: row.rule.count, minimum, included }
}

/** The agreement that a row means: the chosen one, or the one that *Default* resolves to. */
export function agreementOf(view: AgreementsView, row: RowDraft): AgreementView | null {
  const id = row.type !== 'default' ? row.agreementId : view.default.kind === 'one' ? view.default.agreementId : null
  return view.agreements.find((agreement) => agreement.id === id) ?? null
}

/**
 * What the row would bill: a number; `unread` while a seat count that the rule needs is missing (never 0); `none` for a
 * product that is not billed or has no agreement yet.
 */
export type Bills = { kind: 'number'; quantity: number } | { kind: 'unread' } | { kind: 'none' }
export function billsOf(view: AgreementsView, product: ProductChoiceView, row: RowDraft): Bills {
  const rule = ruleOf(row, view.tenantRule)
  const isExcluded = product.notBilled?.kind === 'excluded'
  if (rule === null || isExcluded || agreementOf(view, row) === null || row.item === null) return { kind: 'none' }
  const counted = countSeats(rule.count, product.source.provisioned, product.source.used)
  return counted.kind === 'missing'
    ? { kind: 'unread' }
    : { kind: 'number', quantity: quantityOf(rule, counted.seats).quantity }
}

/** Agreement types of the company in the order of their names, each once. */
export function typesOf(view: AgreementsView, compare: (one: string, other: string) => number) {
  const types = new Map(view.agreements.map(({ type }) => [type.id, type]))
  return [...types.values()].sort((one, other) => compare(one.name, other.name))
}

/** Agreements of one type: those that can be used first, then by name. */
export function agreementsOf(
  view: AgreementsView,
  type: AgreementTypeId,
  compare: (one: string, other: string) => number,
): AgreementView[] {
  const rank = (agreement: AgreementView) => (agreement.unusable === null ? 0 : 1)
  return view.agreements
    .filter((agreement) => agreement.type.id === type)
    .sort((one, other) => rank(one) - rank(other) || compare(one.name, other.name))
}

/** The row after a type was chosen. The only usable agreement of the type is taken along; several are never guessed between. */
export function withType(view: AgreementsView, row: RowDraft, type: RowDraft['type']): RowDraft {
  if (type === row.type) return row
  const usable = view.agreements.filter((agreement) => agreement.type.id === type && agreement.unusable === null)
  const [only, ...others] = usable
  return withTarget(row, { type, agreementId: only !== undefined && others.length === 0 ? only.id : null })
}
