/** What a summary says: of seats as they were read, of what sends billed, and of what nobody knows. */
import { describe, expect, test } from 'vitest'
import { addMonths, day, firstDayOf, instant, month, type Month } from '../../server/domain/calendar'
import { summarise, type SummaryInputs } from '../../server/domain/summaryContent'
import { pageOf } from '../../server/domain/summaryPage'
import { billedMonths } from '../../server/domain/summaryMonths'
import { billedPart, type BilledPart } from '../../server/domain/summaryParts'
import type { SummaryContent } from '../../server/domain/summaries'
import type { Subscription } from '../../server/domain/trend'
import { additionId, customerId, runId } from '../../server/domain/ids'
import type { LineStatus } from '../../server/domain/run'
import {
  aRunCompany,
  aRunLine,
  aSubscription,
  email,
  now,
  planInputs,
  read,
  today,
  unread,
  worryFree,
} from '../factories'

const november = month('2026-11')
const snapshotOf = (...subscriptions: Subscription[]): SummaryInputs['snapshot'] => ({
  takenAt: now,
  sources: ['lmpi'],
  which: { kind: 'current' },
  subscriptions,
  gaps: [],
})
const customers = [customerId('cust-1')]
const partOf = (of: Month, over: Partial<BilledPart> = {}, seats: number | null = 10): BilledPart => ({
  month: of,
  on: day(`${of}-10`),
  isUndo: false,
  customers,
  lines: [
    { place: '1:1', plans: [worryFree], quantity: seats === null ? { kind: 'unknown' } : { kind: 'known', seats } },
  ],
  isUnmapped: false,
  seats: new Map([[worryFree, seats]]),
  ...over,
})
function summary(over: Partial<SummaryInputs> = {}): SummaryContent {
  const made = summarise({
    companyName: 'Fairhaven Dental',
    month: november,
    today,
    customers,
    snapshot: snapshotOf(aSubscription()),
    parts: [partOf(november)],
    previous: null,
    ...over,
  })
  if (typeof made === 'string') throw new Error(made)
  return made
}
const onlyRow = (of: SummaryContent) => {
  expect(of.rows).toHaveLength(1)
  return of.rows[0]
}

describe('a product', () => {
  test('says its seats, and what the last send billed and when', () => {
    const made = summary({ snapshot: snapshotOf(aSubscription({ provisioned: 12, used: 9 })) })
    expect(onlyRow(made)).toMatchObject({
      names: ['Worry-Free Services'],
      planName: 'Advanced, monthly',
      provisioned: { kind: 'seats', seats: 12 },
      used: { kind: 'seats', seats: 9 },
      billed: { kind: 'seats', seats: 10, on: '2026-11-10' },
    })
  })

  test('whose seats could not be read has no number, also where another licence of it has', () => {
    const known = aSubscription({ plan: email })
    const made = summary({
      snapshot: snapshotOf(aSubscription({ provisioned: unread, used: 3 }), aSubscription(), known),
    })
    expect(made.rows.at(-1)).toMatchObject({ provisioned: { kind: 'noData' }, used: { kind: 'noData' } })
  })

  test('of which no send is known has no billed number, and that is not zero', () => {
    expect(onlyRow(summary({ parts: [] }))?.billed).toEqual({ kind: 'noData' })
    expect(onlyRow(summary({ parts: [partOf(month('2026-08'))] }))?.billed).toEqual({ kind: 'noData' })
    expect(onlyRow(summary({ parts: [partOf(november, {}, null)] }))?.billed).toEqual({ kind: 'noData' })
  })

  test('that a line bills with another is one row with it', () => {
    const both = partOf(november, {
      lines: [{ place: '1:1', plans: [worryFree, email], quantity: { kind: 'known', seats: 30 } }],
    })
    const snapshot = snapshotOf(
      aSubscription({ provisioned: 10 }),
      aSubscription({ plan: email, productName: 'Email Security', provisioned: 20 }),
    )
    expect(onlyRow(summary({ parts: [both], snapshot }))).toMatchObject({
      names: ['Worry-Free Services', 'Email Security'],
      provisioned: { seats: 30 },
      billed: { seats: 30 },
    })
  })

  test('that is not billed on purpose does not say why', () => {
    const leftOut = aSubscription({ notBilled: { kind: 'leftOut', by: 'kim', why: 'they never pay' } })
    const trial = aSubscription({ plan: email, notBilled: { kind: 'trial', until: null } })
    const made = summary({ snapshot: snapshotOf(leftOut, trial), parts: [] })
    expect(made.rows.map(({ billed }) => billed.kind).sort()).toEqual(['notBilled', 'trial'])
    expect(JSON.stringify(made)).not.toMatch(/kim|never pay/)
  })

  test('that is over is not there', () => {
    const over = aSubscription({ plan: email, notBilled: { kind: 'expired', on: day('2026-10-01') } })
    expect(summary({ snapshot: snapshotOf(aSubscription(), over) }).rows).toHaveLength(1)
  })
})

