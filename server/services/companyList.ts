/** All companies with how they stand, as the console lists them; kept until something of them changes. Reads only. */
import { firstDayOf, monthOf, msOf, type Instant } from '../domain/calendar'
import { foldText } from '../domain/companyNames'
import type { CompanyId, TenantId } from '../domain/ids'
import { leftOutBy, type LeftOut } from '../domain/linking'
import { noStanding } from '../domain/companyStanding'
import type { Company } from '../domain/psa'
import type { Tenant } from '../domain/settings'
import {
  companyFilters,
  type CompanyFilter,
  type CompanyListView,
  type CompanyRowView,
  type CompanyState,
} from '../domain/viewsCompanies'
import { dayInZone, startOfDay } from '../domain/zone'
import type { Clock } from '../ports'
import type { Store } from '../storage/store'
import type { RecordFacts, TenantStandings } from './knownStandings'
import type { MatchedLists } from './matches'
import { readTenant } from './planRun'
import type { WatchedStandings } from './watchedStandings'

export interface CompanyList {
  /** Throws UpstreamError when companies or customers were not read lately and cannot be. */
  view(tenant: TenantId, query: CompanyQuery): Promise<CompanyListView>
}
export interface CompanyQuery {
  filter: CompanyFilter
  /** Words that company, Company ID, city or a customer must hold; '' for all. */
  text: string
  offset: number
  limit: number
}

interface Row {
  view: CompanyRowView
  filters: ReadonlySet<CompanyFilter>
  /** Of its state. */
  rank: number
  searched: string
}
/** Rows by company, with the count of its changes by which each was made; null: it is not listed. */
type MadeRows = Map<CompanyId, { changes: number; row: Row | null }>
interface Rows {
  rows: Row[]
  totals: CompanyListView['totals']
}
/** Tenants whose rows are kept. The oldest go first. */
const maxTenants = 8

export function createCompanyList(deps: {
  store: Store
  clock: Clock
  lists: Pick<MatchedLists, 'readCompanies'>
  recordedOf: WatchedStandings['recordedOf']
}): CompanyList {
  const kept = new Map<TenantId, { of: unknown[]; rows: Rows; made: MadeRows }>()

  function rowsOf(tenant: Tenant, companies: readonly Company[], standings: TenantStandings): Rows {
    const today = dayInZone(deps.clock.now(), tenant.settings.schedule.timeZone)
    const since = firstDayOf(monthOf(today))
    const of = [companies, standings, standings.changes(), since, JSON.stringify(tenant.linking)]
    const entry = kept.get(tenant.id)
    if (entry?.of.every((part, place) => part === of[place]) === true) return entry.rows
    const sinceMs = msOf(startOfDay(since, tenant.settings.schedule.timeZone))
    const isSince = (at: Instant | null) => at !== null && msOf(at) >= sinceMs
    // While a run goes on one company after the other changes: all other rows stay.
    const isSameBut = entry?.of.every((part, place) => place === 2 || part === of[place]) === true
    const made: MadeRows = isSameBut ? entry.made : new Map<CompanyId, { changes: number; row: Row | null }>()
    const rows = makeRows(companies, leftOutBy(tenant.linking), standings, isSince, made)
    kept.delete(tenant.id)
    kept.set(tenant.id, { of, rows, made })
    if (kept.size > maxTenants) for (const oldest of [...kept.keys()].slice(0, 1)) kept.delete(oldest)
    return rows
  }

  return {
    async view(tenantId, { filter, text, offset, limit }) {
      const [tenant, { companies, readAt }, standings] = await Promise.all([
        readTenant(deps.store, tenantId),
        deps.lists.readCompanies(tenantId),
        deps.recordedOf(tenantId),
      ])
      const { rows, totals } = rowsOf(tenant, companies, standings)
      const words = foldText(text)
        .split(/\s+/)
        .filter((word) => word !== '')
      const found = rows.filter(
        ({ filters, searched }) => filters.has(filter) && words.every((word) => searched.includes(word)),
      )
      const { site, loginCompany } = tenant.connections.connectWise
      return {
        rows: found.slice(offset, offset + limit).map(({ view }) => view),
        found: found.length,
        totals,
        reading: standings.reading(),
        readAt,
        connectWise: { site, loginCompany },
      }
    },
  }
}

