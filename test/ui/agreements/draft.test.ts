import { describe, expect, it } from 'vitest'
import { adoptableOf } from '../../../client/components/agreements/adoptable'
import { adoptionOf } from '../../../client/components/agreements/adoption'
import { agreementsOf, billsOf, draftOf, withType } from '../../../client/components/agreements/draft'
import { notesOf } from '../../../client/components/agreements/notes'
import { issuesOf, requestOf } from '../../../client/components/agreements/request'
import { firstChoosable, searchOption, step } from '../../../client/components/agreements/options'
import { placeList } from '../../../client/components/agreements/placement'
import { day } from '../../../server/domain/calendar'
import { agreementId } from '../../../server/domain/ids'
import {
  anAddition,
  anAgreement,
  aProduct,
  cloud,
  goneItemProduct,
  retainer,
  someAgreements,
} from '../fixtures/agreements'
import { aRule, aSource } from '../fixtures/fairhaven'

const compare = (one: string, other: string) => one.localeCompare(other)
const view = someAgreements()
const kinds = (product = aProduct(), of = view) => notesOf(of, product, draftOf(product)).map(({ kind }) => kind)

describe('what a row would bill', () => {
  it('follows rule, minimum and included seats', () => {
    const product = aProduct({ rule: aRule({ count: 'greater', included: 40, minimum: 10 }) })
    expect(billsOf(view, product, draftOf(product))).toEqual({ kind: 'number', quantity: 10 })
  })
  it('is unread, never 0, when the seats could not be read', () => {
    const product = aProduct({ source: aSource({ provisioned: { kind: 'unread', why: 'failed' } }) })
    expect(billsOf(view, product, draftOf(product))).toEqual({ kind: 'unread' })
  })
  it('is nothing for a trial, and while a number in the rule is no number', () => {
    const trial = aProduct({
      notBilled: { kind: 'excluded', reason: { kind: 'trial', until: day('2025-12-14') } },
    })
    expect(billsOf(view, trial, draftOf(trial))).toEqual({ kind: 'none' })
    const row = draftOf(aProduct({ rule: aRule() }))
    expect(billsOf(view, aProduct(), { ...row, rule: { count: 'used', minimum: 'x', included: '0' } })).toEqual({
      kind: 'none',
    })
  })
})

describe('choosing', () => {
  it('takes the only usable agreement of a type along, and never guesses between several', () => {
    const empty = draftOf(aProduct({ agreement: null }))
    const one = someAgreements({ agreements: [anAgreement(), retainer] })
    expect(withType(one, empty, anAgreement().type.id).agreementId).toBe(anAgreement().id)
    expect(withType(view, empty, cloud.type.id).agreementId).toBeNull()
  })
  it('lists usable agreements first and keeps the others visible', () => {
    expect(agreementsOf(view, anAgreement().type.id, compare).map(({ name }) => name)).toEqual([
      'Gold Support 2025',
      'Onboarding project',
      'Gold Support 2026',
      'XDR Retainer 2024',
    ])
  })
  it('offers what the agreement bills already, with twins counted and ended additions left out', () => {
    const agreement = anAgreement({
      additions: [
        anAddition(502, 'TM-CAS', 5, 1),
        anAddition(502, 'TM-CAS', 3, 2),
        { ...anAddition(503, 'TM-XDR', 9), state: 'ended' },
      ],
    })
    expect(adoptableOf(agreement)).toMatchObject([{ item: { identifier: 'TM-CAS' }, quantity: 8, count: 2 }])
  })
  it('refuses a type without a name, and numbers that are none', () => {
    const row = { ...draftOf(aProduct({ rule: aRule() })), agreementId: null }
    const typed = { ...row, rule: { count: 'used' as const, minimum: '1.5', included: '-1' } }
    expect(issuesOf(view, aProduct(), typed)).toEqual({
      agreement: 'agreementMissing',
      'rule.minimum': 'wholeUnits',
      'rule.included': 'wholeUnits',
    })
  })
  it('sends the whole list with the version that was read', () => {
    const request = requestOf(view, view.products.map(draftOf))
    expect(request.version).toBe(7)
    expect(request.assignments.map(({ agreement }) => agreement?.kind ?? null)).toEqual([
      'chosen',
      'chosen',
      'chosen',
      'default',
      null,
    ])
    expect(request.assignments[2]).toMatchObject({ rule: { minimum: 10 } })
  })
})

