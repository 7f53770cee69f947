/** The PATCH dialect (facts §7.2): an array of operations, and 200 for paths that lead nowhere. */
import { badRequest, invalidObject, type CwProblem } from './errors'
import { isRow, type Row } from './rows'
import { readValue, type FieldRules } from './writable'

export interface PatchOperation {
  op: 'add' | 'replace' | 'remove'
  path: string
  value: unknown
}

/** Reads the body. Throws 400 where it is no array of operations. */
export function readPatch(body: unknown): PatchOperation[] {
  if (!Array.isArray(body)) throw badRequest('A list of operations is expected')
  return body.map((operation: unknown) => {
    const op = isRow(operation) && typeof operation['op'] === 'string' ? operation['op'].toLowerCase() : null
    const path = isRow(operation) ? operation['path'] : null
    if ((op !== 'add' && op !== 'replace' && op !== 'remove') || typeof path !== 'string' || path === '')
      throw badRequest('Every operation needs an op (add, replace or remove) and a path')
    return { op, path, value: isRow(operation) ? operation['value'] : null }
  })
}

/**
 * The fields that the operations change. A path is a bare field name, a slash before it is allowed; its case matters.
 * A path into a field (`product/id`), an unknown or a calculated field change nothing, and nobody is told.
 * Throws 400 with all reasons, or 500 for a value of the wrong type.
 */
export function patchedFields(
  operations: readonly PatchOperation[],
  rules: FieldRules,
  { resource, dateClearing }: { resource: string; dateClearing: 'null' | 'remove' | 'both' | 'neither' },
): Row {
  const changes: Record<string, unknown> = {}
  const problems: CwProblem[] = []
  for (const { op, path, value } of operations) {
    const field = path.startsWith('/') ? path.slice(1) : path
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined
    if (rule === undefined) continue
    const wanted = op === 'remove' ? null : value
    const way = op === 'remove' ? 'remove' : 'null'
    if (rule.kind === 'date' && (wanted ?? null) === null && dateClearing !== 'both' && dateClearing !== way) continue
    const result = readValue(field, rule, wanted)
    if ('value' in result) changes[field] = result.value
    else problems.push(result)
  }
  if (problems.length > 0) throw invalidObject(resource, problems)
  return changes
}
