import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { checkPreflightDays, dueCheck, nextCheck } from '../../server/domain/preflightDays'

const sendOn = day('2026-11-30')
const due = (today: string, claimed: { sendOn: string; day: string } | null = null, days = [5, 1]) =>
  dueCheck({
    days,
    sendOn,
    today: day(today),
    claimed: claimed && { sendOn: day(claimed.sendOn), day: day(claimed.day) },
  })

describe('the check of a send on 30 November, five days and one day before', () => {
  it.each([
    ['2026-11-24', null, null],
    ['2026-11-25', null, 5],
    ['2026-11-25', { sendOn: '2026-10-30', day: '2026-10-29' }, 5],
    ['2026-11-25', { sendOn: '2026-11-30', day: '2026-11-25' }, null],
    ['2026-11-28', null, 5],
    ['2026-11-28', { sendOn: '2026-11-30', day: '2026-11-25' }, null],
    ['2026-11-29', { sendOn: '2026-11-30', day: '2026-11-25' }, 1],
    ['2026-11-29', null, 1],
    ['2026-11-30', null, 1],
    ['2026-11-30', { sendOn: '2026-11-30', day: '2026-11-29' }, null],
  ])('on %s after %o is that of %o days before', (today, claimed, daysBefore) => {
    expect(due(today, claimed)?.daysBefore ?? null).toBe(daysBefore)
  })

  it('is claimed by its own day, however late it is made', () => {
    expect(due('2026-11-28')).toEqual({ day: '2026-11-25', daysBefore: 5 })
  })

  it('is not made again when other days are chosen that lie further back', () => {
    expect(due('2026-11-26', { sendOn: '2026-11-30', day: '2026-11-25' }, [7, 3])).toBeNull()
    expect(due('2026-11-27', { sendOn: '2026-11-30', day: '2026-11-25' }, [7, 3])?.daysBefore).toBe(3)
  })

  it('is never due without days', () => {
    expect(due('2026-11-30', null, [])).toBeNull()
  })
})

describe('the next check', () => {
  it.each([
    ['2026-11-01', '2026-11-25'],
    ['2026-11-25', '2026-11-29'],
    ['2026-11-29', null],
  ])('after %s is on %s', (today, on) => {
    expect(nextCheck([1, 5], sendOn, day(today))).toBe(on)
  })
})

describe('the days', () => {
  it.each([[[]], [[5, 1]], [[20, 10, 5, 1]]])('%j may be chosen', (days) => {
    expect(checkPreflightDays(days)).toEqual([])
  })

  it.each([
    [[5, 0], 'preflightDays.1', 'outOfRange'],
    [[21], 'preflightDays.0', 'outOfRange'],
    [[-1], 'preflightDays.0', 'outOfRange'],
    [[1.5], 'preflightDays.0', 'wholeNumber'],
    [[Number.NaN], 'preflightDays.0', 'wholeNumber'],
    [[5, 1, 5], 'preflightDays.2', 'twice'],
    [[1, 2, 3, 4, 5], 'preflightDays', 'tooMany'],
  ])('%j are refused at %s as %s', (days, path, code) => {
    expect(checkPreflightDays(days)).toMatchObject([{ path, code }])
  })
})
