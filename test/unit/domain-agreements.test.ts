import { describe, expect, it } from 'vitest'
import {
  additionState,
  nextInvoiceOf,
  resolveDefault,
  successorOf,
  unusableReason,
  warningsOf,
} from '../../server/domain/agreements'
import { day, month, periodOfMonth } from '../../server/domain/calendar'
import { agreementId, agreementTypeId, companyId } from '../../server/domain/ids'
import { dayInZone } from '../../server/domain/zone'
import { instant } from '../../server/domain/calendar'
import { anAddition, anAgreement, company, gold, item, planInputs, today } from '../factories'

const november = periodOfMonth(month('2026-11'))
const other = agreementId(1042)
const managed = { id: agreementTypeId(7), name: 'Managed Service' }
const old = { id: agreementTypeId(3), name: 'TMRM Management Solution' }
const plain = { id: agreementTypeId(9), name: 'Block Time' }

describe('an agreement', () => {
  it.each([
    ['usable without an end', {}, null],
    ['usable on its last day', { noEndingDate: false, endsOn: today }, null],
    ['ended the day after', { noEndingDate: false, endsOn: day('2026-11-15') }, { kind: 'ended', on: '2026-11-15' }],
    ['usable when its end is switched off', { noEndingDate: true, endsOn: day('2020-01-01') }, null],
    ['usable on its first day', { startsOn: today }, null],
    ['not started before', { startsOn: day('2026-11-17') }, { kind: 'notStarted', on: '2026-11-17' }],
    ['cancelled', { cancelled: true, cancelledOn: day('2026-11-30') }, { kind: 'cancelled', on: '2026-11-30' }],
    ["another company's", { companyId: companyId(1) }, { kind: 'otherCompany' }],
  ])('is %s', (_, over, why) => {
    expect(unusableReason(anAgreement(over), company, today)).toEqual(why)
  })

  it('names what to know before billing into it', () => {
    const agreement = anAgreement({
      noEndingDate: false,
      endsOn: day('2026-12-31'),
      billingCycle: { name: 'Quarterly', option: 'Quarterly' },
      parentId: other,
      reportedStatus: 'Expired',
    })
    expect(warningsOf(agreement, today).map(({ kind }) => kind)).toEqual([
      'endsSoon',
      'notMonthly',
      'child',
      'statusDiffers',
    ])
    expect(warningsOf(anAgreement({ oneTime: true, reportedStatus: 'Active' }), today)).toEqual([
      { kind: 'notRecurring' },
    ])
    expect(warningsOf(anAgreement(), today)).toEqual([])
  })

  it("has its parent's next invoice, blank or not, because its own may be stale", () => {
    const child = anAgreement({ id: other, parentId: gold, nextInvoiceOn: day('2025-02-01') })
    expect(nextInvoiceOf(child, [child, anAgreement()])).toBe('2026-12-01')
    expect(nextInvoiceOf(child, [child, anAgreement({ nextInvoiceOn: null })])).toBeNull()
    expect(nextInvoiceOf(anAgreement(), [])).toBe('2026-12-01')
  })

  it('has one successor or none', () => {
    const ended = anAgreement({ noEndingDate: false, endsOn: day('2026-10-31') })
    const renewed = anAgreement({ id: other })
    expect(successorOf(ended, [ended, renewed], today)).toBe(other)
    expect(successorOf(ended, [ended, renewed, anAgreement({ id: agreementId(1043) })], today)).toBeNull()
    expect(successorOf(ended, [ended, anAgreement({ id: other, type: plain })], today)).toBeNull()
    expect(successorOf(ended, [ended, anAgreement({ id: other, companyId: companyId(1) })], today)).toBeNull()
  })
})

describe('an addition', () => {
  it.each([
    ['without an end', {}, 'ongoing'],
    ['cancelled in the past', { cancelledOn: day('2026-10-31') }, 'ended'],
    ['cancelled within the period', { cancelledOn: day('2026-11-29') }, 'ended'],
    ['cancelled on the last day of the period, which it still bills', { cancelledOn: day('2026-11-30') }, 'ongoing'],
    ['cancelled later', { cancelledOn: day('2026-12-31') }, 'ongoing'],
    ['that begins on the last day', { startsOn: day('2026-11-30') }, 'ongoing'],
    ['that begins with the next period', { startsOn: day('2026-12-01') }, 'future'],
    ['without a first day', { startsOn: null }, 'ongoing'],
  ])('%s is %s', (_, over, state) => {
    expect(additionState(anAddition(over), november)).toBe(state)
  })
})

