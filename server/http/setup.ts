/** Routes of the first run. Everybody learns how far it is and who may go on; only who administers does. */
import { Hono } from 'hono'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'

export function setupRoutes({ setup }: ApiDeps) {
  return new Hono<ApiEnv>()
    .get('/', may('view'), async (c) => {
      const { tenantId, rights } = c.var.session
      return c.json(await setup.view(tenantId, rights.administer))
    })
    .post('/finish', may('administer'), async (c) => {
      const { tenantId } = c.var.session
      await setup.finish(tenantId)
      return c.json(await setup.view(tenantId, true))
    })
}
