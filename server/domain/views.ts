/**
 * What the screens get from the API: shapes only, JSON as it goes over the wire. No keys, no hashes, no foreign records.
 * Money in major units of the named currency; days and instants as ISO text; seats and quantities are whole units.
 */
import type { Day, Instant, Month } from './calendar'
import type { ErrorCode, FieldIssue, UpstreamFailure } from './errors'
import type {
  AdditionId,
  AgreementId,
  AgreementTypeId,
  CatalogItemId,
  CompanyId,
  CustomerId,
  LineKey,
  RunId,
  ServicePlanKey,
} from './ids'
import type { AgreementWarning, UnusableReason } from './psa'
import type {
  Change,
  Approval,
  FailureCause,
  Hold,
  LedgerEntry,
  LineMoney,
  LineNote,
  LineStatus,
  OutsideSeats,
  QuantityStep,
  RunStatus,
  ScheduleKey,
  SeatAccount,
  Trigger,
  Unplaced,
} from './run'
import type { RunControl, Standing } from './runControl'
import type { Drift, DriftNext } from './drift'
import type { AgreementChoice, ChangeStrategy, Decision, DriftPolicy, Limits, QuantityRule, Schedule } from './settings'
import type { SetupStage } from './setup'
import type { SeatReading, UsageGap, UsageSource } from './trend'

/** RFC 9457 body of every refusal. `code` and `params` make the text in the member's language; `detail` is English for support. */
export interface ProblemView {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  requestId: string
  params: Record<string, string | number>
  issues: FieldIssue[]
  failure: UpstreamFailure | null
  /** Present with 429: seconds to wait. */
  retryAfterSeconds: number | null
}

export interface Rights {
  view: boolean
  bill: boolean
  administer: boolean
}

/** Body of POST /api/session: what getMemberAuthentication gave, nothing else. */
export interface SessionRequest {
  site: string
  companyid: string
  memberid: string
  memberHash: string
  memberContext: string
}

export interface SessionView {
  token: string
  expiresAt: Instant
  member: { identifier: string; fullName: string | null }
  rights: Rights
  /** Names of members who may bill, for "ask them" texts; empty where they are not known. */
  billingManagers: string[]
  /** How far the first run of the tenant is. */
  setup: SetupStage
}

export interface OccurrenceView {
  day: Day
  at: Instant
  /** The month ends before the day chosen, so this is its last day. */
  lastDayRule: boolean
}

/** A company as the pod shows it before any number is read: from our store and one record of ConnectWise. */
export interface CompanyView {
  company: { id: CompanyId; identifier: string; name: string; city: string | null; state: string | null }
  link: LinkView | null
  noTrendMicro: { by: string; at: Instant } | null
  schedule: ScheduleView
  lastSend: { runId: RunId; at: Instant; sent: number; failed: number; unchanged: number; held: number } | null
  /** A run that is being sent right now, to go on watching it after a reload. */
  sendingRunId: RunId | null
  /**
   * Additions that are not as the last send left them, as the last check found them. `open`: those of which something waits
   * for a person; the others were decided on, or only their price differs.
   */
  drift: { checkedAt: Instant; found: number; open: number } | null
  limits: { own: Partial<Limits>; tenant: Limits }
  exclusions: { plan: ServicePlanKey; by: string; why: string; at: Instant }[]
  /** Version of our record; goes back with every change, so that two tabs do not overwrite each other. 0: no record yet. */
  version: number
}

export interface LinkView {
  customers: { id: CustomerId; name: string }[]
  enabled: boolean
  linkedAt: Instant
  linkedBy: string
}

export interface ScheduleView {
  /** Which settings apply to this company. */
  use: 'global' | 'custom'
  global: Schedule
  custom: Schedule | null
  /** Next occurrences of the schedule that applies; empty when it is off or the link is disabled. */
  next: OccurrenceView[]
}

/** What kind of row it is decides its place and its word (design/README.md, "Words for each state"). */
export type RowState =
  | 'failed'
  | 'held'
  | 'willChange'
  | 'unmapped'
  | 'unchanged'
  | 'notBilled'
  | 'waiting'
  | 'sending'
  | 'sent'
  | 'unknown'
  | 'skipped'

