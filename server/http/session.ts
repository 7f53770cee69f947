/** The one route that is open to all: it trades the host's proof for a token. */
import { Hono } from 'hono'
import type { SessionView } from '../domain/views'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { bodies, json } from './input'

export function sessionRoutes({ sessions, tokens }: ApiDeps) {
  return new Hono<ApiEnv>().post('/', json(bodies.session), async (c) => {
    const session = await sessions.open(c.req.valid('json'))
    const view: SessionView = {
      token: await tokens.issue(session),
      expiresAt: session.expiresAt,
      member: { identifier: session.member.identifier, fullName: session.member.fullName },
      rights: session.rights,
      billingManagers: sessions.billingManagers(session.tenantId),
    }
    return c.json(view)
  })
}
