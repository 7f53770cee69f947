import { describe, expect, it } from 'vitest'
import { adoptionOf, adoptRequest } from '../../../client/components/agreements/adoption'
import { draftOf, withTarget, type RowDraft } from '../../../client/components/agreements/draft'
import { issuesOf, requestOf } from '../../../client/components/agreements/request'
import { additionId, agreementId, servicePlanKey } from '../../../server/domain/ids'
import type { AgreementView } from '../../../server/domain/viewsAgreements'
import { anAddition, anAgreement, aProduct, someAgreements } from '../fixtures/agreements'
import { aSource } from '../fixtures/fairhaven'

const one = anAddition(501, 'TM-WFS-ADV', 45, 1)
const two = anAddition(501, 'TM-WFS-ADV', 6, 2)
const withAdditions = (additions: AgreementView['additions'], products = [aProduct()]) =>
  someAgreements({ agreements: [anAgreement({ additions })], products })
const chosen = (id: number): RowDraft => ({ ...draftOf(aProduct()), additionId: additionId(id) })

describe('the addition of a product', () => {
  it('is the only one that bills', () => {
    const ended = { ...two, state: 'ended' as const }
    expect(adoptionOf(withAdditions([one, ended]), draftOf(aProduct()))).toMatchObject({
      kind: 'one',
      addition: { id: 1 },
    })
  })
  it('is never guessed among several', () => {
    const view = withAdditions([one, two])
    expect(adoptionOf(view, draftOf(aProduct()))).toMatchObject({ kind: 'several', chosen: null })
    expect(adoptionOf(view, chosen(2))).toMatchObject({ kind: 'several', chosen: { id: 2 } })
  })
  it('is gone when the chosen one is not there or has ended, even if another one is', () => {
    expect(adoptionOf(withAdditions([one]), chosen(2))).toMatchObject({ kind: 'gone', id: 2, additions: [{ id: 1 }] })
    expect(adoptionOf(withAdditions([one, { ...two, state: 'ended' }]), chosen(2)).kind).toBe('gone')
  })
  it('may be one that begins later when it was chosen', () => {
    expect(adoptionOf(withAdditions([{ ...two, state: 'future' }]), chosen(2)).kind).toBe('one')
    expect(adoptionOf(withAdditions([{ ...two, state: 'future' }]), draftOf(aProduct())).kind).toBe('missing')
  })
  it('is open where the agreement was not read or cannot be used, or nothing is chosen', () => {
    expect(adoptionOf(withAdditions(null), draftOf(aProduct())).kind).toBe('open')
    expect(adoptionOf(withAdditions([one]), draftOf(aProduct({ catalogItem: null }))).kind).toBe('open')
    expect(adoptionOf(withAdditions([one]), draftOf(aProduct({ agreement: null }))).kind).toBe('open')
  })
  it('does not follow to another agreement', () => {
    expect(withTarget(chosen(2), { agreementId: agreementId(1050) }).additionId).toBeNull()
    expect(withTarget(chosen(2), { agreementId: agreementId(1041) }).additionId).toBe(2)
  })
})

describe('the save', () => {
  const changed = (row: RowDraft): RowDraft => ({ ...row, drift: 'keep' })

  it('keeps the only addition by its id in a row that was changed, and leaves other rows as they are stored', () => {
    const other = aProduct({ source: aSource({ plan: servicePlanKey('name:other') }), catalogItem: null })
    const view = withAdditions([one], [aProduct(), other])
    const [first, second] = requestOf(view, [changed(draftOf(aProduct())), draftOf(other)]).assignments
    expect(first).toMatchObject({ additionId: 1, drift: 'keep' })
    expect(second).toMatchObject({ additionId: null, drift: 'ask' })
    expect(requestOf(view, view.products.map(draftOf)).assignments[0]).toMatchObject({ additionId: null })
  })
  it('keeps none by its id for Default, which may mean another agreement next month', () => {
    const product = aProduct({ agreement: { kind: 'default' } })
    const view = withAdditions([one], [product])
    expect(requestOf(view, [changed(draftOf(product))]).assignments[0]).toMatchObject({ additionId: null })
  })
  it('gives products of one line the same addition', () => {
    const second = aProduct({ source: aSource({ plan: servicePlanKey('name:second') }) })
    const view = withAdditions([one], [aProduct(), second])
    const request = requestOf(view, [changed(draftOf(aProduct())), draftOf(second)])
    expect(request.assignments.map(({ additionId: id }) => id)).toEqual([1, 1])
  })
  it('asks for a choice among several only in a row that was changed', () => {
    const view = withAdditions([one, two])
    const row = draftOf(aProduct())
    expect(issuesOf(view, aProduct(), row)).toEqual({})
    expect(issuesOf(view, aProduct(), changed(row))).toEqual({ additionId: 'choose' })
    expect(issuesOf(view, aProduct(), { ...changed(row), additionId: additionId(2) })).toEqual({})
  })
  it('from a line names only the products of that line, all else as it is', () => {
    const plan = aProduct().source.plan
    expect(adoptRequest(someAgreements(), [plan], additionId(2))).toEqual({
      version: 7,
      assignments: [
        {
          plan,
          agreement: aProduct().agreement,
          catalogItemId: 501,
          rule: { count: 'provisioned', minimum: 10, included: 0 },
          additionId: 2,
        },
      ],
    })
    expect(adoptRequest(someAgreements(), [servicePlanKey('name:gone')], additionId(2))).toBeNull()
  })
})
