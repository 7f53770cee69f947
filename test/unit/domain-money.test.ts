import { describe, expect, it } from 'vitest'
import type { BillingOption } from '../../server/domain/psa'
import { findOverlaps } from '../../server/domain/overlaps'
import { agreementId, customerId, subscriptionId } from '../../server/domain/ids'
import { anAddition, anAgreement, aSubscription, email, onlyLine, planInputs } from '../factories'

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
