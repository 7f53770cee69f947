import { parseConditions, type Condition } from './conditionsParser'
import { isRow } from './rows'

/**
 * A cheap test that no record fails which meets the conditions: of the parts joined by `and`, those that ask for an id
 * (`id = 7`, `company/id = 5`). Ids are served as they are stored, so that most records need not be worked out at all.
 */
export function preselect(conditions: string | undefined): (record: object) => boolean {
  if (conditions === undefined || conditions.trim() === '') return () => true
  const wanted = idParts(parseConditions(conditions))
  return (record) => wanted.every(({ field, ids }) => ids.includes(storedId(record, field)))
}

function idParts(condition: Condition): { field: string | null; ids: unknown[] }[] {
  if (condition.kind === 'and') return [...idParts(condition.left), ...idParts(condition.right)]
  if (condition.kind === 'compare' && condition.op === '=' && condition.value.kind === 'number') {
    const match = /^(?:([a-z]+)\/)?id$/.exec(condition.field)
    if (match !== null) return [{ field: match[1] ?? null, ids: [condition.value.value] }]
  }
  return []
}

function storedId(record: object, field: string | null): unknown {
  // Asked of every record of the world for each request: nothing is made for it.
  const holder: unknown = field === null ? record : isRow(record) && Object.hasOwn(record, field) ? record[field] : null
  return isRow(holder) ? holder['id'] : null
}