describe('the change over the month', () => {
  const previous = (seats: number) => ({ ...summary({ snapshot: snapshotOf(aSubscription({ provisioned: seats })) }) })

  test('is against the summary of the month before', () => {
    expect(onlyRow(summary({ previous: previous(7) }))?.change).toEqual({ kind: 'seats', seats: 3 })
  })
  test('is against the send of the month before where there was no summary', () => {
    const parts = [partOf(november), partOf(month('2026-10'), {}, 14)]
    expect(onlyRow(summary({ parts }))?.change).toEqual({ kind: 'seats', seats: -4 })
  })
  test('is not against a send for other customers', () => {
    const other = partOf(month('2026-10'), { customers: [customerId('cust-2')] }, 14)
    expect(onlyRow(summary({ parts: [partOf(november), other] }))?.change).toEqual({ kind: 'noData' })
  })
  test('is not known without either, and not told as none', () => {
    expect(onlyRow(summary())?.change).toEqual({ kind: 'noData' })
  })
  test('names what is new, and what is gone', () => {
    const snapshot = snapshotOf(aSubscription({ plan: email, productName: 'Email Security' }))
    const made = summary({ snapshot, previous: previous(7) })
    expect(onlyRow(made)?.change).toEqual({ kind: 'new' })
    expect(made.gone).toEqual([{ name: 'Worry-Free Services', seats: 7 }])
  })
})

describe('the chart', () => {
  test('has twelve months, and a month without a send has no number', () => {
    const months = billedMonths([partOf(november), partOf(month('2026-09'), {}, 0)], november)
    expect(months).toHaveLength(12)
    expect(months[0]).toEqual({ month: '2025-12', seats: null })
    expect(months.slice(-3).map(({ seats }) => seats)).toEqual([0, null, 10])
  })

  test('a month in which no line is known has no number', () => {
    const lines = [{ place: '2:2', plans: [email], quantity: { kind: 'untouched' } as const }]
    expect(billedMonths([partOf(november, { lines })], november).at(-1)).toEqual({ month: november, seats: null })
  })

  test('a month in which some lines are not known has the seats of the others, and says that it is not all', () => {
    const lines = [
      ...partOf(november).lines,
      { place: '2:2', plans: [email], quantity: { kind: 'untouched' } as const },
    ]
    expect(billedMonths([partOf(november, { lines })], november).at(-1)).toEqual({
      month: november,
      seats: 10,
      partly: true,
    })
    expect(billedMonths([partOf(november)], november).at(-1)).toEqual({ month: november, seats: 10 })
  })

  test('takes from an earlier send of the month what a later one left as it was', () => {
    const later = partOf(november, { lines: [{ place: '1:1', plans: [worryFree], quantity: { kind: 'untouched' } }] })
    expect(billedMonths([later, partOf(november)], november).at(-1)?.seats).toBe(10)
  })

  test('what was taken back counts, and does not hide the lines that were not', () => {
    const two = partOf(november, {
      lines: [...partOf(november).lines, { place: '2:2', plans: [email], quantity: { kind: 'known', seats: 5 } }],
    })
    expect(billedMonths([partOf(november, { isUndo: true }, 8), two], november).at(-1)?.seats).toBe(13)
  })
})

describe('a month in which only some products were billed', () => {
  const shown = snapshotOf(aSubscription(), aSubscription({ plan: email, productName: 'Email Security' }))
  const pageFor = (over: Partial<BilledPart>) =>
    pageOf(summary({ snapshot: shown, parts: [partOf(november, over)] }), 'en')

  const unknown = { place: '2:2', plans: [email], quantity: { kind: 'unknown' } as const }
  test.each<[string, Partial<BilledPart>]>([
    ['not known', { lines: [...partOf(november).lines, unknown] }],
    ['without a place', { isUnmapped: true }],
  ])('tells of them in table, tile and chart alike, and that it is not all (%s)', (_, over) => {
    const page = pageFor(over)
    expect(page.rows.map(({ cells }) => cells[2]?.text).sort()).toEqual(['10', 'no data'])
    expect(page.tiles[2]).toMatchObject({ value: '10', note: 'for 1 of 2 products', mute: false })
    expect(page.chart.none).toBeNull()
    expect(page.chart.bars.at(-1)).toMatchObject({ seats: 10, text: '10*' })
    expect(page.chart.title).toBe('Seats billed, by month (* some products only)')
  })

  test('is not one in which all were', () => {
    const page = pageOf(summary(), 'en')
    expect(page.tiles[2]).toMatchObject({ value: '10', note: null })
    expect(page.chart.bars.at(-1)).toMatchObject({ text: '10' })
    expect(page.chart.title).toBe('Seats billed, by month')
  })

  test('is told as such by the send itself', () => {
    const unplaced = (kind: 'unmapped' | 'excluded') =>
      billedPart(
        aRunCompany(planInputs(), {
          lines: [aRunLine()],
          unplaced: aRunLine().sources.map((source) => ({
            source,
            why:
              kind === 'unmapped' ? { kind, missing: 'agreement' } : { kind, reason: { kind: 'trial', until: null } },
          })),
        }),
        'UTC',
      )
    expect(unplaced('unmapped')?.isUnmapped).toBe(true)
    expect(unplaced('excluded')?.isUnmapped).toBe(false)
  })
})

