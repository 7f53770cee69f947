/** Which fields of a record may be written, and what their values are turned into. */
import { cannotConvert, invalidField, invalidReference, missingField, type CwProblem } from './errors'
import { isRow } from './rows'

export type FieldRule = { required?: true } & (
  | { kind: 'text'; most?: number }
  | { kind: 'number' | 'integer' | 'flag' | 'date' | 'integers' | 'customFields' }
  | { kind: 'oneOf'; words: readonly string[] }
  /** `find` looks the record up that `{id}` or `{identifier}` or `{name}` names; null when there is none. */
  | { kind: 'reference'; find: (wanted: Wanted) => { id: number } | null }
)
export type FieldRules = Readonly<Record<string, FieldRule>>

export interface Wanted {
  id: number | null
  identifier: string | null
  name: string | null
}

/**
 * The value as it is stored, or what is wrong with it. Numbers and flags may come as texts.
 * Throws 500 where it cannot be turned into the field's type, as the real system does.
 */
export function readValue(field: string, rule: FieldRule, value: unknown): { value: unknown } | CwProblem {
  if (value === null || value === undefined) {
    if (rule.required === true) return missingField(field)
    return { value: emptyValue(rule) }
  }
  switch (rule.kind) {
    case 'text':
      return readText(field, value, rule.most)
    case 'number':
      return { value: readNumber(field, value, 'Double') }
    case 'integer': {
      const number = readNumber(field, value, 'Int32')
      if (!Number.isInteger(number)) throw cannotConvert(field, 'Int32')
      return { value: number }
    }
    case 'flag':
      return { value: readFlag(field, value) }
    case 'date':
      return { value: readDate(field, value) }
    case 'integers':
      if (!Array.isArray(value)) throw cannotConvert(field, 'List')
      return { value: value.map((each) => readNumber(field, each, 'Int32')) }
    case 'customFields':
      if (!Array.isArray(value)) throw cannotConvert(field, 'List')
      return { value }
    case 'oneOf': {
      const word = rule.words.find((each) => typeof value === 'string' && each.toLowerCase() === value.toLowerCase())
      return word === undefined
        ? invalidField(field, `${field} must be one of ${rule.words.join(', ')}`)
        : { value: word }
    }
    case 'reference': {
      if (!isRow(value)) throw cannotConvert(field, 'Reference')
      const { id, identifier, name } = value
      const found = rule.find({
        id: typeof id === 'number' ? id : null,
        identifier: typeof identifier === 'string' ? identifier : null,
        name: typeof name === 'string' ? name : null,
      })
      return found === null ? invalidReference(field, `${field} does not exist`) : { value: { id: found.id } }
    }
    default:
      return rule satisfies never
  }
}

/** A `find` for references among these records. */
export function among(records: () => readonly { id: number }[]) {
  return ({ id, identifier, name }: Wanted): { id: number } | null => {
    const isMeant = (record: { id: number }) =>
      id !== null
        ? record.id === id
        : (identifier !== null && 'identifier' in record && record.identifier === identifier) ||
          (name !== null && 'name' in record && record.name === name)
    return records().find(isMeant) ?? null
  }
}

/** A `find` for references to records that the simulator does not hold. */
export const anything = ({ id }: Wanted): { id: number } | null => (id === null ? null : { id })

function emptyValue(rule: FieldRule): unknown {
  if (rule.kind === 'number') return 0
  if (rule.kind === 'flag') return false
  return rule.kind === 'integers' || rule.kind === 'customFields' ? [] : null
}

function readText(field: string, value: unknown, most: number | undefined): { value: string } | CwProblem {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw cannotConvert(field, 'String')
  const text = String(value)
  if (most === undefined || text.length <= most) return { value: text }
  return invalidField(field, `${field} must not be longer than ${most} characters`)
}

function readNumber(field: string, value: unknown, type: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw cannotConvert(field, type)
  return number
}

function readFlag(field: string, value: unknown): boolean {
  const flag = typeof value === 'string' ? { true: true, false: false }[value.toLowerCase()] : value
  if (typeof flag !== 'boolean') throw cannotConvert(field, 'Boolean')
  return flag
}

/** UTC to the second. A time with offset is moved, so that a local midnight may land on the day before. */
function readDate(field: string, value: unknown): string {
  const text = typeof value === 'string' ? value : ''
  const hasZone = /Z$|[+-]\d\d:?\d\d$/i.test(text) || text.length <= 10
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(hasZone ? text : `${text}Z`) : NaN
  if (Number.isNaN(ms)) throw cannotConvert(field, 'DateTime')
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
