/** What all writes have in common: rights, body, hook, new ids, version hints and the audit trail. */
import { apiRoot, type CwContext, type CwRoutes } from './env'
import { instant } from './calendar'
import type { CwCustomFieldValue, CwInfo } from './entities'
import { badRequest, CwRefusal, invalidObject, missingField, type CwProblem } from './errors'
import { isRow, rowOf, type Row } from './rows'
import { requireRight, type CwAction, type CwRight } from './security'
import { readValue, type FieldRules } from './writable'

/** Checks the right, reads the JSON body and calls the hook. After it the world may look different. */
export async function beginWrite(
  c: CwContext,
  routes: CwRoutes,
  right: CwRight,
  action: CwAction,
): Promise<{ body: unknown; who: string }> {
  requireRight(c, routes, right, action)
  const body = action === 'delete' ? null : await readJson(c)
  await routes.hooks.beforeWrite?.({ method: c.req.method, path: c.req.path.slice(apiRoot.length), body })
  return { body, who: c.get('caller')?.member.identifier ?? '' }
}

/** The writable fields of a new record. Throws 400 with all missing and wrong ones; unknown fields are ignored. */
export function newFields(body: unknown, rules: FieldRules, resource: string): Row {
  if (!isRow(body)) throw badRequest(`One ${resource} is expected`)
  const fields: Record<string, unknown> = {}
  const problems: CwProblem[] = []
  for (const [field, rule] of Object.entries(rules)) {
    const value = body[field]
    if (rule.required !== true && (value === undefined || value === null)) continue
    if (rule.required === true && typeof value === 'string' && value.trim() === '') {
      problems.push(missingField(field))
      continue
    }
    const result = readValue(field, rule, value)
    if ('value' in result) fields[field] = result.value
    else problems.push(result)
  }
  if (problems.length > 0) throw invalidObject(resource, problems)
  return fields
}

export function newInfo({ clock }: Pick<CwRoutes, 'clock'>, who: string): CwInfo {
  return { lastUpdated: instant(clock), updatedBy: who }
}

const highestIds = new WeakMap<object, number>()

/** An id that no record of this table had before, deleted ones included. */
export function nextId(table: readonly { id: number }[]): number {
  const id = highest(table) + 1
  highestIds.set(table, id)
  return id
}

/** The record with this id. Throws RangeError where there is none: a mistake in the test or the demo. */
export function recordOf<Entity extends { id: number }>(table: readonly Entity[], id: number): Entity {
  const record = table.find((each) => each.id === id)
  if (record === undefined) throw new RangeError(`There is no record ${id}`)
  return record
}

/** Takes a record out for good; its id does not come back. */
export function deleteRecord<Entity extends { id: number }>(table: Entity[], record: Entity): void {
  highestIds.set(table, highest(table))
  table.splice(table.indexOf(record), 1)
}

function highest(table: readonly { id: number }[]): number {
  return table.reduce((most, { id }) => Math.max(most, id), highestIds.get(table) ?? 0)
}

/** What is different, by field. Custom fields are replaced as a whole: those that are not named lose their value. */
export function changeRecord(
  record: { _info: CwInfo; customFields?: CwCustomFieldValue[] },
  fields: Row,
): { field: string; before: unknown; after: unknown }[] {
  const before = rowOf(record)
  const { customFields, ...plain } = fields
  Object.assign(record, plain)
  if (customFields !== undefined) record.customFields = replacedCustomFields(record.customFields ?? [], customFields)
  const after = rowOf(record)
  return Object.keys(fields)
    .map((field) => ({ field, before: before[field], after: after[field] }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after))
}

export function replacedCustomFields(present: readonly CwCustomFieldValue[], given: unknown): CwCustomFieldValue[] {
  const rows = Array.isArray(given) ? given.filter(isRow) : []
  return present.map((field) => {
    const value = rows.find((row) => row['id'] === field.id || row['caption'] === field.caption)?.['value']
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return { ...field, value: isPlain ? value : null }
  })
}

/** One row of the audit trail for every change, with the values before and after. */
export function writeAudit(
  { world, clock }: Pick<CwRoutes, 'world' | 'clock'>,
  about: { type: string; recordId: number; who: string; source: string },
  subType: 'Added' | 'Updated' | 'Deleted',
  texts: readonly string[],
): void {
  for (const text of texts) {
    world.auditTrail.push({
      type: about.type,
      recordId: about.recordId,
      text,
      enteredDate: instant(clock),
      enteredBy: about.who,
      auditType: about.type,
      auditSubType: subType,
      auditSource: about.source,
    })
  }
}

export function changeTexts(changes: readonly { field: string; before: unknown; after: unknown }[]): string[] {
  return changes.map(({ field, before, after }) => `${field} was changed from ${shown(before)} to ${shown(after)}.`)
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '(none)'
  if (isRow(value)) return `#${String(value['id'])}`
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value)
}

async function readJson(c: CwContext): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!/json/i.test(type)) throw new CwRefusal(415, 'UnsupportedMediaType', `A JSON body is expected, not ${type}`)
  try {
    return JSON.parse(await c.req.text()) as unknown
  } catch {
    throw badRequest('The body is no JSON')
  }
}
