import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { additionId, agreementId, customerId, subscriptionId } from '../../server/domain/ids'
import type { UsageGap } from '../../server/domain/trend'
import {
  aLastWrite,
  aSubscription,
  anAddition,
  anAgreement,
  anAssignment,
  dayton,
  onlyLine,
  planInputs,
  someLimits,
} from '../factories'

type Over = Parameters<typeof planInputs>[0]
const holds = (seats: number, over: Over = {}) =>
  onlyLine(planInputs({ subscriptions: [aSubscription({ provisioned: seats })], ...over })).holds
const limits = (over: Parameters<typeof someLimits>[0]) => ({ settings: { limits: someLimits(over) } })

describe('the limits in percent and seats', () => {
  const tight = { risePercent: 20, dropPercent: 20, minSeats: 5 }
  it.each([
    ['a rise beyond both', 100, 130, 'rise'],
    ['a drop beyond both', 100, 70, 'drop'],
    ['a rise of exactly the percentage', 100, 120, null],
    ['a drop of exactly the percentage', 100, 80, null],
    ['many percent of few seats', 4, 8, null],
    ['exactly the least seats', 10, 15, 'rise'],
    ['a rise from nothing of enough seats', 0, 5, 'rise'],
    ['a rise from nothing of few seats', 0, 4, null],
    ['a credit that would turn into a charge, however small', -1, 1, 'rise'],
  ])('%s: %i to %i', (_, before, after, direction) => {
    const found = holds(after, { ...limits(tight), additions: [anAddition({ quantity: before })] })
    expect(found.map((hold) => (hold.kind === 'beyondLimit' ? hold.direction : hold.kind))).toEqual(
      direction === null ? [] : [direction],
    )
  })

  it('say by how much, and what the limit is', () => {
    expect(
      holds(14, { ...limits({ risePercent: 30, minSeats: 1 }), additions: [anAddition({ quantity: 9 })] }),
    ).toEqual([{ kind: 'beyondLimit', direction: 'rise', percent: 55.6, limitPercent: 30, seats: 5 }])
  })

  it('do not hold what "create when missing" asked for', () => {
    const inputs = { settings: { createWhenMissing: true, limits: someLimits(tight) }, additions: [] }
    expect(holds(100, inputs)).toEqual([])
  })
})

describe('the money limit', () => {
  it.each([
    ['holds a rise beyond it', 14, [{ kind: 'money', amount: 18, limit: 10, currency: 'USD' }]],
    ['holds a drop beyond it', 7, [{ kind: 'money', amount: -13.5, limit: 10, currency: 'USD' }]],
    ['lets what is within it go', 12, []],
  ])('%s', (_, seats, expected) => {
    expect(holds(seats, limits({ moneyPerMonth: 10 }))).toEqual(expected)
  })

  it('holds what creates a line too', () => {
    const settings = { createWhenMissing: true, limits: someLimits({ moneyPerMonth: 10 }) }
    expect(holds(14, { settings, additions: [] })).toMatchObject([{ kind: 'money', amount: 70 }])
  })
})

describe('zero', () => {
  it('always waits for a person', () => {
    expect(holds(0)).toEqual([{ kind: 'toZero', because: null }])
  })
  it('is nothing to wait for when it was zero before', () => {
    expect(
      onlyLine(
        planInputs({ subscriptions: [aSubscription({ provisioned: 0 })], additions: [anAddition({ quantity: 0 })] }),
      ).status,
    ).toBe('unchanged')
  })
})

describe('a reading with holes', () => {
  const gap = (customer: typeof dayton | null): UsageGap => ({
    customerId: customer,
    what: 'subscriptions',
    why: 'failed',
    note: '',
  })
  const held = [{ kind: 'incompleteReading', what: 'subscriptions' }]

  it('holds what it would lower', () => {
    expect(holds(8, { gaps: [gap(dayton)] })).toEqual(held)
    expect(holds(8, { gaps: [gap(null)] })).toEqual(held)
  })

  it("holds it too when the hole is another customer's of the same link", () => {
    expect(holds(8, { gaps: [gap(customerId('c-toledo'))] })).toEqual(held)
  })

  it('does not hold what it raises', () => {
    expect(holds(12, { gaps: [gap(dayton)] })).toEqual([])
  })
})

