import { describe, expect, it } from 'vitest'
import { companyId, customerId } from '../../server/domain/ids'
import { emptyCompanyRecord, type CompanyRecord } from '../../server/domain/settings'
import { watchLinks } from '../../server/services/watchedLinks'
import { openMemoryStore } from '../../server/storage/memoryStore'
import { acme, at } from '../contract/documents'

const one = companyId(1)
const two = companyId(2)
const linked = (id: typeof one, ...customers: string[]): CompanyRecord => ({
  ...emptyCompanyRecord(id),
  link: {
    customerIds: customers.map(customerId),
    customerNames: customers,
    enabled: true,
    linkedAt: at,
    linkedBy: 'jane',
  },
})

async function start(...records: CompanyRecord[]) {
  const inner = openMemoryStore()
  for (const record of records) await inner.of(acme).companies.write(record.companyId, record, null)
  const { store, linksOf } = watchLinks(inner)
  return { companies: store.of(acme).companies, linksOf: () => linksOf(acme) }
}

describe('what is known of links', () => {
  it('is what was stored before anybody asked', async () => {
    const { linksOf } = await start(linked(one, 'a', 'b'), emptyCompanyRecord(two))
    const links = await linksOf()
    expect([...links.records().keys()]).toEqual([one, two])
    expect(['a', 'b', 'c'].map((id) => links.holderOf(customerId(id)))).toEqual([one, one, null])
  })

  it('follows every write', async () => {
    const { companies, linksOf } = await start(linked(one, 'a'))
    const links = await linksOf()
    await companies.update(one, () => emptyCompanyRecord(one))
    expect(links.holderOf(customerId('a'))).toBeNull()
    await companies.write(two, linked(two, 'a'), null)
    expect(links.holderOf(customerId('a'))).toBe(two)
    await companies.remove(two)
    expect((await linksOf()).holderOf(customerId('a'))).toBeNull()
  })

  it('follows a customer from one company to another, whichever is written first', async () => {
    const { companies, linksOf } = await start(linked(one, 'a'))
    const links = await linksOf()
    await companies.write(two, linked(two, 'a'), null)
    await companies.update(one, () => emptyCompanyRecord(one))
    expect(links.holderOf(customerId('a'))).toBe(two)
  })

  it('counts decisions as changes, and not what sends write', async () => {
    const { companies, linksOf } = await start(linked(one, 'a'))
    const links = await linksOf()
    const before = links.changes()
    await companies.update(one, (record) => ({
      ...(record ?? emptyCompanyRecord(one)),
      liftedExclusions: [],
      limitsSet: null,
      driftCheck: null,
      lastBilled: [],
    }))
    expect(links.changes()).toBe(before)
    await companies.update(one, (record) => ({ ...(record ?? emptyCompanyRecord(one)), edition: 1 }))
    expect(links.changes()).not.toBe(before)
  })

  it('is the newest when records are written while all of them are read', async () => {
    const many = Array.from({ length: 120 }, (_, place) => linked(companyId(place + 1), `c-${place + 1}`))
    const { companies, linksOf } = await start(...many)
    const asked = linksOf()
    await companies.update(companyId(120), () => linked(companyId(120), 'new'))
    await companies.update(companyId(1), () => linked(companyId(1), 'newer'))
    const links = await asked
    expect(['c-120', 'c-1', 'new', 'newer'].map((id) => links.holderOf(customerId(id)))).toEqual([null, null, 120, 1])
    expect(links.records().size).toBe(120)
  })

  it('is read again after a failure', async () => {
    const inner = openMemoryStore()
    await inner.of(acme).companies.write(one, linked(one, 'a'), null)
    let fails = true
    const own = inner.of(acme)
    const companies = {
      ...own.companies,
      keys: () => (fails ? Promise.reject(new Error('disk')) : own.companies.keys()),
    }
    const { linksOf } = watchLinks({ ...inner, of: () => ({ ...own, companies }) })
    await expect(linksOf(acme)).rejects.toThrow('disk')
    fails = false
    expect((await linksOf(acme)).holderOf(customerId('a'))).toBe(one)
  })
})
