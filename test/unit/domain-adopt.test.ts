import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { additionId, subscriptionId } from '../../server/domain/ids'
import { lookAt } from '../../server/services/judge'
import { markerOf } from '../../server/services/marker'
import { aLastWrite, aSubscription, anAddition, anAssignment, email, onlyLine, planInputs } from '../factories'

const first = additionId(9001)
const second = additionId(9002)
const twins = [anAddition({ quantity: 4 }), anAddition({ id: second, quantity: 6, unitPrice: 3 })]
const plan = (adopted: typeof first | null, over: Parameters<typeof planInputs>[0] = {}) =>
  onlyLine(
    planInputs({
      subscriptions: [aSubscription({ provisioned: 12 })],
      additions: twins,
      settings: { createWhenMissing: true },
      record: { assignments: [anAssignment({ additionId: adopted })] },
      ...over,
    }),
  )

describe('several additions of one product', () => {
  it('wait for a person to choose: none is guessed and none is made beside them', () => {
    expect(plan(null).change).toMatchObject({
      kind: 'blocked',
      reason: { kind: 'severalAdditions', additionIds: [first, second] },
    })
  })

  it('are one line with the adopted one, and the other is named', () => {
    expect(plan(second)).toMatchObject({
      change: { kind: 'update', additionId: second, quantityBefore: 6, quantity: 12 },
      money: { unitPrice: 3, difference: 18 },
      notes: [{ kind: 'twins', additionIds: [first] }],
    })
  })
})

describe('products that share a line, one by Default and one by hand', () => {
  const shared = (one: typeof first | null, other: typeof first | null) =>
    plan(null, {
      subscriptions: [aSubscription(), aSubscription({ id: subscriptionId('s-2'), plan: email, provisioned: 5 })],
      record: {
        assignments: [
          anAssignment({ additionId: one }),
          anAssignment({ plan: email, agreement: { kind: 'default' }, additionId: other }),
        ],
      },
    })

  it('are written to the addition that one of them chose', () => {
    expect(shared(null, second).change).toMatchObject({ additionId: second, quantity: 15 })
  })

  it('wait when they chose different ones: neither choice is taken for both', () => {
    expect(shared(first, second).change).toMatchObject({ reason: { kind: 'severalAdditions' } })
  })
})

describe('an adopted addition', () => {
  it('is the only one that is written, though others appear', () => {
    expect(plan(first).change).toMatchObject({ additionId: first })
  })

  it.each(['inPlace', 'replace'] as const)(
    'is sent (%s) beside the others that the plan named, and no new one',
    (strategy) => {
      const record = { assignments: [anAssignment({ additionId: second, strategy })] }
      const line = plan(second, { record })
      expect(lookAt(line, twins, markerOf(line)).kind).toBe('write')
      const third = anAddition({ id: additionId(9003) })
      expect(lookAt(line, [...twins, third], markerOf(line))).toEqual({
        kind: 'stale',
        cause: { kind: 'additionAppeared' },
      })
    },
  )

  it('that ended is chosen anew by a person, never replaced by the next best', () => {
    const additions = [anAddition({ cancelledOn: day('2026-10-31') }), anAddition({ id: second })]
    expect(plan(first, { additions }).change).toMatchObject({ reason: { kind: 'adoptedGone', additionId: first } })
  })

  it('that was never there is not made', () => {
    expect(plan(additionId(1), { additions: [] }).change).toMatchObject({ reason: { kind: 'adoptedGone' } })
  })

  it('that we wrote and somebody deleted is told as a hand edit', () => {
    const record = { assignments: [anAssignment({ additionId: first })], lastWrites: [aLastWrite()] }
    expect(plan(first, { additions: [], record })).toMatchObject({
      change: { kind: 'create' },
      holds: [{ kind: 'handEdit', drift: { field: 'deleted' } }],
    })
  })
})
