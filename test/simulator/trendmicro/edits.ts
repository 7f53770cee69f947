/** What happens at Trend Micro meanwhile: seats change, accounts come and go, reports stand still. */
import type { TrendRoutes } from './env'
import { peakKey } from './history'
import { findById, sameId } from './parameters'
import { keptMonths } from './summary'
import type { TrendCustomer, TrendLicense, TrendSubscription } from './world'

export interface TrendEdits {
  /** Sets seats bought (of every licence of a suite) or used; what is left out stays. Closed months keep their figures. */
  setSeats(subscriptionId: string, seats: { provisioned?: number; used?: number | null }): TrendSubscription
  /** Shows a customer (with all that is its own) or a subscription nowhere any more. */
  vanish(id: string): void
  /** Shows it again, as it is now. */
  comeBack(id: string): void
  /**
   * What a downgrade leaves behind: a product of the suite once more, as a subscription of its own beside it (facts §5).
   * Default: the suite's last product with the suite's seats.
   */
  leaveUnbundled(suiteId: string, left?: { productId?: string; seats?: number; name?: string }): TrendSubscription
  /** A second account of the same name in the same city, with the same plans and nothing in use (facts §6). */
  addNamesake(customerId: string): TrendCustomer
  /** From now on reports and usage tell what is true now; `withDetails`: the records of subscriptions, too. */
  stopReports(options?: { withDetails?: boolean }): void
  /** Reports tell the present again. */
  resumeReports(): void
  /** The moment of which reports tell, ISO; null while they go on. */
  reportsStoppedAt(): string | null
}

/** Throws RangeError for an id that is not there: a mistake in the test or the demo. */
export function createTrendEdits(routes: TrendRoutes): TrendEdits {
  const { world, clock, options, history } = routes
  let made = 0

  const nowIso = () => `${new Date(clock.nowMs()).toISOString().slice(0, 19)}Z`
  const subscriptionOf = (id: string) => found(findById(world.subscriptions, id), id)
  const newId = (letter: 'a' | 'b') => `${letter}9999999-5eed-4000-8000-${String(++made).padStart(12, '0')}`

  return {
    setSeats(id, { provisioned, used }) {
      const subscription = subscriptionOf(id)
      const before = { provisioned: subscription.licenses[0]?.units ?? 0, used: subscription.used }
      const after = { provisioned: provisioned ?? before.provisioned, used: used === undefined ? before.used : used }
      keepClosedMonths(subscription, before)
      for (const license of subscription.licenses) license.units = after.provisioned
      Object.assign(subscription, { used: after.used, modifiedAt: nowIso() })
      notePeak(subscription, before, after)
      if (after.provisioned !== before.provisioned)
        world.transactions.push({
          month: nowIso().slice(0, 7),
          type: 'License Change',
          subscriptionId: subscription.id,
          previousUnits: before.provisioned,
          units: after.provisioned,
        })
      return subscription
    },
    vanish(id) {
      const known = findById(world.customers, id) ?? findById(world.subscriptions, id)
      options.vanished = [...options.vanished, found(known, id).id]
    },
    comeBack(id) {
      options.vanished = options.vanished.filter((each) => !sameId(each, id))
    },
    leaveUnbundled(suiteId, { productId, seats, name = 'Unbundled Licenses' } = {}) {
      const suite = subscriptionOf(suiteId)
      if (suite.licenses.length < 2) throw new RangeError(`Subscription ${suiteId} is no suite`)
      const license = found(
        suite.licenses.findLast((each) => productId === undefined || each.productId === productId),
        productId ?? 'of the suite',
      )
      const plan = found(
        world.servicePlans.find((each) => each.productCode === license.productId && each.version === 'full'),
        license.productId,
      )
      const rest: TrendSubscription = {
        ...structuredClone(suite),
        id: newId('b'),
        servicePlanId: plan.id,
        name,
        autoRenewal: false,
        autoRenewalMonths: 0,
        createdAt: nowIso(),
        modifiedAt: nowIso(),
        licenses: [ofItsOwn(license, seats ?? license.units)],
      }
      world.subscriptions.push(rest)
      return rest
    },
    addNamesake(customerId) {
      const original = found(findById(world.customers, customerId), customerId)
      const twin: TrendCustomer = { ...original, id: newId('a'), createdAt: nowIso() }
      world.customers.push(twin)
      for (const subscription of world.subscriptions.filter((each) => sameId(each.customerId, original.id)))
        world.subscriptions.push({
          ...structuredClone(subscription),
          id: newId('b'),
          customerId: twin.id,
          createdAt: nowIso(),
          modifiedAt: nowIso(),
          licenses: subscription.licenses.map((license) => ({
            ...ofItsOwn(license, license.units),
            startsAt: nowIso(),
            startChargeAt: nowIso(),
          })),
          used: subscription.used === null ? null : 0,
        })
      return twin
    },
    stopReports({ withDetails = false } = {}) {
      history.stopped = { atMs: clock.nowMs(), subscriptions: structuredClone(world.subscriptions), withDetails }
    },
    resumeReports() {
      history.stopped = null
    },
    reportsStoppedAt: () => (history.stopped === null ? null : new Date(history.stopped.atMs).toISOString()),
  }

  function ofItsOwn(license: TrendLicense, units: number): TrendLicense {
    return {
      ...license,
      activationCode: `${license.activationCode.slice(0, -5)}N${String(++made).padStart(4, '0')}`,
      units,
    }
  }

  /** Months without figures of their own show the present ones; before those change, the closed months get theirs. */
  function keepClosedMonths({ id }: TrendSubscription, figures: Figures): void {
    const now = new Date(clock.nowMs())
    for (let ago = 1; ago <= keptMonths; ago++) {
      const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 7)
      if (!world.months.some((each) => each.month === month && sameId(each.subscriptionId, id)))
        world.months.push({ subscriptionId: id, month, ...figures })
    }
  }

  function notePeak({ id }: TrendSubscription, before: Figures, after: Figures): void {
    const key = peakKey(id, nowIso().slice(0, 7))
    const peak = history.peaks.get(key) ?? before
    const used = [peak.used, after.used].filter((each) => each !== null)
    history.peaks.set(key, {
      provisioned: Math.max(peak.provisioned, after.provisioned),
      used: used.length === 0 ? null : Math.max(...used),
    })
  }
}

interface Figures {
  provisioned: number
  used: number | null
}

function found<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw new RangeError(`There is nothing with the id ${what}`)
  return row
}
