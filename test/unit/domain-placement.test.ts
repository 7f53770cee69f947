import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { additionId, agreementId, catalogItemId, subscriptionId } from '../../server/domain/ids'
import { planCompany } from '../../server/domain/plan'
import type { Agreement } from '../../server/domain/psa'
import {
  aBilled,
  aCatalogItem,
  aLastWrite,
  aSubscription,
  anAddition,
  anAgreement,
  anAssignment,
  email,
  gold,
  item,
  onlyLine,
  planInputs,
  someLimits,
  worryFree,
  dayton,
} from '../factories'

const second = additionId(9002)
const silver = agreementId(1042)
const create = { settings: { createWhenMissing: true } }
const onSilver = { kind: 'chosen', typeId: anAgreement().type.id, agreementId: silver } as const

describe('what is placed nowhere', () => {
  it.each([
    ['a trial', { kind: 'trial', until: null }],
    ['not for resale', { kind: 'notForResale' }],
    ['expired', { kind: 'expired', on: day('2026-11-01') }],
    ['disabled', { kind: 'disabled' }],
    ['not charged yet', { kind: 'notChargedBefore', day: day('2027-01-01') }],
  ] as const)('is excluded with its reason: %s', (_, notBilled) => {
    const plan = planCompany(planInputs({ subscriptions: [aSubscription({ notBilled })], additions: [], ...create }))
    expect(plan.lines).toEqual([])
    expect(plan.unplaced).toMatchObject([{ why: { kind: 'excluded', reason: notBilled } }])
    expect(plan.account).toMatchObject({ total: 10, excluded: 10 })
  })

  it('adds nothing to the line beside it', () => {
    const trial = aSubscription({ id: subscriptionId('s-2'), notBilled: { kind: 'trial', until: null } })
    const plan = planCompany(planInputs({ subscriptions: [aSubscription(), trial] }))
    expect(plan.lines).toMatchObject([{ change: { kind: 'none', quantity: 10 } }])
    expect(plan.unplaced).toHaveLength(1)
    expect(plan.account).toMatchObject({ total: 20, billed: 10, excluded: 10 })
  })

  it('has no say in how the line beside it is written', () => {
    const trial = aSubscription({ id: subscriptionId('s-2'), plan: email, notBilled: { kind: 'trial', until: null } })
    const record = {
      assignments: [anAssignment({ drift: 'keep' }), anAssignment({ plan: email })],
      lastWrites: [aLastWrite()],
    }
    const inputs = planInputs({
      subscriptions: [aSubscription(), trial],
      additions: [anAddition({ quantity: 7 })],
      record,
    })
    expect(planCompany(inputs).lines).toMatchObject([{ change: { reason: { kind: 'keptTheirs' } } }])
  })

  it('goes to zero, held, when it ended while its addition still bills', () => {
    const reason = { kind: 'expired', on: day('2026-11-01') } as const
    const line = onlyLine(planInputs({ subscriptions: [aSubscription({ notBilled: reason })] }))
    expect(line).toMatchObject({
      status: 'held',
      change: { kind: 'update', quantity: 0 },
      holds: [{ kind: 'toZero', because: reason }],
    })
  })

  it('is left out by a person, and its line goes to zero, held', () => {
    const exclusions = [{ plan: worryFree, by: 'kim', why: 'ours', at: planInputs().state.readAt }]
    const record = { assignments: [anAssignment()], exclusions }
    expect(onlyLine(planInputs({ record }))).toMatchObject({
      status: 'held',
      holds: [{ kind: 'toZero', because: { kind: 'leftOut', by: 'kim', why: 'ours' } }],
    })
    expect(planCompany(planInputs({ record, additions: [] })).unplaced).toMatchObject([{ why: { kind: 'excluded' } }])
  })

  it('misses its agreement or its catalog item', () => {
    const without = (over: Parameters<typeof planInputs>[0]) => planCompany(planInputs(over)).unplaced[0]?.why
    const byDefault = { kind: 'default' } as const
    expect(without({ record: { assignments: [] } })).toEqual({ kind: 'unmapped', missing: 'catalogItem' })
    expect(without({ record: { assignments: [] }, agreements: [] })).toEqual({ kind: 'unmapped', missing: 'agreement' })
    expect(without({ record: { assignments: [anAssignment({ catalogItemId: null })] } })).toEqual({
      kind: 'unmapped',
      missing: 'catalogItem',
    })
    expect(without({ record: { assignments: [anAssignment({ agreement: byDefault, catalogItemId: null })] } })).toEqual(
      { kind: 'unmapped', missing: 'catalogItem' },
    )
    expect(
      without({
        record: { assignments: [anAssignment({ agreement: byDefault })] },
        agreements: [anAgreement(), anAgreement({ id: silver })],
      }),
    ).toEqual({ kind: 'severalAgreements', agreementIds: [gold, silver] })
  })

  it('is placed by Default when an item is chosen and one agreement fits', () => {
    const assignments = [anAssignment({ agreement: { kind: 'default' } })]
    expect(onlyLine(planInputs({ record: { assignments } }))).toMatchObject({ byDefault: true, agreementId: gold })
  })
})

