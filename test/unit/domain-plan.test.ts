import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { additionId, agreementId, customerId, subscriptionId } from '../../server/domain/ids'
import { planCompany } from '../../server/domain/plan'
import { markerOf } from '../../server/services/marker'
import {
  aCatalogItem,
  aLastWrite,
  aRule,
  aSubscription,
  anAddition,
  anAgreement,
  anAssignment,
  email,
  gold,
  notReported,
  onlyLine,
  planInputs,
  unread,
} from '../factories'

const second = additionId(9002)
const silver = agreementId(1042)
const twelve = [aSubscription({ provisioned: 12 })]
const create = { settings: { createWhenMissing: true } }

describe('a line', () => {
  it('raises the quantity of the addition to the count', () => {
    expect(onlyLine(planInputs({ subscriptions: twelve }))).toMatchObject({
      key: 'v1:harbor:250:1041:501:2026-11-01',
      change: { kind: 'update', additionId: 9001, quantityBefore: 10, quantity: 12 },
      money: { unitPrice: 4.5, currency: 'USD', difference: 9 },
      period: { from: '2026-11-01', until: '2026-12-01' },
      seen: { quantity: 10, revision: 'r1' },
      status: 'pending',
      holds: [],
    })
  })

  it('changes nothing when the addition is right, also within the error of a double', () => {
    expect(onlyLine(planInputs())).toMatchObject({ change: { kind: 'none', quantity: 10 }, status: 'unchanged' })
    const line = onlyLine(planInputs({ additions: [anAddition({ quantity: 10.0000000001 })] }))
    expect(line.change).toMatchObject({ kind: 'none' })
  })

  it('counts a suite once: it is one subscription', () => {
    const suite = aSubscription({ provisioned: 12, suiteOf: ['Worry-Free Services', 'Cloud App Security'] })
    expect(onlyLine(planInputs({ subscriptions: [suite] })).change).toMatchObject({ quantity: 12 })
  })

  it('counts a subscription once that was read twice, as when pages shift', () => {
    const plan = planCompany(planInputs({ subscriptions: [...twelve, ...twelve] }))
    expect(plan.lines).toMatchObject([{ change: { quantity: 12 } }])
    expect(plan.account.total).toBe(12)
  })

  it('adds up the customers of a link before the rule of the product', () => {
    const subscriptions = [
      aSubscription({ provisioned: 6 }),
      aSubscription({ id: subscriptionId('s-2'), customerId: customerId('c-toledo'), provisioned: 5 }),
    ]
    const assignments = [anAssignment({ rule: aRule({ included: 4, minimum: 10 }) })]
    const line = onlyLine(planInputs({ subscriptions, record: { assignments } }))
    expect(line.change).toMatchObject({ kind: 'none', quantity: 10 })
    expect(line.steps.map((step) => step.result)).toEqual([11, 7, 10])
  })

  it('sums two products by their own rules', () => {
    const subscriptions = [
      aSubscription({ provisioned: 6, used: 9 }),
      aSubscription({ id: subscriptionId('s-2'), plan: email, provisioned: 20 }),
    ]
    const assignments = [
      anAssignment({ rule: aRule({ count: 'greater' }) }),
      anAssignment({ plan: email, rule: aRule({ included: 5 }) }),
    ]
    const line = onlyLine(planInputs({ subscriptions, record: { assignments } }))
    expect(line.change).toMatchObject({ quantity: 24 })
    expect(line.steps.at(-1)).toEqual({ kind: 'sum', result: 24 })
  })

  it('is one for each agreement when the same catalog item stands on two', () => {
    const subscriptions = [aSubscription(), aSubscription({ id: subscriptionId('s-2'), plan: email, provisioned: 3 })]
    const assignments = [
      anAssignment(),
      anAssignment({
        plan: email,
        agreement: { kind: 'chosen', typeId: anAgreement().type.id, agreementId: silver },
      }),
    ]
    const { lines } = planCompany(
      planInputs({
        subscriptions,
        record: { assignments },
        agreements: [anAgreement(), anAgreement({ id: silver })],
        additions: [anAddition(), anAddition({ id: second, agreementId: silver, quantity: 1 })],
      }),
    )
    expect(lines.map(({ agreementId: on, change }) => [on, change.kind, change.quantity])).toEqual([
      [gold, 'none', 10],
      [silver, 'update', 3],
    ])
  })

  it.each([
    ['2026-11-30', '2026-11-01', '2026-12-01'],
    ['2026-02-28', '2026-02-01', '2026-03-01'],
    ['2028-02-29', '2028-02-01', '2028-03-01'],
    ['2026-12-31', '2026-12-01', '2027-01-01'],
    ['2026-11-01', '2026-11-01', '2026-12-01'],
  ])('planned on %s is of the period from %s until %s', (on, from, until) => {
    expect(onlyLine(planInputs({ today: day(on) })).period).toEqual({ from, until })
  })

  it('reckons the money to the ten-thousandth, also from a fractional quantity', () => {
    const line = onlyLine(
      planInputs({ subscriptions: twelve, additions: [anAddition({ quantity: 10.1, unitPrice: 4.1235 })] }),
    )
    expect(line.money?.difference).toBe(7.8347)
  })

  it.each(['DoNotBill', 'NoCharge'] as const)('moves no money on an addition marked %s', (billable) => {
    const line = onlyLine(planInputs({ subscriptions: twelve, additions: [anAddition({ billable })] }))
    expect(line).toMatchObject({ change: { quantity: 12 }, money: { unitPrice: 4.5, difference: 0 } })
  })

  it('has no currency and no money where ConnectWise gives none', () => {
    const noCurrency = planInputs({ subscriptions: twelve, agreements: [anAgreement({ currency: null })] })
    expect(onlyLine(noCurrency).money).toEqual({ unitPrice: 4.5, currency: null, difference: 9, monthly: 9 })
    const noPrice = planInputs({ subscriptions: twelve, additions: [anAddition({ unitPrice: null })] })
    expect(onlyLine(noPrice).money).toBeNull()
  })
})