/** Why a row has its state: one of the domain's reasons, or none. The client makes the words. */
export type RowReason =
  | { kind: 'holds'; holds: Hold[] }
  | { kind: 'blocked'; reason: Extract<Change, { kind: 'blocked' }>['reason'] }
  | { kind: 'unplaced'; why: Unplaced['why'] }
  | { kind: 'cause'; cause: FailureCause }
  | { kind: 'settling' }
  | { kind: 'alreadyRight' }
  | { kind: 'released'; by: string; reason: string }
  /** A person left the line out of this run. */
  | { kind: 'skipped'; by: string; reason: string }
  /** The line takes back what an earlier run wrote. */
  | { kind: 'undoes'; by: string; reason: string }
  | null

export interface RowSource {
  plan: ServicePlanKey
  customerName: string
  productName: string
  planName: string
  unit: string | null
  provisioned: SeatReading
  used: SeatReading
  counted: number | null
}

/** One row of the pod's table: a line of the plan, or a product that is part of none. Rows come in the order of the screen. */
export interface PlanRow {
  /** null for a product that is in no line. */
  key: LineKey | null
  sources: RowSource[]
  agreement: { id: AgreementId; name: string; typeName: string; byDefault: boolean } | null
  catalogItem: { id: CatalogItemId; identifier: string } | null
  /** The addition that the line writes to; null when there is none yet or none was found. */
  additionId: AdditionId | null
  /** First billed day of an addition that is to be made or that takes another's place; null: from the next invoice on. */
  startsOn: Day | null
  /** With `replace`: the last billed day of the addition that ends. */
  endsOn: Day | null
  rule: QuantityRule | null
  /** null = not known or none. */
  quantityBefore: number | null
  quantity: number | null
  /** Units that the base price covers, as ConnectWise has them; shown, never written. */
  included: number | null
  change: Change['kind'] | null
  money: LineMoney | null
  nextInvoiceOn: Day | null
  state: RowState
  lineStatus: LineStatus | null
  reason: RowReason
  /** May be ticked: `yes`; `withReason` = held, a reason is required; `no`. */
  sendable: 'yes' | 'withReason' | 'no'
  /** An active agreement of the same type that could be used instead. */
  otherAgreement: { id: AgreementId; name: string } | null
  /** When a line went out. */
  sentAt: Instant | null
  warnings: ('usedAboveProvisioned' | 'proratedAddition' | 'otherSync' | 'notBillable')[]
  notes: LineNote[]
  /** Additions that a person may choose between, when several could be meant. */
  candidates: AdditionCandidate[]
}

/** An addition as it is offered for adoption. */
export interface AdditionCandidate {
  id: AdditionId
  description: string | null
  quantity: number
  unitPrice: number | null
  startsOn: Day | null
}

/** Totals of one currency by the month; only what will be sent is in it. */
export interface MoneyTotal {
  currency: string | null
  difference: number
  lines: number
  /** Lines whose cycle is not known by months: their difference is that of one invoice. */
  notMonthly: number
}

/** A stored plan of one company, or its run. */
export interface PlanView {
  runId: RunId
  status: RunStatus
  plannedAt: Instant
  seatsReadAt: Instant
  sources: UsageSource[]
  which: { kind: 'current' } | { kind: 'closedMonth'; month: Month }
  rows: PlanRow[]
  totals: MoneyTotal[]
  account: SeatAccount
  gaps: UsageGap[]
  /** Agreements whose additions could not be read. */
  unreadAgreements: { id: AgreementId; name: string }[]
  /** Old set-up rows show that Remote Manager may still write to this company's additions. */
  otherSync: boolean
}

/** A rule that was asked of a line, and what it said. */
export interface RuleCheck {
  rule:
    | 'toZero'
    | 'vanished'
    | 'placeLost'
    | 'reading'
    | 'usageAge'
    | 'handEdits'
    | 'otherSync'
    | 'percent'
    | 'money'
    | 'invoiced'
    | 'oneAddition'
    | 'agreement'
  passed: boolean
  /** Numbers and days for the sentence; their names are those of the message. */
  params: Record<string, string | number>
}

