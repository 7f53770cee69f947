import { describe, expect, it } from 'vitest'
import { day } from '../../server/domain/calendar'
import { additionId } from '../../server/domain/ids'
import { seenOf } from '../../server/domain/seen'
import { lookAt } from '../../server/services/judge'
import { markerOf } from '../../server/services/marker'
import {
  aLastWrite,
  aSubscription,
  anAddition,
  anAgreement,
  anAssignment,
  onlyLine,
  planInputs,
  today,
} from '../factories'

const second = additionId(9002)
const third = additionId(9003)
const december = day('2026-12-01')
const lastOfNovember = day('2026-11-30')
const replaces = { record: { assignments: [anAssignment({ strategy: 'replace' })] } }
const plan = (seats: number, over: Parameters<typeof planInputs>[0] = {}) =>
  onlyLine(planInputs({ ...replaces, subscriptions: [aSubscription({ provisioned: seats })], ...over }))

describe('a line that is replaced from the next period that no invoice bills', () => {
  it('ends the addition on the last invoiced day and begins the new one on the first day after', () => {
    expect(plan(12)).toMatchObject({
      change: { kind: 'replace', additionId: 9001, quantityBefore: 10, quantity: 12, lastDay: lastOfNovember },
      startsOn: december,
      money: { difference: 9 },
      status: 'pending',
    })
  })

  it.each([
    ['the next invoice', { nextInvoiceOn: day('2027-01-01') }, '2027-01-01'],
    ['the start of billing, when that is later', { billStartsOn: day('2026-12-15') }, '2026-12-15'],
    [
      'the first of the next month, where no invoice is known',
      { nextInvoiceOn: null, billStartsOn: null },
      '2026-12-01',
    ],
    ['a date that is overdue: that period is not invoiced either', { nextInvoiceOn: day('2026-11-01') }, '2026-11-01'],
  ])('begins with %s', (_, over, startsOn) => {
    expect(plan(12, { agreements: [anAgreement(over)] }).startsOn).toBe(startsOn)
  })

  it('is not held because the running period is invoiced: it begins after it', () => {
    expect(plan(12, { agreements: [anAgreement({ nextInvoiceOn: day('2027-01-01') })] }).holds).toEqual([])
  })

  it('goes on with what was made after the date of an overdue invoice', () => {
    const agreements = [anAgreement({ nextInvoiceOn: day('2026-11-01') })]
    const additions = [anAddition({ startsOn: day('2026-11-12'), quantity: 10 })]
    const settings = { createWhenMissing: true }
    expect(plan(10, { agreements, additions, settings }).change).toMatchObject({ kind: 'none' })
    expect(plan(12, { agreements, additions, settings }).change).toMatchObject({ kind: 'update', additionId: 9001 })
  })

  it('is replaced where somebody has set its last day too: the copy keeps that day', () => {
    const additions = [anAddition({ cancelledOn: day('2027-03-15') })]
    expect(plan(12, { additions }).change).toMatchObject({ kind: 'replace', quantity: 12 })
  })

  it('leaves alone what ends within the month, also where the invoice is overdue: no look would let it be written', () => {
    const agreements = [anAgreement({ nextInvoiceOn: day('2026-11-01') })]
    const additions = [anAddition({ cancelledOn: day('2026-11-20') })]
    expect(plan(12, { agreements, additions }).change).toMatchObject({ reason: { kind: 'noAddition' } })
  })

  it('is changed in place where the invoice is overdue and another billed on its first day until last month', () => {
    const agreements = [anAgreement({ nextInvoiceOn: day('2026-10-20') })]
    const over = anAddition({ id: second, cancelledOn: day('2026-10-31') })
    expect(plan(12, { agreements }).change).toMatchObject({ kind: 'replace', lastDay: '2026-10-19' })
    expect(plan(12, { agreements, additions: [anAddition(), over] }).change).toMatchObject({
      kind: 'update',
      additionId: 9001,
    })
  })

  it('changes nothing when the quantity is right', () => {
    expect(plan(10).change).toMatchObject({ kind: 'none' })
  })

  it('is held by the same limits as any other', () => {
    expect(plan(0).holds.map(({ kind }) => kind)).toEqual(['toZero'])
    expect(plan(0).change.kind).toBe('update')
  })

  describe('a second time before the invoice is made', () => {
    const additions = [
      anAddition({ cancelledOn: lastOfNovember }),
      anAddition({ id: second, quantity: 12, startsOn: december }),
    ]
    const record = {
      assignments: [anAssignment({ strategy: 'replace', additionId: additionId(9001) })],
      lastWrites: [aLastWrite({ additionId: second, quantity: 12, replaced: [additionId(9001)] })],
    }
    it('corrects the new addition in place: nothing of it is history yet', () => {
      expect(plan(15, { additions, record }).change).toEqual({
        kind: 'update',
        additionId: second,
        quantityBefore: 12,
        quantity: 15,
      })
    })
    it('is sent beside the old one, which bills no day of the new one, and not when somebody reopened that', () => {
      const line = plan(15, { additions, record })
      expect(lookAt(line, additions, markerOf(line))).toEqual({ kind: 'write', step: 'set' })
      const reopened = [anAddition({ revision: 'r2' }), ...additions.slice(1)]
      expect(lookAt(line, reopened, markerOf(line))).toEqual({ kind: 'stale', cause: { kind: 'additionAppeared' } })
    })
    it('asks a person when somebody has the old one bill on beside it', () => {
      const longer = [anAddition({ cancelledOn: day('2027-03-15') }), ...additions.slice(1)]
      const unchosen = { ...record, assignments: [anAssignment({ strategy: 'replace' })] }
      expect(plan(15, { additions: longer, record: unchosen }).change).toMatchObject({
        kind: 'blocked',
        reason: { kind: 'severalAdditions', additionIds: [9001, second] },
      })
    })
    it('asks a person too when the reopened one bills nothing and bears our mark', () => {
      const reopened = [anAddition({ quantity: 0, serialNumber: 'TMICRO:1' }), ...additions.slice(1)]
      const unchosen = { ...record, assignments: [anAssignment({ strategy: 'replace' })] }
      const agreements = [anAgreement({ nextInvoiceOn: day('2027-01-01') })]
      const today = day('2026-12-16')
      expect(plan(15, { additions: reopened, record: unchosen, agreements, today }).change).toMatchObject({
        reason: { kind: 'severalAdditions' },
      })
    })
    it('finds nothing to do when it is right', () => {
      expect(plan(12, { additions, record })).toMatchObject({ change: { kind: 'none', additionId: second } })
    })
    describe('when somebody has the new addition end before its first day', () => {
      const taken = [
        anAddition({ cancelledOn: day('2027-01-11') }),
        anAddition({ id: second, quantity: 12, startsOn: day('2027-01-12'), cancelledOn: day('2027-01-07') }),
      ]
      it.each([
        ['is not invoiced yet', day('2027-01-12')],
        ['is invoiced', day('2027-04-12')],
      ])('says so and writes nothing to what bills no day, where its period %s', (_, nextInvoiceOn) => {
        const agreements = [anAgreement({ nextInvoiceOn })]
        expect(plan(15, { additions: taken, record, agreements }).change).toMatchObject({
          kind: 'blocked',
          reason: { kind: 'adoptedGone' },
        })
        const unchosen = { ...record, assignments: [anAssignment({ strategy: 'replace' })] }
        expect(plan(15, { additions: taken, record: unchosen, agreements }).change).toMatchObject({
          kind: 'blocked',
          reason: { kind: 'takenAway', drift: { field: 'cancelled' } },
        })
      })
    })
    it('corrects in place what ends before the replacement would begin: nothing would be left to copy', () => {
      const ending = [additions[0], anAddition({ ...additions[1], cancelledOn: day('2026-12-20') })].filter(
        (each) => each !== undefined,
      )
      const agreements = [anAgreement({ nextInvoiceOn: day('2027-01-01') })]
      expect(plan(15, { additions: ending, record, agreements }).change).toMatchObject({
        kind: 'update',
        additionId: second,
      })
    })
    it('goes on from the new addition once its period is invoiced', () => {
      const agreements = [anAgreement({ nextInvoiceOn: day('2027-01-01') })]
      expect(plan(15, { additions, record, agreements, today: day('2026-12-16') }).change).toMatchObject({
        kind: 'replace',
        additionId: second,
        lastDay: '2026-12-31',
      })
    })
  })
})

