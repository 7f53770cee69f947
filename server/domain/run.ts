/** Runs and their lines: what was planned, from which inputs, and what became of it. All of it is stored as it stands here. */
import type { BillingPeriod, Day, Instant, Month } from './calendar'
import type { UpstreamFailure } from './errors'
import type {
  AdditionId,
  AgreementId,
  CatalogItemId,
  CompanyId,
  CustomerId,
  LineKey,
  RunId,
  ServicePlanKey,
  SubscriptionId,
  TenantId,
} from './ids'
import type { Drift } from './drift'
import type { Addition, BillingState, UnusableReason } from './psa'
import type { RunControl } from './runControl'
import type { CompanyRecord, QuantityRule, TenantSettings } from './settings'
import type { Customer, NotBilledReason, SeatReading, UnreadReason, UsageSnapshot } from './trend'

/** A subscription's part in a line. */
export interface LineSource {
  subscriptionId: SubscriptionId
  customerId: CustomerId
  plan: ServicePlanKey
  productName: string
  planName: string
  unit: string | null
  provisioned: SeatReading
  used: SeatReading
  /** Seats by the count rule; null when the reading it needs is missing; 0 for a source that is not billed. */
  counted: number | null
  notBilled: NotBilledReason | null
  /** The rule that this source's product is counted by. */
  rule: QuantityRule
  /** Billed by the last send and reported no more: it counts nothing, and only a person may say that it is over. */
  vanished: boolean
}

/** How the quantity came about, one step after the other; the last `result` is the quantity. */
export type QuantityStep =
  | { kind: 'count'; rule: QuantityRule['count']; result: number }
  | { kind: 'included'; included: number; result: number }
  | { kind: 'minimum'; minimum: number; result: number }
  /** Several products share the line; the results of the products before are added up. */
  | { kind: 'sum'; result: number }

/** Why a line cannot be sent at all, whoever approves it. */
export type BlockedReason =
  | { kind: 'agreementUnusable'; why: UnusableReason; otherAgreementId: AgreementId | null }
  | { kind: 'noAddition' }
  /** Somebody deleted, moved or ended the addition that we wrote, and there is no other to write to. */
  | { kind: 'takenAway'; drift: Drift }
  | { kind: 'severalAdditions'; additionIds: AdditionId[] }
  | { kind: 'catalogItemUnusable'; why: 'inactive' | 'bundle' | 'gone' }
  | { kind: 'seatsUnread'; which: 'provisioned' | 'used'; why: UnreadReason | 'notReported' }
  | { kind: 'additionsUnread' }
  /** Billed by the last send and not in a reading that has holes: whether it is over, nobody knows. */
  | { kind: 'vanished' }
  /** The addition that was adopted by hand is gone or ended; another one is not written in its place. */
  | { kind: 'adoptedGone'; additionId: AdditionId }
  /** A person changed it, and the assignment says that theirs is kept. */
  | { kind: 'keptTheirs'; drift: Drift }

export type Change =
  | { kind: 'create'; quantity: number }
  | { kind: 'update'; additionId: AdditionId; quantityBefore: number; quantity: number }
  /** The addition ends on `lastDay` and a new one with the new quantity begins on the line's `startsOn`. */
  | { kind: 'replace'; additionId: AdditionId; quantityBefore: number; quantity: number; lastDay: Day }
  | { kind: 'none'; additionId: AdditionId; quantity: number }
  | { kind: 'blocked'; reason: BlockedReason; quantityBefore: number | null; quantity: number | null }

/** A rule that makes a line wait for a person. A person may release it with a reason. */
export type Hold =
  | { kind: 'toZero'; because: NotBilledReason | null }
  | { kind: 'beyondLimit'; direction: 'rise' | 'drop'; percent: number; limitPercent: number; seats: number }
  | { kind: 'money'; amount: number; limit: number; currency: string | null }
  | { kind: 'handEdit'; drift: Drift }
  /** The product was given this line while the addition of its old line still bills. */
  | { kind: 'movedHere'; from: string; to: string }
  /** Another program writes the same addition: `summaryRow` is old set-up that names the agreement, `written` its write. */
  | { kind: 'otherSync'; evidence: 'summaryRow' | 'written'; by: string | null; at: Instant | null }
  /** Seats older than the limit. */
  | { kind: 'usageOld'; asOf: Instant; limitHours: number }
  | { kind: 'invoiced'; until: Day }
  | { kind: 'vanished'; plans: string[] }
  /** Billed here so far, reported still, and now on no line or where *Default* points now: nobody chose that. */
  | { kind: 'placeLost'; plans: string[] }
  | { kind: 'incompleteReading'; what: string }
  | { kind: 'planVersionUnknown' }
  | { kind: 'customerStatus'; code: number }
  /** The limit in money cannot be checked. */
  | { kind: 'priceUnknown' }
  /** Rule and addition both take off included seats. */
  | { kind: 'includedTwice'; rule: number; addition: number }