describe('a subscription that was billed and is not reported any more', () => {
  const record = { assignments: [anAssignment()], lastBilled: [aBilled()] }

  it('holds its line until a person says that it is over', () => {
    expect(onlyLine(planInputs({ subscriptions: [], record }))).toMatchObject({
      status: 'held',
      change: { kind: 'update', quantityBefore: 10, quantity: 0 },
      holds: [{ kind: 'toZero' }, { kind: 'vanished', plans: ['Advanced, monthly'] }],
      sources: [{ subscriptionId: 's-1', counted: 0, vanished: true }],
    })
  })

  it.each([
    ['the list of subscriptions', { customerId: null, what: 'subscriptions', why: 'failed' }],
    ['the list of customers', { customerId: null, what: 'customers', why: 'notFound' }],
    ['the seats of another subscription', { customerId: dayton, what: 'subscription', why: 'failed' }],
  ] as const)('blocks it, whoever would release it, when %s could not be read', (_, gap) => {
    expect(onlyLine(planInputs({ subscriptions: [], record, gaps: [{ ...gap, note: '' }] }))).toMatchObject({
      status: 'blocked',
      change: { reason: { kind: 'vanished' }, quantityBefore: 10, quantity: null },
      sources: [{ subscriptionId: 's-1', counted: null }],
    })
  })

  it('holds it when Trend Micro certainly lists its customer no more', () => {
    const gaps = [{ customerId: dayton, what: 'customers', why: 'notFound', note: '' } as const]
    expect(onlyLine(planInputs({ subscriptions: [], record, gaps }))).toMatchObject({ status: 'held' })
  })

  it('blocks it when its additions could not be read', () => {
    const line = onlyLine(planInputs({ subscriptions: [], record, unreadAgreements: [gold] }))
    expect(line.change).toMatchObject({ reason: { kind: 'additionsUnread' } })
  })

  it('leaves a number of a person alone where the product keeps theirs, and asks elsewhere', () => {
    const edited = (drift: 'ask' | 'keep' | 'overwrite') =>
      onlyLine(
        planInputs({
          subscriptions: [],
          additions: [anAddition({ quantity: 7 })],
          record: { ...record, assignments: [anAssignment({ drift })], lastWrites: [aLastWrite()] },
        }),
      )
    expect(edited('keep').change).toMatchObject({ kind: 'blocked', reason: { kind: 'keptTheirs' } })
    for (const policy of ['ask', 'overwrite'] as const)
      expect(edited(policy)).toMatchObject({
        change: { kind: 'update', quantity: 0 },
        holds: [{ kind: 'toZero' }, { kind: 'vanished' }, { kind: 'handEdit' }],
      })
  })

  it('is no longer mentioned when nothing bills for it', () => {
    const lines = (additions: ReturnType<typeof anAddition>[]) =>
      planCompany(planInputs({ subscriptions: [], record, additions })).lines
    expect(lines([])).toEqual([])
    expect(lines([anAddition({ cancelledOn: day('2026-10-31') })])).toEqual([])
    expect(lines([anAddition({ quantity: 0 })])).toEqual([])
  })

  it('holds the line that others still share, also when their rise hides it', () => {
    const subscriptions = (provisioned: number) => [aSubscription({ id: subscriptionId('s-2'), provisioned })]
    const held = { status: 'held', holds: [{ kind: 'vanished', plans: ['Advanced, monthly'] }] }
    expect(onlyLine(planInputs({ subscriptions: subscriptions(7), record }))).toMatchObject(held)
    expect(onlyLine(planInputs({ subscriptions: subscriptions(13), record }))).toMatchObject(held)
  })
})

