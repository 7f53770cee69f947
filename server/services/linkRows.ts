/** The rows of linking with what people decided, kept until a list or a decision changes. */
import { foldText } from '../domain/companyNames'
import type { CompanyId, CustomerId, TenantId } from '../domain/ids'
import { rowsInSteps, type Decided, type RowSuggestion } from '../domain/linkRows'
import type { LeftOut, Linking } from '../domain/linking'
import type { Company } from '../domain/psa'
import { inSteps } from '../domain/steps'
import type { Customer } from '../domain/trend'
import type { LinkFilter, LinksView } from '../domain/viewsLinks'
import { giveWay, inTurns } from './giveWay'
import type { Matched, MatchedLists } from './matches'
import type { LinkRecord, TenantLinks, WatchedLinks } from './watchedLinks'

export interface Row {
  company: Pick<Company, 'id' | 'identifier' | 'name' | 'city' | 'state'>
  leftOut: LeftOut | null
  record: LinkRecord | null
  suggestions: RowSuggestion[]
  filters: ReadonlySet<LinkFilter>
  /** What a search looks through. */
  searched: string
  /** By what rows are put in order. */
  sortedBy: string
  /** Of the best suggestion that can be had. */
  score: number
}
export interface TenantRows {
  matched: Matched
  /** By name. */
  rows: Row[]
  /** Best suggestion first. */
  suggested: Row[]
  totals: LinksView['totals']
  companies: ReadonlyMap<CompanyId, Company>
  customers: ReadonlyMap<CustomerId, Customer>
}
export interface LinkRowsCache {
  of(tenant: TenantId, linking: Linking): Promise<TenantRows>
}

/** Rows that are made in one step: a millisecond or two. */
const rowsInOneStep = 100
/** Tenants whose rows are kept. The oldest go first. */
const maxTenants = 8

export function createLinkRows(deps: { lists: MatchedLists; linksOf: WatchedLinks['linksOf'] }): LinkRowsCache {
  const kept = new Map<TenantId, { of: unknown[]; rows: Promise<TenantRows> }>()
  return {
    async of(tenant, linking) {
      const [matched, links] = await Promise.all([deps.lists.match(tenant, linking), deps.linksOf(tenant)])
      const of = [matched.matches, matched.readAt, links, links.changes(), linking.bulkLine]
      const entry = kept.get(tenant)
      if (entry?.of.every((part, place) => part === of[place]) === true) return entry.rows
      const rows = makeRows(matched, links, linking.bulkLine)
      kept.delete(tenant)
      kept.set(tenant, { of, rows })
      if (kept.size > maxTenants) for (const oldest of [...kept.keys()].slice(0, 1)) kept.delete(oldest)
      rows.catch(() => {
        if (kept.get(tenant)?.rows === rows) kept.delete(tenant)
      })
      return rows
    },
  }
}

async function makeRows(matched: Matched, links: TenantLinks, bulkLine: number): Promise<TenantRows> {
  // A copy: what is decided while the rows are made belongs into the next ones.
  const records = new Map(links.records())
  const decided = new Map([...records].map(([company, record]) => [company, decidedOf(record)]))
  const suggested = await inTurns(rowsInSteps(matched.matches, bulkLine, decided))
  const customers = new Map(matched.customers.map((customer) => [customer.id, customer]))
  const companies = new Map(matched.companies.map((company) => [company.id, company]))
  const gone = [...records]
    .filter(([id, { link }]) => link !== null && !companies.has(id))
    .map(([id]) => companyGone(id))
  const rows: Row[] = []
  const totals = { all: 0, unlinked: 0, suggested: 0, linked: 0, none: 0, leftOut: 0, bulk: 0 }
  const add = (company: Row['company'], leftOut: LeftOut | null, suggestions: RowSuggestion[] = []) => {
    const record = records.get(company.id) ?? null
    const filters = filtersOf(record, leftOut, suggestions)
    const row = {
      company,
      leftOut,
      record,
      suggestions,
      filters,
      ...searchedOf(company, record, suggestions, customers),
    }
    rows.push({ ...row, score: scoreOf(suggestions) })
    for (const filter of filters) totals[filter] += 1
    if (suggestions[0]?.bulk === true) totals.bulk += 1
  }
  await inTurns(inSteps(suggested, rowsInOneStep, ({ company, suggestions }) => add(company, null, suggestions)))
  await inTurns(inSteps([...matched.leftOut], rowsInOneStep, ([company, reason]) => add(company, reason)))
  for (const company of gone) add(company, 'deleted')
  rows.sort(byName)
  await giveWay()
  // Equal ones stay by name.
  const best = rows.filter(({ filters }) => filters.has('suggested')).sort((one, other) => other.score - one.score)
  await giveWay()
  return { matched, rows, suggested: best, totals, companies, customers }
}

const decidedOf = ({ link, noTrendMicro, rejected }: LinkRecord): Decided => ({
  customerIds: link?.customerIds ?? [],
  none: noTrendMicro !== null,
  rejected: rejected.map(({ customerId }) => customerId),
})

/** Its link stays, and holds its customers, until a person takes them from it. */
const companyGone = (id: CompanyId): Row['company'] => ({ id, identifier: '', name: `#${id}`, city: null, state: null })

function filtersOf(
  record: LinkRecord | null,
  leftOut: LeftOut | null,
  suggestions: readonly RowSuggestion[],
): ReadonlySet<LinkFilter> {
  const isLinked = (record?.link?.customerIds.length ?? 0) > 0
  if (leftOut !== null && !isLinked) return new Set(['leftOut'])
  if (isLinked) return new Set(leftOut === null ? ['all', 'linked'] : ['all', 'linked', 'leftOut'])
  if (record?.noTrendMicro != null) return new Set(['all', 'none'])
  const isSuggested = suggestions.some(({ takenBy }) => takenBy === null)
  return new Set(isSuggested ? ['all', 'unlinked', 'suggested'] : ['all', 'unlinked'])
}

function searchedOf(
  { name, identifier, city }: Row['company'],
  record: LinkRecord | null,
  suggestions: readonly RowSuggestion[],
  customers: ReadonlyMap<CustomerId, Customer>,
): Pick<Row, 'searched' | 'sortedBy'> {
  const linked = (record?.link?.customerIds ?? []).map((id) => customers.get(id)?.name ?? '')
  const near = suggestions.map(({ customer }) => customer.name)
  const all = [name, identifier, city ?? '', ...linked, ...(record?.link?.customerNames ?? []), ...near]
  const searched = foldText(all.join('\n'))
  return { searched, sortedBy: searched.slice(0, searched.indexOf('\n')) }
}

/** The best of those that can be had. */
const scoreOf = (suggestions: readonly RowSuggestion[]): number =>
  suggestions.find(({ takenBy }) => takenBy === null)?.score ?? 0

const byName = (one: Row, other: Row): number =>
  one.sortedBy < other.sortedBy ? -1 : one.sortedBy > other.sortedBy ? 1 : one.company.id - other.company.id