function makeRows(
  companies: readonly Company[],
  reasonOf: (company: Company) => LeftOut | null,
  standings: TenantStandings,
  isSince: (at: Instant | null) => boolean,
  made: MadeRows,
): Rows {
  const rows: Row[] = []
  const totals = Object.fromEntries(companyFilters.map((filter) => [filter, 0])) as CompanyListView['totals'] // all of them are named
  const listed = new Set<CompanyId>(companies.map(({ id }) => id))
  const gone = [...standings.companies()].filter((id) => !listed.has(id)).map(companyGone)
  for (const company of [...companies, ...gone]) {
    const changes = standings.changesOf(company.id)
    let entry = made.get(company.id)
    if (entry?.changes !== changes) {
      const leftOut = listed.has(company.id) ? reasonOf(company) : 'deleted'
      entry = { changes, row: rowOf(company, leftOut, standings, isSince) }
      made.set(company.id, entry)
    }
    const { row } = entry
    if (row === null) continue
    rows.push(row)
    for (const filter of row.filters) totals[filter] += 1
  }
  rows.sort(
    (one, other) =>
      one.rank - other.rank ||
      (one.searched < other.searched
        ? -1
        : one.searched > other.searched
          ? 1
          : one.view.company.id - other.view.company.id),
  )
  return { rows, totals }
}

function rowOf(
  { id, identifier, name, city, state }: Company,
  leftOut: LeftOut | null,
  standings: TenantStandings,
  isSince: (at: Instant | null) => boolean,
): Row | null {
  const facts = standings.record(id)
  const isLinked = facts !== null && facts.customers.length > 0
  // Nothing is billed for it and nothing will be: the linking page lists it.
  if (leftOut !== null && !isLinked) return null
  const standing = isLinked && facts.enabled ? standings.standing(id) : noStanding
  const customers = facts?.customers ?? []
  const view: CompanyRowView = {
    company: { id, identifier, name, city, state },
    leftOut,
    customers,
    state: stateOf(facts, standing),
    standing,
    own: facts?.own ?? false,
  }
  const isBilled = isSince(standing.billedAt)
  const filters = new Set<CompanyFilter>(['all'])
  const add = (filter: CompanyFilter, holds: boolean) => {
    if (holds) filters.add(filter)
  }
  add('failed', standing.failed > 0)
  add('held', standing.held > 0)
  add('waiting', standing.waiting > 0)
  add('unmapped', standing.unmapped > 0)
  add('changes', standing.changes > 0)
  add('billed', isBilled)
  add('notBilled', isLinked && facts.enabled && !isBilled)
  add('excluded', standing.excluded > 0 || (facts?.exclusions ?? 0) > 0)
  add('unlinked', !isLinked && facts?.none !== true)
  add('none', facts?.none === true && !isLinked)
  add('off', isLinked && !facts.enabled)
  add('own', facts?.own === true)
  return {
    view,
    filters,
    rank: order.indexOf(view.state),
    searched: foldText([name, identifier, city ?? '', ...customers].join('\n')),
  }
}

function stateOf(facts: RecordFacts | null, standing: CompanyRowView['standing']): CompanyState {
  if (facts === null || facts.customers.length === 0) return facts?.none === true ? 'none' : 'unlinked'
  if (!facts.enabled) return 'off'
  if (standing.failed > 0) return 'failed'
  if (standing.held > 0) return 'held'
  if (standing.waiting > 0) return 'waiting'
  if (standing.unmapped > 0) return 'unmapped'
  if (standing.plannedAt === null) return 'notPlanned'
  return standing.changes > 0 ? 'changes' : 'unchanged'
}

/** What needs a person comes first (design: principle 4). */
const order: CompanyState[] = [
  'failed',
  'held',
  'waiting',
  'unmapped',
  'changes',
  'notPlanned',
  'unchanged',
  'off',
  'unlinked',
  'none',
]

/** A company that ConnectWise no longer lists and that has a record. */
const companyGone = (id: CompanyId): Company => ({
  id,
  identifier: '',
  name: `#${id}`,
  city: null,
  state: null,
  webDomain: null,
  statusName: null,
  typeNames: [],
  deleted: true,
})
