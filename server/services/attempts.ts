/** How often sign-ins may fail before nobody is asked any more (facts/hosted-api.md §6.3). Kept in memory. */
import { AppError } from '../domain/errors'
import type { TenantId } from '../domain/ids'

export interface AttemptLimits {
  failuresPerMember: number
  failuresPerMemberMs: number
  /** Of all members of a tenant together. */
  failuresPerMinute: number
}

export interface Attempts {
  /**
   * Runs one check; `false` from it is a failure, a throw is none. Throws AppError `tooManyAttempts` with
   * `params.retryAfterSeconds` when too many failed; checks of the same member that are under way count as failed until they end.
   */
  guard<Answer>(
    tenant: TenantId,
    member: string,
    check: () => Promise<Answer>,
    isGood: (answer: Answer) => boolean,
  ): Promise<Answer>
}

const minuteMs = 60_000
/** Members that are remembered; the oldest go first. */
const maxKept = 5_000

export function createAttempts(nowMs: () => number, limits: AttemptLimits): Attempts {
  const failures = new Map<string, number[]>()
  const underWay = new Map<string, number>()

  /** Milliseconds until fewer than `most` of the failures lie within the time; 0 when that is so now. */
  const waitMs = (key: string, most: number, withinMs: number, more = 0): number => {
    const recent = (failures.get(key) ?? []).filter((at) => at > nowMs() - withinMs)
    if (recent.length + more < most) return 0
    const last = recent[Math.max(0, recent.length - most)]
    return last === undefined ? 1_000 : last + withinMs - nowMs()
  }
  const note = (key: string, most: number) => {
    const noted = [...(failures.get(key) ?? []).slice(1 - most), nowMs()]
    failures.delete(key)
    failures.set(key, noted)
    for (const oldest of failures.keys()) {
      if (failures.size <= maxKept) return
      failures.delete(oldest)
    }
  }

  return {
    async guard(tenant, member, check, isGood) {
      const ofMember = `${tenant}:${member}`
      const ofTenant = `${tenant}:*`
      const busy = underWay.get(ofMember) ?? 0
      const wait = Math.max(
        waitMs(ofMember, limits.failuresPerMember, limits.failuresPerMemberMs, busy),
        waitMs(ofTenant, limits.failuresPerMinute, minuteMs),
      )
      if (wait > 0) throw new AppError('tooManyAttempts', { params: { retryAfterSeconds: Math.ceil(wait / 1000) } })
      underWay.set(ofMember, busy + 1)
      try {
        const answer = await check()
        if (!isGood(answer)) {
          note(ofMember, limits.failuresPerMember)
          note(ofTenant, limits.failuresPerMinute)
        }
        return answer
      } finally {
        const left = (underWay.get(ofMember) ?? 1) - 1
        if (left > 0) underWay.set(ofMember, left)
        else underWay.delete(ofMember)
      }
    },
  }
}
