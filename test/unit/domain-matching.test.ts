import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalName } from '../../server/domain/companyNames'
import { companyId, customerId } from '../../server/domain/ids'
import { matcherInSteps } from '../../server/domain/matching'
import type { Company } from '../../server/domain/psa'
import { finish } from '../../server/domain/steps'
import type { Customer } from '../../server/domain/trend'
import { asTypedElsewhere, madeUpName } from '../simulator/seed/companyNames'
import { createRandom } from '../simulator/seed/random'
import { aCompany, aCustomer } from '../factories'

const customer = (id: string, name: string, over: Parameters<typeof aCustomer>[0] = {}) =>
  aCustomer({ id: customerId(id), name, city: null, state: null, ...over })
const named = (name: string, over: Parameters<typeof aCompany>[0] = {}) =>
  aCompany({ name, identifier: 'X1', city: null, state: null, webDomain: null, ...over })
const matcherOf = (customers: readonly Customer[]) => finish(matcherInSteps(customers))
const suggestCustomers = (company: Company, customers: readonly Customer[], limit: number, least?: number) =>
  matcherOf(customers).suggest(company, limit, least)
const scoreOf = (company: string, other: string) => suggestCustomers(named(company), [customer('c', other)], 1)[0]

describe('the suggestions for Fairhaven Dental Group in Dayton', () => {
  const customers = [
    customer('clinic', 'Fair Haven Clinic', { city: 'Dayton', state: 'OH', emailDomains: ['fairhavenclinic.example'] }),
    customer('lab', 'Fairhaven Dental Lab', { city: 'Toledo', state: 'OH', emailDomains: ['fairhavenlab.example'] }),
    customer('dental', 'Fairhaven Dental', { city: 'DAYTON', state: 'OH', emailDomains: ['fairhavendental.example'] }),
    customer('other', 'Granite State Credit', { city: 'Concord', state: 'NH' }),
  ]

  it('come best first, with their score and reasons', () => {
    expect(
      suggestCustomers(aCompany(), customers, 5).map(({ customer: { id }, score, reasons }) => [id, score, ...reasons]),
    ).toEqual([
      ['dental', 97, 'sameNameNormalised', 'sameCity', 'sameDomain'],
      ['lab', 72, 'nameBegins', 'otherCity', 'otherDomain'],
      ['clinic', 52, 'similarName', 'sameCity', 'otherDomain'],
    ])
  })

  it('are no more than asked for, and none below the line', () => {
    expect(suggestCustomers(aCompany(), customers, 1)).toHaveLength(1)
    expect(suggestCustomers(aCompany(), customers, 0)).toEqual([])
    expect(suggestCustomers(aCompany(), customers, 5, 90)).toHaveLength(1)
    expect(suggestCustomers(aCompany(), [], 5)).toEqual([])
  })

  it('say the same of one customer that was searched for, among all', () => {
    const [clinic] = customers
    if (clinic === undefined) throw new Error('There is a clinic')
    const all = suggestCustomers(aCompany(), customers, 5)
    expect(matcherOf(customers).judge(aCompany(), clinic)).toEqual(all[2])
  })
})

