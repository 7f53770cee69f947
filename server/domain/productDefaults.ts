/** What the MSP says once for a product, and what that means for one company. Pure. */
import { unusableReason } from './agreements'
import type { Day, Instant } from './calendar'
import type { CatalogItemId, ServicePlanKey } from './ids'
import type { Agreement, AgreementType } from './psa'
import type { AgreementChoice, CompanyRecord, ProductAssignment, QuantityRule } from './settings'

/** Tenant-wide: ServicePlan → CatalogItem + QuantityRule. Companies get it as an assignment, once somebody has seen what changes. */
export interface ProductDefault {
  plan: ServicePlanKey
  /** As Trend Micro named them when it was saved. */
  productName: string
  planName: string
  catalogItemId: CatalogItemId
  catalogItemIdentifier: string
  /** null = the tenant's rule. */
  rule: QuantityRule | null
  createWhenMissing: boolean | null
  /** The agreement of this type is taken where a company has exactly one; null = *Default*. */
  agreementType: AgreementType | null
  decidedAt: Instant
  decidedBy: string
}

/**
 * What applying a default does to one product of one company. `exception`: a person chose for this company, and that stays.
 * `unresolved`: no usable agreement of the preferred type, or several, and none is guessed; or nothing can be billed on the item.
 */
export type DefaultOutcome =
  | { kind: 'new'; assignment: ProductAssignment }
  | { kind: 'changed'; assignment: ProductAssignment }
  | { kind: 'same' }
  | { kind: 'exception' }
  | { kind: 'unresolved'; why: UnresolvedReason }
export type UnresolvedReason = 'noAgreement' | 'severalAgreements' | 'itemUnusable'

/** `agreements`: those of the company. `by`, `at`: who applies it, and when. */
export function applyDefault(of: {
  productDefault: ProductDefault
  record: CompanyRecord
  agreements: readonly Agreement[]
  /** May quantities be billed on its catalog item? */
  isItemUsable: boolean
  today: Day
  by: string
  at: Instant
}): DefaultOutcome {
  const { productDefault, record } = of
  const before = record.assignments.find(({ plan }) => plan === productDefault.plan)
  const isTakenOff = record.unassigned.some(({ plan }) => plan === productDefault.plan)
  if (before?.origin === 'person' || (before === undefined && isTakenOff)) return { kind: 'exception' }
  if (!of.isItemUsable) return { kind: 'unresolved', why: 'itemUnusable' }
  const agreement = agreementFor(of)
  if (typeof agreement === 'string') return { kind: 'unresolved', why: agreement }
  const target = { agreement, catalogItemId: productDefault.catalogItemId }
  const isSameTarget = before !== undefined && same(target, { ...before })
  const assignment: ProductAssignment = {
    plan: productDefault.plan,
    ...target,
    rule: productDefault.rule,
    createWhenMissing: productDefault.createWhenMissing,
    // What was adopted is one addition of one agreement: another target has none yet.
    additionId: isSameTarget ? before.additionId : null,
    strategy: before?.strategy ?? 'inPlace',
    drift: before?.drift ?? 'ask',
    decidedAt: of.at,
    decidedBy: of.by,
    origin: 'productDefault',
  }
  if (before === undefined) return { kind: 'new', assignment }
  const isSame =
    isSameTarget &&
    JSON.stringify([before.rule, before.createWhenMissing]) ===
      JSON.stringify([assignment.rule, assignment.createWhenMissing])
  return isSame ? { kind: 'same' } : { kind: 'changed', assignment }
}

const same = (one: Target, other: Target): boolean =>
  JSON.stringify([one.agreement, one.catalogItemId]) === JSON.stringify([other.agreement, other.catalogItemId])
type Target = Pick<ProductAssignment, 'agreement' | 'catalogItemId'>

function agreementFor(
  of: Pick<Parameters<typeof applyDefault>[0], 'productDefault' | 'record' | 'agreements' | 'today'>,
): AgreementChoice | 'noAgreement' | 'severalAgreements' {
  const type = of.productDefault.agreementType
  if (type === null) return { kind: 'default' }
  const [first, ...others] = of.agreements.filter(
    (agreement) => agreement.type.id === type.id && unusableReason(agreement, of.record.companyId, of.today) === null,
  )
  if (first === undefined) return 'noAgreement'
  return others.length > 0 ? 'severalAgreements' : { kind: 'chosen', typeId: type.id, agreementId: first.id }
}
