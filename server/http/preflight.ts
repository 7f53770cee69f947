/** Routes of the checks before a send: the last result, and one now. They tell of all companies, so not to who bills some. */
import { Hono } from 'hono'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'

export function preflightRoutes({ preflight }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', async (c) => c.json(await preflight.view(c.var.session.tenantId)))
    .post('/', async (c) => {
      const { tenantId, member } = c.var.session
      await preflight.start(tenantId, member.identifier)
      return c.json(await preflight.view(tenantId))
    })
}
