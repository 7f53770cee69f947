/** What the screens of executive summaries get from the API and send to it: shapes only, as in `views`. */
import type { Day, Instant, Month } from './calendar'
import type { NoticeLanguage } from './notices'
import type { DeliveryFailure } from './outbox'
import type { Timing } from './schedule'
import type { CompanySummaries, SummaryFailure, SummaryPlan } from './summaries'
import type { OccurrenceView } from './viewsSchedule'

/** GET /api/summaries: what holds for all companies. */
export interface SummaryPlanView {
  schedule: SummaryPlan['schedule']
  language: NoticeLanguage
  /** The next days; none while it is off. */
  next: OccurrenceView[]
  /** Companies for which it is on. */
  companies: number
  /** Mail needs the mail server of the notices. */
  hasMailServer: boolean
  timeZones: string[]
  /** 0 before the first change. */
  version: number
}

/** Body of PUT /api/summaries. */
export interface SummaryPlanRequest {
  version: number
  schedule: Timing
  language: NoticeLanguage
}

/** GET /api/companies/:id/summaries. */
export interface CompanySummariesView {
  /** For all companies. */
  plan: { schedule: SummaryPlan['schedule']; language: NoticeLanguage }
  /** The company's own. */
  settings: Omit<CompanySummaries, 'companyId' | 'changedAt'>
  isLinked: boolean
  hasMailServer: boolean
  /** The next days, as everything is saved; none while something is off. */
  next: OccurrenceView[]
  /** Newest first. */
  summaries: SummaryHeadView[]
  /** The month whose summary a person may have made now: it was not made yet, and all is on. */
  makeable: Month | null
  version: number
}
export interface SummaryHeadView {
  month: Month
  day: Day
  language: NoticeLanguage
  /** null: not made, for `failure`; tried again at `nextTryAt`, or not any more. */
  madeAt: Instant | null
  failure: SummaryFailure | null
  nextTryAt: Instant | null
  /** null: it was not to be put among the documents. */
  document: SummaryDeliveryView | null
  mails: SummaryMailView[]
}
export interface SummaryDeliveryView {
  state: 'done' | 'waiting' | 'givenUp'
  /** When it was done. */
  at: Instant | null
  nextTryAt: Instant | null
  failure: DeliveryFailure | null
}
export interface SummaryMailView extends Omit<SummaryDeliveryView, 'state'> {
  to: string
  /** `unheard`: it may have arrived; only a person has it sent again. */
  state: SummaryDeliveryView['state'] | 'unheard'
}

/** Body of PUT /api/companies/:id/summaries. */
export interface CompanySummariesRequest {
  version: number
  on: boolean
  dayOfMonth: number | null
  language: NoticeLanguage | null
  attach: boolean
  to: string[]
}

/** GET /api/companies/:id/summaries/:month and …/summaries/preview: the page as the mail shows it, and the file. */
export interface SummaryFilesView {
  fileName: string
  html: string
  /** Base64. */
  pdf: string
}
/** A preview may have nothing to show. */
export type SummaryPreviewView = { files: SummaryFilesView } | { failure: SummaryFailure }
