/** Checks before a send: one at a time of a tenant, by the clock or when a person asks; the last result is kept. */
import type { Instant } from '../domain/calendar'
import type { TenantId } from '../domain/ids'
import type { DueSend } from '../domain/preflight'
import type { PreflightView } from '../domain/viewsPreflight'
import { checkAll, type CheckDeps } from './preflightCheck'
import { emptyRecord, nextOfClock, withChecked } from './preflightClaims'
import { readTenant } from './planRun'

export interface PreflightService {
  /** Throws AppError `notFound`. */
  view(tenant: TenantId): Promise<PreflightView>
  /** Starts a check, or leaves it at the one that is under way. Throws AppError `notFound`. */
  start(tenant: TenantId, by: string): Promise<void>
  /**
   * Checks for these sends of the schedules and marks them checked, after the one that is under way. `done`: false when it has
   * to be made again: the server stops, or something did not answer that may answer soon. With `last` it counts even so.
   */
  checkFor(tenant: TenantId, sends: DueSend[], of: { last: boolean }): Promise<{ done: boolean }>
  /** Fulfilled when nothing is under way. */
  settled(): Promise<void>
  /** Finishes the companies in hand; a check that is not at its end is thrown away, and the clock's are made anew. */
  stop(): Promise<void>
}

interface Running {
  since: Instant
  by: string
  looked: number
  linked: number
  work: Promise<{ done: boolean }>
}

/** `ended`: told when a check has a result; must answer at once and not throw. */
export function createPreflight(deps: CheckDeps & { ended?: (tenant: TenantId) => void }): PreflightService {
  const { store, clock, log } = deps
  const running = new Map<TenantId, Running>()
  const failedAt = new Map<TenantId, Instant>()
  const stopping = new AbortController()

  function begin(tenant: TenantId, by: string, sends: DueSend[], isLast: boolean): Running {
    const now = clock.now()
    const mine: Running = { since: now, by, looked: 0, linked: 0, work: Promise.resolve({ done: false }) }
    mine.work = check(tenant, mine, sends, isLast).finally(() => running.delete(tenant))
    running.set(tenant, mine)
    return mine
  }

  async function check(tenant: TenantId, mine: Running, sends: DueSend[], isLast: boolean): Promise<{ done: boolean }> {
    try {
      const checked = await checkAll(deps, tenant, {
        by: mine.by,
        dueFor: sends,
        signal: stopping.signal,
        onPart: (looked, linked) => Object.assign(mine, { looked, linked }),
      })
      if (checked === null) return { done: false }
      const { result, mayPass } = checked
      const done = !mayPass || isLast
      await store.of(tenant).preflight.update('preflight', (stored) => {
        const record = { ...(stored ?? emptyRecord(tenant)), last: result }
        return done ? withChecked(record, sends, result.finishedAt) : record
      })
      failedAt.delete(tenant)
      // One that is made again soon, because something did not answer, says more then.
      if (done) deps.ended?.(tenant)
      return { done }
    } catch (error) {
      failedAt.set(tenant, clock.now())
      throw error
    }
  }

  return {
    async view(tenant) {
      const { preflightDays, connections } = await readTenant(store, tenant)
      const { site, loginCompany } = connections.connectWise
      const stored = await store.of(tenant).preflight.read('preflight')
      const now = running.get(tenant)
      return {
        last: stored?.value.last ?? null,
        running:
          now === undefined
            ? null
            : { since: now.since, by: now.by, companies: { looked: now.looked, linked: now.linked } },
        failedAt: failedAt.get(tenant) ?? null,
        days: preflightDays,
        next: await nextOfClock(store, tenant, clock.now()),
        connectWise: { site, loginCompany },
      }
    },
    async start(tenant, by) {
      await readTenant(store, tenant)
      if (stopping.signal.aborted || running.has(tenant)) return
      begin(tenant, by, [], true).work.catch((error: unknown) =>
        log.error('A check before the send failed', { tenant, error: String(error) }),
      )
    },
    async checkFor(tenant, sends, { last }) {
      for (;;) {
        const other = running.get(tenant)
        if (other === undefined) break
        // What became of it is told where it was started.
        await other.work.catch(() => undefined)
      }
      return stopping.signal.aborted ? { done: false } : begin(tenant, 'schedule', sends, last).work
    },
    async settled() {
      await Promise.allSettled([...running.values()].map(({ work }) => work))
    },
    async stop() {
      stopping.abort()
      await this.settled()
    },
  }
}
