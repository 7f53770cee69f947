/** Makes summaries by the clock, one after the other, and none while a bill is planned or sent. */
import type { Day, Month } from '../domain/calendar'
import type { CompanyId, TenantId } from '../domain/ids'
import { dueSummary, isUnfinished, monthsUnderWay } from '../domain/summaryDue'
import { linkedSince } from '../domain/settings'
import type { SummaryPlan } from '../domain/summaries'
import type { Clock, Log } from '../ports'
import type { Store } from '../storage/store'
import { createLooking } from './looking'
import type { SummaryMaker } from './summaryMaker'

export interface SummaryWatch {
  /** Makes what is due and could not be made yet. Never rejects. */
  tick(): Promise<void>
  /** Looks every five minutes, and after each jump of the clock, until it is stopped. */
  start(): void
  /** Finishes the summary in hand. */
  stop(): Promise<void>
}

const lookEveryMs = 5 * 60_000

export function createSummaryWatch(deps: {
  store: Store
  clock: Clock
  log: Log
  maker: SummaryMaker
  /** Is a bill of this tenant being planned or sent? */
  isBilling: (tenant: TenantId) => boolean
}): SummaryWatch {
  const { store, clock, log, maker, isBilling } = deps
  const { stopping, start, stop } = createLooking({ clock, pauseMs: () => lookEveryMs, look: () => tick() })
  let running: Promise<void> | null = null

  async function lookAtAll(): Promise<void> {
    try {
      for (const tenant of await store.tenants()) if (!stopping.aborted) await lookAtTenant(tenant)
    } catch (error) {
      log.error('Summaries could not look at the tenants', { error: String(error) })
    }
  }

  async function lookAtTenant(tenant: TenantId): Promise<void> {
    const own = store.of(tenant)
    try {
      const plan = (await own.summaryPlan.read('plan'))?.value
      if (plan?.schedule.on !== true) return
      for (const companyId of await own.companySummaries.keys()) {
        const company = (await own.companySummaries.read(companyId))?.value
        if (company?.on !== true) continue
        const link = (await own.companies.read(companyId))?.value.link
        const linkedAt = linkedSince(link)
        if (linkedAt === null) continue
        const due = dueSummary({ plan, company, linkedAt }, clock.now())
        const open = (await unfinished(tenant, plan, companyId)).filter(({ month }) => month !== due?.month)
        for (const { month, day } of due === null ? open : [due, ...open]) {
          // A bill comes first: the next look goes on from here.
          if (stopping.aborted || isBilling(tenant)) return
          await maker
            .goOn({ tenant, plan, company, month, day })
            .catch((error: unknown) =>
              log.error('A summary could not be looked after', { tenant, companyId, error: String(error) }),
            )
        }
      }
    } catch (error) {
      log.error('Summaries could not be looked at', { tenant, error: String(error) })
    }
  }

  async function unfinished(
    tenant: TenantId,
    plan: SummaryPlan,
    companyId: CompanyId,
  ): Promise<{ month: Month; day: Day }[]> {
    const now = clock.now()
    const months = monthsUnderWay(plan, now)
    const found = await Promise.all(months.map((month) => store.of(tenant).summaries.read({ companyId, month })))
    return found.flatMap((stored) => (stored !== null && isUnfinished(stored.value, now) ? [stored.value] : []))
  }

  /** One at a time: who asks meanwhile waits for the look that is under way. */
  function tick(): Promise<void> {
    running ??= lookAtAll().finally(() => {
      running = null
    })
    return running
  }

  return {
    tick,
    start,
    async stop() {
      await stop()
      await running
    },
  }
}