/** Everything behind one number. */
export interface ExplainView {
  row: PlanRow
  steps: QuantityStep[]
  seatsReadAt: Instant
  sources: UsageSource[]
  which: PlanView['which']
  additionId: AdditionId | null
  seenRevision: string | null
  runId: RunId
  trigger: Trigger
  plannedAt: Instant
  approval: Approval | null
  requestId: string | null
  /** Who set the rule by which its first product is counted, and when; null: the tenant's rule. */
  ruleSetBy: { by: string; at: Instant } | null
  /** Who set the limits that applied, as far as it is known; `company`: where it has limits of its own. */
  limitsSetBy: { company: Decision | null; tenant: Decision | null }
  /** What we wrote there last, before this plan. `by`: who let it go, a member's identifier or `schedule`; null: not known any more. */
  lastWrite: { quantity: number; at: Instant; runId: RunId; by: string | null } | null
  checks: RuleCheck[]
  /**
   * Computed again from the stored inputs just now: the same quantity, or another one (a defect, or another version's rules).
   * null for a line that takes another one's write back: what was there before is not computed.
   */
  recomputed: { same: boolean; quantity: number | null } | null
  /** Attempts and results of this line in this run, oldest first. */
  writes: { at: Instant; kind: LedgerEntry['kind']; quantity: number | null; requestId: string | null }[]
}

/**
 * Body of POST /api/runs/:runId/companies/:companyId/send. Lines not named are skipped; `reason` is required for a held line.
 * `skips`: left out of this run on purpose, with a reason that is kept; without lines nothing is sent.
 */
export interface SendRequest {
  lines: { key: LineKey; reason?: string | undefined }[]
  skips?: { key: LineKey; reason: string }[] | undefined
}
/** Body of POST /api/runs/:runId/companies/:companyId/undo: without keys all lines that can be taken back. */
export interface UndoRequest {
  keys?: LineKey[] | undefined
  reason: string
}
/** Why a line that was sent cannot be taken back. */
export type UndoRefusal =
  | { kind: 'notSent' }
  | { kind: 'undoneAlready'; runId: RunId }
  | { kind: 'invoiced'; on: Day | null }
  | { kind: 'invoiceUnknown' }
  | { kind: 'edited'; by: string | null; quantityNow: number | null }
  | { kind: 'sentSince'; runId: RunId }
  /** A later send of the line was taken back itself, by this run: the record of what stood before is that one's. */
  | { kind: 'takenBackSince'; runId: RunId }
  | { kind: 'agreementClosed' }
  | { kind: 'additionsUnread' }
/** GET /api/runs/:runId/companies/:companyId/undo: what taking back would do, line by line. Nothing is written. */
export interface UndoView {
  lines: {
    key: LineKey
    productNames: string[]
    quantityNow: number | null
    /** null when it cannot be taken back. */
    quantityBack: number | null
    refusal: UndoRefusal | null
  }[]
}

/** What came of taking back a whole run: a run a company, and what was written and stays, by line (params.key) or company. */
export interface UndoAllView {
  runs: { companyId: CompanyId; runId: RunId }[]
  refused: { companyId: CompanyId; code: ErrorCode; params: Record<string, string | number> }[]
}

/** Body of PUT /api/companies/:id/limits: only what differs from the tenant's. */
export interface CompanyLimitsRequest {
  version: number
  limits: Partial<Limits>
}
/** Body of PUT /api/companies/:id/exclusions: `why: null` takes the product back into billing. */
export interface ExclusionRequest {
  version: number
  plan: ServicePlanKey
  why: string | null
}
/** What ConnectWise holds against what we last wrote. */
export interface DriftView {
  /** null: never compared. */
  checkedAt: Instant | null
  found: DriftEntryView[]
  /** How many additions those are, and of how many something waits for a person (as `CompanyView.drift`). */
  additions: { found: number; open: number }
  /** Agreements whose additions could not be read: nothing is known of them. */
  unread: { id: AgreementId; name: string | null }[]
  /** Of the company's record, for a change of the policy. */
  version: number
}
export interface DriftEntryView extends Drift {
  productNames: string[]
  /** As it was called when we wrote there; null where that run is no longer kept. */
  agreementName: string | null
  policy: DriftPolicy
  /** What the next send does about it, by policy. */
  next: Record<DriftPolicy, DriftNext>
  /** The products of its line as they are assigned, for PUT assignments with another policy; empty: none is any more. */
  assignments: Pick<AssignmentsRequest['assignments'][number], 'plan' | 'agreement' | 'catalogItemId' | 'rule'>[]
}