describe('two names', () => {
  it.each([
    ['Alder & Finch LLP', 'ALDER AND FINCH'],
    ['Clinique Santé Île-d’Orléans', 'CLINIQUE SANTE ILE D ORLEANS'],
    ['Pike St Coffee Co', 'Pike Street Coffee'],
    ["O'Brien Holding", 'OBrien Holding Inc.'],
    ['Müller Maschinen GmbH & Co. KG', 'Muller Maschinen'],
    ['Großmann AG', 'GROSSMANN'],
    ['Rossi S.p.A.', 'Rossi SpA'],
    ['Dupont S.A.R.L.', 'SARL Dupont'],
    ['Kowalski Sp. z o.o.', 'Kowalski'],
    ['Novák s.r.o.', 'Novak'],
    ['Møller A/S', 'Moller'],
    ['Virtanen Oy', 'virtanen'],
    ['Taller Sol S.A. de C.V.', 'Taller Sol'],
    ['Outback Tools Pty Ltd', 'Outback Tools'],
    ['Selangor Foods Sdn. Bhd.', 'Selangor Foods'],
    ['株式会社トレンド', 'トレンド'],
    ['Redstone Manufacturing, Inc.', 'Redstone Mfg'],
    ['Smith, Jones and Lee', 'Jones Lee Smith'],
    ['The Windham School', 'Windham School'],
    ['Saint Mary Medical Centre', 'St. Mary Med Ctr'],
    ['Müller Reisen', 'Mueller Reisen'],
    ["D'Angelo Foods", 'DAngelo Foods'],
    ['L’Atelier Vert', 'Atelier Vert'],
    ['Kantor Elektro Ges.m.b.H.', 'Kantor Elektro GmbH'],
  ])('%s and %s are one', (one, other) => {
    expect(scoreOf(one, other)).toMatchObject({ reasons: ['sameNameNormalised'] })
    expect(scoreOf(one, other)?.score).toBeGreaterThanOrEqual(85)
  })

  it.each([
    ['Fairhaven Dental', 'Fairhaven Dental Lab'],
    ['Harbor Law', 'Harbor Law Albany'],
  ])('%s and %s only begin the same', (one, other) => {
    expect(scoreOf(one, other)).toMatchObject({ reasons: ['nameBegins'] })
    expect(scoreOf(one, other)?.score).toBeLessThan(89)
  })

  it.each([
    ['Fairhaven Dental', 'Fair Haven Dentist'],
    ['Hughes Investments II', 'Hughes Investments III'],
    ['Bayview 2 Condominium', 'Bayview 12 Condominium'],
    ['Baxter Heating', 'Baxter Eating'],
    ['Doctors Hanna Weiss Praxis', 'Doctors Hanno Weisz Praxis'],
  ])('%s and %s are similar', (one, other) => {
    expect(scoreOf(one, other)).toMatchObject({ reasons: ['similarName'] })
  })

  it.each([
    ['Millbrook Dental', 'Milbrook Dental', 'fewLetters'],
    ['Guadalupe Ranch', 'Guadelupe Ranch', 'fewLetters'],
    ['Peidmont Ceramics', 'Piedmont Ceramics', 'fewLetters'],
    ['Delmarva Haulage', 'Delmarva Haul.', 'abbreviated'],
    ['Orion Wholesale Nursery', 'Orion Whlsl Nursery', 'abbreviated'],
  ])('%s and %s need the mail domain as well', (one, other, reason) => {
    expect(scoreOf(one, other)).toMatchObject({ reasons: [reason] })
    const at = { city: 'Dayton', webDomain: 'firm.example' }
    const score = (over: object) => suggestCustomers(named(one, at), [customer('c', other, over)], 1)[0]?.score
    expect(score({ city: 'Dayton' })).toBeLessThan(89)
    expect(score({ city: 'Dayton', emailDomains: ['firm.example'] })).toBeGreaterThanOrEqual(90)
  })

  it('in another order need the mail domain as well', () => {
    const at = { city: 'Bath', webDomain: 'firm.example' }
    const score = (over: object) =>
      suggestCustomers(named('Gordon & Scott Law', at), [customer('c', 'Scott Gordon Law', over)], 1)[0]?.score
    expect(score({ city: 'Bath' })).toBeLessThan(90)
    expect(score({ city: 'Bath', emailDomains: ['firm.example'] })).toBeGreaterThanOrEqual(90)
  })

  it('of which one ends with the city are one there, and not elsewhere', () => {
    const at = (city: string) =>
      suggestCustomers(named('Fernhill Dental', { city }), [customer('c', 'Fernhill Dental - Dayton', { city })], 1)[0]
    expect(at('Dayton')).toMatchObject({ score: 90, reasons: ['sameNameNormalised', 'sameCity'] })
    expect(at('Toledo')).toMatchObject({ reasons: ['nameBegins', 'sameCity'] })
  })

  it('with initials keep them: J & E is not J & Y', () => {
    expect(scoreOf('J & E Roofing', 'J & Y Roofing')?.reasons).toEqual(['similarName'])
  })

  it.each([
    ['Amber Dental', 'Quarry Steel'],
    ['Amber Dental', 'Beacon Dental'],
    ['Inc.', 'LLC'],
    ['', ''],
    ['!!!', '???'],
  ])('%s and %s are not', (one, other) => {
    expect(scoreOf(one, other)).toBeUndefined()
  })

  it('that are equal letter by letter, or are the Company ID, say so', () => {
    expect(scoreOf('Kestrel Aviation', 'kestrel aviation ')?.reasons).toEqual(['sameName'])
    const company = named('Kestrel Aviation Services', { identifier: 'KAS' })
    expect(suggestCustomers(company, [customer('c', 'kas')], 1)[0]).toMatchObject({ reasons: ['sameIdentifier'] })
  })
})

