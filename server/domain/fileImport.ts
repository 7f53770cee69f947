/**
 * Usage files of MSPs without keys (facts/trend-micro.md §4): what a table is, which columns matter, and its limits. How the
 * bytes become a table is the adapter's; how a table becomes customers and seats is in the files beside this one.
 */

/** A cell as it stands in the file. A formula stays the text it is: what a program once computed for it is no number to bill. */
export type FileCell =
  | { kind: 'empty' }
  | { kind: 'text'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'formula'; text: string }

export interface FileTable {
  format: 'csv' | 'xlsx'
  /** All rows from the first of the file on, so that the index plus 1 is the row's number in a spreadsheet. */
  rows: FileCell[][]
}

/** What a column may hold. */
export const fileFields = ['customer', 'product', 'plan', 'provisioned', 'used', 'unit', 'city'] as const
export type FileField = (typeof fileFields)[number]
/** Index of the column of each field, 0 for the first; null: there is none. */
export type FileMapping = Record<FileField, number | null>

export const noMapping: FileMapping = {
  customer: null,
  product: null,
  plan: null,
  provisioned: null,
  used: null,
  unit: null,
  city: null,
}

export const fileLimits = {
  bytes: 10 * 1024 * 1024,
  /** Of the parts of a workbook together, once unpacked. */
  unpackedBytes: 60 * 1024 * 1024,
  rows: 50_000,
  columns: 100,
  /** Characters of a name. */
  name: 250,
  /** Seats of one row: more than Trend Micro takes (facts/trend-micro.md §3.3.10). */
  seats: 999_999,
  /** Problems that are told of one file; beyond them only their number. */
  problems: 100,
  /** Months back that may still be imported: Trend Micro keeps its reports for two years (§3.3.6). */
  monthsBack: 24,
} as const

/** The words of a cell; a number as a person would type it. */
export function textOf(cell: FileCell | undefined): string {
  switch (cell?.kind) {
    case 'text':
    case 'formula':
      return cell.text.trim()
    case 'number':
      return String(cell.value)
    case 'empty':
    case undefined:
      return ''
    default:
      return cell satisfies never
  }
}

/** Form in which names are compared: without regard to case, width and spaces. Accents count. */
export const sameName = (name: string): string => name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
