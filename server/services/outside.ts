/** Seats of customers that are in no company of a run of all: they too must end in one bucket. Reads only. */
import { countSeatsOf } from '../domain/account'
import { UpstreamError } from '../domain/errors'
import type { CustomerId } from '../domain/ids'
import type { BillingRun, OutsideSeats } from '../domain/run'
import type { PlanDeps } from './planRun'

/** null when Trend Micro cannot be read: then nothing is said, least of all zero. */
export async function readOutside(deps: PlanDeps, run: BillingRun): Promise<OutsideSeats | null> {
  const own = deps.store.of(run.tenantId)
  const inRun = new Set(run.companyIds)
  const linked = new Set<CustomerId>()
  const covered = new Set<CustomerId>()
  for (const key of await own.companies.keys()) {
    const link = (await own.companies.read(key))?.value.link
    for (const id of link?.customerIds ?? []) (inRun.has(key) ? covered : linked).add(id)
  }
  try {
    const { trendMicro } = await deps.connect(run.tenantId)
    const customers = (await trendMicro.readCustomers()).map(({ id }) => id).filter((id) => !covered.has(id))
    if (customers.length === 0) return { unlinked: countSeatsOf([]), elsewhere: countSeatsOf([]) }
    const { subscriptions } = await trendMicro.readUsage({ customers, which: run.which, now: deps.clock.now() })
    return {
      unlinked: countSeatsOf(subscriptions.filter(({ customerId }) => !linked.has(customerId))),
      elsewhere: countSeatsOf(subscriptions.filter(({ customerId }) => linked.has(customerId))),
    }
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  }
}
