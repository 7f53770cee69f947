/** What a person is shown of a file before it is used. Pure. */
import { sameName, type FileField, type FileMapping } from './fileImport'
import { productOf, type ImportedRow } from './fileImportRows'
import type { UsageImport } from './usageImport'
import type { ImportDifference, ImportTotals } from './viewsImport'

/** Fields without which nothing can be read. */
export function missingFields(mapping: FileMapping): FileField[] {
  const missing: FileField[] = []
  if (mapping.customer === null) missing.push('customer')
  if (mapping.product === null && mapping.plan === null) missing.push('product')
  if (mapping.provisioned === null) missing.push('provisioned')
  return missing
}

export function totalsOf(rows: readonly ImportedRow[]): ImportTotals {
  const read = rows.flatMap(({ provisioned }) => (provisioned.kind === 'read' ? [provisioned.seats] : []))
  return {
    rows: rows.length,
    customers: new Set(rows.map(({ customer }) => sameName(customer))).size,
    seats: read.reduce((sum, seats) => sum + seats, 0),
    withoutSeats: rows.length - read.length,
    suites: rows.filter(({ suite }) => suite.length > 0).length,
  }
}

/** Names of customers that are told; the others are counted. */
const named = 20

export function differenceOf(newest: UsageImport, rows: readonly ImportedRow[]): ImportDifference {
  const customers = new Set(rows.map(({ customer }) => sameName(customer)))
  const products = new Set(rows.map(keyOf))
  const gone = new Map(
    newest.rows.flatMap(({ customer }) => (customers.has(sameName(customer)) ? [] : [[sameName(customer), customer]])),
  )
  return {
    month: newest.month,
    seats: totalsOf(newest.rows).seats,
    customersGone: { count: gone.size, names: [...gone.values()].slice(0, named) },
    productsGone: newest.rows.filter((row) => customers.has(sameName(row.customer)) && !products.has(keyOf(row)))
      .length,
  }
}

const keyOf = (row: ImportedRow): string => `${sameName(row.customer)}\n${sameName(productOf(row))}`