describe('looking before each half of a replacement', () => {
  const line = plan(12)
  const marker = markerOf(line)
  const old = anAddition()
  const ended = anAddition({ cancelledOn: lastOfNovember, revision: 'r2' })
  const made = anAddition({ id: second, quantity: 12, startsOn: december, serialNumber: marker })

  it('begins the new addition, then ends the old one, then is done', () => {
    expect(lookAt(line, [old], marker)).toEqual({ kind: 'write', step: 'begin' })
    expect(lookAt(line, [old, made], marker)).toEqual({ kind: 'write', step: 'end', made })
    expect(lookAt(line, [ended, made], marker)).toEqual({ kind: 'alreadyRight', addition: made })
  })

  it('is stale when the old one was changed, and names what was begun', () => {
    const edited = anAddition({ quantity: 11, revision: 'r2', updatedBy: 'lee' })
    const cause = { kind: 'changedMeanwhile', by: 'lee', quantityNow: 11 }
    expect(lookAt(line, [edited], marker)).toEqual({ kind: 'stale', cause })
    expect(lookAt(line, [edited, made], marker)).toEqual({ kind: 'stale', cause, begun: made })
    expect(lookAt(line, [made], marker)).toMatchObject({ cause: { kind: 'additionGone' }, begun: made })
  })

  it('is stale when somebody ended the old one first, or made another beside it', () => {
    expect(lookAt(line, [ended], marker)).toMatchObject({ kind: 'stale', cause: { kind: 'changedMeanwhile' } })
    const twin = anAddition({ id: third })
    expect(lookAt(line, [old, twin], marker)).toEqual({ kind: 'stale', cause: { kind: 'additionAppeared' } })
  })

  it('is stale when somebody has what an earlier replacement left behind bill again', () => {
    const left = (quantity: number) => anAddition({ id: third, quantity, serialNumber: 'TMICRO:1' })
    const beside = plan(12, { additions: [old, left(0)] })
    expect(lookAt(beside, [old, left(0)], marker)).toEqual({ kind: 'write', step: 'begin' })
    expect(lookAt(beside, [old, left(5)], marker)).toEqual({ kind: 'stale', cause: { kind: 'additionAppeared' } })
  })

  it('is stale, when taken back, as soon as the old one is not as it was left', () => {
    const back = {
      ...line,
      change: { kind: 'update', additionId: second, quantityBefore: 12, quantity: 10 } as const,
      seen: { ...seenOf(made, [ended, made], line.period), replaced: { id: ended.id, revision: ended.revision } },
    }
    expect(lookAt(back, [ended, made], marker)).toEqual({ kind: 'write', step: 'set' })
    const touched = anAddition({ cancelledOn: lastOfNovember, quantity: 11, revision: 'r3', updatedBy: 'lee' })
    expect(lookAt(back, [touched, made], marker)).toMatchObject({ kind: 'stale', cause: { by: 'lee' } })
    expect(lookAt(back, [made], marker)).toEqual({ kind: 'stale', cause: { kind: 'additionGone' } })
  })

  it('marks each replacement of one line by its first day', () => {
    const later = plan(12, { agreements: [anAgreement({ nextInvoiceOn: day('2027-01-01') })] })
    expect(later.key).toBe(line.key)
    expect(markerOf(later)).not.toBe(marker)
    expect(markerOf(onlyLine(planInputs({ today })))).not.toBe(marker)
  })
})
