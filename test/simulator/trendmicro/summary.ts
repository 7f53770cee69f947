import type { TrendRoutes } from './env'
import { peakKey, toldByReports } from './history'
import { findById } from './parameters'
import { shownNow } from './shown'
import type { TrendCustomer, TrendLicense, TrendSubscription } from './world'

export interface MonthRow {
  customer: TrendCustomer
  subscription: TrendSubscription
  productName: string
  provisioned: number
  used: number | null
}

/** Reports reach back this far. */
export const keptMonths = 24

/** The rows of one month (`YYYY-MM`), or none where that month's report is not there (yet, or any more). */
export function rowsOfMonth(routes: TrendRoutes, month: string): MonthRow[] {
  const { world, options, history } = routes
  const { atMs, subscriptions } = toldByReports(routes)
  if (!isReportThere(month, atMs, options)) return []
  const shown = shownNow(routes)
  const customers = new Map(world.customers.map((customer) => [customer.id.toLowerCase(), customer]))
  const figures = new Map(
    world.months.filter((each) => each.month === month).map((each) => [each.subscriptionId.toLowerCase(), each]),
  )
  return subscriptions.flatMap((subscription) => {
    const customer = customers.get(subscription.customerId.toLowerCase())
    if (customer === undefined || !wasLiveIn(subscription, month) || !shown.subscription(subscription)) return []
    const own = figures.get(subscription.id.toLowerCase())
    const licenses = options.suiteRows === 'one' ? subscription.licenses.slice(0, 1) : subscription.licenses
    return licenses.map((license) => ({
      customer,
      subscription,
      productName: productNameOf(subscription, license),
      ...figuresOf(subscription, own ?? { provisioned: license.units, used: subscription.used }),
    }))
  })

  function figuresOf({ id }: TrendSubscription, atEnd: { provisioned: number; used: number | null }) {
    const peak = options.summaryFigures === 'peak' ? history.peaks.get(peakKey(id, month)) : undefined
    const { provisioned, used } = peak ?? atEnd
    return { provisioned, used }
  }

  function productNameOf(subscription: TrendSubscription, license: TrendLicense): string {
    if (options.suiteRows === 'perProduct' && subscription.licenses.length > 1) return license.productName
    return findById(world.servicePlans, subscription.servicePlanId)?.product ?? license.productName
  }
}

/** Months between two `YYYY-MM` texts; positive when `month` lies in the past. */
export function monthsBefore(month: string, nowMs: number): number {
  const now = new Date(nowMs)
  const [year = 0, number = 0] = month.split('-').map(Number)
  return now.getUTCFullYear() * 12 + now.getUTCMonth() - (year * 12 + number - 1)
}

function isReportThere(month: string, nowMs: number, options: TrendRoutes['options']): boolean {
  const age = monthsBefore(month, nowMs)
  if (age < 0 || age > keptMonths) return false
  if (age === 1) return options.previousMonthSummary === 'present'
  if (age > 1) return true
  switch (options.currentMonthSummary) {
    case 'empty':
      return false
    case 'present':
      return true
    case 'fromDay2':
      return new Date(nowMs).getUTCDate() > 1
    default:
      return options.currentMonthSummary satisfies never
  }
}

/** A subscription is in the report of every month in which one of its licences ran. */
function wasLiveIn(subscription: TrendSubscription, month: string): boolean {
  return subscription.licenses.some(
    (license) => license.startsAt.slice(0, 7) <= month && license.expiresAt.slice(0, 7) >= month,
  )
}
