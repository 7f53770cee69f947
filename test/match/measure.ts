/** How often the matcher is right on labelled pairs. */
import { defaultLinking } from '../../server/domain/linking'
import { linkRows, type LinkRow } from '../../server/domain/linkRows'
import type { Labelled, World } from './world'

export interface Figures {
  /** Pairs above the bulk line, and how many of them are right; NaN when there are none. */
  bulk: number
  precision: number
  /** Companies that have a customer; how many of them are accepted in bulk, rightly; how many have it among the first three. */
  pairs: number
  recall: number
  top3: number
}

export const rowsOf = (world: World): LinkRow[] => linkRows(world.companies, world.customers, defaultLinking.bulkLine)

/** Of those labelled pairs for which `counts` says so. */
export function figuresOf(world: World, rows: readonly LinkRow[], counts: (labelled: Labelled) => boolean): Figures {
  const counted = new Set(world.labelled.filter(counts).flatMap(({ company }) => company?.id ?? []))
  const judged = rows
    .filter(({ company }) => counted.has(company.id))
    .map(({ company, suggestions }) => {
      const right = world.truth.get(company.id)
      const bulk = suggestions.find((suggestion) => suggestion.bulk)?.customer.id
      return {
        hasCustomer: right !== undefined,
        inBulk: bulk !== undefined,
        rightInBulk: bulk !== undefined && bulk === right,
        rightInThree: suggestions.some(({ customer }) => customer.id === right),
      }
    })
  const bulk = judged.filter(({ inBulk }) => inBulk).length
  const rightBulk = judged.filter(({ rightInBulk }) => rightInBulk).length
  const pairs = judged.filter(({ hasCustomer }) => hasCustomer).length
  return {
    bulk,
    precision: rightBulk / bulk,
    pairs,
    recall: rightBulk / pairs,
    top3: judged.filter(({ rightInThree }) => rightInThree).length / pairs,
  }
}

/** What went wrong, in words. */
export function mistakesOf(world: World, rows: readonly LinkRow[], counts: (labelled: Labelled) => boolean): string[] {
  const byCompany = new Map(rows.map((row) => [row.company.id, row.suggestions]))
  return world.labelled.filter(counts).flatMap(({ company, pair }) => {
    if (company === null) return []
    const right = world.truth.get(company.id)
    const suggestions = byCompany.get(company.id) ?? []
    const said = suggestions
      .map(
        ({ customer, score, bulk }) => `${customer.id === right ? '*' : ''}${customer.name} ${score}${bulk ? '!' : ''}`,
      )
      .join(' | ')
    const bulk = suggestions.find((suggestion) => suggestion.bulk)
    if (bulk !== undefined && bulk.customer.id !== right)
      return [`wrong in bulk, ${pair.kind}: ${company.name} → ${said}`]
    if (right !== undefined && !suggestions.some(({ customer }) => customer.id === right))
      return [`not in three, ${pair.kind}: ${company.name} (${pair.customer?.name ?? ''}) → ${said}`]
    return []
  })
}
