/** Seats from SMPI alone: one Worry-Free subscription a customer (facts/trend-micro.md §3.4, §4). */
import { msOf } from '../../domain/calendar'
import { customerId, servicePlanKey, subscriptionId, type CustomerId } from '../../domain/ids'
import type { Customer, SeatReading, Subscription, UsageGap, UsageSnapshot } from '../../domain/trend'
import type { Clock } from '../../ports'
import { gapOf, outcomeOf } from './gaps'
import { dayOf, readLicences, versionOf } from './licences'
import { normalName } from './names'
import type { TrendMicroSettings } from './options'
import type { TrendMicro } from './port'
import type { SmpiUsage } from './smpi'
import type { SmpiLists } from './smpiJoin'
import type { SmpiCustomer } from './wire'

const productName = 'Worry-Free Services'

export function createSmpiUsage(smpi: SmpiLists, clock: Clock, settings: TrendMicroSettings) {
  const readCustomers = async (): Promise<Customer[]> =>
    (await smpi.readCustomers()).map((row) => ({
      id: customerId(row.id),
      name: row.name,
      city: null,
      state: null,
      country: null,
      emailDomains: [],
      status: { kind: 'active' },
    }))

  /** Throws when the list of customers cannot be read. SMPI keeps no past months: those are unread. */
  async function readUsage(query: Parameters<TrendMicro['readUsage']>[0]): Promise<UsageSnapshot> {
    const { customers: asked, which, now } = query
    const takenAt = clock.now()
    const all = await smpi.readCustomers()
    const rows = all.filter((row) => asked === null || asked.includes(customerId(row.id)))
    const gaps: UsageGap[] = (asked ?? [])
      .filter((id) => !all.some((row) => customerId(row.id) === id))
      .map((id) => ({
        customerId: id,
        what: 'customers',
        why: 'notFound',
        note: 'Trend Micro does not list this customer any more.',
      }))
    const closed = which.kind === 'closedMonth'
    if (closed) {
      const note = 'Closed months need the keys of LMPI.'
      gaps.push({ customerId: null, what: 'usage', why: 'notFound', note })
    }
    const usages = closed ? null : await outcomeOf(smpi.readUsage(rows))
    if (usages?.kind === 'failed') gaps.push(gapOf(usages.failure, 'usage', null))
    const subscriptions = rows.map((row): Subscription => {
      const subscription = subscriptionOf(row, msOf(now))
      if (closed) return { ...subscription, provisioned: unreadMonth, used: unreadMonth }
      if (usages?.kind !== 'read') return { ...subscription, used: { kind: 'unread', why: 'failed' } }
      const used = usedOf(row, usages.value)
      // Of an expired customer no use is told (facts/trend-micro.md §3.4), and none is needed.
      if (subscription.notBilled !== null && used.kind === 'unread') return subscription
      const usage = usages.value.find(({ customer }) => customer === row.id.toLowerCase())
      return { ...subscription, used, usedAsOf: usage?.asOf ?? null }
    })
    return { takenAt, sources: ['smpi'], which, subscriptions, gaps }
  }

  async function readProducts(asked: readonly CustomerId[]): ReturnType<TrendMicro['readProducts']> {
    const wanted = new Set(asked)
    const rows = (await smpi.readCustomers()).filter((row) => wanted.has(customerId(row.id)))
    return {
      products: rows.map((row) => ({ customerId: customerId(row.id), ...planOf(row) })),
      whole: rows.length === wanted.size,
    }
  }

  function subscriptionOf(row: SmpiCustomer, nowMs: number): Subscription {
    const named = planOf(row)
    const word = row.license_type === 1 ? 'full' : row.license_type === 0 ? 'trial' : null
    const version = versionOf([named.planName], word)
    const licence = { license_expiration_date: row.expire, units: row.seat_count, enabled: true }
    const judged = { expiryMs: nowMs, chargeMs: nowMs, graceDays: settings.graceDays }
    const reading = readLicences([licence], version, true, judged)
    return {
      id: subscriptionId(`smpi:${row.id}`),
      customerId: customerId(row.id),
      ...named,
      suiteOf: [],
      unit: 'Seats',
      version,
      provisioned: reading.provisioned,
      used: { kind: 'notReported' },
      notBilled: reading.notBilled,
      startsOn: null,
      expiresOn: dayOf(row.expire),
      usedAsOf: null,
    }
  }

  return { readCustomers, readProducts, readUsage }
}

function planOf(row: SmpiCustomer): Pick<Subscription, 'plan' | 'productName' | 'planName'> {
  const planName = row.sp_subscription?.trim() || productName
  return { plan: servicePlanKey(`name:${normalName(planName)}`), productName, planName }
}

const unreadMonth: SeatReading = { kind: 'unread', why: 'notFound' }

/** All of a customer's activation codes together are its one subscription; none means that no number is reported. */
function usedOf(row: SmpiCustomer, usages: readonly SmpiUsage[]): SeatReading {
  const codes = usages.find((usage) => usage.customer === row.id.toLowerCase())?.byCode
  // An answer that leaves the customer out is no answer about it.
  if (codes === undefined) return { kind: 'unread', why: 'notFound' }
  if (codes.size === 0) return { kind: 'notReported' }
  return { kind: 'read', seats: [...codes.values()].reduce((sum, seats) => sum + seats, 0) }
}
