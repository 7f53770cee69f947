/** The one route that is open to all: it trades the host's proof for a token. */
import { Hono } from 'hono'
import type { SessionView } from '../domain/viewsSession'
import type { MemberSession } from '../services/sessions'
import { setupStage } from '../services/setup'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { bodies, json } from './input'

export function sessionRoutes(deps: ApiDeps) {
  return new Hono<ApiEnv>().post('/', json(bodies.session), async (c) =>
    c.json(await sessionView(deps, await deps.sessions.open(c.req.valid('json')))),
  )
}

/** A fresh token and what the screens need to know of its owner. */
export async function sessionView(
  { sessions, store, tokens }: Pick<ApiDeps, 'sessions' | 'store' | 'tokens'>,
  session: MemberSession,
): Promise<SessionView> {
  return {
    token: await tokens.issue(session),
    expiresAt: session.expiresAt,
    member: { identifier: session.member.identifier, fullName: session.member.fullName },
    rights: session.rights,
    billingManagers: sessions.billingManagers(session.tenantId),
    setup: await setupStage(store, session.tenantId),
  }
}
