import { describe, expect, it } from 'vitest'
import { day, instant, instantFromMs, msOf } from '../../server/domain/calendar'
import { additionId, agreementId, catalogItemId, customerId, subscriptionId } from '../../server/domain/ids'
import type { UsageGap } from '../../server/domain/trend'
import {
  aLastWrite,
  aRule,
  aSubscription,
  anAddition,
  anAgreement,
  anAssignment,
  dayton,
  now,
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
  const wrote = (over: Parameters<typeof aLastWrite>[0] = {}, assigned: Parameters<typeof anAssignment>[0] = {}) => ({
    record: { assignments: [anAssignment(assigned)], lastWrites: [aLastWrite(over)] },
  })
  const edited = [{ additionId: additionId(9001), by: 'lee', at: instant('2026-11-10T14:22:00Z'), source: 'Client' }]
  const fields = (over: Over) =>
    holds(12, over).map((hold) =>
      hold.kind === 'handEdit' ? `${hold.drift.field} ${hold.drift.was}→${hold.drift.is}` : hold.kind,
    )

  it('of the quantity holds the line and says who and when, from the audit trail', () => {
    expect(holds(12, { ...wrote({ quantity: 9 }), edits: edited })).toMatchObject([
      {
        kind: 'handEdit',
        drift: { field: 'quantity', was: '9', is: '10', by: 'lee', at: '2026-11-10T14:22:00.000Z' },
      },
    ])
  })

  it('is told with the name on the record where the audit trail says nothing', () => {
    expect(holds(12, wrote({ quantity: 9 }))).toMatchObject([{ drift: { by: 'kim', at: null } }])
  })

  it('is no false alarm when all is as we left it', () => {
    expect(holds(12, wrote())).toEqual([])
    expect(holds(12, wrote({ quantity: 10.0000000001, revision: 'r0' }))).toEqual([])
  })

  it('needs no hold when it made the quantity right', () => {
    expect(onlyLine(planInputs(wrote({ quantity: 9 }))).status).toBe('unchanged')
  })

  it.each<[string, Parameters<typeof anAddition>[0], string[]]>([
    ['units that the base price covers', { included: 2 }, ['included 0→2']],
    ['what is billed at all', { billable: 'DoNotBill' }, ['billable Billable→DoNotBill']],
    ['a last day in a later period', { cancelledOn: day('2026-12-31') }, ['cancelled –→2026-12-31']],
    ['the price, which is the MSP’s own', { unitPrice: 5 }, []],
  ])('of %s', (_, over, expected) => {
    expect(fields({ ...wrote(), additions: [anAddition(over)] })).toEqual(expected)
  })

  it('of the price is noted with what it was', () => {
    const line = onlyLine(
      planInputs({
        ...wrote(),
        additions: [anAddition({ unitPrice: 5 })],
        subscriptions: [aSubscription({ provisioned: 12 })],
      }),
    )
    expect(line.notes).toMatchObject([{ kind: 'priceChanged', drift: { was: '4.5', is: '5' } }])
  })

  it('that ended, deleted or moved the addition holds the one that stands in its place', () => {
    const gone = wrote({ additionId: additionId(8000) })
    expect(fields(gone)).toEqual(['deleted 10→–'])
    const ended = anAddition({ id: additionId(8000), cancelledOn: day('2026-10-31'), updatedBy: 'lee' })
    expect(fields({ ...gone, additions: [ended, anAddition()] })).toEqual(['cancelled –→2026-10-31'])
    const moved = anAddition({
      id: additionId(8000),
      catalogItemId: catalogItemId(777),
      catalogItemIdentifier: 'OTHER',
    })
    expect(fields({ ...gone, additions: [moved, anAddition()] })).toEqual(['moved #501→OTHER'])
  })

  it('is looked over when the tenant says so, but a deleted addition is never made again without a word', () => {
    const relaxed = { createWhenMissing: true, limits: someLimits({ holdHandEdits: false }) }
    expect(holds(12, { ...wrote({ quantity: 9 }), settings: relaxed })).toEqual([])
    expect(fields({ ...wrote(), settings: relaxed, additions: [] })).toEqual(['deleted 10→–'])
  })

  it('on another agreement concerns another line', () => {
    expect(holds(12, wrote({ agreementId: agreementId(1), quantity: 3 }))).toEqual([])
  })

  it('holds a line whose addition is another one than ours, though ours is as we left it', () => {
    const ours = anAddition({ id: additionId(8000), startsOn: day('2026-12-01') })
    expect(fields({ ...wrote({ additionId: additionId(8000) }), additions: [ours, anAddition()] })).toEqual([
      'movedHere',
    ])
  })

  describe('where theirs is to be kept', () => {
    const keep = wrote({ quantity: 9 }, { drift: 'keep' })
    it('leaves the line alone and says whose number it is', () => {
      const line = onlyLine(planInputs({ ...keep, edits: edited, subscriptions: [aSubscription({ provisioned: 12 })] }))
      expect(line).toMatchObject({
        status: 'blocked',
        change: { reason: { kind: 'keptTheirs', drift: { is: '10', by: 'lee' } }, quantityBefore: 10, quantity: 12 },
      })
    })
    it('does not hold what is none of our fields', () => {
      expect(holds(12, { ...wrote({}, { drift: 'keep' }), additions: [anAddition({ included: 2 })] })).toEqual([])
    })
    it('makes no deleted addition again', () => {
      const line = onlyLine(
        planInputs({
          ...keep,
          additions: [],
          settings: { createWhenMissing: true },
          subscriptions: [aSubscription({ provisioned: 12 })],
        }),
      )
      expect(line.change).toMatchObject({
        kind: 'blocked',
        reason: { kind: 'keptTheirs', drift: { field: 'deleted' } },
      })
    })
  })

  describe('where ours goes over it', () => {
    const over = wrote({ quantity: 9 }, { drift: 'overwrite' })
    it('is written over and noted', () => {
      const line = onlyLine(planInputs({ ...over, subscriptions: [aSubscription({ provisioned: 12 })] }))
      expect(line).toMatchObject({
        status: 'pending',
        notes: [{ kind: 'overwritesEdit', drift: { was: '9', is: '10' } }],
      })
    })
    it('is noted as well where no edit is held at all', () => {
      const settings = { limits: someLimits({ holdHandEdits: false }) }
      const line = onlyLine(
        planInputs({ ...wrote({ quantity: 9 }), settings, subscriptions: [aSubscription({ provisioned: 12 })] }),
      )
      expect(line).toMatchObject({
        status: 'pending',
        notes: [{ kind: 'overwritesEdit', drift: { was: '9', is: '10' } }],
      })
    })
    it('is not noted where the line waits because of it', () => {
      const line = onlyLine(
        planInputs({ ...wrote({ quantity: 9 }), subscriptions: [aSubscription({ provisioned: 12 })] }),
      )
      expect(line).toMatchObject({ status: 'held', holds: [{ kind: 'handEdit' }], notes: [] })
    })
    it('still waits when the addition was ended or deleted', () => {
      expect(fields({ ...over, additions: [], settings: { createWhenMissing: true } })).toEqual(['deleted 9→–'])
      expect(fields({ ...over, additions: [anAddition({ cancelledOn: day('2026-12-31') })] })).toEqual([
        'cancelled –→2026-12-31',
      ])
    })
  })
})

