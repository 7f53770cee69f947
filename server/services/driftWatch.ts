/** The daily check: every company that we have written to is compared with ConnectWise once a day. Reads only. */
import { dayInZone } from '../domain/zone'
import { UpstreamError } from '../domain/errors'
import type { TenantId } from '../domain/ids'
import type { Log } from '../ports'
import { checkDrift, type DriftDeps } from './drift'
import { readTenant } from './planRun'

export interface DriftWatch {
  /** Checks what has not been checked on the tenant's present day. Never rejects. */
  tick(): Promise<void>
  /** Looks every hour until it is stopped. */
  start(): void
  /** Finishes the company in hand. */
  stop(): Promise<void>
}

const lookEveryMs = 60 * 60_000

export function createDriftWatch(deps: DriftDeps & { log: Log }): DriftWatch {
  const { store, clock, log } = deps
  const stopping = new AbortController()
  let loop: Promise<void> | null = null

  async function tick(): Promise<void> {
    try {
      for (const tenant of await store.tenants()) await checkTenant(tenant)
    } catch (error) {
      log.error('The daily check could not look at the tenants', { error: String(error) })
    }
  }

  async function checkTenant(tenant: TenantId): Promise<void> {
    try {
      const { settings } = await readTenant(store, tenant)
      const { timeZone } = settings.schedule
      const today = dayInZone(clock.now(), timeZone)
      const own = store.of(tenant)
      for (const company of await own.companies.keys()) {
        if (stopping.signal.aborted) return
        const record = (await own.companies.read(company))?.value
        if (record === undefined || record.lastWrites.length === 0 || record.link?.enabled !== true) continue
        const { driftCheck } = record
        if (driftCheck !== null && dayInZone(driftCheck.checkedAt, timeZone) >= today) continue
        const { found } = await checkDrift(deps, tenant, company)
        if (found.length > 0)
          log.warn('ConnectWise is not as the last send left it', { tenant, company, differences: found.length })
      }
    } catch (error) {
      // The next hour tries again; a site that does not answer is no reason to ask it for each company.
      const level = error instanceof UpstreamError ? 'warn' : 'error'
      log[level]('The daily check was interrupted', { tenant, error: String(error) })
    }
  }

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tick()
      await clock.sleep(lookEveryMs, stopping.signal)
    }
  }

  return {
    tick,
    start() {
      loop ??= keepLooking()
    },
    async stop() {
      stopping.abort()
      await loop
    },
  }
}
