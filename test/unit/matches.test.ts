import { describe, expect, it } from 'vitest'
import { instantFromMs } from '../../server/domain/calendar'
import { companyId, customerId } from '../../server/domain/ids'
import { defaultLinking } from '../../server/domain/linking'
import type { Company } from '../../server/domain/psa'
import type { Customer } from '../../server/domain/trend'
import { createMatchedLists } from '../../server/services/matches'
import { acme } from '../contract/documents'
import { aCompany, aCustomer } from '../factories'

const firms = (count: number) =>
  Array.from({ length: count }, (_, place) => aCompany({ id: companyId(place + 1), name: `Firm ${place}` }))
const customers = (count: number) =>
  Array.from({ length: count }, (_, place) => aCustomer({ id: customerId(`c-${place}`), name: `Firm ${place}` }))

function start(world: { companies: Company[]; customers: Customer[] }) {
  const reads = { companies: 0 }
  let nowMs = 0
  const upstreams = () => ({
    // Each answer is a list of its own, as an adapter without a cache gives it.
    connectWise: {
      readCompanies: () => {
        reads.companies += 1
        return Promise.resolve([...world.companies])
      },
    },
    trendMicro: {
      readCustomers: () => Promise.resolve([...world.customers]),
    },
  })
  let connected = upstreams()
  const clock = { now: () => instantFromMs(nowMs), sleep: () => Promise.resolve(), onJump: () => () => undefined }
  const lists = createMatchedLists({ clock, connect: () => Promise.resolve(connected) })
  return {
    reads,
    match: (linking = defaultLinking) => lists.match(acme, linking),
    read: (maxAgeMs: number) => lists.read(acme, maxAgeMs),
    wait: (ms: number) => (nowMs += ms),
    reconnect: () => (connected = upstreams()),
  }
}

describe('the comparison of all companies with all customers', () => {
  it('is made once for all who ask, and again when a list has changed', async () => {
    const world = { companies: firms(30), customers: customers(30) }
    const { match, wait, reads } = start(world)
    const [first, second] = await Promise.all([match(), match()])
    expect(second.matches).toBe(first.matches)
    expect((await match()).matches).toBe(first.matches)
    expect(reads.companies).toBe(1)
    wait(6 * 60_000)
    expect((await match()).matches).toBe(first.matches)
    expect(reads.companies).toBe(2)
    world.customers = [...world.customers, aCustomer({ id: customerId('new'), name: 'Firm 7' })]
    const third = await match()
    expect(third.matches).not.toBe(first.matches)
    world.companies = firms(31)
    expect((await match()).matches).toBe(third.matches)
    wait(6 * 60_000)
    expect((await match()).matches.byCompany).toHaveLength(31)
  })

  it('is made again when other companies are left out, not when the bulk line moves', async () => {
    const { match } = start({ companies: firms(3), customers: customers(3) })
    const { matches } = await match()
    expect((await match({ ...defaultLinking, bulkLine: 95 })).matches).toBe(matches)
    const all = await match({ ...defaultLinking, leftOutStatuses: ['Active'] })
    expect(all.matches.byCompany).toEqual([])
    expect([...all.leftOut.values()]).toEqual(['status', 'status', 'status'])
  })

  it('asks another site when the connection has changed', async () => {
    const { match, reconnect, reads } = start({ companies: firms(3), customers: customers(3) })
    await match()
    reconnect()
    await match()
    expect(reads.companies).toBe(2)
  })

  it('lets others go first all the while', async () => {
    const { match } = start({ companies: firms(1_000), customers: customers(1_000) })
    let turns = 0
    let isDone = false
    const count = () => {
      turns += 1
      if (!isDone) setImmediate(count)
    }
    setImmediate(count)
    await match()
    isDone = true
    expect(turns).toBeGreaterThan(50)
  })

  it('takes no older list of companies than is asked for', async () => {
    const { read, wait, reads } = start({ companies: firms(3), customers: customers(3) })
    await read(60_000)
    wait(59_000)
    await read(60_000)
    expect(reads.companies).toBe(1)
    wait(2_000)
    await read(60_000)
    expect(reads.companies).toBe(2)
  })
})
