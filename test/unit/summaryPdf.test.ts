/** The file of a summary, opened by a reader of such files, and the same summary as HTML and as text. */
import { describe, expect, test } from 'vitest'
import { addMonths, day, instant, month } from '../../server/domain/calendar'
import { servicePlanKey } from '../../server/domain/ids'
import type { NoticeLanguage } from '../../server/domain/notices'
import { htmlOf } from '../../server/domain/summaryHtml'
import { pageOf } from '../../server/domain/summaryPage'
import { linesOf } from '../../server/domain/summaryText'
import type { SummaryContent, SummaryRow } from '../../server/domain/summaries'
import { createSummaryPrinter } from '../../server/integrations/pdf/summaryPrinter'
import { readPdf } from '../pdfText'

const november = month('2026-11')
const seats = (count: number) => ({ kind: 'seats', seats: count }) as const
const aRow = (over: Partial<SummaryRow> = {}): SummaryRow => ({
  plans: [servicePlanKey('p-1')],
  names: ['Worry-Free Services'],
  planName: 'Advanced',
  provisioned: seats(60),
  used: seats(52),
  billed: { kind: 'seats', seats: 58, on: day('2026-11-10') },
  change: seats(-4),
  ...over,
})
const aSummary = (over: Partial<SummaryContent> = {}): SummaryContent => ({
  companyName: 'Fairhaven Dental',
  month: november,
  asOf: day('2026-11-17'),
  which: { kind: 'current' },
  rows: [aRow()],
  gone: [],
  months: Array.from({ length: 12 }, (_, index) => ({
    month: addMonths(november, index - 11),
    seats: index < 6 ? null : 40 + index,
  })),
  ending: [],
  endingUnknown: false,
  ...over,
})
const printer = createSummaryPrinter()
const madeAt = instant('2026-11-17T15:00:00Z')
const printed = async (over: Partial<SummaryContent> = {}, language: NoticeLanguage = 'en') =>
  readPdf(await printer.print(pageOf(aSummary(over), language), madeAt))

describe('the file', () => {
  test('is one page that says who, when, the seats, the change and the months', async () => {
    const { pages, text, title } = await printed()
    expect(pages).toBe(1)
    expect(title).toBe('Trend Micro licences: Fairhaven Dental')
    for (const said of ['Fairhaven Dental', 'As of 17 November 2026', 'Worry-Free Services', '60', '52', '58', '−4'])
      expect(text).toContain(said)
    expect(text).toContain('Licences that end soon')
    expect(text).toMatch(/\b51\b/) // November's bar
  })

  test('says it in French', async () => {
    const { text } = await printed({ rows: [aRow({ used: { kind: 'notReported' } })] }, 'fr')
    expect(text).toContain('Au 17 novembre 2026')
    expect(text).toContain('Postes attribués')
    expect(text).toContain('non suivi')
    expect(text).not.toMatch(/provisioned|seats|billed/)
  })

  test('is the same, byte for byte, when it is made again', async () => {
    const page = pageOf(aSummary(), 'en')
    expect(Buffer.from(await printer.print(page, madeAt)).equals(await printer.print(page, madeAt))).toBe(true)
  })

  test('stays one page, whatever there is to say', async () => {
    const long = 'An endless product name '.repeat(20)
    const rows = Array.from({ length: 40 }, () => aRow({ names: [long, `${long}b`], planName: long }))
    const ending = Array.from({ length: 30 }, () => ({ name: long, on: day('2026-12-01'), provisioned: seats(9) }))
    const gone = Array.from({ length: 30 }, () => ({ name: long, seats: 5 }))
    const { pages, text } = await printed({ companyName: `${long}株`, rows, ending, gone }, 'fr')
    expect(pages).toBe(1)
    expect(text).toContain('et 32 autres produits')
  })

  test.each([
    ['accents', 'Société Générale à l’œuvre'],
    ['Polish', 'Zażółć Gęślą Jaźń Sp. z o.o.'],
    ['Greek', 'Ελληνικά Ταχυδρομεία'],
    ['Cyrillic', 'Київстар Їжак'],
    ['Turkish', 'İstanbul Şişecam ğ'],
  ])('keeps names in %s', async (_, companyName) => {
    const { text } = await printed({ companyName })
    expect(text).toContain(companyName)
    expect(text).not.toContain('□')
  })

  test.each([
    ['Chinese', '株式会社 Trend', '□□□□ Trend'],
    ['Arabic', 'شركة ABC', '□□□□ ABC'],
    ['a picture', 'Smile 😀 Ltd', 'Smile □ Ltd'],
    ['half a character', 'Half \ud83d Ltd', 'Half Ltd'],
  ])('shows %s as what it cannot show, and says so', async (_, companyName, shown) => {
    const { text, pages } = await printed({ companyName })
    expect(pages).toBe(1)
    expect(text).toContain(shown)
    if (shown.includes('□')) expect(text).toContain('□ stands for a character that this file cannot show')
  })
})

