import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { companyId, customerId, type CompanyId } from '../../server/domain/ids'
import { linkRows, matchAll, rowsInSteps, type Decided } from '../../server/domain/linkRows'
import { matcherInSteps, type Matcher } from '../../server/domain/matching'
import type { Company } from '../../server/domain/psa'
import type { Customer } from '../../server/domain/trend'
import { finish } from '../../server/domain/steps'
import { aCompany, aCustomer } from '../factories'

const company = (id: number, name: string, over: Parameters<typeof aCompany>[0] = {}) =>
  aCompany({ id: companyId(id), name, identifier: `C${id}`, city: 'Dayton', state: 'OH', webDomain: null, ...over })
const customer = (id: string, name: string, over: Parameters<typeof aCustomer>[0] = {}) =>
  aCustomer({ id: customerId(id), name, city: 'Dayton', state: 'OH', emailDomains: [], ...over })
const decided = (entries: Record<number, { has?: string[]; none?: boolean; rejected?: string[] }>) =>
  new Map<CompanyId, Decided>(
    Object.entries(entries).map(([id, { has = [], none = false, rejected = [] }]) => [
      companyId(Number(id)),
      { customerIds: has.map(customerId), none, rejected: rejected.map(customerId) },
    ]),
  )
const matcherOf = (customers: readonly Customer[]) => finish(matcherInSteps(customers))
/** `company: customer` of all that may be accepted in bulk. */
const bulkOf = (...given: Parameters<typeof linkRows>) =>
  linkRows(...given).flatMap((row) =>
    row.suggestions.filter(({ bulk }) => bulk).map((suggestion) => `${row.company.id}: ${suggestion.customer.id}`),
  )

const summit = company(1, 'Summit Law')
const atlas = company(2, 'Atlas Movers')

describe('a pair may be accepted in bulk', () => {
  it('when the names are equal and nobody else comes near', () => {
    const customers = [customer('s', 'Summit Law'), customer('a', 'ATLAS MOVERS'), customer('z', 'Zinnia Florists')]
    expect(bulkOf([summit, atlas], customers, 90)).toEqual(['1: s', '2: a'])
  })

  it('from the line on, and not below', () => {
    const customers = [customer('s', 'Summit Law')]
    expect(bulkOf([summit], customers, 96)).toEqual(['1: s'])
    expect(bulkOf([summit], customers, 97)).toEqual([])
    const weaker = [customer('s', 'Summit Lawyers and Notaries')]
    expect(bulkOf([summit], weaker, 85)).toEqual([])
  })

  it('when the other customer that was near is rejected, or the other company that was', () => {
    const customers = [customer('s', 'Summit Law'), customer('t', 'Summit Law Group')]
    const one = company(1, 'Summit Law', { city: null })
    expect(bulkOf([one], customers, 85)).toEqual(['1: s'])
    const twins = [company(1, 'Summit Law'), company(3, 'Summit Law LLC')]
    expect(bulkOf(twins, [customer('s', 'Summit Law')], 90)).toEqual([])
    expect(bulkOf(twins, [customer('s', 'Summit Law')], 90, decided({ 3: { rejected: ['s'] } }))).toEqual(['1: s'])
  })
})

describe('a pair is never accepted in bulk', () => {
  it('when two customers share the name, even where the city tells them apart', () => {
    const customers = [customer('s', 'Summit Law'), customer('t', 'SUMMIT LAW, LLC', { city: 'Boise', state: 'ID' })]
    const [row] = linkRows([summit], customers, 85)
    expect(row?.suggestions[0]).toMatchObject({ customer: { id: 's' }, sharesName: true, bulk: false })
    expect(row?.suggestions[0]?.score).toBeGreaterThanOrEqual(90)
  })

  it('when one customer is the best for two companies', () => {
    const twins = [company(1, 'Summit Law'), company(3, 'Summit Law', { city: 'Boise', state: 'ID' })]
    expect(bulkOf(twins, [customer('s', 'Summit Law', { city: null })], 85)).toEqual([])
  })

  it('when another company is nearly as near to the customer', () => {
    const near = [company(1, 'Atlas Movers'), company(3, 'Atlas Movers Group')]
    expect(bulkOf(near, [customer('a', 'Atlas Movers')], 95)).toEqual(['1: a'])
    expect(bulkOf(near, [customer('a', 'Atlas Movers')], 89)).toEqual([])
    const namesakes = [company(1, 'Atlas Movers'), company(3, 'Atlas Movers', { city: null })]
    expect(bulkOf(namesakes, [customer('a', 'Atlas Movers')], 95)).toEqual([])
  })

  it('by the name alone when another company has it too, one that takes no part included', () => {
    const nowhere = company(1, 'Summit Law', { city: null, state: null })
    const elsewhere = company(3, 'SUMMIT LAW, LLC', { city: 'Boise', state: 'ID' })
    const customers = [customer('s', 'Summit Law')]
    expect(bulkOf([nowhere, elsewhere], customers, 90)).toEqual([])
    const withLeftOut = (one: Company) =>
      finish(rowsInSteps(finish(matchAll([one], matcherOf(customers), [elsewhere])), 90, new Map())).map(
        ({ suggestions }) => suggestions[0]?.bulk,
      )
    expect(withLeftOut(nowhere)).toEqual([false])
    expect(withLeftOut(summit)).toEqual([true])
    expect(bulkOf([nowhere], customers, 90)).toEqual(['1: s'])
  })

  it('when another customer is nearly as near to the company', () => {
    const customers = [
      customer('a', 'Atlas Movers', { city: 'Erie', state: 'PA' }),
      customer('b', 'Atlas Movers Group'),
    ]
    const [row] = linkRows([atlas], customers, 85)
    expect(row?.suggestions.map(({ score, bulk }) => [score, bulk])).toEqual([
      [89, false],
      [87, false],
    ])
  })

  it('when it was rejected; it is not even suggested, and the next best comes up', () => {
    const customers = [customer('s', 'Summit Law'), customer('t', 'Summit Lawn Care')]
    const [row] = linkRows([summit], customers, 85, decided({ 1: { rejected: ['s'] } }))
    expect(row?.suggestions.map((suggestion) => suggestion.customer.id)).toEqual(['t'])
    expect(row?.suggestions[0]?.bulk).toBe(false)
  })

  it('when the customer has a company, also one that takes no part', () => {
    const [row] = linkRows([summit], [customer('s', 'Summit Law')], 85, decided({ 77: { has: ['s'] } }))
    expect(row?.suggestions).toMatchObject([{ takenBy: 77, bulk: false }])
  })

  it('when the company has a customer, or was said to have none', () => {
    const customers = [customer('s', 'Summit Law'), customer('x', 'Xanthos Tile')]
    expect(bulkOf([summit], customers, 85, decided({ 1: { has: ['x'] } }))).toEqual([])
    expect(bulkOf([summit], customers, 85, decided({ 1: { none: true } }))).toEqual([])
  })
})

