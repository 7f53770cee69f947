/** When a summary is due: the day of all companies or the own one, the last day of a short month, nothing before it was on. */
import { describe, expect, test } from 'vitest'
import { instant, month } from '../../server/domain/calendar'
import { companyId } from '../../server/domain/ids'
import type { CompanySummaries, SummaryPlan } from '../../server/domain/summaries'
import { dueSummary, nextSummaries, nextTryAt, type SummaryWish } from '../../server/domain/summaryDue'
import { acme } from '../contract/documents'

const longAgo = instant('2026-01-01T00:00:00Z')
const plan = (over: Partial<SummaryPlan['schedule']> = {}): SummaryPlan => ({
  tenantId: acme,
  schedule: { on: true, dayOfMonth: 31, time: '08:00', timeZone: 'America/New_York', changedAt: longAgo, ...over },
  language: 'en',
})
const own = (over: Partial<CompanySummaries> = {}): CompanySummaries => ({
  companyId: companyId(101),
  on: true,
  dayOfMonth: null,
  language: null,
  attach: true,
  to: [],
  changedAt: longAgo,
  ...over,
})
const wish = (over: Partial<SummaryWish> = {}): SummaryWish => ({
  plan: plan(),
  company: own(),
  linkedAt: longAgo,
  ...over,
})
const due = (over: Partial<SummaryWish>, now: string) => dueSummary(wish(over), instant(now))

describe('a summary is due', () => {
  test('on the last day of a month that has no such day, at the local time', () => {
    expect(due({}, '2026-11-30T12:59:00Z')?.day).toBe(undefined)
    expect(due({}, '2026-11-30T13:00:00Z')).toMatchObject({ day: '2026-11-30', month: '2026-11', usesLastDay: true })
  })
  test('on the day of the company itself where it has one', () => {
    expect(due({ company: own({ dayOfMonth: 5 }) }, '2026-11-05T13:00:00Z')).toMatchObject({ day: '2026-11-05' })
  })
  test('for a week after its day, as after a stop of the server, and then no more', () => {
    expect(due({}, '2026-12-07T12:00:00Z')).toMatchObject({ month: '2026-11' })
    expect(due({}, '2026-12-07T14:00:00Z')).toBeNull()
  })
  test.each([
    ['it is off for all', { plan: plan({ on: false }) }],
    ['it is off for the company', { company: own({ on: false }) }],
    ['the company is not linked', { linkedAt: null }],
    ['it was switched on for all after its moment', { plan: plan({ changedAt: instant('2026-11-30T13:00:00Z') }) }],
    ['it was switched on for the company later', { company: own({ changedAt: instant('2026-11-30T13:30:00Z') }) }],
    ['the company was linked later', { linkedAt: instant('2026-11-30T13:30:00Z') }],
  ])('never when %s', (_, over) => {
    expect(due(over, '2026-11-30T14:00:00Z')).toBeNull()
  })
})

test('the next days leave out a month that has its summary already', () => {
  const next = (done: string[]) =>
    nextSummaries(wish(), instant('2026-11-05T00:00:00Z'), new Set(done.map(month)), 2).map(({ day }) => day)
  expect(next([])).toEqual(['2026-11-30', '2026-12-31'])
  expect(next(['2026-11'])).toEqual(['2026-12-31', '2027-01-31'])
})

test('tries to make one come after growing pauses and end', () => {
  const now = instant('2026-11-30T13:00:00Z')
  expect(nextTryAt(1, now)).toBe('2026-11-30T13:15:00.000Z')
  expect(nextTryAt(5, now)).toBe('2026-12-01T13:00:00.000Z')
  expect(nextTryAt(6, now)).toBeNull()
})
