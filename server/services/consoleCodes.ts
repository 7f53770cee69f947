/** Codes by which the pod opens the console in a tab of its own: short-lived, used once, kept as hashes in memory only. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { instantFromMs, msOf, type Instant } from '../domain/calendar'
import { AppError } from '../domain/errors'
import type { Clock, Ids } from '../ports'
import type { MemberSession, Sessions } from './sessions'

export interface ConsoleCodes {
  /** A code for this member, this tenant and these rights. Throws AppError `tooManyAttempts` when too many wait to be used. */
  issue(session: MemberSession): { code: string; expiresAt: Instant }
  /** A session of its own for who holds the code. Throws AppError `consoleCode` when it is unknown, over or was used. */
  redeem(code: string): MemberSession
}

const limits = { lifeMs: 30_000, bytes: 32, perMember: 5, inAll: 1_000 }

interface Kept {
  hash: Buffer
  session: MemberSession
  untilMs: number
}

export function createConsoleCodes(deps: {
  clock: Clock
  ids: Ids
  sessions: Pick<Sessions, 'openConsole'>
}): ConsoleCodes {
  let kept: Kept[] = []
  const nowMs = () => msOf(deps.clock.now())
  const dropOld = () => {
    kept = kept.filter(({ untilMs }) => untilMs > nowMs())
  }
  return {
    issue(session) {
      dropOld()
      const own = kept.filter(
        ({ session: { tenantId, member } }) =>
          tenantId === session.tenantId && member.identifier === session.member.identifier,
      )
      const [oldest] = own.length >= limits.perMember ? own : kept.length >= limits.inAll ? kept : []
      if (oldest !== undefined)
        throw new AppError('tooManyAttempts', {
          params: { retryAfterSeconds: Math.max(1, Math.ceil((oldest.untilMs - nowMs()) / 1_000)) },
        })
      const code = Buffer.from(deps.ids.bytes(limits.bytes)).toString('base64url')
      const untilMs = nowMs() + limits.lifeMs
      kept.push({ hash: hashOf(code), session, untilMs })
      return { code, expiresAt: instantFromMs(untilMs) }
    },
    redeem(code) {
      dropOld()
      const hash = hashOf(code)
      // All are compared, whichever fits: how long it takes tells nothing.
      const [found] = kept.filter((entry) => timingSafeEqual(entry.hash, hash))
      if (found === undefined) throw new AppError('consoleCode')
      kept = kept.filter((entry) => entry !== found)
      return deps.sessions.openConsole(found.session)
    },
  }
}

const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest()
