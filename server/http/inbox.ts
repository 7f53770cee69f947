/** Routes of what is not billed, at all companies, and of trying it again. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'
import { ids, json, runCompanyParam } from './input'

const retryBody = z.object({
  lines: z
    .array(z.object({ runId: runCompanyParam.shape.runId, companyId: ids.company, key: ids.line.nullable() }))
    .min(1, 'required')
    .max(200, 'tooMany'),
})

export function inboxRoutes({ inbox }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', async (c) => c.json(await inbox.view(c.var.session.tenantId)))
    .get('/count', async (c) => c.json(await inbox.count(c.var.session.tenantId)))
    .post('/retry', json(retryBody), async (c) => {
      const { tenantId, member } = c.var.session
      return c.json({ results: await inbox.retry(tenantId, c.req.valid('json').lines, member.identifier) })
    })
}