describe('city and domain', () => {
  const one = (company: Parameters<typeof aCompany>[0], over: Parameters<typeof aCustomer>[0], others = 0) =>
    suggestCustomers(
      named('Summit Law', company),
      [
        customer('c', 'Summit Law', over),
        ...Array.from({ length: others }, (_, index) => customer(`o-${index}`, `Firm ${index}`, over)),
      ],
      1,
    )[0]?.reasons.slice(1)

  it.each([
    ['the same city, however it is written', { city: 'St. Paul' }, { city: 'SAINT PAUL' }, ['sameCity']],
    ['another city', { city: 'Dayton' }, { city: 'Toledo' }, ['otherCity']],
    [
      'a city of the same name elsewhere',
      { city: 'Portland', state: 'OR' },
      { city: 'Portland', state: 'ME' },
      ['otherCity'],
    ],
    ['a state that is written out', { city: 'Dayton', state: 'OH' }, { city: 'Dayton', state: 'Ohio' }, ['sameCity']],
    ['no city on one side', { city: 'Dayton' }, { city: '' }, []],
    [
      'the same domain',
      { webDomain: 'summit.example' },
      { emailDomains: ['x.example', 'summit.example'] },
      ['sameDomain'],
    ],
    [
      'a host of the same domain',
      { webDomain: 'summit.example' },
      { emailDomains: ['mail.summit.example'] },
      ['sameDomain'],
    ],
    ['another domain', { webDomain: 'summit.example' }, { emailDomains: ['xsummit.example'] }, ['otherDomain']],
    ['a mail provider', { webDomain: 'summit.example' }, { emailDomains: ['gmail.com'] }, []],
  ])('%s', (_, company, over, reasons) => {
    expect(one(company, over)).toEqual(reasons)
  })

  it('a domain that many customers have says nothing: it is the MSP’s own', () => {
    expect(one({ webDomain: 'msp.example' }, { emailDomains: ['msp.example'] }, 3)).toEqual([])
  })

  it('the same domain brings up a customer of another name', () => {
    const company = named('Quarry Steel', { webDomain: 'quarry.example' })
    const customers = [customer('c', 'Northern Holdings 7', { emailDomains: ['quarry.example'] })]
    expect(suggestCustomers(company, customers, 3)).toMatchObject([{ score: 60, reasons: ['sameDomain'] }])
  })
})