describe('the rows', () => {
  it('hold at most three suggestions, without the company’s own', () => {
    const customers = ['Summit Law', 'Summit Laws', 'Summit Lawn', 'Summit Law East', 'Summit Law West'].map(
      (name, place) => customer(`c-${place}`, name),
    )
    const [row] = linkRows([summit], customers, 90, decided({ 1: { has: ['c-0'] } }))
    expect(row?.suggestions).toHaveLength(3)
    expect(row?.suggestions.map((suggestion) => suggestion.customer.id)).not.toContain('c-0')
  })

  it('bring up new ones however many were rejected', () => {
    const customers = Array.from({ length: 12 }, (_, place) =>
      customer(`c-${place}`, `Summit Law ${'abcdefghijkl'[place] ?? ''}`),
    )
    const rejected = customers.slice(0, 9).map(({ id }) => id)
    const [row] = linkRows([summit], customers, 90, decided({ 1: { rejected } }))
    expect(row?.suggestions.map((suggestion) => suggestion.customer.id).sort()).toEqual(['c-10', 'c-11', 'c-9'])
  })

  it('compare a company again only when too little is left of what was kept', () => {
    const customers = Array.from({ length: 12 }, (_, place) =>
      customer(`c-${place}`, `Summit Law ${'abcdefghijkl'[place] ?? ''}`),
    )
    const matcher = matcherOf(customers)
    let asked = 0
    const counted: Matcher = {
      ...matcher,
      suggest: (...given) => {
        asked += 1
        return matcher.suggest(...given)
      },
    }
    const matches = finish(matchAll([summit], counted))
    const rows = (count: number) =>
      finish(rowsInSteps(matches, 90, decided({ 1: { has: customers.slice(0, count).map(({ id }) => id) } })))
    expect(rows(2)[0]?.suggestions).toHaveLength(3)
    expect(asked).toBe(1)
    expect(rows(3)[0]?.suggestions).toHaveLength(3)
    expect(asked).toBe(2)
  })

  it('are made in steps that others can come between', () => {
    const companies = Array.from({ length: 200 }, (_, place) => company(place + 1, `Firm ${place}`))
    const steps = matchAll(companies, matcherOf([customer('s', 'Summit Law')]))
    let count = 0
    while (steps.next().done !== true) count += 1
    expect(count).toBeGreaterThanOrEqual(10)
    expect(finish(matchAll([], matcherOf([])))).toMatchObject({ byCompany: [] })
  })

  it('never name one customer twice in bulk, whatever the names', () => {
    const name = fc.array(fc.constantFrom('Summit', 'Law', 'Group', 'LLC', 'Atlas', 'Dayton'), {
      minLength: 1,
      maxLength: 3,
    })
    const names = fc.array(
      name.map((words) => words.join(' ')),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(names, names, (ours, theirs) => {
        const bulk = linkRows(
          ours.map((each, place) => company(place + 1, each)),
          theirs.map((each, place) => customer(`c-${place}`, each)),
          85,
        ).flatMap(({ suggestions }) => suggestions.filter((each) => each.bulk))
        expect(new Set(bulk.map((each) => each.customer.id)).size).toBe(bulk.length)
        expect(bulk.every((each) => !each.sharesName && each.score >= 85)).toBe(true)
      }),
    )
  })
})
