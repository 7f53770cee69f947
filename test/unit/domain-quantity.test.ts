import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countSeats, quantityOf } from '../../server/domain/quantity'
import { aRule, notReported, read, unread } from '../factories'

describe('the count of seats', () => {
  it.each([
    ['provisioned', read(10), read(12), 10],
    ['provisioned', read(10), notReported, 10],
    ['used', read(10), read(12), 12],
    ['usedElseProvisioned', read(10), read(7), 7],
    ['usedElseProvisioned', read(10), read(0), 0],
    ['usedElseProvisioned', read(10), notReported, 10],
    ['greater', read(10), read(12), 12],
    ['greater', read(10), read(7), 10],
    ['greater', read(10), notReported, 10],
  ] as const)('by "%s" of %o and %o is %i', (rule, provisioned, used, seats) => {
    expect(countSeats(rule, provisioned, used)).toEqual({ kind: 'counted', seats })
  })

  it.each([
    ['provisioned', unread, read(12), 'provisioned', 'failed'],
    ['used', read(10), notReported, 'used', 'notReported'],
    ['used', read(10), unread, 'used', 'failed'],
    ['usedElseProvisioned', read(10), unread, 'used', 'failed'],
    ['usedElseProvisioned', unread, notReported, 'provisioned', 'failed'],
    ['greater', read(10), unread, 'used', 'failed'],
    ['greater', unread, read(10), 'provisioned', 'failed'],
  ] as const)('by "%s" of %o and %o is missing, never zero', (rule, provisioned, used, which, why) => {
    expect(countSeats(rule, provisioned, used)).toEqual({ kind: 'missing', which, why })
  })
})

describe('the quantity', () => {
  it('is the count when nothing is included and no minimum is set', () => {
    expect(quantityOf(aRule(), 10)).toEqual({
      quantity: 10,
      steps: [{ kind: 'count', rule: 'provisioned', result: 10 }],
    })
  })

  it('takes the included seats off before the minimum and shows each step', () => {
    expect(quantityOf(aRule({ included: 8, minimum: 5 }), 10)).toEqual({
      quantity: 5,
      steps: [
        { kind: 'count', rule: 'provisioned', result: 10 },
        { kind: 'included', included: 8, result: 2 },
        { kind: 'minimum', minimum: 5, result: 5 },
      ],
    })
  })

  it.each([
    ['is zero with no seats, whatever the minimum', { minimum: 5 }, 0, 0],
    ['is never below zero when more is included than there is', { included: 20 }, 10, 0],
    ['is the minimum when all seats are included', { included: 20, minimum: 3 }, 10, 3],
  ])('%s', (_, rule, seats, quantity) => {
    expect(quantityOf(aRule(rule), seats).quantity).toBe(quantity)
  })

  it('grows with the seats, stays within its bounds, and is its last step', () => {
    const rules = fc.record({ included: fc.nat(50), minimum: fc.nat(50) }).map((over) => aRule(over))
    fc.assert(
      fc.property(rules, fc.nat(500), fc.nat(20), (rule, seats, more) => {
        const { quantity, steps } = quantityOf(rule, seats)
        expect(quantityOf(rule, seats + more).quantity).toBeGreaterThanOrEqual(quantity)
        expect(quantity).toBeGreaterThanOrEqual(seats > 0 ? rule.minimum : 0)
        expect(quantity).toBeLessThanOrEqual(Math.max(seats, rule.minimum))
        expect(steps.at(-1)).toMatchObject({ result: quantity })
      }),
    )
  })
})