/** What a person should know of a line and what does not hold it. */
export type LineNote =
  /** Prices belong to the MSP: seen, and kept. */
  | { kind: 'priceChanged'; drift: Drift }
  /** A person's number is written over: the assignment says so, or hand edits are not held. */
  | { kind: 'overwritesEdit'; drift: Drift }
  /** Other additions of the same product that bill beside the adopted one. */
  | { kind: 'twins'; additionIds: AdditionId[] }
  /** The same customer has a suite with this product: its seats may be in both (facts/trend-micro.md §5). */
  | { kind: 'inSuite'; product: string; suite: string }

export type LineStatus =
  'pending' | 'held' | 'blocked' | 'unchanged' | 'sending' | 'sent' | 'failed' | 'unknown' | 'stale' | 'skipped'

/**
 * In the agreement's currency, major units. `difference` is per billing cycle: (quantity − before) × unit price; `monthly` is
 * the same by the month, null where the cycle is not known by months.
 */
export interface LineMoney {
  unitPrice: number
  currency: string | null
  difference: number
  monthly: number | null
}

export type FailureCause =
  | { kind: 'upstream'; failure: UpstreamFailure }
  | { kind: 'changedMeanwhile'; by: string | null; quantityNow: number | null }
  | { kind: 'additionGone' }
  | { kind: 'additionAppeared' }
  | { kind: 'agreementClosed'; why: UnusableReason }
  | { kind: 'noAnswer'; failure: UpstreamFailure }
  /** The server stopped in the middle of the write, and ConnectWise shows that nothing had happened. */
  | { kind: 'interrupted' }
  /** Approved long ago and not sent since: seats and prices may have changed. */
  | { kind: 'planTooOld' }
  /** Link or assignments of the company were changed since the plan. */
  | { kind: 'decidedOtherwise' }
  /** Its run was cancelled before its turn came. `by`: who did. */
  | { kind: 'cancelled'; by: string }
  /** The agreement was invoiced since the plan (`on`: its next invoice then; null: it cannot be told), and the line is about that. */
  | { kind: 'invoicedMeanwhile'; on: Day | null }
  /** Another run is still waiting to hear about a creation of this very line. */
  | { kind: 'openElsewhere' }
  /** The new addition of a replacement is there and the old one could not be ended; `neutralised`: the new one bills nothing. */
  | { kind: 'halfReplaced'; newAdditionId: AdditionId; neutralised: boolean; failure: UpstreamFailure | null }
  /** Both writes of a replacement were done, and the new addition is gone since: after the old one's last day nothing bills. */
  | { kind: 'replacementGone'; newAdditionId: AdditionId; lastDay: Day }

/** `by` is a member's identifier, or `schedule`. */
export interface Approval {
  by: string
  at: Instant
  reason: string | null
}

/** What is known of the last attempt on a line. */
export interface LineOutcome {
  at: Instant
  quantityAfter: number | null
  additionId: AdditionId | null
  requestId: string | null
  cause: FailureCause | null
  /** The addition already held the quantity when it was looked at; nothing was written. */
  alreadyRight: boolean
}

/** One Agreement + CatalogItem of one Company in one period. */
export interface RunLine {
  key: LineKey
  companyId: CompanyId
  agreementId: AgreementId
  agreementName: string
  agreementTypeName: string
  /** The agreement was found by *Default*, not chosen by hand. */
  byDefault: boolean
  catalogItemId: CatalogItemId
  catalogItemIdentifier: string
  period: BillingPeriod
  nextInvoiceOn: Day | null
  sources: LineSource[]
  steps: QuantityStep[]
  change: Change
  /** First billed day of an addition that is to be created, or that replaces another. */
  startsOn: Day | null
  /** What the plan saw of the addition; a difference at sending makes the line stale. */
  seen: {
    quantity: number
    revision: string | null
    included: number
    prorated: boolean
    billable: Addition['billable']
    cancelledOn: Day | null
    /** Others of the same item that bill at the same time: known, so that only a new one is a reason to stop. */
    beside: AdditionId[]
    /** Of a line that takes a replacement back: the addition that was replaced. Reopened, it would bill beside this one. */
    replaced: { id: AdditionId; revision: string | null } | null
  } | null
  money: LineMoney | null
  holds: Hold[]
  notes: LineNote[]
  status: LineStatus
  /** Who let it go; a line without approval is never sent. `reason` is kept for a line that was held. */
  approval: Approval | null
  /** Who left it out of this run, and why. */
  skip: Approval | null
  /** The run whose write this line takes back; null for a line of a plan. */
  undoes: RunId | null
  /** The run that was made to take this line's write back; whether it did, its own line says. */
  undoneBy: RunId | null
  /** Writes tried so far in this run. */
  attempts: number
  outcome: LineOutcome | null
}

