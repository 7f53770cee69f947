/** What the Product Agreements dialog holds while a person chooses; pure, so that a failed save loses nothing. */
import type { AgreementId, AgreementTypeId, CatalogItemId } from '../../../server/domain/ids'
import { countSeats, quantityOf } from '../../../server/domain/quantity'
import type { CountRule, QuantityRule } from '../../../server/domain/settings'
import type {
  AgreementsView,
  AgreementView,
  AssignmentsRequest,
  CatalogItemView,
  ProductChoiceView,
} from '../../../server/domain/views'

/** A catalog item as far as the dialog needs it: found by search, or read off an addition that is there. */
export type ItemChoice = Pick<CatalogItemView, 'id' | 'identifier' | 'description' | 'inactive'>

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
}

export type RowField = 'agreement' | 'catalogItemId' | 'rule.count' | 'rule.minimum' | 'rule.included'
/** Message code under `field.*` per field. */
export type RowIssues = Partial<Record<RowField, string>>

export const countRules = ['provisioned', 'used', 'usedElseProvisioned', 'greater'] as const satisfies CountRule[]

/** The largest number that the rule takes; more is a slip of the keyboard. */
const maxUnits = 1_000_000

export function draftOf(product: ProductChoiceView): RowDraft {
  const { agreement, catalogItem, rule } = product
  return {
    type: agreement === null ? null : agreement.kind === 'default' ? 'default' : agreement.typeId,
    agreementId: agreement?.kind === 'chosen' ? agreement.agreementId : null,
    item: catalogItem,
    rule: rule === null ? null : ruleDraftOf(rule),
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
  one.rule?.included === other.rule?.included

/** Whole units from 0; null for anything else that may have been typed. */
function wholeUnits(text: string): number | null {
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
  return { ...row, type, agreementId: only !== undefined && others.length === 0 ? only.id : null }
}

/** Additions that go on billing on the row's agreement, one entry per catalog item: what can be adopted. */
export interface Adoptable {
  item: ItemChoice
  quantity: number
  /** How many additions of this item there are; more than one is ambiguous and blocks the line. */
  count: number
}
export function adoptableOf(agreement: AgreementView | null): Adoptable[] {
  const byItem = new Map<CatalogItemId, Adoptable>()
  for (const addition of agreement?.additions ?? []) {
    if (addition.state !== 'ongoing') continue
    const known = byItem.get(addition.catalogItemId)
    byItem.set(addition.catalogItemId, {
      item: known?.item ?? {
        id: addition.catalogItemId,
        identifier: addition.catalogItemIdentifier ?? `#${addition.catalogItemId}`,
        description: addition.description ?? '',
        inactive: false,
      },
      quantity: (known?.quantity ?? 0) + addition.quantity,
      count: (known?.count ?? 0) + 1,
    })
  }
  return [...byItem.values()]
}

/** What cannot be sent as it is: a type without a name, a number that is none. */
export function issuesOf(row: RowDraft): RowIssues {
  const issues: RowIssues = {}
  if (row.type !== null && row.type !== 'default' && row.agreementId === null) issues.agreement = 'agreementMissing'
  if (row.rule !== null && wholeUnits(row.rule.minimum) === null) issues['rule.minimum'] = 'wholeUnits'
  if (row.rule !== null && wholeUnits(row.rule.included) === null) issues['rule.included'] = 'wholeUnits'
  return issues
}

/** The body of the save; only for rows without issues. */
export function requestOf(view: AgreementsView, rows: readonly RowDraft[]): AssignmentsRequest {
  return {
    version: view.version,
    assignments: view.products.flatMap((product, index) => {
      const row = rows[index]
      if (row === undefined) return []
      return {
        plan: product.source.plan,
        agreement: choiceOf(row),
        catalogItemId: row.item?.id ?? null,
        rule: row.rule === null ? null : ruleOf(row, view.tenantRule),
      }
    }),
  }
}

function choiceOf(row: RowDraft): AssignmentsRequest['assignments'][number]['agreement'] {
  if (row.type === 'default') return { kind: 'default' }
  if (row.type === null || row.agreementId === null) return null
  return { kind: 'chosen', typeId: row.type, agreementId: row.agreementId }
}
