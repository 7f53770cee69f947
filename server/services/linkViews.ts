/** A page of the linking screen from the rows. */
import { foldText } from '../domain/companyNames'
import type { CompanyId } from '../domain/ids'
import type { LinkFilter, LinkRowView, LinksView } from '../domain/viewsLinks'
import type { Tenant } from '../domain/settings'
import type { Versioned } from '../storage/store'
import type { Row, TenantRows } from './linkRows'
import type { TenantLinks } from './watchedLinks'

export interface LinkQuery {
  state: LinkFilter
  /** Words that company, Company ID, city or a customer of the row must hold; '' for all. */
  text: string
  /** Rows of these companies, whatever their state is and whatever they hold. */
  only?: readonly CompanyId[] | undefined
  offset: number
  limit: number
}

/** Reads only what it is given. */
export function linksView(
  tenant: Versioned<Tenant>,
  rows: TenantRows,
  links: TenantLinks,
  { state, text, only, offset, limit }: LinkQuery,
): LinksView {
  const words = foldText(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  const ordered = state === 'suggested' && only === undefined ? rows.suggested : rows.rows
  const wanted = only === undefined ? null : new Set(only)
  const found = ordered.filter(({ company, filters, searched }) =>
    wanted === null ? filters.has(state) && words.every((word) => searched.includes(word)) : wanted.has(company.id),
  )
  return {
    rows: found.slice(offset, offset + limit).map((row) => rowView(row, rows)),
    found: found.length,
    totals: rows.totals,
    customers: {
      total: rows.customers.size,
      linked: [...rows.customers.keys()].filter((id) => links.holderOf(id) !== null).length,
    },
    linking: tenant.value.linking,
    linkingVersion: tenant.version,
    readAt: rows.matched.readAt,
  }
}

function rowView(row: Row, { companies, customers }: TenantRows): LinkRowView {
  const { record } = row
  const { id, identifier, name, city, state } = row.company
  const link = record?.link ?? null
  return {
    company: { id, identifier, name, city, state },
    leftOut: row.leftOut,
    link:
      link === null || link.customerIds.length === 0
        ? null
        : {
            customers: link.customerIds.map((customer, place) => ({
              id: customer,
              // As it is called now; as it was called when it is gone.
              name: customers.get(customer)?.name ?? link.customerNames[place] ?? customer,
            })),
            enabled: link.enabled,
            linkedAt: link.linkedAt,
            linkedBy: link.linkedBy,
          },
    noTrendMicro: record?.noTrendMicro ?? null,
    suggestions: row.suggestions.map(({ takenBy, ...suggestion }) => ({
      ...suggestion,
      takenBy: takenBy === null ? null : { id: takenBy, name: nameOf(companies, takenBy) },
    })),
    rejected: (record?.rejected ?? []).map(({ customerId, by, at }) => ({
      customer: { id: customerId, name: customers.get(customerId)?.name ?? customerId },
      by,
      at,
    })),
    version: record?.edition ?? 0,
  }
}

/** A company that ConnectWise no longer lists has its number only. */
export const nameOf = (companies: ReadonlyMap<CompanyId, { name: string }>, id: CompanyId): string =>
  companies.get(id)?.name ?? `#${id}`
