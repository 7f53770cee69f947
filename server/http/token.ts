/** Short-lived signed bearer tokens. The key lives as long as the process: after a restart the pod asks its host again. */
import { sign, verify } from 'hono/jwt'
import { instantFromMs, msOf } from '../domain/calendar'
import { AppError } from '../domain/errors'
import { tenantId } from '../domain/ids'
import type { Clock, Ids } from '../ports'
import type { MemberSession } from '../services/sessions'
import { z } from 'zod'

export interface Tokens {
  issue(session: MemberSession): Promise<string>
  /** Throws AppError `unauthenticated` for a missing, forged, foreign or expired token. */
  read(authorization: string | undefined): Promise<MemberSession>
}

const claims = z.object({
  sid: z.string(),
  ten: z.string(),
  sub: z.string(),
  nam: z.string().nullable(),
  cls: z.string().nullable(),
  rig: z.object({ view: z.boolean(), bill: z.boolean(), administer: z.boolean() }),
  /** Milliseconds since the epoch, by our own clock: the sandbox's time is not the machine's. */
  until: z.number(),
})

export function createTokens(deps: { clock: Clock; ids: Ids }): Tokens {
  const key = Buffer.from(deps.ids.bytes(32)).toString('base64')
  return {
    issue: (session) =>
      sign(
        {
          sid: session.id,
          ten: session.tenantId,
          sub: session.member.identifier,
          nam: session.member.fullName,
          cls: session.member.licenceClass,
          rig: { ...session.rights },
          until: msOf(session.expiresAt),
        } satisfies z.input<typeof claims>,
        key,
        'HS256',
      ),
    async read(authorization) {
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1]
      if (token === undefined) throw new AppError('unauthenticated')
      const payload = await verify(token, key, { alg: 'HS256' }).catch((cause: unknown) => {
        throw new AppError('unauthenticated', { cause })
      })
      const parsed = claims.safeParse(payload)
      if (!parsed.success || parsed.data.until <= msOf(deps.clock.now())) throw new AppError('unauthenticated')
      const { sid, ten, sub, nam, cls, rig, until } = parsed.data
      return {
        id: sid,
        tenantId: tenantId(ten),
        member: { identifier: sub, fullName: nam, licenceClass: cls },
        rights: rig,
        expiresAt: instantFromMs(until),
      }
    },
  }
}