describe('an edit by hand since our last write', () => {
  const wrote = (over: Parameters<typeof aLastWrite>[0] = {}) => ({
    record: { assignments: [anAssignment()], lastWrites: [aLastWrite(over)] },
  })

  it('of the quantity holds the line and says who', () => {
    expect(holds(12, wrote({ quantity: 9 }))).toEqual([
      { kind: 'handEdit', field: 'quantity', was: '9', is: '10', by: 'kim' },
    ])
  })

  it('is no false alarm when the quantity is ours', () => {
    expect(holds(12, wrote())).toEqual([])
    expect(holds(12, wrote({ quantity: 10.0000000001, revision: 'r0' }))).toEqual([])
  })

  it('needs no hold when it made the quantity right', () => {
    expect(onlyLine(planInputs(wrote({ quantity: 9 }))).status).toBe('unchanged')
  })

  it('is another addition in the place of ours', () => {
    const moved = wrote({ additionId: additionId(8000) })
    expect(holds(12, moved)).toEqual([{ kind: 'handEdit', field: 'moved', was: '#8000', is: '#9001', by: null }])
    const additions = [
      anAddition({ id: additionId(8000), cancelledOn: day('2026-10-31'), updatedBy: 'lee' }),
      anAddition(),
    ]
    expect(holds(12, { ...moved, additions })).toEqual([
      { kind: 'handEdit', field: 'cancelled', was: '#8000', is: '2026-10-31', by: 'lee' },
    ])
  })

  it('is looked over when the tenant says so, but a deleted addition is never made again without a word', () => {
    const relaxed = { createWhenMissing: true, limits: someLimits({ holdHandEdits: false }) }
    expect(holds(12, { ...wrote({ quantity: 9 }), settings: relaxed })).toEqual([])
    expect(holds(12, { ...wrote(), settings: relaxed, additions: [] })).toMatchObject([
      { kind: 'handEdit', field: 'moved', was: '#9001' },
    ])
  })

  it('on another agreement concerns another line', () => {
    expect(holds(12, wrote({ agreementId: agreementId(1), quantity: 3 }))).toEqual([])
  })
})

describe('a period that is invoiced already', () => {
  const january = day('2027-01-01')
  it.each([
    ['holds a monthly line whose next invoice is a month too late', { nextInvoiceOn: january }, true],
    ['is not one with the next invoice on the first day after it', {}, false],
    ['is not one where the invoice is overdue', { nextInvoiceOn: day('2026-11-01') }, false],
    ['does not matter where the agreement prorates', { nextInvoiceOn: january, prorates: true }, false],
    ['is not known without a date', { nextInvoiceOn: null }, false],
    [
      'is not known of a yearly agreement',
      { nextInvoiceOn: january, billingCycle: { name: 'Yearly', option: 'Yearly' as const } },
      false,
    ],
  ])('%s', (_, over, expected) => {
    expect(holds(12, { agreements: [anAgreement(over)] }).map((hold) => hold.kind)).toEqual(
      expected ? ['invoiced'] : [],
    )
  })

  it("goes by the parent's date and cycle, because the parent is what is invoiced", () => {
    const parent = anAgreement({ id: agreementId(1), nextInvoiceOn: january })
    const child = anAgreement({ parentId: parent.id, nextInvoiceOn: null, billingCycle: null })
    expect(holds(12, { agreements: [parent, child] })).toEqual([{ kind: 'invoiced', until: january }])
  })

  it('is looked over when the tenant says so', () => {
    const agreements = [anAgreement({ nextInvoiceOn: january })]
    expect(holds(12, { agreements, ...limits({ holdInvoiced: false }) })).toEqual([])
  })
})

describe('what nobody knows the meaning of', () => {
  it('is a plan that is not in the list of plans', () => {
    expect(holds(0, { subscriptions: [aSubscription({ provisioned: 12, version: 'unknown' })] })).toEqual([
      { kind: 'planVersionUnknown' },
    ])
  })

  it('is a customer status other than active, of a customer in the line', () => {
    const status = (customer: typeof dayton) => [{ customerId: customer, status: { kind: 'other', code: 2 } as const }]
    expect(holds(12, { customerStatus: status(dayton) })).toEqual([{ kind: 'customerStatus', code: 2 }])
    expect(holds(12, { customerStatus: status(customerId('c-toledo')) })).toEqual([])
  })
})

describe('a held line', () => {
  it('lists every rule that holds it, in the order in which a person reads them', () => {
    const kinds = holds(0, {
      subscriptions: [aSubscription({ id: subscriptionId('s-9'), provisioned: 0, version: 'unknown' })],
      gaps: [{ customerId: null, what: 'usage', why: 'failed', note: '' }],
      agreements: [anAgreement({ nextInvoiceOn: day('2027-01-01') })],
      record: { assignments: [anAssignment()], lastWrites: [aLastWrite({ quantity: 3 })] },
      settings: { limits: someLimits({ dropPercent: 10, moneyPerMonth: 1 }) },
      customerStatus: [{ customerId: dayton, status: { kind: 'other', code: 2 } }],
    }).map((hold) => hold.kind)
    expect(kinds).toEqual([
      'toZero',
      'incompleteReading',
      'handEdit',
      'planVersionUnknown',
      'customerStatus',
      'beyondLimit',
      'money',
      'invoiced',
    ])
  })
})
