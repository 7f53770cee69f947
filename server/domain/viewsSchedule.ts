/** Schedules, their next days, and the invoices they meet: shapes only, as in `views`. */
import type { Day, Instant } from './calendar'
import type { CompanyId } from './ids'
import type { Schedule } from './settings'

export interface OccurrenceView {
  day: Day
  at: Instant
  /** The month ends before the day chosen, so this is its last day. */
  lastDayRule: boolean
}

export interface ScheduleView {
  /** Which settings apply to this company. */
  use: 'global' | 'custom'
  global: Schedule
  custom: Schedule | null
  /** Next occurrences of the schedule that applies; empty when it is off or the link is disabled. */
  next: OccurrenceView[]
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

/** A schedule as people enter it; the server notes when it was changed. */
export type ScheduleInput = Omit<Schedule, 'changedAt'>

/** Body of PUT /api/companies/:id/schedule. */
export interface CompanyScheduleRequest {
  version: number
  use: 'global' | 'custom'
  custom?: ScheduleInput | undefined
}