describe('"Default"', () => {
  const names = ['TMRM Management Solution', 'Managed Service']
  const resolve = (
    agreements: ReturnType<typeof anAgreement>[],
    defaults = {},
    catalogItem: typeof item | null = item,
  ) => {
    const { state } = planInputs({ agreements, defaults })
    const resolved = resolveDefault(state, names, today, catalogItem)
    return resolved.kind === 'one' ? resolved.agreement.id : resolved.kind
  }
  const byReference = {
    crossReferences: [{ vendorType: 'x', vendorLevel: 'y', agreementTypeId: plain.id, catalogItemId: item }],
  }

  it('is the only active agreement of the first type name that has one', () => {
    expect(resolve([anAgreement({ type: managed }), anAgreement({ id: other, type: old })])).toBe(other)
    expect(resolve([anAgreement({ type: managed }), anAgreement({ id: other, type: plain })])).toBe(gold)
    expect(resolve([anAgreement({ type: { ...managed, name: ' managed SERVICE ' } })])).toBe(gold)
  })

  it('is not guessed between several of one type', () => {
    expect(resolve([anAgreement(), anAgreement({ id: other })])).toBe('several')
  })

  it('is nothing when no type fits', () => {
    expect(resolve([anAgreement({ type: plain })])).toBe('none')
    expect(resolve([])).toBe('none')
  })

  it('ignores agreements that ended, were cancelled, have not started or belong to others', () => {
    const unusable = [
      anAgreement({ id: agreementId(1), noEndingDate: false, endsOn: day('2026-11-15') }),
      anAgreement({ id: agreementId(2), cancelled: true }),
      anAgreement({ id: agreementId(3), startsOn: day('2026-12-01') }),
      anAgreement({ id: agreementId(4), companyId: companyId(1) }),
    ]
    expect(resolve(unusable)).toBe('none')
    expect(resolve([...unusable, anAgreement()])).toBe(gold)
  })

  it('is first of all the agreement of the management summary row, while that is active', () => {
    const agreements = [anAgreement(), anAgreement({ id: other, type: plain })]
    expect(resolve(agreements, { summaryAgreementId: other })).toBe(other)
    expect(resolve([anAgreement(), anAgreement({ id: other, cancelled: true })], { summaryAgreementId: other })).toBe(
      gold,
    )
    expect(resolve(agreements, { summaryAgreementId: agreementId(77) })).toBe(gold)
  })

  it('is then the type that a cross reference names for this very catalog item', () => {
    const agreements = [anAgreement(), anAgreement({ id: other, type: plain })]
    expect(resolve(agreements, byReference)).toBe(other)
    expect(resolve(agreements, byReference, null)).toBe(gold)
    expect(
      resolve(agreements, {
        crossReferences: [{ vendorType: 'x', vendorLevel: 'y', agreementTypeId: plain.id, catalogItemId: null }],
      }),
    ).toBe(gold)
    expect(
      resolve(agreements, {
        crossReferences: [{ vendorType: 'x', vendorLevel: 'y', agreementTypeId: null, catalogItemId: item }],
      }),
    ).toBe(gold)
  })
})

describe('the day in a time zone', () => {
  it.each([
    ['2026-11-01T03:59:00Z', 'America/New_York', '2026-10-31'],
    ['2026-11-01T04:00:00Z', 'America/New_York', '2026-11-01'],
    ['2026-12-01T04:59:59Z', 'America/New_York', '2026-11-30'],
    ['2026-12-01T05:00:00Z', 'America/New_York', '2026-12-01'],
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-31T21:59:59Z', 'Europe/Berlin', '2026-03-31'],
    ['2026-03-31T22:00:00Z', 'Europe/Berlin', '2026-04-01'],
    ['2026-12-31T10:00:00Z', 'Pacific/Kiritimati', '2027-01-01'],
  ])('%s in %s is %s, on both sides of a clock change', (moment, zone, expected) => {
    expect(dayInZone(instant(moment), zone)).toBe(expected)
  })

  it('is not guessed in an unknown zone', () => {
    expect(() => dayInZone(instant('2026-11-01T04:00:00Z'), 'Mars/Olympus')).toThrow(RangeError)
  })
})
