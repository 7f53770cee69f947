/** What would keep the next send from billing right, told before it. Shapes only; what is stored stands as it is here. */
import type { Day, Instant } from './calendar'
import type { UpstreamFailure } from './errors'
import type {
  AdditionId,
  AgreementId,
  CatalogItemId,
  CompanyId,
  CustomerId,
  ServicePlanKey,
  SubscriptionId,
  TenantId,
} from './ids'
import type { UnusableReason } from './psa'
import type { ScheduleKey } from './run'
import type { PermissionView } from './viewsSettings'

export type PreflightCause =
  /** Customers with something to bill that are linked to no company; `idle`: others without. */
  | { kind: 'unmappedCustomers'; customers: CustomerList; seats: number; idle: number }
  /** A product that goes to no line; `oneAgreement`: several fit, and none is guessed. */
  | {
      kind: 'unmappedProduct'
      plan: ServicePlanKey
      productName: string
      missing: 'agreement' | 'catalogItem' | 'oneAgreement'
    }
  /** Cannot be billed into on the day of the send. */
  | { kind: 'agreementUnusable'; why: UnusableReason['kind'] }
  /** Is billed by this send and ends within its period: what comes after has no agreement. */
  | { kind: 'agreementEnding' }
  | {
      kind: 'catalogItemUnusable'
      why: 'inactive' | 'bundle' | 'gone'
      catalogItemId: CatalogItemId
      identifier: string
    }
  | {
      kind: 'rightMissing'
      module: string
      function: string
      lacks: PermissionView['needed']
      purpose: PermissionView['purpose']
      breaks: Broken[]
    }
  /**
   * ConnectWise or Trend Micro does not take our keys, or does not answer. `source`: which of two keys of Trend Micro. `failure`:
   * null where there are no keys (`configured` false), or where it is not told. When a key will expire nobody says: neither
   * system names a date (facts/connectwise-rest.md §4, facts/trend-micro.md §3).
   */
  | {
      kind: 'connectionFails'
      system: 'connectwise' | 'trendmicro'
      source: 'lmpi' | 'smpi' | null
      configured: boolean
      failure: UpstreamFailure | null
    }
  /** Bills at 0: `addition` one that is there, `catalogItem` one that the send would make from the catalog's price. */
  | { kind: 'priceZero'; at: 'addition' | 'catalogItem'; catalogItemId: CatalogItemId; identifier: string }
  /** Invoices on this day of the month are made before the send, whose numbers wait `waitDays` for the next; `fits`: 31 = last day. */
  | { kind: 'invoicedBeforeSend'; sendDay: number; invoiceDay: number; fits: number; waitDays: number }
  /** The invoice that the numbers are for is made already, earlier than the day of the month says. */
  | { kind: 'invoicedAlready' }

/** What does not work without a right. */
export type Broken =
  | 'linking'
  | 'planning'
  | 'sending'
  | 'creating'
  | 'undoing'
  | 'choosingProducts'
  | 'choosingAgreements'
  | 'defaultAgreements'

/** `error`: lines are not sent, or customers not billed. `warning`: they are, and a person should look. */
export type Severity = 'error' | 'warning'

/**
 * Who can put it right. In the pod `billing`; in ConnectWise who edits `agreements` or the `catalog`, or the `administrator` of
 * roles and API keys; at Trend Micro `trendMicro`; `operator`: who runs this server, when a system cannot be reached.
 */
export type Fixer = 'billing' | 'agreements' | 'catalog' | 'administrator' | 'trendMicro' | 'operator'

/** A record in ConnectWise, or a subscription at Trend Micro, to be opened. */
export type Place =
  | {
      type: 'agreement'
      id: AgreementId
      name: string
      /** The day that the finding is about: the last, the first, or the next invoice. */
      on: Day | null
      /** The one agreement that could take over. */
      successorId: AgreementId | null
    }
  | { type: 'addition'; id: AdditionId; agreementId: AgreementId }
  | { type: 'catalogItem'; id: CatalogItemId; identifier: string }
  | { type: 'subscription'; id: SubscriptionId }

export interface Finding {
  /** The same for the same cause in every check: what a notice is kept by. */
  key: string
  cause: PreflightCause
  severity: Severity
  fixedBy: Fixer
  /** Lines of the plan that it meets; of products in no line, subscriptions. */
  lines: number
  companies: CompanyList
}
/** The first by id; `total` is of all. */
export interface CompanyList {
  total: number
  list: { id: CompanyId; name: string; places: Place[] }[]
}
export interface CustomerList {
  total: number
  /** `seats`: null where they could not be read. */
  list: { id: CustomerId; name: string; seats: number | null }[]
}

/** What could not be looked at: of it nothing is known, least of all that it is well. */
export interface Unchecked {
  what: 'rights' | 'customers' | 'companies' | 'additions' | 'seats'
  /** The first of its kind; null: a fault of ours, which is in the log, or not told. */
  failure: UpstreamFailure | null
  companies: CompanyList
}

/** One check. */
export interface Preflight {
  startedAt: Instant
  finishedAt: Instant
  /** A member's identifier, or `schedule`. */
  by: string
  /** The sends that the clock made it for; none when a person asked. */
  dueFor: DueSend[]
  /** Linked companies, and those of them that could be planned. */
  companies: { linked: number; planned: number }
  /** Errors first, then what meets the most companies. */
  findings: Finding[]
  /** Findings beyond those named. */
  more: number
  unchecked: Unchecked[]
}
export interface DueSend {
  scheduleKey: ScheduleKey
  sendOn: Day
  daysBefore: number
}

/** A send whose check the clock has claimed. */
export interface PreflightClaim {
  scheduleKey: ScheduleKey
  sendOn: Day
  /** The day of the check: `daysBefore` days before the send. */
  day: Day
  daysBefore: number
  claimedAt: Instant
  /** null: claimed, and not told yet what it found. */
  checkedAt: Instant | null
}

/** All that is kept of a tenant's checks: the newest claim of each schedule, and the last result. */
export interface PreflightRecord {
  tenantId: TenantId
  claims: PreflightClaim[]
  last: Preflight | null
}

/** A cause that meets one company, or none in particular. */
export interface Met {
  cause: PreflightCause
  severity: Severity
  company: { id: CompanyId; name: string } | null
  lines: number
  places: Place[]
}