describe('another program that writes the same addition', () => {
  const edit = (over: { source?: string | null; at?: typeof now | null } = {}): Over => ({
    edits: [{ additionId: additionId(9001), by: 'tmrmsync', at: now, source: 'API', ...over }],
  })
  const kinds = (over: Over) => holds(12, over).map(({ kind }) => kind)

  it('holds our first write when it wrote lately', () => {
    expect(holds(12, edit())).toEqual([{ kind: 'otherSync', evidence: 'written', by: 'tmrmsync', at: now }])
    expect(kinds(edit({ at: instant('2026-10-01T00:00:00Z') }))).toEqual([])
  })
  it('may be there where old set-up names the agreement and the audit trail cannot be asked', () => {
    expect(holds(12, edit({ source: null, at: null }))).toEqual([
      { kind: 'otherSync', evidence: 'summaryRow', by: null, at: null },
    ])
  })
  it('is not a person', () => {
    expect(kinds(edit({ source: 'Client' }))).toEqual([])
  })
  it('holds every line that it wrote since, beside the number that it left', () => {
    const record = { assignments: [anAssignment()], lastWrites: [aLastWrite({ quantity: 9 })] }
    expect(kinds({ record, ...edit() })).toEqual(['handEdit', 'otherSync'])
    expect(kinds({ record, ...edit({ source: 'Client' }) })).toEqual(['handEdit'])
  })
})

describe('seats that are too old', () => {
  const hours = (age: number) => instantFromMs(msOf(now) - age * 3_600_000)
  const used = { record: { assignments: [anAssignment({ rule: aRule({ count: 'used' }) })] } }
  it.each([
    [48, []],
    [48.01, ['usageOld']],
  ])('after %d hours', (age, expected) => {
    const inputs = planInputs({ subscriptions: [aSubscription({ provisioned: 12 })] })
    const aged = { ...inputs, snapshot: { ...inputs.snapshot, takenAt: hours(age) } }
    expect(onlyLine(aged).holds.map(({ kind }) => kind)).toEqual(expected)
  })
  it('go by what the source itself says of its numbers, where they are counted', () => {
    const old = aSubscription({ provisioned: 12, used: 12, usedAsOf: hours(72) })
    expect(onlyLine(planInputs({ ...used, subscriptions: [old] })).holds).toEqual([
      { kind: 'usageOld', asOf: hours(72), limitHours: 48 },
    ])
    expect(onlyLine(planInputs({ subscriptions: [old] })).holds).toEqual([])
  })
})

describe("a company's own limits", () => {
  it('go before those of the tenant, one by one', () => {
    const own = { record: { assignments: [anAssignment()], limits: { risePercent: 10, minSeats: 1 } } }
    expect(holds(12, own)).toMatchObject([{ kind: 'beyondLimit', limitPercent: 10 }])
    expect(holds(12, { ...own, ...limits({ moneyPerMonth: 5 }) }).map(({ kind }) => kind)).toEqual([
      'beyondLimit',
      'money',
    ])
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