/** When invoices are made, against the day of the send. */
export interface InvoiceTimingView {
  /**
   * Which agreements these are: those that are billed into; while there is none of them, all that linked companies have and that
   * could be billed into.
   */
  of: 'billed' | 'linked'
  /** By the day of the month of their next invoice; the most first. */
  groups: InvoiceTimingGroup[]
  /** Agreements whose next invoice is not known. */
  unknown: number
  /** Lines on agreements that are not invoiced by the month: only the last send of a cycle counts. */
  notMonthly: number
  readAt: Instant
}
export interface InvoiceTimingGroup {
  dayOfMonth: number
  agreements: number
  /** The first few, and the companies they belong to. */
  agreementNames: string[]
  companies: { id: CompanyId; name: string }[]
  nextInvoiceOn: Day
  /** Days from the send to the next invoice after it. */
  waitDays: number
  /** The send comes so late after an invoice that its numbers wait most of a month. */
  late: boolean
  /** The day of the month that would fit: the day before the invoice (31 means the last day). */
  fits: number
}

/** The company that holds a customer; neither id nor name where who asks may not see it in ConnectWise. */
export type Taker = { id: CompanyId; name: string } | { id: null; name: null }

export interface SuggestionView {
  customer: { id: CustomerId; name: string; city: string | null; state: string | null }
  /** 0–100. */
  score: number
  reasons: MatchReason[]
  /** The company that this customer is linked to already. */
  takenBy: Taker | null
  /** Another customer has the same name: never linked by name alone. */
  sharesName: boolean
}
/** Why a customer looks like the company; the client makes the words. */
export type MatchReason =
  | 'sameIdentifier'
  | 'sameName'
  | 'sameNameNormalised'
  | 'abbreviated'
  | 'fewLetters'
  | 'nameBegins'
  | 'similarName'
  | 'sameCity'
  | 'otherCity'
  | 'sameDomain'
  | 'otherDomain'

export interface SuggestionsView {
  /** All customers at Trend Micro. */
  total: number
  suggestions: SuggestionView[]
}

/** Result of Verify: the customer as Trend Micro has it now. Nothing is stored. */
export interface VerifyView {
  customer: { id: CustomerId; name: string; city: string | null; state: string | null }
  products: {
    plan: ServicePlanKey
    productName: string
    planName: string
    provisioned: SeatReading
    notBilled: boolean
  }[]
  seats: number
  unread: number
  takenBy: Taker | null
}

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

/** Body of PUT /api/companies/:id/link. `move`: take the customer from the company that has it now. */
export interface LinkRequest {
  version: number
  customerIds: CustomerId[]
  enabled: boolean
  move?: boolean | undefined
}
/** A schedule as people enter it; the server notes when it was changed. */
export type ScheduleInput = Omit<Schedule, 'changedAt'>
/** Body of PUT /api/companies/:id/schedule. */
export interface CompanyScheduleRequest {
  version: number
  use: 'global' | 'custom'
  custom?: ScheduleInput | undefined
}

export interface HistoryEntryView {
  at: Instant
  runId: RunId
  trigger: Trigger
  productNames: string[]
  agreementName: string
  quantityBefore: number | null
  quantity: number | null
  result: 'sent' | 'unchanged' | 'failed' | 'unknown' | 'stale' | 'skipped'
  cause: FailureCause | null
  by: string
  releaseReason: string | null
  nextInvoiceOn: Day | null
  requestId: string | null
  key: LineKey
  /** May be asked to be taken back; whether it can is told then. */
  undoable: boolean
  /** The run that took it back. */
  undoneBy: RunId | null
  /** The run whose write this takes back. */
  undoes: RunId | null
}