/** A subscription that is part of no line, and why. */
export interface Unplaced {
  source: LineSource
  why:
    | { kind: 'excluded'; reason: NotBilledReason }
    | { kind: 'unmapped'; missing: 'agreement' | 'catalogItem' }
    | { kind: 'severalAgreements'; agreementIds: AgreementId[] }
}

/** Each seat in exactly one bucket; `unreadSubscriptions` counts those whose seats are not known and so are in none. */
export interface SeatAccount {
  /** The sum of the buckets. */
  total: number
  /** What Trend Micro reports, added up without looking at lines: `total` must be the same. */
  reported: number
  billed: number
  willChange: number
  excluded: number
  held: number
  failed: number
  unmapped: number
  unreadSubscriptions: number
}

/** Seats of customers that are in no planned company of a run of all: they too end in one bucket. */
export interface OutsideSeats {
  /** Linked to no company: unmapped. */
  unlinked: SeatCount
  /** Linked to a company that is not in this run (own schedule, switched off): excluded from this run. */
  elsewhere: SeatCount
  /** Linked to a company of this run that could not be planned: failed. */
  unplanned: SeatCount
}
export interface SeatCount {
  customers: number
  seats: number
  unreadSubscriptions: number
}

export type Trigger = 'schedule' | 'catch-up' | 'manual' | 'undo'
export type RunStatus = 'draft' | 'planning' | 'waiting' | 'sending' | 'finished'

/** `global` or `company:<id>`. */
export type ScheduleKey = 'global' | `company:${number}`

/** One planned occurrence of a schedule: the local day and the moment it means. */
export interface Occurrence {
  scheduleKey: ScheduleKey
  day: Day
  at: Instant
}

export interface LineCounts {
  pending: number
  held: number
  blocked: number
  unchanged: number
  sent: number
  failed: number
  unknown: number
  stale: number
  skipped: number
}

/** Head of a run. A `draft` is the plan behind a company view that nobody has sent yet. */
export interface BillingRun {
  id: RunId
  tenantId: TenantId
  trigger: Trigger
  scope: { kind: 'company'; companyId: CompanyId } | { kind: 'all' }
  occurrence: Occurrence | null
  status: RunStatus
  which: { kind: 'current' } | { kind: 'closedMonth'; month: Month }
  createdAt: Instant
  createdBy: string
  approvedBy: string | null
  startedAt: Instant | null
  finishedAt: Instant | null
  /** Companies of the run, in the order in which they are sent. */
  companyIds: CompanyId[]
  /** Companies that could not be read or planned, with the cause; null = a fault of ours, which is in the log. */
  problems: { companyId: CompanyId; failure: UpstreamFailure | null }[]
  counts: LineCounts
  /** The sum over the companies that are planned, and the seats outside of them. */
  account: SeatAccount
  /** null: not read, or a run of one company. */
  outside: OutsideSeats | null
  /** Who paused it, went on with it, or cancelled it; newest last. */
  controls: RunControl[]
  /** A person decides about it line by line, across companies: it waits until its held lines are decided too. */
  byLine: boolean
}

/** Everything that a plan of one company depends on. */
export interface PlanInputs {
  tenantId: TenantId
  companyId: CompanyId
  /** The day of the send in the schedule's time zone; its calendar month is the billing period. */
  today: Day
  settings: TenantSettings
  record: CompanyRecord
  snapshot: UsageSnapshot
  state: BillingState
  customerStatus: { customerId: CustomerId; status: Customer['status'] }[]
}

/** A company's part of a run: the inputs, the plan and what became of it. */
export interface RunCompany {
  runId: RunId
  companyId: CompanyId
  companyName: string
  plannedAt: Instant
  /** The linked customers by name, as they were when the plan was made. */
  customers: { id: CustomerId; name: string }[]
  /** What the plan was computed from; computing it again gives the same lines. */
  inputs: PlanInputs
  lines: RunLine[]
  unplaced: Unplaced[]
  account: SeatAccount
}

/** One entry of the append-only record of attempts and results. */
export interface LedgerEntry {
  at: Instant
  runId: RunId
  trigger: Trigger
  companyId: CompanyId
  lineKey: LineKey
  productNames: string[]
  agreementName: string
  kind: 'intent' | 'sent' | 'unchanged' | 'failed' | 'unknown' | 'settledDone' | 'settledNotDone' | 'stale' | 'skipped'
  additionId: AdditionId | null
  quantityBefore: number | null
  quantity: number | null
  /** The addition that ended when this one took its place. */
  replaced: { additionId: AdditionId; lastDay: Day } | null
  /** The run whose write this entry takes back. */
  undoes: RunId | null
  requestId: string | null
  cause: FailureCause | null
  /** Who approved: a member's identifier, or `schedule`. */
  by: string
  releaseReason: string | null
  nextInvoiceOn: Day | null
}