describe('a blocked line', () => {
  it.each([
    ['used', 'provisioned', unread, notReported, 'used', 'notReported'],
    ['provisioned', 'used', unread, notReported, 'provisioned', 'failed'],
    ['greater', 'used', unread, unread, 'provisioned', 'failed'],
    ['usedElseProvisioned', '', notReported, unread, 'used', 'failed'],
    ['usedElseProvisioned', '', unread, notReported, 'provisioned', 'failed'],
  ] as const)('by "%s" names the reading that is missing (%s)', (count, _, provisioned, used, which, why) => {
    const line = onlyLine(
      planInputs({ subscriptions: [aSubscription({ provisioned, used })], settings: { rule: aRule({ count }) } }),
    )
    expect(line).toMatchObject({
      status: 'blocked',
      change: { kind: 'blocked', reason: { kind: 'seatsUnread', which, why }, quantityBefore: 10, quantity: null },
    })
  })

  it('waits for all of its products: a part is never billed as the whole', () => {
    const subscriptions = [
      aSubscription({ provisioned: 30 }),
      aSubscription({ id: subscriptionId('s-2'), provisioned: unread }),
    ]
    expect(onlyLine(planInputs({ subscriptions })).change).toMatchObject({ reason: { kind: 'seatsUnread' } })
  })

  it.each([
    ['ended', { noEndingDate: false, endsOn: day('2026-11-15') }],
    ['cancelled', { cancelled: true }],
    ['notStarted', { startsOn: day('2026-12-01') }],
  ])('is on an agreement that is unusable: %s', (kind, over) => {
    const agreements = [anAgreement(over), anAgreement({ id: silver })]
    expect(onlyLine(planInputs({ agreements, ...create })).change).toMatchObject({
      reason: { kind: 'agreementUnusable', why: { kind }, otherAgreementId: silver },
    })
  })

  it('does not follow an agreement that was renewed under a new id: it names the new one', () => {
    expect(onlyLine(planInputs({ agreements: [anAgreement({ id: silver })] })).change).toMatchObject({
      reason: { kind: 'agreementUnusable', why: { kind: 'gone' } },
    })
  })

  it('has additions that could not be read', () => {
    const inputs = planInputs({ unreadAgreements: [gold], ...create })
    expect(onlyLine(inputs).change).toMatchObject({ reason: { kind: 'additionsUnread' }, quantityBefore: null })
  })

  it('has two ongoing additions of its item and does not guess', () => {
    const additions = [anAddition(), anAddition({ id: second, quantity: -3 })]
    expect(onlyLine(planInputs({ additions })).change).toMatchObject({
      reason: { kind: 'severalAdditions', additionIds: [9001, 9002] },
    })
  })
})