export interface ConnectionView {
  state: 'notConfigured' | 'notTested' | 'connected' | 'missingPermissions' | 'refused' | 'unreachable'
  testedAt: Instant | null
  failure: UpstreamFailure | null
}
export interface PermissionView {
  module: string
  function: string
  needed: ('inquire' | 'add' | 'edit')[]
  /** `cannotTell`: this ConnectWise lists no function of that name. */
  state: 'given' | 'missing' | 'optional' | 'cannotTell'
  /** Key of the text that says what it is for. */
  purpose:
    | 'findCompanies'
    | 'changeQuantities'
    | 'knowInvoiced'
    | 'catalogItems'
    | 'defaultAgreements'
    | 'apiReports'
    | 'failureTickets'
}
export interface SettingsView {
  schedule: Schedule
  next: OccurrenceView[]
  approval: 'withinLimits' | 'person'
  rule: QuantityRule
  which: 'current' | 'previousMonth'
  createWhenMissing: boolean
  limits: Limits
  /** Days before each send on which the clock checks what would be in its way; none = never. */
  preflightDays: number[]
  customCompanies: number
  linkedCompanies: number
  /** Occurrences that passed while the server was down. `asked`: too old to run by itself. */
  missed: { scheduleKey: ScheduleKey; day: Day; state: 'missed' | 'asked' }[]
  connectWise: ConnectionView & {
    site: string
    loginCompany: string
    publicKey: string
    privateKeySetAt: Instant | null
    version: string | null
    /** What companyinfo told at the last test: where calls with keys go, and under which codebase (ends in a slash). */
    found: { address: string; codebase: string; timeZone: string | null } | null
    permissions: PermissionView[]
  }
  trendMicro: ConnectionView & {
    lmpi: { baseUrl: string; accessToken: string; secretKeySetAt: Instant | null } | null
    smpi: { baseUrl: string; accessToken: string; secretKeySetAt: Instant | null } | null
    customers: number | null
  }
  timeZones: string[]
  version: number
}
/** Body of PUT /api/settings: the parts that changed. Secrets only when they are replaced. */
export interface SettingsRequest {
  version: number
  schedule?: ScheduleInput | undefined
  approval?: 'withinLimits' | 'person' | undefined
  rule?: QuantityRule | undefined
  which?: 'current' | 'previousMonth' | undefined
  createWhenMissing?: boolean | undefined
  limits?: Limits | undefined
  preflightDays?: number[] | undefined
  connectWise?: { site: string; loginCompany: string; publicKey: string; privateKey?: string | undefined } | undefined
  lmpi?: { baseUrl: string; accessToken: string; secretKey?: string | undefined } | null | undefined
  smpi?: { baseUrl: string; accessToken: string; secretKey?: string | undefined } | null | undefined
}

/** Progress of a run, of one company or all. */
export interface RunView {
  runId: RunId
  trigger: Trigger
  scope: { kind: 'company'; companyId: CompanyId } | { kind: 'all' }
  status: RunStatus
  createdAt: Instant
  createdBy: string
  finishedAt: Instant | null
  standing: Standing
  /** Planned more than a day ago: it must be planned again before anything of it is sent. */
  isOld: boolean
  /** Who paused it, went on with it, or cancelled it; newest last. */
  controls: RunControl[]
  companies: { total: number; planned: number; done: number }
  counts: {
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
  /** Lines that are held, failed or cannot be sent, and products in no line, each in the group of its seats in `account`. */
  groups: { failed: number; held: number; unmapped: number; excluded: number }
  totals: MoneyTotal[]
  /** Every seat that Trend Micro reports, customers outside the run included. */
  account: SeatAccount
  outside: OutsideSeats | null
  problems: { companyId: CompanyId; companyName: string; failure: UpstreamFailure | null }[]
  /** Companies with lines that failed or are held, those with failed ones first; `more`: those beyond the ones listed. */
  attention: { companies: { companyId: CompanyId; companyName: string; failed: number; held: number }[]; more: number }
}
