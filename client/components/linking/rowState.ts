/** What a row of the linking page is about, and what may be done with it. Pure. */
import type { LinkRowView, LinkSuggestionView } from '../../../server/domain/viewsLinks'

export type RowState =
  | { kind: 'linked'; link: NonNullable<LinkRowView['link']> }
  | { kind: 'none'; said: NonNullable<LinkRowView['noTrendMicro']> }
  | { kind: 'leftOut'; why: NonNullable<LinkRowView['leftOut']> }
  /** A customer that nobody has. */
  | { kind: 'offer'; suggestion: LinkSuggestionView }
  /** All that look like it belong to others. */
  | { kind: 'taken'; suggestion: LinkSuggestionView }
  | { kind: 'nothing' }

export function stateOf({ link, leftOut, noTrendMicro, suggestions }: LinkRowView): RowState {
  if (link !== null) return { kind: 'linked', link }
  if (leftOut !== null) return { kind: 'leftOut', why: leftOut }
  if (noTrendMicro !== null) return { kind: 'none', said: noTrendMicro }
  const offer = suggestions.find(({ takenBy }) => takenBy === null)
  if (offer) return { kind: 'offer', suggestion: offer }
  const [best] = suggestions
  return best ? { kind: 'taken', suggestion: best } : { kind: 'nothing' }
}

/** The suggestion that may be accepted with others; null where each needs its own decision. */
export function bulkOf(row: LinkRowView): LinkSuggestionView | null {
  const state = stateOf(row)
  return state.kind === 'offer' && state.suggestion.bulk ? state.suggestion : null
}

/** Where, in a list with the best first, the rows below the line begin; null when all are on one side. */
export function firstBelow(rows: readonly LinkRowView[], line: number): number | null {
  const scoreAt = (row: LinkRowView) => {
    const state = stateOf(row)
    return state.kind === 'offer' ? state.suggestion.score : null
  }
  const place = rows.findIndex((row) => {
    const score = scoreAt(row)
    return score !== null && score < line
  })
  return place > 0 ? place : null
}