describe('a missing addition', () => {
  const none = { additions: [] }

  it('blocks the line while additions are not to be made', () => {
    expect(onlyLine(planInputs(none)).change).toMatchObject({ kind: 'blocked', reason: { kind: 'noAddition' } })
    const assignments = [anAssignment({ createWhenMissing: false })]
    expect(onlyLine(planInputs({ ...none, ...create, record: { assignments } })).change).toMatchObject({
      reason: { kind: 'noAddition' },
    })
  })

  it('is not made for nothing', () => {
    const subscriptions = [aSubscription({ provisioned: 0 })]
    expect(onlyLine(planInputs({ ...none, ...create, subscriptions })).change).toMatchObject({
      kind: 'blocked',
      reason: { kind: 'noAddition' },
    })
  })

  it.each([
    ['today when the agreement prorates', { prorates: true }, '2026-11-16'],
    ['on the next invoice date when it does not', {}, '2026-12-01'],
    ['today when the invoice is overdue', { nextInvoiceOn: day('2026-11-01') }, '2026-11-16'],
    ['not before billing starts', { prorates: true, billStartsOn: day('2026-11-20') }, '2026-11-20'],
    ['today when nothing is known', { nextInvoiceOn: null, billStartsOn: null }, '2026-11-16'],
  ])('is made with its first billed day %s', (_, over, startsOn) => {
    const line = onlyLine(planInputs({ ...none, ...create, agreements: [anAgreement(over)] }))
    expect(line).toMatchObject({ change: { kind: 'create', quantity: 10 }, startsOn, seen: null })
    expect(line.money).toEqual({ unitPrice: 5, currency: 'USD', difference: 50, monthly: 50 })
  })

  it.each([
    ['gone', []],
    ['inactive', [aCatalogItem({ inactive: true })]],
    ['bundle', [aCatalogItem({ productClass: 'Bundle' })]],
  ])('is not made of a catalog item that is unusable: %s', (why, catalogItems) => {
    const line = onlyLine(planInputs({ ...none, ...create, catalogItems }))
    expect(line.change).toMatchObject({ reason: { kind: 'catalogItemUnusable', why } })
  })

  it('is not made where its first billed day would lie after the end of the agreement', () => {
    const agreements = [anAgreement({ noEndingDate: false, endsOn: day('2026-11-30') })]
    expect(onlyLine(planInputs({ ...none, ...create, agreements })).change).toMatchObject({
      reason: { kind: 'agreementUnusable', why: { kind: 'ended', on: '2026-11-30' } },
    })
  })

  it('that ended is made again from the day after its last billed day, never beside it', () => {
    const inputs = (cancelledOn: string) =>
      planInputs({
        ...create,
        agreements: [anAgreement({ prorates: true })],
        additions: [anAddition({ cancelledOn: day(cancelledOn) })],
      })
    expect(onlyLine(inputs('2026-11-20'))).toMatchObject({ change: { kind: 'create' }, startsOn: '2026-11-21' })
    expect(onlyLine(inputs('2026-10-31'))).toMatchObject({ change: { kind: 'create' }, startsOn: '2026-11-16' })
  })

  it('that a person set up for the next period is left to begin', () => {
    const additions = [anAddition({ startsOn: day('2026-12-01'), quantity: 40 })]
    expect(onlyLine(planInputs({ additions, ...create })).change).toMatchObject({ reason: { kind: 'noAddition' } })
  })

  it('that we made for the next period is not made again, and follows the count', () => {
    const additions = [anAddition({ startsOn: day('2026-12-01') })]
    const record = { assignments: [anAssignment()], lastWrites: [aLastWrite()] }
    const marked = [anAddition({ startsOn: day('2026-12-01'), serialNumber: markerOf(onlyLine(planInputs())) })]
    expect(onlyLine(planInputs({ additions: marked, ...create })).change).toMatchObject({ kind: 'none' })
    expect(onlyLine(planInputs({ additions, ...create, record })).change).toMatchObject({ kind: 'none' })
    expect(onlyLine(planInputs({ additions, ...create, record, subscriptions: twelve })).change).toMatchObject({
      kind: 'update',
      additionId: 9001,
      quantity: 12,
    })
  })
})

describe('an addition handed over at the end of the period', () => {
  const additions = [
    anAddition({ cancelledOn: day('2026-11-30') }),
    anAddition({ id: second, startsOn: day('2026-12-01'), quantity: 10 }),
  ]

  it('is the old one until its last day, without a flag', () => {
    const line = onlyLine(planInputs({ additions, subscriptions: twelve, today: day('2026-11-30'), ...create }))
    expect(line).toMatchObject({ change: { kind: 'update', additionId: 9001, quantity: 12 }, holds: [] })
  })

  it('is the new one from then on', () => {
    const agreements = [anAgreement({ nextInvoiceOn: day('2027-01-01') })]
    const line = onlyLine(planInputs({ additions, agreements, subscriptions: twelve, today: day('2026-12-01') }))
    expect(line).toMatchObject({ change: { kind: 'update', additionId: 9002, quantity: 12 }, holds: [] })
  })
})
