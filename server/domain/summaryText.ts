/** A summary as lines of plain text, for mail programs that show nothing else. Pure. */
import type { SummaryPage } from './summaryPage'

export function linesOf(page: SummaryPage): string[] {
  const { head, rows, more, chart, ending } = page
  return [
    page.company,
    page.asOf,
    '',
    ...page.tiles.map(({ label, value, note }) => `${label}: ${value}${note === null ? '' : ` (${note})`}`),
    '',
    ...rows.flatMap(({ name, detail, cells }) => [
      detail === null ? name : `${name} (${detail})`,
      `  ${cells.map(({ text }, place) => `${head[place + 1] ?? ''}: ${text}`).join(', ')}`,
    ]),
    ...(more === null ? [] : [more]),
    '',
    chart.title,
    ...(chart.none === null ? chart.bars.map(({ full, text }) => `  ${full}: ${text}`) : [chart.none]),
    '',
    ending.title,
    ...(ending.none === null ? ending.rows.map(({ name, text }) => `  ${name}: ${text}`) : [ending.none]),
    ...(ending.more === null ? [] : [ending.more]),
    '',
    ...page.notes,
  ]
}
