import { badRequest } from './errors'
import { fieldName, isRow, readPath, type Row } from './rows'

/** Only the named fields (`id,name,status/id`), in the row's own spelling; null or blank asks for all. Unknown ones are left out. */
export function projectFields(row: Row, fields: string | null): Row {
  const paths = (fields ?? '').split(',').map((path) => path.trim())
  if (paths.every((path) => path === '')) return row
  return paths.reduce<Row>((picked, path) => merge(picked, pick(row, path.split('/'))), {})
}

/** The rows in the order of `field asc|desc`, several separated by commas; nulls first, as the database sorts them. */
export function sortRows(rows: readonly Row[], orderBy: string): Row[] {
  const keys = orderBy.split(',').map((part) => sortKey(rows, part.trim()))
  return [...rows].sort((a, b) => {
    for (const { path, sign } of keys) {
      const order = compare(readPath(a, path), readPath(b, path))
      if (order !== 0) return order * sign
    }
    return 0
  })
}

function sortKey(rows: readonly Row[], part: string): { path: string; sign: 1 | -1 } {
  const [path = '', direction = 'asc', ...rest] = part.split(/\s+/)
  const [first = ''] = path.split('/')
  const word = direction.toLowerCase()
  const isKnown = rows[0] === undefined || fieldName(rows[0], first) !== null
  if (path === '' || rest.length > 0 || (word !== 'asc' && word !== 'desc') || !isKnown)
    throw badRequest(`The order cannot be read: ${part}`)
  return { path, sign: word === 'asc' ? 1 : -1 }
}

function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return text(a).localeCompare(text(b), 'en', { sensitivity: 'accent' })
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function pick(row: Row, [segment = '', ...rest]: readonly string[]): Row {
  const key = fieldName(row, segment)
  if (key === null) return {}
  const value = row[key]
  if (rest.length === 0) return { [key]: value }
  if (Array.isArray(value)) return { [key]: value.map((child: unknown) => (isRow(child) ? pick(child, rest) : child)) }
  return isRow(value) ? { [key]: pick(value, rest) } : {}
}

function merge(a: Row, b: Row): Row {
  const merged: Record<string, unknown> = { ...a }
  for (const [key, value] of Object.entries(b)) merged[key] = mergeValues(merged[key], value)
  return merged
}

function mergeValues(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value)) {
    const former: unknown[] = before
    return value.map((child: unknown, at) => mergeValues(former[at], child))
  }
  return isRow(before) && isRow(value) ? merge(before, value) : value
}
