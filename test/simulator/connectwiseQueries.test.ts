import { describe, expect, it } from 'vitest'
import { startSample } from './connectwiseSample/start'
import { anAddition, aCompany } from './connectwiseSample/records'

const agreements = '/finance/agreements'
const ids = (rows: Record<string, unknown>[]) => rows.map(({ id }) => id)

describe('conditions', () => {
  const { rows, call } = startSample()
  it.each([
    ['company/id=2', [8, 9]],
    ['Company/ID = 2 AND agreementStatus="Active"', [8]],
    ['company/id=1 or company/id=2 and prorateFlag=true', [7, 8]],
    ['(company/id=1 or company/id=2) and prorateFlag=True', [8]],
    ['id in (9, 7)', [7, 9]],
    ['id not in (9)', [7, 8]],
    ['not (id = 7 or id = 8)', [9]],
    ['name like "managed*"', [7]],
    ["name like '%Security'", [7]],
    ['name not like "Agreement _"', [7]],
    ['name contains "SECUR"', [7]],
    ['name not contains "secur"', [8, 9]],
    ['startDate >= [2025-12-01T00:00:00Z]', [9]],
    ['startDate < [2025-12-01]', [7, 8]],
    ['endDate = null', [7, 8]],
    ['endDate != null', [9]],
    ['endDate != [2020-01-01T00:00:00Z]', [9]],
    ['cancelledFlag=false and id > 7 and id <= 9 and id != 9', [8]],
    ['type/name="Managed Service" and (id=7 or (id=8 and (id=8)))', [7, 8]],
  ])('finds what %s asks for', async (conditions, expected) => {
    expect(ids(await rows(agreements, { conditions }))).toEqual(expected)
  })

  it.each([
    'name="open',
    'name',
    'name = ',
    'name == "x"',
    '= 5',
    'id in 5',
    'id in ()',
    'id = 5 and',
    '(id = 5',
    'id = 5)',
    'id = 5 id = 6',
    'startDate > [2025-12-01T00:00:00+02:00]',
    'startDate > [yesterday]',
    'startDate > "2025-12-01T00:00:00Z"',
    'name like 5',
    'nosuchfield = 1',
    'id = "seven"',
    'cancelledFlag = 1',
    'endDate > null',
    'name not = "x"',
    'id = 5; drop',
    'customFields/id = 1',
  ])('refuses %s with 400', async (conditions) => {
    const { status, body } = await call('GET', `${agreements}?conditions=${encodeURIComponent(conditions)}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'BadRequest', errors: null })
  })

  it('reads quotes in strings in both ways, and brackets through the escape of LIKE', async () => {
    const find = async (conditions: string) => ids(await rows('/company/companies', { conditions }))
    expect(await find('name = "Fairhaven \\"Dental\\" & Sons [Tampa]"')).toEqual([1])
    expect(await find(`name = 'Fairhaven "Dental" & Sons [Tampa]'`)).toEqual([1])
    expect(await find('name like "*[[]Tampa]"')).toEqual([1])
    // Without the escape the brackets mean "one of these letters".
    expect(await find('name like "*[Tampa]"')).toEqual([])
    expect(await find('name like "Compan[xy] 2"')).toEqual([2])
  })

  it('looks into child arrays only by childConditions, and into custom fields only by customFieldConditions', async () => {
    const find = async (query: Record<string, string>) => ids(await rows('/company/companies', query))
    expect(await find({ childConditions: 'types/id = 2' })).toEqual([2])
    expect(await find({ customFieldConditions: 'caption="Region" AND value != null' })).toEqual([2])
    expect(await find({ customFieldConditions: 'caption="Zone" AND value != null' })).toEqual([])
    expect((await call('GET', '/company/companies?conditions=types/id=2')).status).toBe(400)
    expect((await call('GET', '/company/companies?childConditions=id=2')).status).toBe(400)
  })

  it('returns deleted companies unless they are filtered out, and counts with the same conditions', async () => {
    expect(ids(await rows('/company/companies'))).toEqual([1, 2, 3])
    expect((await call('GET', '/company/companies/count')).body).toEqual({ count: 3 })
    expect((await call('GET', '/company/companies/count?conditions=deletedFlag=false')).body).toEqual({ count: 2 })
  })
})

describe('fields and order', () => {
  const { rows, call } = startSample()
  it('returns only the fields asked for, nested ones included', async () => {
    const [first] = await rows(agreements, { fields: 'id,company/id,company/name,nothing', orderBy: 'id desc' })
    expect(first).toEqual({ id: 9, company: { id: 2, name: 'Company 2' } })
    const { body } = await call('GET', '/company/companies/2?fields=types/name')
    expect(body).toEqual({ types: [{ name: 'Client' }, { name: 'Vendor' }] })
  })
  it('sorts by several fields', async () => {
    expect(ids(await rows(agreements, { orderBy: 'company/id desc, id desc' }))).toEqual([9, 8, 7])
  })
  it.each(['nosuchfield', 'id upwards', 'id asc desc', ','])('refuses the order %s', async (orderBy) => {
    expect((await call('GET', `${agreements}?orderBy=${encodeURIComponent(orderBy)}`)).status).toBe(400)
  })
  it('leaves out what is not set', async () => {
    const [first] = await rows(agreements)
    expect(first).not.toHaveProperty('endDate')
    expect(first).not.toHaveProperty('parentAgreement')
  })
})

describe('paging', () => {
  function withCompanies(count: number, options = {}) {
    const sample = startSample(options)
    sample.world.companies = Array.from({ length: count }, (_, at) => aCompany(at + 1))
    return sample
  }
  const companies = '/company/companies'

  it('gives 25 rows where nothing is said, and never more than 1000', async () => {
    const { rows } = withCompanies(1200)
    expect(await rows(companies)).toHaveLength(25)
    expect(await rows(companies, { pageSize: '5000' })).toHaveLength(1000)
  })
  it('names next and last on the first page, all four in the middle, first and prev at the end', async () => {
    const { call } = withCompanies(30)
    const link = async (page: number) =>
      (await call('GET', `${companies}?pageSize=10&page=${page}&conditions=deletedFlag=false`)).headers.get('Link')
    const at = (page: number, relation: string) =>
      `<https://na.myconnectwise.net/v4_6_release/apis/3.0/company/companies?conditions=deletedFlag%3Dfalse&pageSize=10&page=${page}>; rel="${relation}"`
    expect(await link(1)).toBe(`${at(2, 'next')}, ${at(3, 'last')}`)
    expect(await link(2)).toBe(`${at(1, 'first')}, ${at(1, 'prev')}, ${at(3, 'next')}, ${at(3, 'last')}`)
    expect(await link(3)).toBe(`${at(1, 'first')}, ${at(2, 'prev')}`)
  })
  it('may spoil the Link header', async () => {
    const { call } = withCompanies(30, { linkForm: 'malformed' })
    const { headers } = await call('GET', companies)
    expect(headers.get('Link')).toContain('/company/companies&pageSize=25&page=2>; rel="next"')
  })
  it('goes forward by id, ignores the page, and ends with an empty Link', async () => {
    const { call } = withCompanies(30)
    const forward = { 'pagination-type': 'forward-only' }
    const first = await call('GET', `${companies}?pageSize=20&page=9`, undefined, forward)
    expect(first.headers.get('Link')).toBe(
      '<https://na.myconnectwise.net/v4_6_release/apis/3.0/company/companies?pageSize=20&pageId=20>; rel="next"',
    )
    const second = await call('GET', `${companies}?pageSize=20&pageId=20`, undefined, forward)
    expect(second.body).toHaveLength(10)
    expect(second.headers.get('Link')).toBe('')
  })
  it('may show the end only on a page after the last', async () => {
    const { call } = withCompanies(20, { forwardOnlyEnd: 'emptyPage' })
    const forward = { 'pagination-type': 'forward-only' }
    const last = await call('GET', `${companies}?pageSize=20`, undefined, forward)
    expect(last.headers.get('Link')).toContain('pageId=20')
    const after = await call('GET', `${companies}?pageSize=20&pageId=20`, undefined, forward)
    expect([after.body, after.headers.get('Link')]).toEqual([[], ''])
  })
  it('refuses an order with forward-only paging', async () => {
    const { call } = withCompanies(3)
    const forward = { 'pagination-type': 'forward-only' }
    expect((await call('GET', `${companies}?orderBy=id`, undefined, forward)).status).toBe(400)
  })
  it('knows no forward-only paging of the audit trail', async () => {
    const { call, edits } = startSample()
    for (const quantity of [26, 27, 28]) edits.editAddition(101, { quantity }, 'jdoe')
    const path = '/system/audittrail?type=AgreementAddition&id=101&pageSize=2&page=2'
    const { body, headers } = await call('GET', path, undefined, { 'pagination-type': 'forward-only' })
    expect(body).toHaveLength(1)
    expect(headers.get('Link')).toContain('page=1')
  })
  it.each(['pageSize=0', 'pageSize=many', 'page=-1'])('refuses %s', async (query) => {
    expect((await withCompanies(3).call('GET', `${companies}?${query}`)).status).toBe(400)
  })
  it('cuts the lines of one agreement into pages too', async () => {
    const { world, rows } = startSample()
    world.additions = Array.from({ length: 40 }, (_, at) => anAddition(at + 1))
    expect(await rows('/finance/agreements/7/additions')).toHaveLength(25)
  })
})

describe('addresses', () => {
  it('reads paths and parameter names without regard to case', async () => {
    const { call } = startSample()
    expect((await call('GET', '/Finance/AGREEMENTS?PageSize=1&CONDITIONS=id=8')).body).toHaveLength(1)
  })
  it('answers 404 for an unknown resource, 405 for a method, 414 for an endless address', async () => {
    const { call } = startSample()
    expect((await call('GET', '/finance/nothing')).status).toBe(404)
    expect((await call('GET', '/finance/agreements/99')).status).toBe(404)
    expect((await call('POST', '/company/companies', {})).status).toBe(405)
    expect((await call('POST', '/finance/agreements/7/invoice', {})).status).toBe(404)
    expect((await call('GET', `/company/companies?conditions=id in (${'1,'.repeat(6000)}1)`)).status).toBe(414)
  })
})
