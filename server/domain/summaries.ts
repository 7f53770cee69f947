/** Executive summaries: who gets them, and what one of them says. Shapes only; what is stored stands as it is here. */
import type { Day, Instant, Month } from './calendar'
import type { CompanyId, CustomerId, ServicePlanKey, TenantId } from './ids'
import type { NoticeLanguage } from './notices'
import type { DeliveryFailure } from './outbox'
import type { Schedule } from './settings'

/** For all companies. Off until a person switches it on. */
export interface SummaryPlan {
  tenantId: TenantId
  schedule: Schedule
  /** Of companies that have no language of their own. */
  language: NoticeLanguage
}

/** For one company; nothing is made for it until a person switches it on here too. */
export interface CompanySummaries {
  companyId: CompanyId
  on: boolean
  /** Day of the month, as of a schedule; null: the day for all companies. */
  dayOfMonth: number | null
  /** null: the language for all companies. */
  language: NoticeLanguage | null
  /** Whether it is put among the company's documents in ConnectWise. */
  attach: boolean
  /** Whom it is mailed to. */
  to: string[]
  /** When it was last switched on, or its day changed: no summary is made for a day before that. */
  changedAt: Instant
}

/** Seats as they were read. `notReported`: the product has no such number; `noData`: nobody knows, which is not zero. */
export type Figure = { kind: 'seats'; seats: number } | { kind: 'notReported' } | { kind: 'noData' }

/** What is billed: by the last send, or nothing on purpose. Why nothing is billed is the MSP's business and not said. */
export type BilledFigure =
  { kind: 'seats'; seats: number; on: Day } | { kind: 'noData' } | { kind: 'trial' } | { kind: 'notBilled' }

/** A product, or several that one line of an agreement bills together. */
export interface SummaryRow {
  plans: ServicePlanKey[]
  names: string[]
  /** The service plan of a single product, where its name says more than the product's. */
  planName: string | null
  provisioned: Figure
  used: Figure
  billed: BilledFigure
  /** Of the provisioned seats, since the month before. */
  change: { kind: 'seats'; seats: number } | { kind: 'new' } | { kind: 'noData' }
}

export interface EndingLicence {
  name: string
  on: Day
  provisioned: Figure
}

/** A month of the chart. `seats` null: no send of that month says what was billed. */
export interface BilledMonth {
  month: Month
  seats: number | null
  /** `seats` are those of some products only; of the others nobody knows. */
  partly?: boolean | undefined
}

/** All that a summary says; pages, mails and files are made of this and nothing else. */
export interface SummaryContent {
  companyName: string
  month: Month
  /** The day of its seats where the company's schedule is. */
  asOf: Day
  /** Seats of now, or those of a month that is over. */
  which: { kind: 'current' } | { kind: 'closedMonth'; month: Month }
  rows: SummaryRow[]
  /** Products of the month before that are not there any more. */
  gone: { name: string; seats: number | null }[]
  /** Twelve, oldest first. */
  months: BilledMonth[]
  ending: EndingLicence[]
  /** Of one or more of the licences nobody knows when they end. */
  endingUnknown: boolean
}

/** Why a summary could not be made. */
export interface SummaryFailure {
  /** `noProducts`: the customer has none; `noFigures`: none of its seats could be read; `companyGone`: deleted in ConnectWise. */
  kind: DeliveryFailure['kind'] | 'noProducts' | 'noFigures' | 'companyGone' | 'ours'
  system: 'connectwise' | 'trendmicro' | null
  status: number | null
  at: Instant
}

/** One company's summary of one month; that it is there is the claim, so that no month has two. */
export interface SummaryRecord {
  companyId: CompanyId
  month: Month
  /** The day that the schedule meant. */
  day: Day
  claimedAt: Instant
  language: NoticeLanguage
  /** What it says; null until it is made. */
  content: SummaryContent | null
  /** Whose seats it tells: it goes to nobody unless the company is linked to exactly these. None until it is made. */
  customerIds: CustomerId[]
  madeAt: Instant | null
  /** Tries to make it, and when the next one is; null: none any more. */
  tries: number
  nextTryAt: Instant | null
  failure: SummaryFailure | null
  /** When all that is to go out was put into the outbox. */
  queuedAt: Instant | null
  /** null: not wanted when it was made. */
  document: SummaryDocument | null
  mails: SummaryMail[]
}

/** In any order; nobody is not the same as nobody. */
export const isSameCustomers = (one: readonly CustomerId[], other: readonly CustomerId[]): boolean =>
  one.length > 0 && new Set([...one, ...other]).size === one.length && one.length === other.length

export interface SummaryDocument {
  title: string
  fileName: string
  /** When an upload began whose end is not known: it could still arrive. */
  uploadingSince: Instant | null
  attachedAt: Instant | null
}
export interface SummaryMail {
  to: string
  /** Times that a mail server was given it and of whose end nothing was written down: it may have arrived. */
  begun: number
  sentAt: Instant | null
}
