/** Routes of product defaults: what is said once for a product, and filling it in for many companies. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'
import { ids, json, query, ruleBody } from './input'

/** Defaults of one request, companies of one, and rows of one page. */
const most = 500

const version = z.number().int().nonnegative()
const changeBody = z.object({
  version,
  defaults: z
    .array(
      z.object({
        plan: ids.plan,
        default: z
          .object({
            catalogItemId: ids.catalogItem,
            rule: ruleBody.nullable(),
            createWhenMissing: z.boolean().nullable(),
            agreementTypeId: ids.agreementType.nullable(),
          })
          .nullable(),
      }),
    )
    .max(most, 'tooMany'),
})
const previewQuery = z.object({
  outcome: z.enum(['all', 'new', 'changed', 'same', 'exception', 'unresolved']).default('all'),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(most).default(100),
})
const applyBody = z.object({
  version,
  companies: z.array(z.object({ companyId: ids.company, version })).max(most, 'tooMany'),
})
const monthsBody = z.object({ plan: ids.plan, rule: ruleBody.nullable() })

export function defaultRoutes({ productDefaults }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', async (c) => c.json(await productDefaults.view(c.var.session.tenantId)))
    .put('/', json(changeBody), async (c) => {
      const { tenantId, member } = c.var.session
      await productDefaults.change(tenantId, c.req.valid('json'), member.identifier)
      return c.json(await productDefaults.view(tenantId))
    })
    .get('/preview', query(previewQuery), async (c) => {
      const { tenantId, member } = c.var.session
      return c.json(await productDefaults.preview(tenantId, c.req.valid('query'), member.identifier))
    })
    .post('/apply', json(applyBody), async (c) => {
      const { tenantId, member } = c.var.session
      return c.json(await productDefaults.apply(tenantId, c.req.valid('json'), member.identifier))
    })
    .post('/months', json(monthsBody), async (c) => {
      const { plan, rule } = c.req.valid('json')
      return c.json(await productDefaults.months(c.var.session.tenantId, plan, rule))
    })
}
