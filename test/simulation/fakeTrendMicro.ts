/** Trend Micro's port over the simulated world: lists that fail, seats that cannot be read, rows that go missing with and without a word. */
import { instantFromMs, type Instant } from '../../server/domain/calendar'
import type { SubscriptionId } from '../../server/domain/ids'
import type { NotBilledReason, SeatReading, Subscription, UsageGap } from '../../server/domain/trend'
import type { TrendMicro } from '../../server/integrations/trendmicro/port'
import type { Gate } from './gatedStore'
import type { SeatReadingRecord } from './records'
import { upstreamError } from './trouble'
import { dayOf, type SimSubscription, type World } from './world'

const failures = ['unavailable', 'timeout', 'malformed', 'incomplete'] as const
const rowFaults = ['seatsUnread', 'rowUnread', 'rowMissing', 'usedUnread', 'usedOld', 'planUnknown'] as const
/** So old may the report of a product's use be. */
const oldHours = 72

export function fakeTrendMicro(world: World, gate: Gate): TrendMicro {
  const { turns, life, records } = gate
  async function reach(route: string): Promise<void> {
    await turns.take(life)
    const fault = gate.trouble().strike('reading', route, failures)
    if (fault !== null) throw upstreamError('trendmicro', fault, route, turns.now())
  }
  return {
    async readCustomers() {
      await reach('GET /customers')
      return world.customers.map(({ id, name, city, state, country, emailDomains, status }) => ({
        id,
        name,
        city,
        state,
        country,
        emailDomains,
        status,
      }))
    },
    async readUsage({ customers, which }) {
      await reach('GET /subscriptions')
      const takenAt = turns.now()
      const wanted = world.subscriptions.filter(
        (each) => each.state !== 'gone' && (customers === null || customers.includes(each.customerId)),
      )
      const subscriptions: Subscription[] = []
      const gaps: UsageGap[] = []
      const missing: SeatReadingRecord['missing'] = []
      const old: SubscriptionId[] = []
      const seats = new Map<SubscriptionId, number>()
      for (const each of wanted) {
        const fault = gate.trouble().strike('seats', `the row of ${each.id}`, rowFaults)
        const gap = (what: UsageGap['what']) =>
          void gaps.push({ customerId: each.customerId, what, why: 'failed', note: 'injected' })
        if (fault === 'rowMissing') missing.push({ id: each.id, customerId: each.customerId, said: false })
        else if (fault === 'rowUnread') {
          gap('subscriptions')
          missing.push({ id: each.id, customerId: each.customerId, said: true })
        } else {
          const row = rowOf(each, takenAt)
          subscriptions.push({
            ...row,
            ...(fault === 'seatsUnread' && { provisioned: unread, used: unread }),
            ...(fault === 'usedUnread' && { used: unread }),
            ...(fault === 'planUnknown' && { version: 'unknown' as const }),
            ...(fault === 'usedOld' && { usedAsOf: instantFromMs(turns.nowMs() - oldHours * 3_600_000) }),
          })
          if (fault === 'seatsUnread') {
            gap('subscription')
            missing.push({ id: each.id, customerId: each.customerId, said: true })
          } else seats.set(each.id, each.provisioned)
          if (fault === 'usedUnread') {
            gap('usage')
            missing.push({ id: each.id, customerId: each.customerId, said: true })
          }
          if (fault === 'planUnknown') gap('plans')
          if (fault === 'usedOld') old.push(each.id)
        }
      }
      records.readings.set(takenAt, { takenAt, missing, old, seats })
      return { takenAt, sources: ['lmpi'], which, subscriptions, gaps }
    },
    readProducts: () => Promise.reject(new Error('Not part of the simulation')),
    test: () => Promise.reject(new Error('Not part of the simulation')),
  }
}

const unread: SeatReading = { kind: 'unread', why: 'failed' }

function rowOf(of: SimSubscription, at: Instant): Subscription {
  return {
    id: of.id,
    customerId: of.customerId,
    plan: of.plan,
    productName: `Product ${of.plan}`,
    planName: `Plan ${of.plan}`,
    suiteOf: [],
    unit: null,
    version: of.state === 'trial' ? 'trial' : 'full',
    provisioned: { kind: 'read', seats: of.provisioned },
    used: of.used === null ? { kind: 'notReported' } : { kind: 'read', seats: of.used },
    notBilled: notBilled(of, at),
    startsOn: null,
    expiresOn: null,
    usedAsOf: null,
  }
}

function notBilled({ state }: SimSubscription, at: Instant): NotBilledReason | null {
  if (state === 'trial') return { kind: 'trial', until: null }
  if (state === 'expired') return { kind: 'expired', on: dayOf(at) }
  return null
}
