/** Route of the console's list of all companies. */
import { Hono } from 'hono'
import { z } from 'zod'
import { companyFilters } from '../domain/viewsCompanies'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'
import { query } from './input'

const pageQuery = z.object({
  filter: z.enum(companyFilters).default('all'),
  q: z.string().max(200, 'tooLong').default(''),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

/** Beside the routes of one company: what is needed stands at the route, so that it says nothing about those. */
export function companyListRoutes({ companyList }: ApiDeps) {
  return new Hono<ApiEnv>().get('/', may('administer'), query(pageQuery), async (c) => {
    const { q, ...page } = c.req.valid('query')
    return c.json(await companyList.view(c.var.session.tenantId, { ...page, text: q }))
  })
}
