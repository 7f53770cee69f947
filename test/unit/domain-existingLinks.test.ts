import { describe, expect, it } from 'vitest'
import { existingLinks, type LinkedState } from '../../server/domain/existingLinks'
import type { ManagementRow, UnreadPart } from '../../server/domain/existingSetup'
import { agreementId, companyId, customerId, type CompanyId, type CustomerId } from '../../server/domain/ids'
import type { LeftOut } from '../../server/domain/linking'
import type { Customer } from '../../server/domain/trend'
import { aCompany, aCustomer, now } from '../factories'

const [one, two] = [companyId(1), companyId(2)]
const fairhaven = aCustomer({ id: customerId('c-fair'), name: 'Fairhaven Dental' })
const other = aCustomer({ id: customerId('c-other'), name: 'Harrow Mfg' })

let rowId = 0
const aRow = (over: Partial<ManagementRow> = {}): ManagementRow => ({
  id: (rowId += 1),
  companyId: one,
  solutionId: 7,
  customerKey: 'Fairhaven Dental',
  agreementId: agreementId(11),
  updatedAt: null,
  updatedBy: null,
  ...over,
})
const aRecord = (over: Partial<LinkedState> = {}): LinkedState => ({
  edition: 3,
  link: null,
  noTrendMicro: null,
  rejected: [],
  ...over,
})
const linkTo = (...customers: Customer[]): LinkedState =>
  aRecord({
    link: {
      enabled: true,
      linkedAt: now,
      linkedBy: 'kim',
      customerIds: customers.map(({ id }) => id),
      customerNames: customers.map(({ name }) => name),
    },
  })

function links(
  rows: ManagementRow[],
  over: {
    customers?: Customer[]
    records?: Map<CompanyId, LinkedState>
    holders?: Map<CustomerId, CompanyId>
    leftOut?: LeftOut
    nearest?: Customer
    companies?: CompanyId[]
    unread?: UnreadPart[]
  } = {},
) {
  return existingLinks({
    setup: { rows, unread: over.unread ?? [] },
    solutions: new Set([7]),
    companies: new Map((over.companies ?? [one, two]).map((id) => [id, aCompany({ id })])),
    customers: over.customers ?? [fairhaven, other],
    leftOutBy: () => over.leftOut ?? null,
    recordOf: (id) => over.records?.get(id) ?? null,
    holderOf: (id) => over.holders?.get(id) ?? null,
    nearest: () => over.nearest ?? null,
  })
}
const statesOf = (...args: Parameters<typeof links>) => links(...args).map(({ state }) => state)

describe('a row of a Management tab', () => {
  it('is certain by the id of a customer, whatever its case', () => {
    expect(links([aRow({ customerKey: ' C-FAIR ' })])).toMatchObject([
      {
        companyId: 1,
        customer: { name: 'Fairhaven Dental' },
        agreementId: 11,
        state: { kind: 'certain', why: 'sameId' },
      },
    ])
  })

  it('is certain by a name that only one customer has, and only one company', () => {
    expect(statesOf([aRow({ customerKey: 'FAIRHAVEN dental' })])).toEqual([{ kind: 'certain', why: 'sameName' }])
  })

  it('is not certain when two customers share the name', () => {
    const twin = aCustomer({ id: customerId('c-twin'), name: 'Fairhaven Dental' })
    expect(statesOf([aRow()], { customers: [fairhaven, twin] })).toEqual([{ kind: 'several', count: 2 }])
  })

  it('is not certain when rows of two companies have the same key', () => {
    expect(statesOf([aRow(), aRow({ companyId: two })])).toEqual([
      { kind: 'likely', why: 'sharedKey' },
      { kind: 'likely', why: 'sharedKey' },
    ])
  })

  it('is not certain when another company means the same customer in other words', () => {
    expect(statesOf([aRow({ customerKey: 'c-fair' }), aRow({ companyId: two })])).toEqual([
      { kind: 'likely', why: 'sameId' },
      { kind: 'likely', why: 'sameName' },
    ])
  })

  it('is not certain while rows of other companies could not be read: they may name the same customer', () => {
    const rows = [aRow({ customerKey: 'c-fair' }), aRow({ customerKey: 'Harrow Mfg', companyId: two })]
    const unread = (what: UnreadPart['what']): UnreadPart[] => [{ what, why: 'unavailable', count: 1 }]
    expect(statesOf(rows, { unread: unread('rows') })).toEqual([
      { kind: 'likely', why: 'sameId' },
      { kind: 'likely', why: 'sameName' },
    ])
    expect(statesOf(rows, { unread: unread('trail') }).map(({ kind }) => kind)).toEqual(['certain', 'certain'])
  })

  it('is likely where a name is only alike, and nobody where none is', () => {
    expect(statesOf([aRow({ customerKey: 'Fairhaven' })], { nearest: fairhaven })).toEqual([
      { kind: 'likely', why: 'likeName' },
    ])
    expect(statesOf([aRow({ customerKey: 'Fairhaven' })])).toEqual([{ kind: 'nobody' }])
    expect(statesOf([aRow({ customerKey: ' ' })], { nearest: fairhaven })).toEqual([{ kind: 'nobody' }])
  })

  it('counts once with another row of the same company and key; agreements that disagree are none', () => {
    expect(links([aRow(), aRow({ customerKey: 'fairhaven dental' })])).toHaveLength(1)
    expect(links([aRow(), aRow({ agreementId: agreementId(12) })])).toMatchObject([{ agreementId: null }])
    expect(links([aRow(), aRow({ agreementId: null })])).toMatchObject([{ agreementId: 11 }])
  })

  it('says nothing when it is of a solution that was not chosen', () => {
    expect(links([aRow({ solutionId: 8 })])).toEqual([])
  })
})

describe('what people decided stays', () => {
  it.each<[string, Parameters<typeof links>[1], object]>([
    ['the same link is there already', { records: new Map([[one, linkTo(fairhaven)]]) }, { kind: 'linked' }],
    [
      'the company is linked to another customer',
      { records: new Map([[one, linkTo(other)]]) },
      { kind: 'companyLinked', customers: ['Harrow Mfg'] },
    ],
    ['the customer has another company', { holders: new Map([[fairhaven.id, two]]) }, { kind: 'taken', by: 2 }],
    [
      'the pair was rejected',
      { records: new Map([[one, aRecord({ rejected: [{ customerId: fairhaven.id, by: 'kim', at: now }] })]]) },
      { kind: 'rejected' },
    ],
    [
      'somebody said that there is no Trend Micro',
      { records: new Map([[one, aRecord({ noTrendMicro: { by: 'kim', at: now } })]]) },
      { kind: 'noTrendMicro' },
    ],
    ['the company takes no part', { leftOut: 'status' }, { kind: 'leftOut', why: 'status' }],
    ['the company is gone', { companies: [two] }, { kind: 'leftOut', why: 'deleted' }],
  ])('where %s', (_, over, state) => {
    expect(statesOf([aRow()], over)).toEqual([state])
  })

  it('and a second customer of the same old set-up may still join the first', () => {
    const rows = [aRow(), aRow({ customerKey: 'Harrow Mfg' })]
    expect(statesOf(rows, { records: new Map([[one, linkTo(other)]]) })).toEqual([
      { kind: 'certain', why: 'sameName' },
      { kind: 'linked' },
    ])
  })
})
