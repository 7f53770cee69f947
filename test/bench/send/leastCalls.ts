import type { Site } from './site'

/** Rows of a page, and ids in one question for catalog items: the most that ConnectWise takes (facts/connectwise-rest.md §5). */
const pageSize = 1_000
const idsAtOnce = 100

/** The fewest calls to ConnectWise, by route, with which the site can be sent without guessing. */
export function leastCalls({ companies, connectWise, changedLines }: Site): ReadonlyMap<string, number> {
  const pages = (rows: number) => Math.ceil(rows / pageSize)
  const items = new Set(companies.flatMap(({ products }) => products.map(({ itemId }) => itemId)))
  return new Map([
    ['GET /login/companyinfo/{company}', 1],
    ['GET /company/companies', pages(connectWise.companies.length)],
    ['GET /finance/agreements', pages(connectWise.agreements.length)],
    ['GET /finance/billingCycles', 1],
    ['GET /procurement/catalog', Math.ceil(items.size / idsAtOnce)],
    // Every product is on a chosen agreement: cross references and management rows are asked for by *Default* only.
    ['GET /finance/agreements/{id}/additions', companies.length],
    ['PATCH /finance/agreements/{id}/additions/{id}', changedLines],
  ])
}
