/** The four numbers at the head of a summary. Pure. */
import type { Figure, SummaryContent } from './summaries'
import { fill, type SummaryFormat } from './summaryTexts/format'
import type { SummaryTexts } from './summaryTexts/texts'

export interface Tile {
  label: string
  value: string
  note: string | null
  /** The value is a word in the place of a number. */
  mute: boolean
}

export function tilesOf(
  { rows, ending, endingUnknown }: SummaryContent,
  texts: SummaryTexts,
  format: SummaryFormat,
): Tile[] {
  const { tiles } = texts
  const provisioned = sumOf(rows.map((row) => row.provisioned))
  // Of products that have such a number; how many seats these are is said beside it.
  const withUse = rows.filter(({ used }) => used.kind !== 'notReported')
  const used = withUse.length === 0 ? null : sumOf(withUse.map((row) => row.used))
  const usedOf = sumOf(withUse.map((row) => row.provisioned))
  const billedRows = rows.filter(({ billed }) => billed.kind === 'seats' || billed.kind === 'noData')
  const knownBilled = billedRows.flatMap(({ billed }) => (billed.kind === 'seats' ? [billed.seats] : []))
  // Of products of which that is known, as the chart has them; how many these are is said beside it.
  const billed = knownBilled.length === 0 ? null : knownBilled.reduce((sum, seats) => sum + seats, 0)
  const billedOf = { known: format.number(knownBilled.length), all: format.number(billedRows.length) }
  const tile = (label: string, sum: number | null, none: string, note: string | null = null): Tile =>
    sum !== null
      ? { label, value: format.number(sum), note, mute: false }
      : { label, value: none, note: null, mute: true }
  return [
    tile(tiles.provisioned, provisioned, texts.noData),
    tile(
      tiles.used,
      used,
      withUse.length === 0 ? texts.notReported : texts.noData,
      usedOf === null ? null : fill(tiles.usedOf, { seats: format.number(usedOf) }),
    ),
    tile(
      tiles.billed,
      billed,
      billedRows.length === 0 ? texts.notBilled : texts.noData,
      knownBilled.length === billedRows.length ? null : fill(tiles.billedOf, billedOf),
    ),
    tile(tiles.ending, endingUnknown ? null : ending.length, texts.noData, tiles.endingNote),
  ]
}

/** null when one of them is not known: a sum without it would be too low. */
function sumOf(figures: readonly Figure[]): number | null {
  const seats = figures.map((figure) => (figure.kind === 'seats' ? figure.seats : null))
  return seats.includes(null) ? null : seats.reduce<number>((sum, each) => sum + (each ?? 0), 0)
}
