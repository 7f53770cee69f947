import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import type { Addition, BillingOption } from '../../server/domain/psa'
import type { ProductAssignment } from '../../server/domain/settings'
import { findOverlaps } from '../../server/domain/overlaps'
import { agreementId, customerId, subscriptionId } from '../../server/domain/ids'
import {
  anAddition,
  anAgreement,
  anAssignment,
  aSubscription,
  email,
  onlyLine,
  planInputs,
  someLimits,
} from '../factories'

describe('the difference by the month', () => {
  const monthly = (option: BillingOption) =>
    onlyLine(
      planInputs({
        subscriptions: [aSubscription({ provisioned: 12 })],
        additions: [anAddition({ unitPrice: 36 })],
        agreements: [anAgreement({ billingCycle: { name: option, option } })],
      }),
    ).money
  it.each<[BillingOption, number | null]>([
    ['Monthly', 72],
    ['BiMonthly', 36],
    ['Quarterly', 24],
    ['SemiAnnual', 12],
    ['Yearly', 6],
    ['Weekly', 312],
    ['BiWeekly', 156],
    ['NotRecurring', null],
    ['Unknown', null],
  ])('of 72 on a %s invoice is %s', (option, expected) => {
    expect(monthly(option)).toMatchObject({ difference: 72, monthly: expected })
  })

  it("goes by the cycle of the parent, on whose invoice a child's lines are", () => {
    const parent = anAgreement({ id: agreementId(1), billingCycle: { name: 'Quarterly', option: 'Quarterly' } })
    const child = anAgreement({ parentId: parent.id, billingCycle: { name: 'Monthly', option: 'Monthly' } })
    const line = onlyLine(
      planInputs({
        subscriptions: [aSubscription({ provisioned: 12 })],
        additions: [anAddition({ unitPrice: 36 })],
        agreements: [parent, child],
      }),
    )
    expect(line.money?.monthly).toBe(24)
  })
})

describe('of units that the base price covers', () => {
  const money = (of: Partial<Addition>, seats: number, assignment: Partial<ProductAssignment> = {}) =>
    onlyLine(
      planInputs({
        subscriptions: [aSubscription({ provisioned: seats })],
        additions: [anAddition({ unitPrice: 4.5, included: 10, ...of })],
        record: { assignments: [anAssignment(assignment)] },
        settings: { limits: someLimits({ moneyPerMonth: 20 }) },
      }),
    )
  it.each([
    [5, 8, 0],
    [5, 12, 9],
    [12, 5, -9],
    [12, 15, 13.5],
    [-2, 12, 18],
  ])('a change from %s to %s is %s a month, as on the invoice', (quantity, seats, monthly) => {
    expect(money({ quantity }, seats).money).toMatchObject({ monthly, difference: monthly })
  })
  it('the same holds for an addition that is replaced', () => {
    const line = money({ quantity: 5, startsOn: day('2026-01-01') }, 12, { strategy: 'replace' })
    expect(line.change.kind).toBe('replace')
    expect(line.money?.monthly).toBe(9)
  })
  it('the limit in money is asked of what is billed', () => {
    const kinds = (seats: number) => money({ quantity: 5 }, seats).holds.map(({ kind }) => kind)
    expect(kinds(14)).not.toContain('money')
    expect(kinds(15)).toContain('money')
  })
})

describe('a product beside a suite that holds it', () => {
  const suite = aSubscription({
    id: subscriptionId('s-suite'),
    plan: email,
    planName: 'Worry-Free XDR Suite',
    suiteOf: ['Worry-Free Services', 'Email Security'],
  })
  it('of the same customer is named: its seats may be in both', () => {
    expect(findOverlaps([suite, aSubscription()])).toEqual([
      { subscriptionId: 's-1', product: 'Worry-Free Services', suite: 'Worry-Free XDR Suite' },
    ])
    const line = onlyLine(planInputs({ subscriptions: [suite, aSubscription()] }))
    expect(line.notes).toEqual([{ kind: 'inSuite', product: 'Worry-Free Services', suite: 'Worry-Free XDR Suite' }])
  })
  it('of another customer, or not billed, is none', () => {
    expect(findOverlaps([suite, aSubscription({ customerId: customerId('c-2') })])).toEqual([])
    expect(findOverlaps([suite, aSubscription({ notBilled: { kind: 'disabled' } })])).toEqual([])
    expect(findOverlaps([suite, aSubscription({ productName: 'Web Security' })])).toEqual([])
  })
})
