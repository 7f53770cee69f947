import { describe, expect, it } from 'vitest'
import { createFormat } from '../../client/format'
import { day, instant, month } from '../../server/domain/calendar'
import { now, timeZone } from './fixtures/fairhaven'

const form = (locale: string) => createFormat({ locale, now: () => now, timeZone })
const en = form('en-US')
const fr = form('fr-FR')

describe('money', () => {
  it('has a sign for differences, with a real minus, and none for zero', () => {
    expect(en.difference(13.5, 'USD')).toBe('+$13.50')
    expect(en.difference(-105, 'USD')).toBe('−$105.00')
    expect(en.difference(0, 'USD')).toBe('$0.00')
  })
  it('follows the locale and the currency', () => {
    expect(fr.difference(13.5, 'EUR')).toBe('+13,50\u00a0€')
    expect(en.money(1200, 'JPY')).toBe('¥1,200')
    expect(en.money(4.5, null)).toBe('4.50')
  })
})

describe('percent', () => {
  it('has at most one decimal, and none where it says nothing', () => {
    expect(en.percent(55.6)).toBe('56%')
    expect(en.percent(6.72)).toBe('6.7%')
    expect(en.percent(99.6)).toBe('99.6%')
    expect(fr.percent(56)).toMatch(/^56\s%$/)
  })
})

describe('days and moments', () => {
  it('writes the month as a word and the weekday where a person plans', () => {
    expect(en.moment(instant('2025-11-30T07:00:00Z'), 'plan', timeZone)).toBe('Sun, Nov 30, 2025, 2:00\u00a0AM')
    expect(fr.moment(instant('2025-11-30T07:00:00Z'), 'plan', timeZone)).toMatch(/^dim\. 30 nov\. 2025(,| à) 02:00$/)
  })
  it('writes the first of a month as an ordinal in French', () => {
    expect(fr.day(day('2025-12-01'), 'short')).toBe('1er déc.')
  })
  it('never shifts a calendar day by a time zone', () => {
    expect(
      createFormat({ locale: 'en-US', now: () => now, timeZone: 'Pacific/Kiritimati' }).day(day('2025-12-01')),
    ).toBe('Dec 1, 2025')
  })
  it('drops the year only within twelve months', () => {
    expect(en.nearDay(day('2025-12-14'))).toBe('Dec 14')
    expect(en.nearDay(day('2024-01-31'))).toBe('Jan 31, 2024')
  })
  it('knows what is today in the member’s zone', () => {
    expect(en.isToday(instant('2025-11-21T05:30:00Z'))).toBe(true)
    expect(en.isToday(instant('2025-11-21T04:30:00Z'))).toBe(false)
  })
  it('names months', () => {
    expect(en.month(month('2025-11'))).toBe('Nov 2025')
  })
})

it('signs counts with a real minus', () => {
  expect([3, -50, 0].map(en.signed)).toEqual(['+3', '−50', '0'])
})
