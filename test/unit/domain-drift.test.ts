import { describe, expect, it } from 'vitest'
import { day, instant } from '../../server/domain/calendar'
import { driftOf, isAsWritten, isProgram } from '../../server/domain/drift'
import { additionId, catalogItemId } from '../../server/domain/ids'
import type { Addition } from '../../server/domain/psa'
import { aLastWrite, anAddition } from '../factories'

const write = aLastWrite()

describe('what we wrote against what is there', () => {
  it('is the same when nobody was there', () => {
    expect(driftOf(write, [anAddition()])).toEqual([])
    expect(isAsWritten(write, [anAddition()])).toBe(true)
  })

  it.each<[string, Partial<Addition>, string[]]>([
    ['quantity', { quantity: 7 }, ['quantity 10→7']],
    ['quantity within the error of a double', { quantity: 10.0000000001 }, []],
    ['price', { unitPrice: 5 }, ['price 4.5→5']],
    ['price that is not told any more', { unitPrice: null }, ['price 4.5→–']],
    ['included units', { included: 3 }, ['included 0→3']],
    ['billing word', { billable: 'NoCharge' }, ['billable Billable→NoCharge']],
    ['last day', { cancelledOn: day('2026-12-31') }, ['cancelled –→2026-12-31']],
    ['product', { catalogItemId: catalogItemId(777), catalogItemIdentifier: null }, ['moved #501→#777']],
    ['description, which is none of our business', { description: 'x', startsOn: day('2025-02-01') }, []],
    [
      'several at once, the gravest first',
      { quantity: 7, unitPrice: 5, cancelledOn: day('2026-12-31') },
      ['cancelled –→2026-12-31', 'quantity 10→7', 'price 4.5→5'],
    ],
  ])('differs by %s', (_, over, expected) => {
    const found = driftOf(write, [anAddition(over)])
    expect(found.map(({ field, was, is }) => `${field} ${was}→${is}`)).toEqual(expected)
  })

  it('is gone when its agreement lists it no more', () => {
    expect(driftOf(write, [anAddition({ id: additionId(1) })])).toMatchObject([
      { field: 'deleted', was: '10', is: '–', additionId: 9001, by: null },
    ])
  })

  it('names who did it: the audit trail first, then the record', () => {
    const edits = [{ additionId: additionId(9001), by: 'lee', at: instant('2026-11-10T14:22:00Z'), source: 'Client' }]
    expect(driftOf(write, [anAddition({ quantity: 7 })], edits)).toMatchObject([{ by: 'lee', at: edits[0]?.at }])
    expect(driftOf(write, [anAddition({ quantity: 7 })])).toMatchObject([{ by: 'kim', at: null }])
  })

  it('is worth a question to the audit trail also when only its version hint moved', () => {
    expect(isAsWritten(write, [anAddition({ revision: 'r2' })])).toBe(false)
    expect(isAsWritten(write, [])).toBe(false)
  })
})

describe('the audit trail’s word for where a change came from', () => {
  it.each([
    ['API', true],
    ['Integrator', true],
    ['Managed IT Sync', true],
    ['Client', false],
    ['', false],
    [null, false],
  ])('%s', (source, expected) => {
    expect(isProgram(source)).toBe(expected)
  })
})
