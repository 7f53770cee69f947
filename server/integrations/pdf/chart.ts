/** Twelve bars, drawn as lines and boxes. A month without a number has none: it says so in the place of the bar. */
import type { SummaryPage } from '../../domain/summaryPage'
import { colors, left, small, width } from './look'
import type { Paper } from './paper'

/** Points of the tallest bar. */
const tallest = 84

/** Answers with the lower edge. */
export function drawChart(paper: Paper, { bars, none }: SummaryPage['chart'], y: number): number {
  if (none !== null) {
    paper.line(none, left, y, width, { size: 10.5, color: colors.soft })
    return y + 14
  }
  const largest = Math.max(1, ...bars.map(({ seats }) => seats ?? 0))
  const each = width / bars.length
  const floor = y + 14 + tallest
  bars.forEach(({ label, seats, text }, place) => {
    const x = left + place * each
    const inner = { ...small, align: 'center' as const }
    if (seats === null) {
      paper.lines(text, x + 1, floor - 25, each - 2, 2, { ...inner, size: 7.5 })
      paper.rule(x + 8, floor - 2.5, each - 16, colors.soft, true)
    } else {
      const height = seats === 0 ? 0 : Math.max(1.5, (seats / largest) * tallest)
      if (height > 0) paper.box(x + each * 0.18, floor - height, each * 0.64, height, colors.accent)
      paper.line(text, x, floor - height - 13, each, { ...inner, color: colors.ink })
    }
    paper.line(label, x, floor + 4, each, inner)
  })
  paper.rule(left, floor, width, colors.soft)
  return floor + 17
}
