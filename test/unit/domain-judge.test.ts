import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { additionId, agreementId, catalogItemId } from '../../server/domain/ids'
import { lookAt, lookAtAgreement, settle } from '../../server/services/judge'
import { markerOf } from '../../server/services/marker'
import { aRunLine, aSubscription, anAddition, anAgreement, onlyLine, planInputs, today } from '../factories'

/** From 10 to 12. */
const update = aRunLine()
/** 12, from 1 December on. */
const create = onlyLine(
  planInputs({
    subscriptions: [aSubscription({ provisioned: 12 })],
    additions: [],
    settings: { createWhenMissing: true },
  }),
)
const marker = markerOf(create)
const second = additionId(9002)
const ours = (over: Parameters<typeof anAddition>[0] = {}) =>
  anAddition({ id: second, quantity: 12, serialNumber: marker, startsOn: day('2026-12-01'), ...over })
const ended = day('2026-10-31')

describe('before an update', () => {
  it('writes when all is as the plan saw it', () => {
    expect(lookAt(update, [anAddition()], marker)).toEqual({ kind: 'write', step: 'set' })
    expect(lookAt(update, [anAddition(), anAddition({ id: second, cancelledOn: ended })], marker).kind).toBe('write')
    expect(
      lookAt(update, [anAddition(), anAddition({ id: second, catalogItemId: catalogItemId(1) })], marker).kind,
    ).toBe('write')
  })

  it('writes nothing when the quantity is right already, whoever wrote it', () => {
    const right = anAddition({ quantity: 12.0000000001, revision: 'r2' })
    expect(lookAt(update, [right], marker)).toEqual({ kind: 'alreadyRight', addition: right })
  })

  it.each([
    ['the addition is gone', [], { kind: 'additionGone' }],
    ['it holds another quantity', [anAddition({ quantity: 11 })], { kind: 'changedMeanwhile', quantityNow: 11 }],
    ['it was changed otherwise', [anAddition({ revision: 'r2' })], { kind: 'changedMeanwhile', by: 'kim' }],
    ['it was cancelled', [anAddition({ cancelledOn: ended })], { kind: 'changedMeanwhile' }],
    ['there is another one now', [anAddition(), anAddition({ id: second })], { kind: 'additionAppeared' }],
  ])('refuses when %s', (_, additions, cause) => {
    expect(lookAt(update, additions, marker)).toMatchObject({ kind: 'stale', cause })
  })

  it('goes by the quantity alone where ConnectWise gives no revision', () => {
    expect(lookAt(update, [anAddition({ revision: null })], marker).kind).toBe('write')
  })

  it('writes to an addition of ours that begins later', () => {
    expect(lookAt(update, [anAddition({ startsOn: day('2026-12-01') })], marker).kind).toBe('write')
  })
})

describe('before a creation', () => {
  it('writes when there is none, or only one that is over', () => {
    expect(lookAt(create, [], marker).kind).toBe('write')
    expect(lookAt(create, [anAddition({ cancelledOn: ended })], marker).kind).toBe('write')
  })

  it('writes when the one that bills the period to its end is over before the new one begins', () => {
    expect(create.startsOn).toBe('2026-12-01')
    expect(lookAt(create, [anAddition({ cancelledOn: day('2026-11-30') })], marker)).toEqual({
      kind: 'write',
      step: 'begin',
    })
  })

  it('finds what an unheard attempt made, by its mark', () => {
    expect(lookAt(create, [ours()], marker)).toMatchObject({ kind: 'alreadyRight', addition: { id: 9002 } })
    expect(lookAt(create, [ours({ quantity: 15 })], marker)).toMatchObject({ cause: { kind: 'changedMeanwhile' } })
  })

  it('does not take one that somebody ended for a line that bills', () => {
    expect(lookAt(create, [ours({ startsOn: null, cancelledOn: ended })], marker).kind).toBe('write')
    const again = ours({ id: additionId(9003) })
    expect(lookAt(create, [ours({ startsOn: null, cancelledOn: ended }), again], marker)).toMatchObject({
      kind: 'alreadyRight',
      addition: { id: 9003 },
    })
  })

  it.each([
    ['bills', {}],
    ['begins later', { startsOn: day('2026-12-01') }],
    ['still bills on the first day of the new one', { cancelledOn: day('2026-12-01') }],
  ])('refuses when somebody made one that %s', (_, over) => {
    expect(lookAt(create, [anAddition(over)], marker)).toEqual({ kind: 'stale', cause: { kind: 'additionAppeared' } })
  })
})

describe('a line without a change', () => {
  it('is never sent', () => {
    expect(() => lookAt(onlyLine(planInputs()), [anAddition()], marker)).toThrow(RangeError)
    expect(() => lookAt(onlyLine(planInputs({ additions: [] })), [], marker)).toThrow(RangeError)
  })
})

describe('settling what nobody heard', () => {
  it('says done when ConnectWise holds what was intended, whatever else happened', () => {
    const right = anAddition({ quantity: 12, revision: 'r2' })
    expect(settle(update, [right], marker)).toEqual({ kind: 'done', addition: right })
    expect(settle(update, [right, anAddition({ id: second })], marker).kind).toBe('done')
    expect(settle(update, [anAddition({ quantity: 12, cancelledOn: ended })], marker).kind).toBe('done')
    expect(settle(create, [ours()], marker).kind).toBe('done')
  })

  it('says not done when it holds what was there before', () => {
    expect(settle(update, [anAddition()], marker)).toEqual({ kind: 'notDone', step: 'set' })
    expect(settle(create, [], marker)).toEqual({ kind: 'notDone', step: 'begin' })
  })

  it('says changed when it holds neither', () => {
    expect(settle(update, [anAddition({ quantity: 11 })], marker)).toMatchObject({
      kind: 'changed',
      cause: { kind: 'changedMeanwhile', quantityNow: 11 },
    })
    expect(settle(update, [], marker)).toEqual({ kind: 'changed', cause: { kind: 'additionGone' } })
    expect(settle(create, [anAddition()], marker)).toEqual({ kind: 'changed', cause: { kind: 'additionAppeared' } })
  })
})

describe('the agreement before the send', () => {
  it('is refused when it closed or left since the plan', () => {
    expect(lookAtAgreement(update, [anAgreement()], today)).toBeNull()
    expect(lookAtAgreement(update, [anAgreement({ cancelled: true })], today)).toEqual({
      kind: 'agreementClosed',
      why: { kind: 'cancelled', on: null },
    })
    expect(lookAtAgreement(update, [anAgreement({ id: agreementId(1) })], today)).toEqual({
      kind: 'agreementClosed',
      why: { kind: 'gone' },
    })
  })
})

describe('the mark', () => {
  it('fits the field, is the same for the same key and differs for others', () => {
    expect(marker).toMatch(/^TMICRO:[0-9a-f]{32}$/)
    expect(markerOf(create)).toBe(marker)
    expect(markerOf(onlyLine(planInputs({ today: day('2026-12-16') })))).not.toBe(marker)
  })
})
