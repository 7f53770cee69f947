/** All companies compared with all customers of a tenant, kept until one of the two lists changes. */
import { createHash } from 'node:crypto'
import { msOf, type Instant } from '../domain/calendar'
import type { TenantId } from '../domain/ids'
import { leftOutBy, type LeftOut, type Linking } from '../domain/linking'
import { matchAll, type Matches } from '../domain/linkRows'
import type { Company } from '../domain/psa'
import { inSteps } from '../domain/steps'
import type { Customer } from '../domain/trend'
import type { ConnectWise } from '../integrations/connectwise/port'
import type { TrendMicro } from '../integrations/trendmicro/port'
import type { Clock } from '../ports'
import { matcherOf } from './customerMatcher'
import { inTurns } from './giveWay'

export interface Matched {
  companies: readonly Company[]
  customers: readonly Customer[]
  /** When the companies were read. */
  readAt: Instant
  leftOut: ReadonlyMap<Company, LeftOut>
  matches: Matches
}
export interface MatchedLists {
  /** All companies, not older than on a screen. Throws UpstreamError. */
  readCompanies(tenant: TenantId): Promise<{ companies: readonly Company[]; readAt: Instant }>
  /** Both lists; the companies not older than `maxAgeMs`. Throws UpstreamError. */
  read(tenant: TenantId, maxAgeMs?: number): Promise<Lists>
  /** Both lists compared. Asked twice while it is computed, it is computed once. Throws UpstreamError. */
  match(tenant: TenantId, linking: Linking): Promise<Matched>
}
export interface Lists {
  companies: readonly Company[]
  customers: readonly Customer[]
  readAt: Instant
}

/** How old the list of companies may be on a screen. Customers are kept by their adapter. */
const companiesKeptMs = 5 * 60_000
/** Tenants whose result is kept; some megabytes each. The oldest go first. */
const maxTenants = 8

interface Result {
  hash: Promise<string>
  lists: Lists
  linking: Linking
  matched: Promise<Matched>
}

/** Only what is asked of the two systems here. */
export type ConnectLists = (
  tenant: TenantId,
) => Promise<{ connectWise: CompanyReader; trendMicro: Pick<TrendMicro, 'readCustomers'> }>
type CompanyReader = Pick<ConnectWise, 'readCompanies'>

export function createMatchedLists(deps: { clock: Clock; connect: ConnectLists }): MatchedLists {
  // By adapter: another site or other keys are another adapter, and what the former one said is forgotten with it.
  const readings = new WeakMap<CompanyReader, { readAt: Instant; companies: Promise<Company[]> }>()
  const results = new Map<TenantId, Result>()

  const readCompanies = (connectWise: CompanyReader, maxAgeMs: number) => {
    const now = deps.clock.now()
    const kept = readings.get(connectWise)
    const age = kept === undefined ? null : msOf(now) - msOf(kept.readAt)
    if (kept !== undefined && age !== null && age >= 0 && age < maxAgeMs) return kept
    const reading = { readAt: now, companies: connectWise.readCompanies() }
    readings.set(connectWise, reading)
    // The caller gets the failure; the next call reads again.
    reading.companies.catch(() => {
      if (readings.get(connectWise) === reading) readings.delete(connectWise)
    })
    return reading
  }
  const read = async (tenant: TenantId, maxAgeMs = companiesKeptMs): Promise<Lists> => {
    const { connectWise, trendMicro } = await deps.connect(tenant)
    const { companies: asked, readAt } = readCompanies(connectWise, maxAgeMs)
    const [companies, customers] = await Promise.all([asked, trendMicro.readCustomers()])
    return { companies, customers, readAt }
  }
  return {
    read,
    async readCompanies(tenant) {
      const { connectWise } = await deps.connect(tenant)
      const { companies, readAt } = readCompanies(connectWise, companiesKeptMs)
      return { companies: await companies, readAt }
    },
    async match(tenant, linking) {
      const lists = await read(tenant)
      const kept = results.get(tenant)
      if (kept !== undefined && isSame(kept, lists, linking)) return kept.matched
      const hash = hashOf(lists, linking)
      const matched = matchAgain(kept, hash, lists, linking)
      results.delete(tenant)
      results.set(tenant, { hash, lists, linking, matched })
      if (results.size > maxTenants) for (const oldest of [...results.keys()].slice(0, 1)) results.delete(oldest)
      matched.catch(() => {
        if (results.get(tenant)?.matched === matched) results.delete(tenant)
      })
      return matched
    },
  }
}

/** What is read again and found as it was is not compared again. */
async function matchAgain(
  kept: Result | undefined,
  hash: Promise<string>,
  lists: Lists,
  linking: Linking,
): Promise<Matched> {
  const isAsItWas = kept !== undefined && (await kept.hash) === (await hash)
  return isAsItWas ? { ...(await kept.matched), readAt: lists.readAt } : compare(lists, linking)
}

async function compare({ companies, customers, readAt }: Lists, linking: Linking): Promise<Matched> {
  const reasonOf = leftOutBy(linking)
  const leftOut = new Map<Company, LeftOut>()
  const takingPart: Company[] = []
  for (const company of companies) {
    const reason = reasonOf(company)
    if (reason === null) takingPart.push(company)
    else leftOut.set(company, reason)
  }
  // Who is in the recycle bin has given up its name; who is inactive or a prospect has not.
  const named = [...leftOut].filter(([, reason]) => reason !== 'deleted').map(([company]) => company)
  const matches = await inTurns(matchAll(takingPart, await matcherOf(customers), named))
  return { companies, customers, readAt, leftOut, matches }
}

const isSame = (kept: { lists: Lists; linking: Linking }, lists: Lists, linking: Linking): boolean =>
  kept.lists.companies === lists.companies && kept.lists.customers === lists.customers && isSameLinking(kept, linking)

/** The words only: where the bulk line is does not change what is compared. */
const wordsOf = ({ leftOutStatuses, leftOutTypes }: Linking) => JSON.stringify([leftOutStatuses, leftOutTypes])
const isSameLinking = (kept: { linking: Linking }, linking: Linking) => wordsOf(kept.linking) === wordsOf(linking)

/** Entries that are hashed in one step: a millisecond or two. */
const hashedInOneStep = 500

async function hashOf({ companies, customers }: Lists, linking: Linking): Promise<string> {
  const hash = createHash('sha256').update(wordsOf(linking))
  for (const list of [companies, customers]) {
    // The lengths are hashed too: where one list ends says nothing otherwise.
    hash.update(`${list.length}`)
    await inTurns(inSteps<Company | Customer>(list, hashedInOneStep, (entry) => hash.update(JSON.stringify(entry))))
  }
  return hash.digest('hex')
}
