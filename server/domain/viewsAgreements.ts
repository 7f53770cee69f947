/** What the dialog of Product Agreements gets from the API and sends to it: shapes only, as in `views`. */
import type { Day, Instant } from './calendar'
import type { AdditionId, AgreementId, AgreementTypeId, CatalogItemId, ServicePlanKey } from './ids'
import type { AgreementWarning, UnusableReason } from './psa'
import type { Unplaced } from './run'
import type { AgreementChoice, ChangeStrategy, DriftPolicy, QuantityRule } from './settings'
import type { RowSource } from './views'

/** One agreement as the Product Agreements dialog lists it. */
export interface AgreementView {
  id: AgreementId
  name: string
  type: { id: AgreementTypeId; name: string }
  startsOn: Day | null
  endsOn: Day | null
  billingCycle: string | null
  nextInvoiceOn: Day | null
  prorates: boolean
  currency: string | null
  unusable: UnusableReason | null
  warnings: AgreementWarning[]
  /** Ongoing additions by catalog item, so that what is there can be adopted. null: not read. */
  additions:
    | {
        id: AdditionId
        catalogItemId: CatalogItemId
        catalogItemIdentifier: string | null
        description: string | null
        quantity: number
        unitPrice: number | null
        state: 'ongoing' | 'ended' | 'future'
      }[]
    | null
}

/** The dialog's rows: one per service plan of the linked customers. */
export interface AgreementsView {
  agreements: AgreementView[]
  readAt: Instant
  products: ProductChoiceView[]
  /** What *Default* would resolve to for this company. */
  default:
    | { kind: 'one'; agreementId: AgreementId; typeName: string }
    | { kind: 'several'; agreementIds: AgreementId[]; typeName: string }
    | { kind: 'none' }
  tenantRule: QuantityRule
  tenantCreatesWhenMissing: boolean
  version: number
}

export interface ProductChoiceView {
  source: RowSource
  agreement: AgreementChoice | null
  /** `gone`: assigned once, and ConnectWise has it no longer; it is named as its addition does, else by its number. */
  catalogItem: (CatalogItemView & { gone?: true }) | null
  /** null = the tenant's rule. */
  rule: QuantityRule | null
  /** The adopted addition; null: the only one that bills. */
  additionId: AdditionId | null
  strategy: ChangeStrategy
  drift: DriftPolicy
  /** null = the tenant's setting. */
  createWhenMissing: boolean | null
  decidedAt: Instant | null
  decidedBy: string | null
  notBilled: Unplaced['why'] | null
}

export interface CatalogItemView {
  id: CatalogItemId
  identifier: string
  description: string
  inactive: boolean
  productClass: string
}

/** Body of PUT /api/companies/:id/assignments; the whole list as the dialog shows it. `agreement: null` = not chosen. */
export interface AssignmentsRequest {
  version: number
  assignments: {
    plan: ServicePlanKey
    agreement: AgreementChoice | null
    catalogItemId: CatalogItemId | null
    rule: QuantityRule | null
    additionId?: AdditionId | null | undefined
    strategy?: ChangeStrategy | undefined
    drift?: DriftPolicy | undefined
    createWhenMissing?: boolean | null | undefined
  }[]
}
