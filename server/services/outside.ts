/** Seats of customers that are in no planned company of a run of all: they too must end in one bucket. Reads only. */
import { countSeatsOf } from '../domain/account'
import { UpstreamError } from '../domain/errors'
import type { CustomerId } from '../domain/ids'
import type { BillingRun, OutsideSeats } from '../domain/run'
import type { Subscription } from '../domain/trend'
import { dayInZone } from '../domain/zone'
import { readTenant, type PlanDeps } from './planRun'

type Where = keyof OutsideSeats | 'planned'

/** null when Trend Micro cannot be read: then nothing is said, least of all zero. */
export async function readOutside(deps: PlanDeps, run: BillingRun): Promise<OutsideSeats | null> {
  const own = deps.store.of(run.tenantId)
  const { schedule } = (await readTenant(deps.store, run.tenantId)).settings
  const now = deps.clock.now()
  const places = new Map<CustomerId, Where>()
  for (const companyId of await own.companies.keys()) {
    const link = (await own.companies.read(companyId))?.value.link
    const part = { runId: run.id, companyId }
    const where = !run.companyIds.includes(companyId)
      ? 'elsewhere'
      : (await own.runCompanies.read(part)) === null
        ? 'unplanned'
        : 'planned'
    for (const id of link?.customerIds ?? []) places.set(id, where)
  }
  const placeOf = (customer: CustomerId): Where => places.get(customer) ?? 'unlinked'
  try {
    const { trendMicro } = await deps.connect(run.tenantId)
    const customers = (await trendMicro.readCustomers()).map(({ id }) => id).filter((id) => placeOf(id) !== 'planned')
    const { subscriptions } =
      customers.length === 0
        ? { subscriptions: [] as Subscription[] }
        : await trendMicro.readUsage({ customers, which: run.which, now, today: dayInZone(now, schedule.timeZone) })
    const seatsOf = (where: Where) =>
      countSeatsOf(subscriptions.filter(({ customerId }) => placeOf(customerId) === where))
    return { unlinked: seatsOf('unlinked'), elsewhere: seatsOf('elsewhere'), unplanned: seatsOf('unplanned') }
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  }
}