describe('what is not known', () => {
  const noData = { kind: 'noData' } as const
  const unknown = aSummary({
    rows: [aRow({ used: noData, billed: noData, change: noData })],
    months: aSummary().months.map(({ month: of }) => ({ month: of, seats: null })),
  })

  test('is said in words in the file, the HTML and the text, and is never a zero', async () => {
    const page = pageOf(unknown, 'en')
    const { text } = await readPdf(await printer.print(page, madeAt))
    for (const each of [text, htmlOf(page), linesOf(page).join('\n')]) {
      expect(each).toContain('no data')
      expect(each).toContain('There is no number of billed seats for any month yet.')
      expect(each).not.toMatch(/(Billed|In use|Change): 0/)
    }
    expect(page.rows[0]?.cells.map((cell) => cell.text)).toEqual(['60', 'no data', 'no data', 'no data'])
    expect(page.tiles.map(({ value }) => value)).toEqual(['60', 'no data', 'no data', '0'])
  })

  test.each([
    ['en', 'Seats billed, by month (* some products only)', 'for 1 of 2 products'],
    ['fr', 'Postes facturés, par mois (* une partie des produits)', 'pour 1 des 2 produits'],
  ] as const)(
    'of some products does not hide what is known of the others, and says so (%s)',
    async (language, title, note) => {
      const rows = [aRow(), aRow({ plans: [servicePlanKey('p-2')], billed: noData })]
      const months = aSummary().months.map((each) => ({ ...each, ...(each.seats === 51 && { partly: true }) }))
      const page = pageOf(aSummary({ rows, months }), language)
      const { text } = await readPdf(await printer.print(page, madeAt))
      for (const each of [text, htmlOf(page), linesOf(page).join('\n')])
        for (const said of [title, note, '51*']) expect(each).toContain(said)
    },
  )

  test('a month without a number has no bar and says so', () => {
    const page = pageOf(aSummary(), 'en')
    expect(page.chart.bars.slice(0, 7).map(({ text }) => text)).toEqual([...Array<string>(6).fill('no data'), '46'])
    expect(htmlOf(page).match(/bgcolor/g)).toHaveLength(6)
  })
})

describe('the HTML', () => {
  test('takes names as text only, and bounds them', () => {
    const evil = `<img src=x onerror=alert(1)>"'&\u202eevil`
    const html = htmlOf(
      pageOf(
        aSummary({
          companyName: evil,
          rows: [aRow({ names: [evil.repeat(50)], planName: evil })],
          ending: [{ name: evil, on: day('2026-12-01'), provisioned: seats(1) }],
          gone: [{ name: evil, seats: 1 }],
        }),
        'en',
      ),
    )
    expect(html).not.toMatch(/<img|\u202e/)
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp; evil')
    expect(html.length).toBeLessThan(20_000)
  })

  test('fetches nothing, runs nothing, and draws the chart without a picture', () => {
    const html = htmlOf(pageOf(aSummary(), 'en'))
    expect(html).not.toMatch(/<(script|img|link|svg|iframe|form|style)\b|url\(|https?:/i)
  })

  test('holds no price', () => {
    const all = [htmlOf(pageOf(aSummary(), 'en')), linesOf(pageOf(aSummary(), 'fr')).join('\n')]
    for (const text of all) expect(text).not.toMatch(/[$€£]|USD|EUR|price|prix/i)
  })
})
