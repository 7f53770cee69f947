import { describe, expect, it } from 'vitest'
import { day, instant } from '../../server/domain/calendar'
import { additionId, agreementId, agreementTypeId, catalogItemId } from '../../server/domain/ids'
import { applyDefault, type ProductDefault } from '../../server/domain/productDefaults'
import type { Agreement } from '../../server/domain/psa'
import { emptyCompanyRecord, type ProductAssignment } from '../../server/domain/settings'
import { aRule, anAgreement, anAssignment, company, gold, item, now, today, worryFree } from '../factories'

const type = anAgreement().type
const later = instant('2026-11-17T09:00:00Z')
const aDefault = (over: Partial<ProductDefault> = {}): ProductDefault => ({
  plan: worryFree,
  productName: 'Worry-Free Services',
  planName: 'Advanced, monthly',
  catalogItemId: item,
  catalogItemIdentifier: 'TM-WFS',
  rule: null,
  createWhenMissing: null,
  agreementType: type,
  decidedAt: now,
  decidedBy: 'kim',
  ...over,
})
const apply = (
  over: Partial<ProductDefault> = {},
  agreements: Agreement[] = [anAgreement()],
  before: ProductAssignment | null = null,
  { takenOff = false, isItemUsable = true } = {},
) =>
  applyDefault({
    productDefault: aDefault(over),
    record: {
      ...emptyCompanyRecord(company),
      assignments: before === null ? [] : [before],
      unassigned: takenOff ? [{ plan: worryFree, by: 'kim', at: now }] : [],
    },
    agreements,
    isItemUsable,
    today,
    by: 'lee',
    at: later,
  })

describe('a product default', () => {
  it('becomes the assignment of a company that has none, on its one agreement of the preferred type', () => {
    expect(apply({ rule: aRule({ minimum: 5 }), createWhenMissing: true })).toEqual({
      kind: 'new',
      assignment: anAssignment({
        rule: aRule({ minimum: 5 }),
        createWhenMissing: true,
        decidedAt: later,
        decidedBy: 'lee',
        origin: 'productDefault',
      }),
    })
  })

  it('goes to *Default* where no type is preferred', () => {
    expect(apply({ agreementType: null }, [])).toMatchObject({
      kind: 'new',
      assignment: { agreement: { kind: 'default' }, catalogItemId: item },
    })
  })

  it.each([
    ['the company has no agreement of the type', [anAgreement({ type: { id: agreementTypeId(8), name: 'Other' } })]],
    ['the only one has ended', [anAgreement({ noEndingDate: false, endsOn: day('2026-11-15') })]],
  ])('guesses nothing where %s', (_, agreements) => {
    expect(apply({}, agreements)).toEqual({ kind: 'unresolved', why: 'noAgreement' })
  })

  it('guesses nothing where two agreements are of the type, and takes the one that has not ended', () => {
    const other = anAgreement({ id: agreementId(1042) })
    expect(apply({}, [anAgreement(), other])).toEqual({ kind: 'unresolved', why: 'severalAgreements' })
    const ended = anAgreement({ id: agreementId(1042), noEndingDate: false, endsOn: day('2026-11-01') })
    expect(apply({}, [ended, anAgreement()])).toMatchObject({ assignment: { agreement: { agreementId: gold } } })
  })

  it('leaves alone what a person chose for the company, even where it is the same', () => {
    expect(apply({}, [anAgreement()], anAssignment())).toEqual({ kind: 'exception' })
    expect(apply({}, [anAgreement()], anAssignment({ catalogItemId: catalogItemId(777) }))).toEqual({
      kind: 'exception',
    })
  })

  it('does not come back where a person took the product off its agreement', () => {
    expect(apply({}, [anAgreement()], null, { takenOff: true })).toEqual({ kind: 'exception' })
  })

  it('fills in nothing on an item that cannot be billed any more, and leaves own choices alone all the same', () => {
    const off = { isItemUsable: false }
    expect(apply({}, [anAgreement()], null, off)).toEqual({ kind: 'unresolved', why: 'itemUnusable' })
    expect(apply({}, [anAgreement()], anAssignment(), off)).toEqual({ kind: 'exception' })
  })

  const filled = anAssignment({ origin: 'productDefault', additionId: additionId(9001), strategy: 'replace' })
  it('changes what it filled in itself, and keeps how that is written', () => {
    expect(apply({}, [anAgreement()], filled)).toEqual({ kind: 'same' })
    expect(apply({ rule: aRule({ minimum: 3 }) }, [anAgreement()], filled)).toMatchObject({
      kind: 'changed',
      assignment: { rule: { minimum: 3 }, additionId: 9001, strategy: 'replace', origin: 'productDefault' },
    })
  })

  it('forgets the adopted addition where the line becomes another one', () => {
    expect(apply({ catalogItemId: catalogItemId(777) }, [anAgreement()], filled)).toMatchObject({
      kind: 'changed',
      assignment: { catalogItemId: 777, additionId: null },
    })
  })
})
