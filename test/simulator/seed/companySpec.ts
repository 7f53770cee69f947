/** One company of the sandbox with both its sides, in few words. `connectWiseSide.ts` and `trendMicroSide.ts` write it out. */
import type { ItemKey } from './catalogItems'
import type { PlanKey } from './servicePlans'

export interface CompanySpec {
  id: number
  /** The "Company ID" that people type. */
  identifier: string
  name: string
  city: string
  state: string
  zip: string
  website: string | null
  currency: CurrencyCode
  status: 'Active' | 'Inactive' | 'Prospect'
  types: readonly ('Client' | 'Prospect' | 'Vendor')[]
  deleted: boolean
  agreements: readonly AgreementSpec[]
  /** Row of the company's *Management* tab: the old link to Remote Manager. */
  managementRow: { agreementId: number | null; groupIdentifier: string } | null
  customers: readonly CustomerSpec[]
}
export type CurrencyCode = 'USD' | 'EUR' | 'CAD'

export const agreementTypeNames = [
  'Managed Service',
  'TMRM Management Solution',
  'Security Add-ons',
  'Block Time',
  'Project Retainer',
] as const
export type AgreementTypeName = (typeof agreementTypeNames)[number]

/** ConnectWise's billing options; each one is a billing cycle of the sandbox. */
export const billingOptions = [
  'Monthly',
  'Yearly',
  'Quarterly',
  'SemiAnnual',
  'BiMonthly',
  'Weekly',
  'BiWeekly',
  'NotRecurring',
] as const
export type BillingOption = (typeof billingOptions)[number]

export interface AgreementSpec {
  id: number
  name: string
  type: AgreementTypeName
  cycle: BillingOption
  startsOn: string
  /** Null: no ending date. */
  endsOn: string | null
  cancelledOn: string | null
  parentId: number | null
  /** Null: ConnectWise leaves it blank. */
  nextInvoiceOn: string | null
  prorates: boolean
  /** Days on which the agreement was invoiced. */
  invoicedOn: readonly string[]
  additions: readonly AdditionSpec[]
}

export interface AdditionSpec {
  item: ItemKey
  quantity: number
  /** Null: the price of the catalog. */
  unitPrice: number | null
  lessIncluded: number
  billCustomer: 'Billable' | 'DoNotBill' | 'NoCharge'
  startsOn: string
  cancelledOn: string | null
  description: string | null
  serialNumber: string | null
  updatedBy: string
}

export interface CustomerSpec {
  /** Number behind the customer's GUID (`trendIds.ts`). */
  number: number
  name: string
  city: string
  state: string
  zip: string
  country: string
  emailDomain: string
  status: number
  /** How the licensing interface writes the GUID. */
  idCase: 'lower' | 'upper'
  subscriptions: readonly SubscriptionSpec[]
}

export interface SubscriptionSpec {
  plan: PlanKey
  provisioned: number
  /** Null: this product reports no usage. */
  used: number | null
  enabled: boolean
  startsOn: string
  expiresOn: string
  chargedFrom: string
  /** Figures of closed months where they differ. */
  months: readonly { month: string; provisioned: number; used: number | null }[]
}