describe('a line of a send', () => {
  const lineOf = (status: LineStatus, quantityAfter: number | null = null) =>
    billedPart(
      aRunCompany(planInputs(), {
        lines: [
          aRunLine({
            status,
            change: { kind: 'none', additionId: additionId(9001), quantity: 10 },
            outcome: { at: now, quantityAfter, additionId: null, requestId: null, cause: null, alreadyRight: false },
          }),
        ],
      }),
      'UTC',
    )?.lines[0]?.quantity

  test.each([
    ['sent', { kind: 'known', seats: 11 }],
    ['unchanged', { kind: 'known', seats: 10 }],
    ['held', { kind: 'known', seats: 10 }],
    ['failed', { kind: 'known', seats: 10 }],
    ['unknown', { kind: 'unknown' }],
    ['stale', { kind: 'unknown' }],
    ['blocked', { kind: 'unknown' }],
  ] as const)('that is %s is told as %j', (status, quantity) => {
    expect(lineOf(status, 11)).toEqual(quantity)
  })

  test('that would be a new one and waits says nothing', () => {
    const waits = aRunLine({ status: 'held', seen: null })
    const part = billedPart(aRunCompany(planInputs(), { lines: [waits] }), 'UTC')
    expect(part?.lines[0]?.quantity).toEqual({ kind: 'untouched' })
  })

  test('belongs to the month of its period', () => {
    const part = billedPart(aRunCompany(planInputs(), { runId: runId('r-1'), lines: [aRunLine()] }), 'UTC')
    expect(part).toMatchObject({ month: november, isUndo: false })
  })
})

describe('licences that end soon', () => {
  const ending = (expiresOn: string | null) =>
    summary({ snapshot: snapshotOf(aSubscription({ expiresOn: expiresOn === null ? null : day(expiresOn) })) }).ending

  test('are those of the next sixty days', () => {
    expect(ending('2026-11-16')).toMatchObject([{ name: 'Worry-Free Services', on: '2026-11-16' }])
    expect(ending('2027-01-15')).toHaveLength(1)
    expect(ending('2027-01-16')).toEqual([])
    expect(ending('2026-11-15')).toEqual([])
  })

  test('are not known to be none where it is not known when one ends', () => {
    const known = aSubscription({ expiresOn: day('2026-11-20') })
    const open = aSubscription({ plan: email, expiresOn: null })
    const pageFor = (...subscriptions: Subscription[]) =>
      pageOf(summary({ snapshot: snapshotOf(...subscriptions) }), 'en')
    const [none, some, all] = [pageFor(open), pageFor(known, open), pageFor(known)]
    expect(none.tiles.at(-1)).toMatchObject({ value: 'no data', mute: true })
    expect(none.ending.none).toBe('It is not known for all licences when they end.')
    expect(some.tiles.at(-1)).toMatchObject({ value: 'no data', mute: true })
    expect(some.ending).toMatchObject({ none: null, more: 'It is not known for all licences when they end.' })
    expect(some.ending.rows).toHaveLength(1)
    expect(all.tiles.at(-1)).toMatchObject({ value: '1', mute: false })
    expect(all.ending.more).toBeNull()
    expect([none, some].every(({ notes }) => notes.some((note) => note.startsWith('“No data”')))).toBe(true)
  })
})

describe('there is nothing to say', () => {
  const made = (snapshot: SummaryInputs['snapshot']) =>
    summarise({ companyName: 'Fairhaven', month: november, today, customers, snapshot, parts: [], previous: null })

  test('when the customer has no product', () => expect(made(snapshotOf())).toBe('noProducts'))
  test('when none of the seats could be read', () =>
    expect(made(snapshotOf(aSubscription({ provisioned: unread, used: unread })))).toBe('noFigures'))
  test('when the list of products has holes', () => {
    const gaps = [{ customerId: null, what: 'subscriptions', why: 'failed', note: '' } as const]
    expect(made({ ...snapshotOf(aSubscription({ provisioned: read(1) })), gaps })).toBe('incomplete')
  })
})

test('the twelve months end with the month of the summary, over a turn of the year too', () => {
  const january = summary({ month: month('2027-01'), today: day('2027-01-05'), parts: [] })
  expect(january.months.map(({ month: of }) => of)).toEqual(
    Array.from({ length: 12 }, (_, index) => addMonths(month('2026-02'), index)),
  )
  expect(firstDayOf(january.month)).toBe('2027-01-01')
  expect(instant(now)).toBe(now)
})