describe('a product that was given another line', () => {
  const green = catalogItemId(502)
  const record = { assignments: [anAssignment({ catalogItemId: green })], lastBilled: [aBilled()] }
  const catalogItems = [aCatalogItem(), aCatalogItem({ id: green })]
  const there = anAddition({ id: second, catalogItemId: green, quantity: 0 })

  it('is not billed twice: the old line is to go to zero and the new one waits for a person', () => {
    const { lines, account } = planCompany(planInputs({ record, catalogItems, additions: [anAddition(), there] }))
    expect(lines).toMatchObject([
      {
        catalogItemId: green,
        status: 'held',
        change: { quantity: 10 },
        holds: [{ kind: 'movedHere', from: '#1041', to: '#9002' }],
      },
      { catalogItemId: item, status: 'held', change: { kind: 'update', quantity: 0 }, holds: [{ kind: 'toZero' }] },
    ])
    expect(account).toMatchObject({ total: 10, held: 10, unreadSubscriptions: 0 })
  })

  it('waits also where others share the old line and that line waits', () => {
    const other = aSubscription({ id: subscriptionId('s-2'), plan: email, provisioned: 20 })
    const { lines } = planCompany(
      planInputs({
        subscriptions: [aSubscription({ provisioned: 10 }), other],
        agreements: [anAgreement(), anAgreement({ id: silver, name: 'Silver' })],
        additions: [anAddition({ quantity: 30 })],
        record: {
          assignments: [
            anAssignment({ plan: worryFree }),
            anAssignment({ plan: email, agreement: onSilver, createWhenMissing: true }),
          ],
          lastBilled: [aBilled(), aBilled({ subscriptionId: subscriptionId('s-2'), plan: email, seats: 20 })],
          lastWrites: [aLastWrite({ quantity: 30 })],
        },
        settings: { limits: someLimits({ dropPercent: 25, risePercent: 25, minSeats: 5, moneyPerMonth: 250 }) },
      }),
    )
    expect(lines).toMatchObject([
      { agreementId: gold, change: { quantityBefore: 30, quantity: 10 }, status: 'held' },
      { agreementId: silver, change: { kind: 'create', quantity: 20 }, holds: [{ kind: 'movedHere' }] },
    ])
  })

  const named = (name: string) => anAgreement({ id: silver, type: { ...anAgreement().type, name } })
  it.each([
    ['as well', named('Managed Service'), { unplaced: 1, lines: 1 }],
    ['better, and has no addition', named('TMRM Management Solution'), { unplaced: 0, lines: 2 }],
  ])('leaves no bill unseen that it shared, where another agreement fits Default %s', (_, another, expected) => {
    const id = subscriptionId('s-2')
    const record = {
      assignments: [anAssignment(), anAssignment({ plan: email, agreement: { kind: 'default' } })],
      lastBilled: [aBilled(), aBilled({ subscriptionId: id, plan: email, planName: 'Email' })],
      lastWrites: [aLastWrite({ quantity: 30 })],
    }
    const planOf = (agreements: Agreement[]) =>
      planCompany(
        planInputs({
          subscriptions: [
            aSubscription({ provisioned: 28 }),
            aSubscription({ id, plan: email, planName: 'Email', provisioned: 2 }),
          ],
          agreements,
          additions: [anAddition({ quantity: 30 })],
          record,
        }),
      )
    expect(planOf([anAgreement()]).lines).toMatchObject([{ status: 'unchanged' }])
    const { lines, unplaced } = planOf([anAgreement(), another])
    expect({ unplaced: unplaced.length, lines: lines.length }).toEqual(expected)
    expect(lines[0]).toMatchObject({
      change: { kind: 'update', quantity: 28 },
      holds: [{ kind: 'placeLost', plans: ['Email'] }],
      status: 'held',
    })
  })

  it.each([
    ['is assigned to nothing', [], null],
    ['has expired there', [anAssignment({ agreement: onSilver })], { kind: 'expired', on: day('2026-11-01') } as const],
  ])('leaves a line that is to go to zero, held, also when the product %s', (_, assignments, notBilled) => {
    const { lines, unplaced, account } = planCompany(
      planInputs({
        subscriptions: [aSubscription({ notBilled })],
        agreements: [anAgreement(), anAgreement({ id: silver, name: 'Silver' })],
        additions: [anAddition()],
        record: { assignments, lastBilled: [aBilled()], lastWrites: [aLastWrite()] },
      }),
    )
    expect(lines).toMatchObject([
      { agreementId: gold, change: { quantityBefore: 10, quantity: 0 }, status: 'held', holds: [{ kind: 'toZero' }] },
    ])
    expect(unplaced).toHaveLength(1)
    expect(account).toMatchObject({ total: 10, reported: 10 })
  })

  it('goes ahead once the old addition bills nothing', () => {
    const ended = anAddition({ cancelledOn: day('2026-10-31') })
    const { lines } = planCompany(planInputs({ record, catalogItems, additions: [ended, there] }))
    expect(lines).toMatchObject([{ catalogItemId: green, status: 'pending' }])
  })

  it('goes ahead when the old agreement has ended', () => {
    const agreements = [anAgreement({ cancelled: true }), anAgreement({ id: silver })]
    const assignments = [
      anAssignment({ agreement: { kind: 'chosen', typeId: anAgreement().type.id, agreementId: silver } }),
    ]
    const { lines } = planCompany(
      planInputs({
        agreements,
        record: { assignments, lastBilled: [aBilled()] },
        additions: [anAddition(), anAddition({ id: second, agreementId: silver, quantity: 2 })],
      }),
    )
    expect(lines).toMatchObject([{ agreementId: silver, status: 'pending', change: { quantity: 10 } }])
  })
})
