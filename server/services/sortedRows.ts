/** The rows of a run, the largest difference in money first (design: what moves most comes first), kept in order over changes. */
import type { CompanyId } from '../domain/ids'
import type { RunLineRow } from '../domain/viewsRuns'

export const amountOf = ({ row: { money } }: RunLineRow): number => money?.monthly ?? money?.difference ?? 0

const byName = new Intl.Collator('en')

function compareRows(one: RunLineRow, other: RunLineRow): number {
  return (
    Math.abs(amountOf(other)) - Math.abs(amountOf(one)) ||
    byName.compare(one.company.name, other.company.name) ||
    one.company.id - other.company.id
  )
}

/** The sorted rows with those of some companies in place of the ones that were there of them; what did not change is not sorted again. */
export function withRowsOf(
  sorted: readonly RunLineRow[],
  changed: ReadonlyMap<CompanyId, readonly RunLineRow[]>,
): RunLineRow[] {
  const fresh = [...changed.values()].flat().sort(compareRows)
  const kept = sorted.filter(({ company }) => !changed.has(company.id))
  const merged: RunLineRow[] = []
  let next = 0
  for (const row of kept) {
    for (let one = fresh[next]; one !== undefined && compareRows(one, row) < 0; one = fresh[next]) {
      merged.push(one)
      next += 1
    }
    merged.push(row)
  }
  return merged.concat(fresh.slice(next))
}
