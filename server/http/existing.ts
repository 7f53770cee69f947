/** Routes of an existing set-up: reading it, what it would become, and taking over what a person chose. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'
import { ids, json, query } from './input'

/** Decisions of one request. */
const most = 500

const version = z.number().int().nonnegative()
const recordId = z.number().int().positive()
const viewQuery = z.object({
  /** Ids with commas; left out: those whose name says Trend Micro; empty: none. */
  solutions: z
    .string()
    .max(1_000, 'tooLong')
    .regex(/^$|^[1-9]\d{0,9}(,[1-9]\d{0,9})*$/)
    .transform((text) => (text === '' ? [] : text.split(',').map(Number)))
    .optional(),
})
const linksBody = z.object({
  pairs: z.array(z.object({ companyId: ids.company, customerId: ids.customer, version })).max(most, 'tooMany'),
})
const itemsBody = z.object({
  version,
  items: z.array(z.object({ plan: ids.plan, crossReferenceId: recordId })).max(most, 'tooMany'),
})

export function existingRoutes({ existing }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', query(viewQuery), async (c) =>
      c.json(await existing.view(c.var.session.tenantId, c.req.valid('query').solutions ?? null)),
    )
    .post('/', async (c) => {
      const { tenantId, member } = c.var.session
      await existing.start(tenantId, member.identifier)
      return c.json(await existing.view(tenantId, null))
    })
    .post('/links', json(linksBody), async (c) => {
      const { tenantId, member } = c.var.session
      return c.json(await existing.link(tenantId, c.req.valid('json'), member.identifier))
    })
    .post('/items', json(itemsBody), async (c) => {
      const { tenantId, member } = c.var.session
      await existing.saveItems(tenantId, c.req.valid('json'), member.identifier)
      return c.json({ saved: c.req.valid('json').items.length })
    })
    .get('/assignments', async (c) => {
      const { tenantId, member } = c.var.session
      return c.json(await existing.assignments(tenantId, member.identifier))
    })
}
