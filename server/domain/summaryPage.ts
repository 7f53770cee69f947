/** A summary in words: what file and mail both draw, so that they say the same. Pure. */
import { daysBetween, type Day } from './calendar'
import type { Counted } from './noticeTexts/texts'
import type { NoticeLanguage } from './notices'
import type { BilledFigure, Figure, SummaryContent, SummaryRow } from './summaries'
import { fill, formatOf, nameOf, textsOf, type SummaryFormat } from './summaryTexts/format'
import { tilesOf, type Tile } from './summaryTiles'
import type { SummaryTexts } from './summaryTexts/texts'

/** A text; `mute`: it stands for a number that is not there. */
export interface Cell {
  text: string
  mute: boolean
}
export interface SummaryPage {
  language: NoticeLanguage
  title: string
  company: string
  asOf: string
  tiles: Tile[]
  /** Head of the product's column, then of the four with numbers. */
  head: string[]
  rows: { name: string; detail: string | null; cells: Cell[] }[]
  /** Rows beyond the page. */
  more: string | null
  chart: {
    title: string
    bars: { label: string; full: string; seats: number | null; text: string }[]
    /** In place of the bars where no month has a number. */
    none: string | null
  }
  ending: { title: string; rows: { name: string; text: string }[]; more: string | null; none: string | null }
  notes: string[]
  /** Said where a character cannot be shown. */
  unprintable: string
}

/** What fits on one page whatever the names are. */
const mostRows = 8
const mostEnding = 4
const mostName = 70

export function pageOf(content: SummaryContent, language: NoticeLanguage): SummaryPage {
  const texts = textsOf(language)
  const format = formatOf(texts)
  const rows = content.rows.slice(0, mostRows)
  const ending = content.ending.slice(0, mostEnding)
  const billedOn = content.rows
    .flatMap(({ billed }) => (billed.kind === 'seats' ? [billed.on] : []))
    .sort()
    .at(-1)
  const more = [
    ...(content.ending.length > mostEnding ? [`+ ${format.number(content.ending.length - mostEnding)}`] : []),
    ...(content.endingUnknown ? [texts.endingUnknown] : []),
  ]
  const { which } = content
  return {
    language,
    title: texts.title,
    company: nameOf(content.companyName, mostName),
    asOf:
      which.kind === 'current'
        ? fill(texts.asOf, { day: format.day(content.asOf) })
        : fill(texts.ofMonth, { day: format.day(content.asOf), month: format.month(which.month) }),
    tiles: tilesOf(content, texts, format),
    head: [texts.table.product, texts.table.provisioned, texts.table.used, texts.table.billed, texts.table.change],
    rows: rows.map((row) => ({
      ...namesOf(row, texts),
      cells: [
        figureCell(row.provisioned, texts, format),
        figureCell(row.used, texts, format),
        billedCell(row.billed, billedOn, texts, format),
        changeCell(row.change, texts, format),
      ],
    })),
    more: content.rows.length > mostRows ? counted(texts.more, content.rows.length - mostRows, language, format) : null,
    chart: {
      title: content.months.some(({ partly }) => partly === true)
        ? fill(texts.chartPartly, { chart: texts.chart })
        : texts.chart,
      bars: content.months.map(({ month, seats, partly }) => ({
        label: format.shortMonth(month),
        full: format.month(month),
        seats,
        text: seats === null ? texts.noData : `${format.number(seats)}${partly === true ? '*' : ''}`,
      })),
      none: content.months.every(({ seats }) => seats === null) ? texts.chartNone : null,
    },
    ending: {
      title: texts.ending,
      rows: ending.map(({ name, on, provisioned }) => ({
        name: nameOf(name, mostName),
        text: [
          endsText(on, daysBetween(content.asOf, on), texts, format),
          ...(provisioned.kind === 'seats' ? [counted(texts.seats, provisioned.seats, language, format)] : []),
        ].join(' · '),
      })),
      more: ending.length === 0 || more.length === 0 ? null : more.join(' · '),
      none: ending.length > 0 ? null : content.endingUnknown ? texts.endingUnknown : texts.endingNone,
    },
    notes: notesOf(content, billedOn, texts, format),
    unprintable: texts.unprintable,
  }
}

function namesOf({ names, planName }: SummaryRow, texts: SummaryTexts): { name: string; detail: string | null } {
  const [first = '', ...others] = names.map((name) => nameOf(name, mostName))
  if (others.length > 0)
    return { name: first, detail: nameOf(fill(texts.together, { names: [first, ...others].join(', ') }), 110) }
  return { name: first, detail: planName === null ? null : nameOf(planName, mostName) }
}

const mute = (text: string): Cell => ({ text, mute: true })
const said = (text: string): Cell => ({ text, mute: false })

function figureCell(figure: Figure, texts: SummaryTexts, format: SummaryFormat): Cell {
  if (figure.kind === 'seats') return said(format.number(figure.seats))
  return mute(figure.kind === 'notReported' ? texts.notReported : texts.noData)
}

function billedCell(billed: BilledFigure, newest: Day | undefined, texts: SummaryTexts, format: SummaryFormat): Cell {
  if (billed.kind !== 'seats')
    return mute({ noData: texts.noData, trial: texts.trial, notBilled: texts.notBilled }[billed.kind])
  const seats = format.number(billed.seats)
  return said(billed.on === newest ? seats : fill(texts.billedOn, { seats, day: format.shortDay(billed.on) }))
}

function changeCell(change: SummaryRow['change'], texts: SummaryTexts, format: SummaryFormat): Cell {
  if (change.kind === 'seats') return said(change.seats === 0 ? texts.unchanged : format.signed(change.seats))
  return change.kind === 'new' ? said(texts.isNew) : mute(texts.noData)
}

function endsText(day: Day, days: number, texts: SummaryTexts, format: SummaryFormat): string {
  const text = days === 0 ? texts.endsToday : days === 1 ? texts.endsOn.one : texts.endsOn.other
  return fill(text, { day: format.day(day), days: format.number(days) })
}

const counted = (text: Counted, count: number, language: NoticeLanguage, format: SummaryFormat): string =>
  fill(new Intl.PluralRules(language).select(count) === 'one' ? text.one : text.other, { count: format.number(count) })

function notesOf(
  content: SummaryContent,
  billedOn: Day | undefined,
  texts: SummaryTexts,
  format: SummaryFormat,
): string[] {
  const gone = content.gone
    .slice(0, 3)
    .map(({ name, seats }) => `${nameOf(name, 50)}${seats === null ? '' : ` (${format.number(seats)})`}`)
  const lacks =
    content.endingUnknown ||
    content.months.some(({ seats }) => seats === null) ||
    content.rows.some((row) =>
      [row.provisioned, row.used, row.billed, row.change].some(({ kind }) => kind === 'noData'),
    )
  return [
    ...(gone.length > 0 ? [fill(texts.gone, { names: gone.join(', ') })] : []),
    ...(billedOn === undefined ? [] : [fill(texts.billedNote, { day: format.day(billedOn) })]),
    ...(lacks ? [texts.noDataNote] : []),
  ]
}
