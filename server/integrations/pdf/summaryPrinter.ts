/** Draws a summary on one A4 page. */
import { msOf } from '../../domain/calendar'
import type { SummaryPage } from '../../domain/summaryPage'
import { drawChart } from './chart'
import { colors, heading, left, right, small, width } from './look'
import { newPaper, type Paper } from './paper'
import type { SummaryPrinter } from './port'
import { loadTypefaces, type Typefaces } from './typefaces'

export function createSummaryPrinter(): SummaryPrinter {
  let typefaces: Promise<Typefaces> | null = null
  return {
    async print(page, madeAt) {
      typefaces ??= loadTypefaces()
      const paper = newPaper(await typefaces, {
        title: `${page.title}: ${page.company}`,
        language: page.language,
        createdAt: new Date(msOf(madeAt)),
      })
      draw(paper, page)
      return paper.end()
    },
  }
}

function draw(paper: Paper, page: SummaryPage): void {
  paper.box(0, 0, 595.28, 8, colors.accent)
  paper.line(page.title, left, 40, width, { size: 11, color: colors.soft })
  paper.line(page.company, left, 54, width, { size: 24, color: colors.ink, strong: true })
  paper.line(page.asOf, left, 86, width, { size: 11, color: colors.soft })
  let y = drawTiles(paper, page, 114)
  y = drawProducts(paper, page, y + 22)
  y = heading(paper, page.chart.title, y + 18)
  y = drawChart(paper, page.chart, y)
  y = heading(paper, page.ending.title, y + 18)
  drawEnding(paper, page, y)
  drawNotes(paper, page)
}

function drawTiles(paper: Paper, { tiles }: SummaryPage, y: number): number {
  const gap = 10
  const each = (width - gap * (tiles.length - 1)) / tiles.length
  tiles.forEach(({ label, value, note, mute }, place) => {
    const x = left + place * (each + gap)
    paper.box(x, y, each, 66, colors.tint, colors.line)
    paper.line(label, x + 10, y + 8, each - 20, small)
    const size = mute ? 13 : 22
    const color = mute ? colors.soft : colors.ink
    paper.line(value, x + 10, y + (mute ? 27 : 20), each - 20, { size, color, strong: !mute })
    if (note !== null) paper.line(note, x + 10, y + 48, each - 20, small)
  })
  return y + 66
}

const column = 68
const rowHeight = 19
const rowWithDetail = 29

function drawProducts(paper: Paper, { head, rows, more }: SummaryPage, start: number): number {
  const nameWidth = width - column * 4
  const cellAt = (place: number) => left + nameWidth + place * column
  head.forEach((text, place) => {
    if (place === 0) paper.line(text, left, start, nameWidth, { ...small, strong: true })
    else paper.line(text, cellAt(place - 1) + 4, start, column - 4, { ...small, strong: true, align: 'right' })
  })
  let y = start + 15
  paper.rule(left, y, width, colors.soft)
  for (const { name, detail, cells } of rows) {
    paper.line(name, left, y + 4, nameWidth - 6, { size: 10.5, color: colors.ink })
    if (detail !== null) paper.line(detail, left, y + 16, nameWidth - 6, small)
    cells.forEach(({ text, mute }, place) =>
      paper.line(text, cellAt(place) + 2, y + (mute ? 5 : 4), column - 2, {
        size: mute ? 9 : 10.5,
        color: mute ? colors.soft : colors.ink,
        align: 'right',
      }),
    )
    y += detail === null ? rowHeight : rowWithDetail
    paper.rule(left, y, width, colors.line)
  }
  if (more === null) return y
  paper.line(more, left, y + 5, width, small)
  return y + 16
}

function drawEnding(paper: Paper, { ending }: SummaryPage, start: number): void {
  if (ending.none !== null) {
    paper.line(ending.none, left, start, width, { size: 10.5, color: colors.soft })
    return
  }
  let y = start
  for (const { name, text } of ending.rows) {
    paper.box(left, y + 1, 2.5, 13, colors.warn)
    paper.line(name, left + 9, y, 210, { size: 10.5, color: colors.ink })
    paper.line(text, left + 226, y, width - 226, { size: 10.5, color: colors.soft })
    y += 19
  }
  if (ending.more !== null) paper.line(ending.more, left + 9, y, width, small)
}

/** At the foot of the page, from its lower edge upwards. */
function drawNotes(paper: Paper, page: SummaryPage): void {
  const notes = paper.lacks() ? [...page.notes, page.unprintable] : page.notes
  const start = 842 - 34 - notes.length * 12
  paper.rule(left, start - 8, right - left, colors.line)
  notes.forEach((text, place) => paper.line(text, left, start + place * 12, width, small))
}
