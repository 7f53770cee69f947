/** Makes the checks before a send by the clock: some days before each one, each claimed in the store before it is made. */
import { msOf } from '../domain/calendar'
import type { TenantId } from '../domain/ids'
import type { DueSend, PreflightClaim } from '../domain/preflight'
import type { Clock, Log } from '../ports'
import type { Store } from '../storage/store'
import { createLooking } from './looking'
import type { PreflightService } from './preflight'
import { claimChecks } from './preflightClaims'

export interface PreflightWatch {
  /** Makes what is due of all schedules, with one check a tenant. Never rejects. */
  tick(): Promise<void>
  /** Looks four times an hour, and after each jump of the clock, until it is stopped. */
  start(): void
  /** Starts nothing new; fulfilled when the tick under way is done. */
  stop(): Promise<void>
}

const lookEveryMs = 15 * 60_000
/** Tries in one life of the server, by later ticks, when something did not answer. */
const maxTries = 3

export function createPreflightWatch(deps: {
  store: Store
  clock: Clock
  log: Log
  preflight: Pick<PreflightService, 'checkFor'>
}): PreflightWatch {
  const { store, clock, log, preflight } = deps
  const createdAt = clock.now()
  const { stopping, start, stop } = createLooking({ clock, pauseMs: () => lookEveryMs, look: () => tick() })
  /** Tries that have to be made again, by tenant and send. */
  const tries = new Map<string, number>()

  async function tick(): Promise<void> {
    try {
      for (const tenant of await store.tenants()) {
        if (stopping.aborted) return
        await checkTenant(tenant)
      }
    } catch (error) {
      log.error('The checks before a send could not look at the tenants', { error: String(error) })
    }
  }

  async function checkTenant(tenant: TenantId): Promise<void> {
    let sends: DueSend[] = []
    try {
      // Claimed by a server that died, or by a try of ours that has to be made again.
      const isMine = (claim: PreflightClaim) =>
        msOf(claim.claimedAt) < msOf(createdAt) || tries.has(nameOf(tenant, claim))
      sends = await claimChecks(store, tenant, clock.now(), isMine)
      if (sends.length === 0) return
      const last = sends.every((send) => (tries.get(nameOf(tenant, send)) ?? 0) >= maxTries - 1)
      const { done } = await preflight.checkFor(tenant, sends, { last })
      if (done) for (const send of sends) tries.delete(nameOf(tenant, send))
      else countTries(tenant, sends)
      log.info('What the next send would meet was checked', { tenant, sends, done })
    } catch (error) {
      countTries(tenant, sends)
      log.error('A check before the send failed', { tenant, sends, error: String(error) })
    }
  }

  function countTries(tenant: TenantId, sends: readonly DueSend[]): void {
    for (const send of sends) tries.set(nameOf(tenant, send), (tries.get(nameOf(tenant, send)) ?? 0) + 1)
  }

  return { tick, start, stop }
}

const nameOf = (tenant: TenantId, { scheduleKey, sendOn, daysBefore }: DueSend): string =>
  `${tenant} ${scheduleKey} ${sendOn} ${daysBefore}`
