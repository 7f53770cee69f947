import type { Context } from 'hono'
import type { TrendApp, TrendRoutes } from './env'
import { cutPage, findById, readIds, readPaging, sameId } from './parameters'
import { toldByDetails, toldByReports, type Told } from './history'
import { invalidParameter, TrendRefusal } from './refusal'
import { shownNow } from './shown'
import type { SmpiCustomer, TrendSubscription } from './world'

const base = '/SMPI/:version{v[0-9]+(\\.[0-9]+)?}/service/wfbss/api'
const daySeconds = 86_400
const mostDays = 365

interface Known {
  customer: SmpiCustomer
  subscription: TrendSubscription
  seats: number
  expiresAt: string
}

/** The Worry-Free interface: customers, their usage by id, and daily totals of the partner. */
export function smpiRoutes(app: TrendApp, routes: TrendRoutes): void {
  const { world, clock, options } = routes
  app.get(`${base}/customers`, (c) => {
    const paging = readPaging(c, 100)
    const name = c.req.query('q')?.toLowerCase() ?? ''
    const ids = c.req.query('cids')?.split(',')
    const found = known(toldByDetails(routes)).filter(
      ({ customer }) =>
        customer.name.toLowerCase().includes(name) && (ids === undefined || ids.some((id) => sameId(id, customer.id))),
    )
    const page = cutPage(found, paging)
    return c.json({ paging: page.paging, customers: page.rows.map(toCustomer) })
  })

  app.get(`${base}/customers/usage`, (c) => {
    const ids = readIds(c, 20)
    const told = toldByReports(routes)
    const all = known(told)
    const asked = ids.map((id) => all.find(({ customer }) => sameId(customer.id, id)))
    const live = asked.filter((each): each is Known => each !== undefined && !isExpired(each))
    if (live.length === 0 || (live.length < asked.length && options.smpiExpiredInBatch === 'notFound')) {
      throw new TrendRefusal(404, 'CustomerNotFound', 'No such customer, or its licence has expired.')
    }
    return c.json({ customers: live.map((each) => toUsage(each, told.atMs)) })
  })

  app.get(`${base}/vendors/license`, (c) => {
    const told = toldByReports(routes)
    const live = known(told).filter((each) => !isExpired(each))
    const seatsInUse = live.reduce((sum, { subscription }) => sum + (subscription.used ?? 0), 0)
    const seatsBought = live.reduce((sum, { seats }) => sum + seats, 0)
    const exceeded = live.reduce(
      (sum, { subscription, seats }) => sum + Math.max(0, (subscription.used ?? 0) - seats),
      0,
    )
    return c.json(
      reportedDays(c, Math.floor(told.atMs / 1000)).map((updateTime) => ({
        vid: world.partner.id,
        seat_in_use: seatsInUse,
        seat_purchase: seatsBought,
        seat_count_exceed: exceeded,
        update_time: updateTime,
      })),
    )
  })

  function known(told: Told): Known[] {
    const shown = shownNow(routes)
    const subscriptions = new Map(told.subscriptions.map((each) => [each.id.toLowerCase(), each]))
    return world.smpiCustomers.flatMap((customer) => {
      const subscription = subscriptions.get(customer.subscriptionId.toLowerCase())
      const license = subscription?.licenses[0]
      if (subscription === undefined || license === undefined) return []
      if (!shown.customer(customer) || !shown.subscription(subscription)) return []
      return [{ customer, subscription, seats: license.units, expiresAt: license.expiresAt }]
    })
  }

  function isExpired({ expiresAt }: Known): boolean {
    return Date.parse(expiresAt) < clock.nowMs()
  }

  function toCustomer({ customer, subscription, seats, expiresAt }: Known) {
    const plan = findById(world.servicePlans, subscription.servicePlanId)
    const licenseType = plan?.version === 'trial' ? 0 : 1
    return {
      id: customer.id,
      eid: customer.eid,
      name: customer.name,
      time_zone: customer.timeZone,
      license_period: plan?.initialLicensePeriodMonths ?? 1,
      auto_renewal: subscription.autoRenewal ? 1 : 0,
      license_type: options.smpiLicenseType === 'string' ? String(licenseType) : licenseType,
      seat_count: seats,
      expire: expiresAt,
      sp_subscription: subscription.name,
    }
  }

  function toUsage({ customer, subscription }: Known, atMs: number) {
    const updateTime = Math.floor(atMs / 1000) - options.smpiUsageAgeMinutes * 60
    const code = subscription.licenses[0]?.activationCode ?? ''
    return {
      id: customer.id,
      // A customer whose usage is not known has no entry at all: there is no "null" here.
      seat_usages:
        subscription.used === null ? [] : [{ activationcode: code, update_time: updateTime, used: subscription.used }],
    }
  }
}

/** The days (as Unix seconds, ascending) between start and end; without them only the latest. */
function reportedDays(c: Context, nowSeconds: number): number[] {
  const latest = Math.floor(nowSeconds / daySeconds) * daySeconds
  if (c.req.query('start_time') === undefined && c.req.query('end_time') === undefined) return [latest]
  const start = readSeconds(c, 'start_time')
  const end = readSeconds(c, 'end_time')
  if (end < start || end - start > mostDays * daySeconds) {
    throw invalidParameter('end_time', `at most ${mostDays} days after start_time`)
  }
  const first = Math.ceil(start / daySeconds) * daySeconds
  const last = Math.min(end, latest)
  const count = Math.max(0, Math.floor((last - first) / daySeconds) + 1)
  return Array.from({ length: count }, (_, index) => first + index * daySeconds)
}

function readSeconds(c: Context, name: string): number {
  const text = c.req.query(name) ?? ''
  if (!/^\d{1,10}$/.test(text)) throw invalidParameter(name, 'Unix seconds')
  return Number(text)
}
