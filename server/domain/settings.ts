/** What people decide: for a tenant, for a company, for a product. */
import type { Day, Instant } from './calendar'
import type {
  AgreementId,
  AgreementTypeId,
  CatalogItemId,
  CompanyId,
  CustomerId,
  RunId,
  AdditionId,
  ServicePlanKey,
  SubscriptionId,
  TenantId,
} from './ids'
import type { Drift } from './drift'
import type { Linking } from './linking'
import type { ProductDefault } from './productDefaults'
import type { Addition } from './psa'

export type CountRule = 'provisioned' | 'used' | 'usedElseProvisioned' | 'greater'

/** How seats become a quantity. */
export interface QuantityRule {
  count: CountRule
  /** Smallest quantity that is billed while there is at least one seat; 0 = none. */
  minimum: number
  /** Seats that are not charged; taken off before the minimum. */
  included: number
}

/** Monthly send. */
export interface Schedule {
  on: boolean
  /** 1–31; in a shorter month its last day. */
  dayOfMonth: number
  /** `HH:MM`, 24 h, local to `timeZone`. */
  time: string
  /** IANA name. */
  timeZone: string
  /** When it was last switched on or changed; it never runs for an occurrence before that. Set by the server. */
  changedAt: Instant
}

/** Beyond these a line waits for a person. */
export interface Limits {
  /** A rise or drop is held when it is beyond the percentage *and* at least `minSeats`. Percent of the quantity before, 0–999. */
  risePercent: number
  dropPercent: number
  minSeats: number
  /** A change a month beyond this is held whatever its percentage; in the agreement's currency; null = no such limit. */
  moneyPerMonth: number | null
  holdInvoiced: boolean
  holdHandEdits: boolean
  /** Seats that are older than so many hours when the plan is made are held; 1–8,784. */
  usageAgeHours: number
}

/** Who set something, and when. */
export interface Decision {
  by: string
  at: Instant
}

export interface TenantSettings {
  schedule: Schedule
  /** What the clock may do: send lines within the limits, or only make the plan. */
  approval: 'withinLimits' | 'person'
  rule: QuantityRule
  /** Current seats, or those of the closed previous month (facts/trend-micro.md §4). */
  which: 'current' | 'previousMonth'
  createWhenMissing: boolean
  limits: Limits
  /** Who changed the limits last; null: nobody since the start, or before it was written down. */
  limitsSet: Decision | null
  /** Names of the agreement types behind *Default*, in the order in which they are tried. */
  defaultTypeNames: string[]
}

/** Keys and addresses. Secrets are encrypted at rest and never leave the server (architecture §6.13). */
export interface Connections {
  connectWise: {
    site: string
    loginCompany: string
    clientId: string
    publicKey: string
    privateKey: Sealed | null
    privateKeySetAt: Instant | null
  }
  trendMicro: {
    lmpi: TrendKeys | null
    smpi: TrendKeys | null
  }
}
export interface TrendKeys {
  baseUrl: string
  accessToken: string
  secretKey: Sealed | null
  secretKeySetAt: Instant | null
}
/** Ciphertext of a secret, as `storage/secrets` makes it. */
export interface Sealed {
  sealed: string
}

/** One ConnectWise site + login company. */
export interface Tenant {
  id: TenantId
  connections: Connections
  settings: TenantSettings
  linking: Linking
  productDefaults: ProductDefault[]
  /** How many days before each send the clock checks what would be in its way; none = never. */
  preflightDays: number[]
  /** The first run: `finished` once a person said so, and for tenants that are older than it. */
  setup: 'open' | 'finished'
}

export interface CompanyLink {
  customerIds: CustomerId[]
  /** Names at the time of linking, for the screen when Trend Micro does not answer. */
  customerNames: string[]
  enabled: boolean
  linkedAt: Instant
  linkedBy: string
  /** When it was switched on again; absent: it was never off. */
  enabledAt?: Instant | undefined
}

/** Since when a link is in force; null: there is none, or it is off. */
export function linkedSince(link: CompanyLink | null | undefined): Instant | null {
  if (link?.enabled !== true) return null
  return link.enabledAt ?? link.linkedAt
}

/** A customer that somebody said is not this company: never suggested again until that is taken back. */
export interface RejectedCustomer {
  customerId: CustomerId
  by: string
  at: Instant
}

export type AgreementChoice =
  { kind: 'default' } | { kind: 'chosen'; typeId: AgreementTypeId; agreementId: AgreementId }

