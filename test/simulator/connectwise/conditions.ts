/** Whether records meet `conditions`, `childConditions` and `customFieldConditions` (facts §5). */
import { badRequest } from './errors'
import { fieldsOf, parseConditions, type Condition, type Literal } from './conditionsParser'
import { fieldName, isRow, readAll, readPath, type Row } from './rows'

export interface Filters {
  conditions?: string | undefined
  childConditions?: string | undefined
  customFieldConditions?: string | undefined
}

/**
 * The rows that meet all filters. Throws 400 on what cannot be read, on unknown fields and on the wrong kind of value.
 * `sample`: a row that tells which fields there are.
 */
export function filterRows(rows: readonly Row[], filters: Filters, sample: Row | undefined = rows[0]): Row[] {
  let left = [...rows]
  const plain = parsed(filters.conditions)
  if (plain !== null) {
    for (const field of fieldsOf(plain)) checkField(sample, field, 'conditions')
    left = left.filter((row) => meets(plain, (field) => [readPath(row, field)]))
  }
  const child = parsed(filters.childConditions)
  if (child !== null) {
    for (const field of fieldsOf(child)) checkField(sample, field, 'childConditions')
    left = left.filter((row) => meets(child, (field) => readAll(row, field.split('/'))))
  }
  const custom = parsed(filters.customFieldConditions)
  if (custom === null) return left
  // All parts of the expression have to hold for one and the same custom field.
  return left.filter((row) =>
    customFields(row).some((customField) => meets(custom, (field) => [readPath(customField, field)])),
  )
}

function parsed(text: string | undefined): Condition | null {
  return text === undefined || text.trim() === '' ? null : parseConditions(text)
}

/** Unknown names are noticed only where there is a record to compare with. Child arrays have their own parameter. */
function checkField(sample: Row | undefined, field: string, parameter: 'conditions' | 'childConditions'): void {
  if (sample === undefined) return
  const [first = ''] = field.split('/')
  const key = fieldName(sample, first)
  if (key === null) throw badRequest(`There is no field ${first}`)
  if (Array.isArray(sample[key]) !== (parameter === 'childConditions'))
    throw badRequest(`The field ${first} cannot be used in ${parameter}`)
}

function customFields(row: Row): Row[] {
  const { customFields: list } = row
  return Array.isArray(list) ? list.filter(isRow) : []
}

function meets(condition: Condition, values: (field: string) => unknown[]): boolean {
  switch (condition.kind) {
    // Both sides are always looked at, so that a wrong value is noticed wherever it stands.
    case 'and': {
      const left = meets(condition.left, values)
      return meets(condition.right, values) && left
    }
    case 'or': {
      const left = meets(condition.left, values)
      return meets(condition.right, values) || left
    }
    case 'not':
      return !meets(condition.inner, values)
    case 'compare':
      return values(condition.field).some((value) => compares(value, condition.op, condition.value, condition.field))
    case 'in':
      return values(condition.field).some((value) =>
        condition.values.some((literal) => compares(value, '=', literal, condition.field)),
      )
    case 'match': {
      const pattern = likePattern(condition.op === 'like' ? condition.pattern : `%${condition.pattern}%`)
      return values(condition.field).some((value) => typeof value === 'string' && pattern.test(value))
    }
    default:
      return condition satisfies never
  }
}

type Op = Extract<Condition, { kind: 'compare' }>['op']

function compares(value: unknown, op: Op, literal: Literal, field: string): boolean {
  if (literal.kind === 'null') {
    if (op !== '=' && op !== '!=') throw badRequest(`null can only be compared with = and != (${field})`)
    return (value === null) === (op === '=')
  }
  // As in the database behind it: nothing is equal to, unlike or greater than what is not set.
  if (value === null || value === undefined) return false
  const order = difference(value, literal, op, field)
  switch (op) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      return op satisfies never
  }
}

/** Below, at or above zero as the value lies before, at or after the literal. */
function difference(value: unknown, literal: Exclude<Literal, { kind: 'null' }>, op: Op, field: string): number {
  if (typeof value === 'number') {
    const other = literal.kind === 'number' ? literal.value : literal.kind === 'text' ? Number(literal.value) : NaN
    if (Number.isNaN(other)) throw badRequest(`${field} is a number`)
    return value - other
  }
  if (typeof value === 'boolean') {
    if (literal.kind !== 'boolean') throw badRequest(`${field} is True or False`)
    return Number(value) - Number(literal.value)
  }
  if (typeof value !== 'string') throw badRequest(`${field} cannot be compared`)
  if (literal.kind === 'date') {
    const atMs = Date.parse(value)
    if (Number.isNaN(atMs)) throw badRequest(`${field} is no date`)
    return atMs - literal.atMs
  }
  if (literal.kind === 'boolean') throw badRequest(`${field} is neither True nor False`)
  const isOrder = op !== '=' && op !== '!='
  if (isOrder && /^\d{4}-\d\d-\d\dT/.test(value)) throw badRequest(`${field} is a date: it has to stand in [ ]`)
  return value.localeCompare(String(literal.value), 'en', { sensitivity: 'accent' })
}

/** A LIKE pattern: `*` and `%` stand for any text, `_` for one character, `[ab]` for one of them, `[[]` for a bracket. */
function likePattern(pattern: string): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at)
    const end = char === '[' ? pattern.indexOf(']', at + 1) : -1
    if (end > at + 1) {
      source += `[${pattern.slice(at + 1, end).replaceAll(/[\\\]^[]/g, '\\$&')}]`
      at = end
    } else if (char === '*' || char === '%') source += '[\\s\\S]*'
    else if (char === '_') source += '[\\s\\S]'
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
  }
  return new RegExp(`^${source}$`, 'iu')
}
