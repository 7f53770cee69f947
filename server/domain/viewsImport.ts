/** What the API tells of file imports. */
import type { Instant, Month } from './calendar'
import type { FileField, FileMapping } from './fileImport'
import type { FileProblem, ImportedRow } from './fileImportRows'

export interface ImportTotals {
  /** Customers with a product each; a suite is one. */
  rows: number
  customers: number
  /** Provisioned seats of the rows that have a number. */
  seats: number
  /** Rows without a number of seats: unread, not zero. */
  withoutSeats: number
  /** Suites: plans with several products, counted once. */
  suites: number
}

/** Nothing of it is stored. */
export interface ImportPreviewView {
  /** Of the file; the import says it again, so that what was looked at is what is stored. */
  fingerprint: string
  format: 'csv' | 'xlsx'
  /** Names of the columns, in their order. */
  columns: string[]
  /** Number of the row that they stand in. */
  headerRow: number
  mapping: FileMapping
  /** Where the mapping is from: the request, the last import with these columns, or the names. */
  mappingFrom: 'chosen' | 'kept' | 'guessed'
  /** Fields that need a column before anything can be read. `product`: or a plan. */
  missing: FileField[]
  /** The first rows as they are read. */
  sample: ImportedRow[]
  problems: FileProblem[]
  moreProblems: number
  totals: ImportTotals
  /** Against the newest month that is imported; null when there is none. */
  against: ImportDifference | null
}

export interface ImportDifference {
  month: Month
  seats: number
  /** Customers that the newest month has and this file has not: their lines will wait for a person. */
  customersGone: { count: number; names: string[] }
  /** Products of customers that are still there. */
  productsGone: number
}

export interface ImportMonthView extends ImportTotals {
  month: Month
  at: Instant
  by: string
  fileName: string
  format: 'csv' | 'xlsx'
  /** To be said when the month is to be replaced. */
  version: number
}

export interface ImportsView {
  /** Newest month first. */
  months: ImportMonthView[]
  /** The newest month that may be imported: the running one, in the zone of the schedule. */
  running: Month
  /** Plans use them: there are no keys of Trend Micro, beside which files count for nothing. */
  inUse: boolean
}
