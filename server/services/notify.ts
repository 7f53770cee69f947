/**
 * Tells people what runs and checks did: hears when one ends, writes the notices, and delivers them in the background. Never in
 * the way of a send: whoever reports here waits for nothing, and nothing that goes wrong here is thrown there.
 */
import type { RunId, TenantId } from '../domain/ids'
import type { Clock, Log } from '../ports'
import type { Store } from '../storage/store'
import { createLooking } from './looking'
import type { Deliver } from './noticeDelivery'
import type { NoticeWriter } from './noticeWriter'
import { deliverDue } from './outboxWork'

export interface Notify {
  /** A run is at its end, waits for a person, or waits to hear. Answers at once. */
  runEnded(tenant: TenantId, run: RunId): void
  /** A check before a send has a result. Answers at once. */
  checkEnded(tenant: TenantId): void
  /** Something of the tenant is to be tried now. Answers at once. */
  hurry(): void
  /** Looks for what ended while nobody was told: after a start. Never rejects. */
  resume(tenants: readonly TenantId[]): Promise<void>
  /** Writes what was reported and tries what is due, once each. Never rejects. */
  tick(): Promise<void>
  /** Goes on, every minute and whenever something is reported, until it is stopped. */
  start(): void
  /** Starts nothing new; fulfilled when the tries in hand are over. */
  stop(): Promise<void>
}

const lookEveryMs = 60_000

export function createNotify(deps: {
  store: Store
  clock: Clock
  log: Log
  writer: NoticeWriter
  deliver: Deliver
  /** Is a bill of this tenant being planned or sent? */
  isBilling: (tenant: TenantId) => boolean
}): Notify {
  const { store, clock, log, writer, deliver, isBilling } = deps
  // Not waited for: the round of one tenant may take long, and those of the others go on.
  const look = () => {
    void tick()
    return Promise.resolve()
  }
  const { stopping, wake, start, stop } = createLooking({ clock, pauseMs: () => lookEveryMs, look })
  /** Reported, and not yet in the outbox: what ended, by tenant. `null`: the check. */
  const reported = new Map<TenantId, Set<RunId | null>>()
  /**
   * Under way, by tenant: one whose mail server is slow holds up no other. Of one tenant one at a time, for a second try of an
   * entry that is under way would deliver it twice; who asks meanwhile gets the round after it.
   */
  const rounds = new Map<TenantId, { done: Promise<void>; next: Promise<void> | null }>()

  function report(tenant: TenantId, what: RunId | null): void {
    const waiting = reported.get(tenant) ?? new Set()
    reported.set(tenant, waiting.add(what))
    wake()
  }

  async function writeReported(tenant: TenantId): Promise<void> {
    for (const what of reported.get(tenant) ?? []) {
      if (stopping.aborted) return
      reported.get(tenant)?.delete(what)
      try {
        await (what === null ? writer.writeCheck(tenant) : writer.writeRun(tenant, what))
      } catch (error) {
        // By the next tick.
        reported.get(tenant)?.add(what)
        throw error
      }
    }
  }

  async function work(tenant: TenantId): Promise<void> {
    for (const step of [
      () => writeReported(tenant),
      () =>
        deliverDue(
          {
            store,
            clock,
            log,
            deliver,
            isBilling,
            isAsked: () => (reported.get(tenant)?.size ?? 0) > 0,
            signal: stopping,
          },
          tenant,
        ),
    ]) {
      if (stopping.aborted) return
      await step().catch((error: unknown) => log.error('Notices were interrupted', { tenant, error: String(error) }))
    }
  }

  function round(tenant: TenantId): Promise<void> {
    const under = rounds.get(tenant)
    if (under !== undefined) return (under.next ??= under.done.then(() => round(tenant)))
    const done = work(tenant).finally(() => rounds.delete(tenant))
    rounds.set(tenant, { done, next: null })
    return done
  }

  async function tick(): Promise<void> {
    const tenants = await store.tenants().catch((error: unknown) => {
      log.error('Notices could not look at the tenants', { error: String(error) })
      return []
    })
    await Promise.all(tenants.map(round))
  }

  return {
    runEnded: report,
    checkEnded: (tenant) => report(tenant, null),
    hurry: wake,
    async resume(tenants) {
      for (const tenant of tenants) {
        report(tenant, null)
        try {
          for (const run of await writer.untold(tenant)) report(tenant, run)
        } catch (error) {
          log.error('Notices could not look for what was not told', { tenant, error: String(error) })
        }
      }
    },
    tick,
    start,
    async stop() {
      await stop()
      while (rounds.size > 0) await Promise.all([...rounds.values()].map(({ done }) => done))
    },
  }
}
