/** Seats in files: either decimal sign, and nothing that could mean two numbers. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seatsOf, type FileNumber } from '../../server/domain/fileImportNumbers'

const read = (text: string): FileNumber => seatsOf(text === '' ? { kind: 'empty' } : { kind: 'text', text })
const seats = (count: number): FileNumber => ({ kind: 'seats', seats: count })
const refused = (why: string) => ({ kind: 'refused', why })

describe('a number of seats', () => {
  test.each([
    ['0', 0],
    [' 25 ', 25],
    ['+7', 7],
    ['12.00', 12],
    ['12,0', 12],
    ['1 234', 1234],
    ['1\u00a0234', 1234],
    ['1\u202f234,00', 1234],
    ["1'234", 1234],
    ['1’234', 1234],
    ['1,234.0', 1234],
    ['1.234,00', 1234],
    ['２５', 25],
  ])('%j is %d', (text, count) => {
    expect(read(text)).toEqual(seats(count))
  })

  test.each([
    ['1.234', 'ambiguous'],
    ['1,234', 'ambiguous'],
    ['12,5', 'notWhole'],
    ['12.75', 'notWhole'],
    ['-3', 'negative'],
    ['−1 000', 'negative'],
    ['1,234,567', 'tooMany'],
    ['1000000', 'tooMany'],
    ['1,23,456', 'notNumber'],
    ['12 seats', 'notNumber'],
    ['1e3', 'notNumber'],
    ['0x10', 'notNumber'],
    ['(5)', 'notNumber'],
    ['=5+5', 'formula'],
  ])('%j is refused as %s', (text, why) => {
    expect(read(text)).toEqual(refused(why))
  })

  test('is missing where the cell is empty, and not reported where it says so', () => {
    expect(read('')).toEqual({ kind: 'empty' })
    for (const text of ['-', '–', 'n/a', 'N/A']) expect(read(text)).toEqual({ kind: 'notReported' })
  })

  test('is not what a formula once came to', () => {
    expect(seatsOf({ kind: 'formula', text: '=SUM(C2:C9)' })).toEqual(refused('formula'))
  })

  test('keeps its value in every way of writing that has one meaning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), fc.constantFrom('.', ','), (count, decimal) => {
        const grouped = (sign: string) => String(count).replace(/\B(?=(\d{3})+$)/g, sign)
        const other = decimal === '.' ? ',' : '.'
        for (const text of [
          String(count),
          `${count}${decimal}0`,
          grouped(' '),
          grouped("'"),
          `${grouped(other)}${decimal}00`,
        ])
          expect(read(text)).toEqual(seats(count))
      }),
    )
  })
})
