/** Linking as a service: thousands of companies, and people who decide at the same time. */
import { describe, expect, it } from 'vitest'
import { companyId, customerId, tenantId } from '../../server/domain/ids'
import { emptyCompanyRecord } from '../../server/domain/settings'
import type { LinkFilter, LinkPair } from '../../server/domain/viewsLinks'
import { createLinks } from '../../server/services/links'
import { createMatchedLists } from '../../server/services/matches'
import { createKeyedLock } from '../../server/services/locks'
import { watchLinks } from '../../server/services/watchedLinks'
import { openMemoryStore } from '../../server/storage/memoryStore'
import { acme, at, aTenant } from '../contract/documents'
import { aCompany, aCustomer } from '../factories'

async function start(count: number) {
  const companies = Array.from({ length: count }, (_, place) =>
    aCompany({ id: companyId(place + 1), identifier: `F${place}`, name: `Firm ${place}`, webDomain: null }),
  )
  const customers = Array.from({ length: count }, (_, place) =>
    aCustomer({ id: customerId(`c-${place + 1}`), name: `FIRM ${place} LLC` }),
  )
  const { store, linksOf } = watchLinks(openMemoryStore())
  await store.of(acme).tenant.write('tenant', aTenant(), null)
  const upstreams = {
    connectWise: { readCompanies: () => Promise.resolve(companies) },
    trendMicro: { readCustomers: () => Promise.resolve(customers) },
  }
  const clock = { now: () => at, sleep: () => Promise.resolve(), onJump: () => () => undefined }
  const locks = createKeyedLock()
  const edits = { noTrendMicro: () => Promise.reject(new Error('Nobody says so here')) }
  const connect = () => Promise.resolve(upstreams)
  return {
    links: createLinks({ store, clock, locks, edits, linksOf, lists: createMatchedLists({ clock, connect }) }),
    store,
    locks,
    linksOf,
  }
}
type Started = Awaited<ReturnType<typeof start>>

const viewOf = ({ links }: Started, state: LinkFilter, offset = 0) =>
  links.view(acme, { state, text: '', offset, limit: 500 })

/** All that may be accepted in bulk, page by page. */
async function bulkPairs(started: Started): Promise<LinkPair[]> {
  const pairs: LinkPair[] = []
  for (let offset = 0; ; offset += 500) {
    const { rows, found } = await viewOf(started, 'suggested', offset)
    for (const { company, suggestions, version } of rows)
      for (const { customer, bulk } of suggestions)
        if (bulk) pairs.push({ companyId: company.id, customerId: customer.id, version })
    if (offset + 500 >= found) return pairs
  }
}

describe('five thousand companies and customers', () => {
  it('are linked by two members who accept all of them at once: each once, to its own customer', async () => {
    const started = await start(5_000)
    const pairs = await bulkPairs(started)
    expect(pairs).toHaveLength(5_000)
    const accept = async (member: string) => {
      const outcomes = new Set<string>()
      for (let from = 0; from < 1_000; from += 500) {
        const { results } = await started.links.accept(acme, { pairs: pairs.slice(from, from + 500) }, member)
        for (const { outcome } of results) outcomes.add(outcome)
      }
      return [...outcomes]
    }
    expect(await Promise.all([accept('jane'), accept('joe')])).toEqual([['linked'], ['linked']])
    const { totals, customers } = await viewOf(started, 'linked')
    expect([totals.linked, totals.unlinked, totals.bulk, customers.linked]).toEqual([1_000, 4_000, 4_000, 1_000])
    for (let offset = 0; offset < 1_000; offset += 500)
      for (const { company, link, version } of (await viewOf(started, 'linked', offset)).rows) {
        expect(link?.customers.map(({ id }) => id)).toEqual([`c-${company.id}`])
        expect(version).toBe(1)
      }
  }, 60_000) // thousands of records: some seconds where other tests run beside it
})

describe('a decision that waits for another', () => {
  it('is made with what is stored then, also when what was known at first was let go meanwhile', async () => {
    const started = await start(3)
    const [first] = await bulkPairs(started)
    if (first === undefined) throw new Error('Nothing to accept')
    const other = companyId(3)
    const { accepted } = await started.locks.run(`edits:${acme}`, async () => {
      const waiting = started.links.accept(acme, { pairs: [first] }, 'jane')
      await started.links.view(acme, { state: 'all', text: '', offset: 0, limit: 1 })
      for (let place = 0; place < 20; place += 1) await started.linksOf(tenantId(`other-${place}`))
      await started.store.of(acme).companies.update(other, (record) => ({
        ...(record ?? emptyCompanyRecord(other)),
        edition: 1,
        link: { customerIds: [first.customerId], customerNames: ['x'], enabled: true, linkedAt: at, linkedBy: 'joe' },
      }))
      return { accepted: waiting }
    })
    expect((await accepted).results).toMatchObject([{ outcome: 'taken', takenBy: { id: 3, name: 'Firm 2' } }])
    expect(await started.store.of(acme).companies.read(first.companyId)).toBeNull()
  })
})