/**
 * How a quantity is changed (facts/connectwise-rest.md §7.6): `inPlace` overwrites it; `replace` ends the addition with the
 * last invoiced day and begins a new one on the first day that no invoice bills yet.
 */
export type ChangeStrategy = 'inPlace' | 'replace'
/** What happens when a person changed the quantity since our last write: ask them, leave theirs, or write ours over it. */
export type DriftPolicy = 'ask' | 'keep' | 'overwrite'

/** For a Company: ServicePlan → Agreement + CatalogItem + QuantityRule. */
export interface ProductAssignment {
  plan: ServicePlanKey
  agreement: AgreementChoice
  catalogItemId: CatalogItemId | null
  /** null = the tenant's rule. */
  rule: QuantityRule | null
  createWhenMissing: boolean | null
  /** The addition that was adopted by hand, where several could be meant; null = the only one that bills. */
  additionId: AdditionId | null
  strategy: ChangeStrategy
  drift: DriftPolicy
  decidedAt: Instant
  decidedBy: string
  /** `person`: chosen for this company, and never changed by product defaults; `productDefault`: filled in by them. */
  origin: 'person' | 'productDefault'
}

/** A product that a person took off its agreement. */
export interface UnassignedProduct extends Decision {
  plan: ServicePlanKey
}

/** Seats left out on purpose. */
export interface Exclusion {
  plan: ServicePlanKey
  by: string
  why: string
  at: Instant
}

/** An exclusion that was taken back: what it said, and who lifted it. */
export interface LiftedExclusion extends Exclusion {
  lifted: Decision
}

/** What we last wrote to an addition: the base of drift detection. */
export interface LastWrite {
  additionId: AdditionId
  agreementId: AgreementId
  catalogItemId: CatalogItemId
  quantity: number
  /** Unit price and revision of the record that ConnectWise returned for our write. */
  unitPrice: number | null
  revision: string | null
  included: number
  billable: Addition['billable']
  cancelledOn: Day | null
  /** Whom ConnectWise names as the writer of our write: our own API member. */
  writtenBy: string | null
  /** Additions that this line was before it was replaced, newest last. */
  replaced: AdditionId[]
  at: Instant
  runId: RunId
}

/** What the last daily check, or a look by a person, found. */
export interface DriftCheck {
  checkedAt: Instant
  found: Drift[]
  /** Agreements whose additions could not be read: nothing is known of what we wrote there. */
  unread: AgreementId[]
}

/** A subscription that a send billed. */
export interface BilledSubscription {
  subscriptionId: SubscriptionId
  customerId: CustomerId
  plan: ServicePlanKey
  productName: string
  planName: string
  seats: number
  agreementId: AgreementId
  catalogItemId: CatalogItemId
}

/** All that we keep of one company. */
export interface CompanyRecord {
  companyId: CompanyId
  /** Counts what people changed (not what sends wrote); two tabs must not overwrite each other. */
  edition: number
  link: CompanyLink | null
  /** The company was said to have no Trend Micro products; it stops counting as unmapped. */
  noTrendMicro: { by: string; at: Instant } | null
  rejected: RejectedCustomer[]
  assignments: ProductAssignment[]
  /** Products that a person took off their agreement here: product defaults leave them alone too. */
  unassigned: UnassignedProduct[]
  exclusions: Exclusion[]
  /** Of each product the last exclusion that was taken back. */
  liftedExclusions: LiftedExclusion[]
  /** null = global settings. */
  customSchedule: Schedule | null
  lastWrites: LastWrite[]
  /** Subscriptions billed by the last send, to notice those that vanish. */
  lastBilled: BilledSubscription[]
  /** Limits that differ from the tenant's. */
  limits: Partial<Limits>
  /** Who changed the company's limits last, also when it was back to the tenant's; null as for the tenant's. */
  limitsSet: Decision | null
  driftCheck: DriftCheck | null
}

/** The limits that hold for a company: its own where it has any, else the tenant's. */
export const limitsOf = (settings: TenantSettings, record: CompanyRecord): Limits => ({
  ...settings.limits,
  ...record.limits,
})

export const emptyCompanyRecord = (companyId: CompanyId): CompanyRecord => ({
  companyId,
  edition: 0,
  link: null,
  noTrendMicro: null,
  rejected: [],
  assignments: [],
  unassigned: [],
  exclusions: [],
  liftedExclusions: [],
  customSchedule: null,
  lastWrites: [],
  lastBilled: [],
  limits: {},
  limitsSet: null,
  driftCheck: null,
})