describe('two customers of one name', () => {
  const twins = (over: Parameters<typeof aCustomer>[0] = {}) => [
    customer('a', 'Granite State Credit', { city: 'Concord', state: 'NH' }),
    customer('b', 'GRANITE STATE CREDIT LLC', { city: 'Concord', state: 'NH', ...over }),
  ]
  const granite = named('Granite State Credit', { city: 'Concord', state: 'NH' })

  it('are both marked, and neither scores high', () => {
    const found = suggestCustomers(granite, twins(), 5)
    expect(found.map(({ sharesName }) => sharesName)).toEqual([true, true])
    expect(Math.max(...found.map(({ score }) => score))).toBeLessThan(85)
  })

  it('of a hundred of one name none scores high, and only some are looked at', () => {
    const many = Array.from({ length: 100 }, (_, place) => customer(`c-${place}`, 'Test', { city: `City ${place}` }))
    const found = suggestCustomers(named('Test', { city: 'City 7' }), many, 200)
    expect(Math.max(...found.map(({ score }) => score))).toBeLessThan(85)
    expect(found.length).toBeLessThan(100)
  })

  it('are told apart by city or domain, and stay marked', () => {
    const [first, second] = suggestCustomers(granite, twins({ city: 'Boise', state: 'ID' }), 5)
    expect(first).toMatchObject({ customer: { id: 'a' }, sharesName: true })
    expect(first?.score).toBeGreaterThanOrEqual(90)
    expect(second?.score).toBeLessThan(85)
  })
})

describe('the search', () => {
  const customers = [
    customer('1', 'Lakeshore Legal', { city: 'Erie' }),
    customer('2', 'Legal Aid', { city: 'Toledo' }),
    customer('3', 'Clinique Santé', { city: 'Québec' }),
  ]
  it.each([
    ['legal', ['2', '1']],
    ['LEGAL lake', ['1']],
    ['sante quebec', ['3']],
    ['toledo', ['2']],
    ['nobody', []],
    ['   ', []],
  ])('for "%s" finds %j', (text, ids) => {
    expect(
      matcherOf(customers)
        .search(text, 20)
        .map(({ id }) => id),
    ).toEqual(ids)
  })
  it('gives no more than asked for', () => {
    expect(matcherOf(customers).search('l', 1)).toHaveLength(1)
  })
})

describe('in general', () => {
  it('a normalised name does not change when it is normalised again, and takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const { words } = normalName(text)
        expect(normalName(words.join(' ')).key.length).toBeLessThanOrEqual(words.join(' ').length)
        expect(words.every((word) => word.trim() !== '')).toBe(true)
      }),
    )
  })

  it('every score lies between 0 and 100, best first, each customer once', () => {
    const names = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 20 }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), names, (name, others) => {
        const found = suggestCustomers(
          named(name),
          others.map((other, index) => customer(`c-${index}`, other)),
          8,
          0,
        )
        const scores = found.map(({ score }) => score)
        expect(scores.every((score) => score >= 0 && score <= 100 && Number.isInteger(score))).toBe(true)
        expect(scores).toEqual([...scores].sort((one, other) => other - one))
        expect(new Set(found.map(({ customer: { id } }) => id)).size).toBe(found.length)
      }),
    )
  })

  it('among many made-up firms the right one is in the first three, and what scores 90 is right', () => {
    const random = createRandom(7)
    const firms = Array.from({ length: 1000 }, (_, place) => madeUpName(place * 5, random))
    const matcher = matcherOf(
      firms.map(({ name, city, state }, place) =>
        customer(`c-${place}`, asTypedElsewhere(name, random), { city, state }),
      ),
    )
    const found = firms.map(({ name, identifier, city, state }, place) =>
      matcher.suggest(named(name, { id: companyId(place + 1), identifier, city, state }), 3),
    )
    const isRight = (place: number, rank: number) => found[place]?.[rank]?.customer.id === `c-${place}`
    const places = firms.map((_, place) => place)
    const inThree = places.filter((place) => [0, 1, 2].some((rank) => isRight(place, rank)))
    const sure = places.filter((place) => (found[place]?.[0]?.score ?? 0) >= 90)
    expect(inThree.length / firms.length).toBeGreaterThanOrEqual(0.95)
    expect(sure.filter((place) => isRight(place, 0)).length / sure.length).toBeGreaterThanOrEqual(0.99)
    expect(sure.length).toBeGreaterThan(500)
  })
})
