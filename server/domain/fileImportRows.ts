/** Rows of a usage file as customers and their products, with every problem at its row. Pure. */
import { fileLimits, sameName, textOf, type FileField, type FileMapping, type FileTable } from './fileImport'
import { cellsOf, type FileHeader } from './fileImportColumns'
import { seatsOf, type NumberProblem } from './fileImportNumbers'
import type { SeatReading } from './trend'

/** One product of one customer; a suite with a row for each of its products is one. */
export interface ImportedRow {
  /** Of the file, 1 for the first. */
  row: number
  customer: string
  city: string | null
  /** As the file names it; with several products of one plan, the first. */
  product: string
  plan: string | null
  /** The other products of a suite. */
  suite: string[]
  unit: string | null
  provisioned: SeatReading
  used: SeatReading
}

export type RowProblem =
  | NumberProblem
  | 'customerMissing'
  | 'productMissing'
  | 'tooLong'
  /** The same customer and product stand in `other` as well: no sum and no choice of one of them is surely right. */
  | 'twice'
  /** The same name stands in `other` with another city: they may be two customers. */
  | 'sameNameElsewhere'
  /** The products of one plan have different numbers. */
  | 'suiteDisagrees'

export interface FileProblem {
  row: number
  field: FileField
  problem: RowProblem
  /** The row that it contradicts. */
  other: number | null
}

export interface FileRows {
  rows: ImportedRow[]
  problems: FileProblem[]
  /** Problems beyond those that are listed. */
  moreProblems: number
  /** Rows without a number of seats: they are unread, not zero, and no line is lowered by them. */
  withoutSeats: number
}

/**
 * Every row below the header. A file with problems is not to be used at all: a row left out would lower a bill unseen. `mapping`
 * needs customer, provisioned, and product or plan.
 */
export function readRows(table: FileTable, header: FileHeader, mapping: FileMapping): FileRows {
  const problems: FileProblem[] = []
  const tell = (row: number, field: FileField, problem: RowProblem, other: number | null = null) =>
    void problems.push({ row, field, problem, other })
  const read = new Map<string, ImportedRow>()
  const places = new Map<string, { city: string; row: number }>()

  table.rows.forEach((cells, at) => {
    if (at <= header.at || cells.every((cell) => textOf(cell) === '')) return
    const row = at + 1
    const before = problems.length
    const name = (field: FileField): string => {
      const cell = cellsOf(cells, mapping, field)
      const text = textOf(cell)
      if (cell?.kind === 'formula' || text.startsWith('=')) tell(row, field, 'formula')
      else if (text.length > fileLimits.name) tell(row, field, 'tooLong')
      return text.replace(/\p{Cc}+/gu, ' ')
    }
    const seats = (field: 'provisioned' | 'used'): SeatReading => {
      if (mapping[field] === null) return { kind: 'notReported' }
      const found = seatsOf(cellsOf(cells, mapping, field))
      if (found.kind === 'refused') tell(row, field, found.why)
      if (found.kind === 'seats') return { kind: 'read', seats: found.seats }
      return found.kind === 'notReported' && field === 'used' ? found : { kind: 'unread', why: 'incomplete' }
    }
    const made: ImportedRow = {
      row,
      customer: name('customer'),
      city: name('city') || null,
      product: name('product'),
      plan: name('plan') || null,
      suite: [],
      unit: name('unit') || null,
      provisioned: seats('provisioned'),
      used: seats('used'),
    }
    if (made.customer === '') tell(row, 'customer', 'customerMissing')
    if (productOf(made) === '') tell(row, mapping.product === null ? 'plan' : 'product', 'productMissing')
    if (problems.length > before) return

    const customer = sameName(made.customer)
    const city = sameName(made.city ?? '')
    const place = places.get(customer)
    if (place === undefined) places.set(customer, { city, row })
    else if (place.city !== city) {
      tell(row, 'customer', 'sameNameElsewhere', place.row)
      return
    }

    const key = `${customer}\n${sameName(productOf(made))}`
    const known = read.get(key)
    if (known === undefined) read.set(key, made)
    else if (!isOtherProduct(known, made)) tell(row, 'product', 'twice', known.row)
    else if (!sameReading(known, made)) tell(row, 'provisioned', 'suiteDisagrees', known.row)
    else {
      known.suite.push(made.product)
      known.used = higher(known.used, made.used)
    }
  })
  const rows = [...read.values()]
  return {
    rows,
    problems: problems.slice(0, fileLimits.problems),
    moreProblems: Math.max(0, problems.length - fileLimits.problems),
    withoutSeats: rows.filter(({ provisioned }) => provisioned.kind !== 'read').length,
  }
}

/** What is billed as one: the service plan, or the product where the file has no plans (facts/trend-micro.md §2, §5). */
export const productOf = ({ product, plan }: Pick<ImportedRow, 'product' | 'plan'>): string => plan ?? product

/** A suite has one row a product with the same numbers, and counts once (§5). */
const isOtherProduct = (known: ImportedRow, made: ImportedRow): boolean =>
  made.plan !== null &&
  made.product !== '' &&
  ![known.product, ...known.suite].some((product) => product === '' || sameName(product) === sameName(made.product))

const sameReading = (one: ImportedRow, other: ImportedRow): boolean =>
  one.provisioned.kind === 'read' &&
  other.provisioned.kind === 'read' &&
  one.provisioned.seats === other.provisioned.seats

/** A product that reports no use says nothing about the suite's; one whose use is not there leaves it open. */
function higher(one: SeatReading, other: SeatReading): SeatReading {
  if (one.kind === 'notReported') return other
  if (other.kind === 'notReported' || one.kind === 'unread') return one
  return other.kind === 'unread' || other.seats > one.seats ? other : one
}