describe('notes of a row', () => {
  it('names an ended agreement and the one that can take over', () => {
    const [note] = notesOf(
      view,
      aProduct(),
      draftOf(aProduct({ agreement: { kind: 'chosen', typeId: retainer.type.id, agreementId: retainer.id } })),
    )
    expect(note).toMatchObject({ kind: 'unusable', renewal: { agreement: { name: 'Gold Support 2025' }, from: null } })
  })
  it('offers for one that ends soon the one that is active, else the one that begins later, and never one of several', () => {
    const renewal = (...others: Partial<ReturnType<typeof anAgreement>>[]) => {
      const agreements = [
        anAgreement(),
        ...others.map((other, at) => anAgreement({ id: agreementId(2000 + at), ...other })),
      ]
      const note = notesOf(someAgreements({ agreements }), aProduct(), draftOf(aProduct())).find(
        ({ kind }) => kind === 'warning',
      )
      return note?.kind === 'warning' ? note.renewal && [note.renewal.agreement.name, note.renewal.from] : undefined
    }
    const later = { name: 'Gold 2026', warnings: [], unusable: { kind: 'notStarted' as const, on: day('2026-01-01') } }
    const active = { name: 'Silver', warnings: [] }
    expect(renewal(later)).toEqual(['Gold 2026', '2026-01-01'])
    expect(renewal(later, active)).toEqual(['Silver', null])
    expect(renewal(active, active)).toBeNull()
    expect(renewal(later, later)).toBeNull()
    expect(renewal({ name: 'Once', warnings: [{ kind: 'notRecurring' }] })).toBeNull()
  })
  it('says what Default means, also when several or none fit', () => {
    const product = aProduct({ agreement: { kind: 'default' } })
    expect(kinds(product)).toContain('defaultOne')
    const several = { kind: 'several' as const, agreementIds: [agreementId(1041)], typeName: 'Managed Service' }
    expect(kinds(product, someAgreements({ default: several }))).toEqual(['defaultSeveral'])
    expect(kinds(product, someAgreements({ default: { kind: 'none' } }))).toEqual(['defaultNone'])
  })
  it('says that a catalog item is gone, keeps it in the save, and promises no addition of it', () => {
    const of = someAgreements({
      products: [goneItemProduct],
      agreements: [anAgreement({ additions: [], warnings: [] })],
    })
    expect(kinds(goneItemProduct, of)).toEqual(['itemGone'])
    expect(adoptionOf(of, draftOf(goneItemProduct)).kind).toBe('open')
    expect(requestOf(of, [draftOf(goneItemProduct)]).assignments).toMatchObject([{ catalogItemId: 501 }])
  })
  it('names the only addition there is, and says when additions were not read', () => {
    const having = (additions: ReturnType<typeof anAgreement>['additions']) =>
      kinds(aProduct(), someAgreements({ agreements: [anAgreement({ additions, warnings: [] })] }))
    expect(having([anAddition(501, 'A', 1, 1)])).toEqual(['adopted'])
    expect(having([anAddition(501, 'A', 1, 1), anAddition(501, 'A', 2, 2)])).toEqual([])
    expect(having(null)).toEqual(['additionsUnread'])
  })
})

describe('the list box', () => {
  const options = [
    { value: 1, label: 'Äpfel', disabled: true },
    { value: 2, label: 'Élan' },
    { value: 3, label: 'Gold' },
    { value: 4, label: 'Great Gold' },
  ]
  it('moves over what cannot be chosen and stays at the ends', () => {
    expect(firstChoosable(options)).toBe(1)
    expect(step(options, 1, -1)).toBe(1)
    expect(step(options, 3, 1)).toBe(3)
  })
  it('finds typed letters without accents, at the beginning first', () => {
    expect(searchOption(options, 'el', -1)).toBe(1)
    expect(searchOption(options, 'gold', 3)).toBe(2)
    expect(searchOption(options, 'zzz', 0)).toBe(-1)
  })
  it('opens upward when there is no room below, and never leaves the frame', () => {
    const frame = { width: 258, height: 300 }
    const at = placeList({ left: 100, right: 250, top: 220, bottom: 248 }, frame, {
      minWidth: 330,
      height: 200,
      alignEnd: false,
    })
    expect(at).toEqual({ left: 4, width: 250, maxHeight: 214, top: null, bottom: 82 })
  })
})
