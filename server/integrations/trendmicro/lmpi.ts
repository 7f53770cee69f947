/** The calls of LMPI that we make, all of them reads (facts/trend-micro.md §3.3). */
import { z } from 'zod'
import type { Instant, Month } from '../../domain/calendar'
import { UpstreamError } from '../../domain/errors'
import { customerId, servicePlanKey, subscriptionId } from '../../domain/ids'
import type { Customer } from '../../domain/trend'
import type { Clock } from '../../ports'
import type { Gateway } from './gateway'
import { normalName } from './names'
import type { TrendMicroSettings } from './options'
import {
  type customerWire,
  customersWire,
  detailWire,
  planWire,
  type subscriptionWire,
  subscriptionsWire,
  summaryWire,
  type SummaryRow,
} from './wire'

export type ListedSubscription = ReturnType<typeof fromListed>
export type SubscriptionDetail = z.infer<typeof detailWire>
export type ServicePlan = z.infer<typeof planWire>

/** Before LMPI existed. Both ends of the range are required. */
const longAgo = '2000-01-01T00:00:00Z'

export function createLmpi(gateway: Gateway, clock: Clock, settings: TrendMicroSettings) {
  const { lmpiVersion, lmpiBulkVersion, lmpiPlansVersions, pageSize } = settings
  const seconds = (at: Instant) => `${at.slice(0, 19)}Z`

  /** `created_start` and `created_end` with the page; the end is the same for all pages of a list. */
  function pathsOf(path: string) {
    const until = seconds(clock.now())
    return (page: number) => `${path}?created_start=${longAgo}&created_end=${until}&page=${page}&limit=${pageSize}`
  }

  const customersPath = `/LMPI/${lmpiVersion}/customers`

  return {
    async readCustomers(): Promise<Customer[]> {
      const rows = await gateway.list({
        route: 'GET /LMPI/customers',
        pathOf: pathsOf(customersPath),
        schema: customersWire,
        idOf: (row) => row.customer_id,
      })
      return rows.map(fromListedCustomer)
    },

    /** Subscriptions of all customers, without seats. */
    async readSubscriptions(): Promise<ListedSubscription[]> {
      const rows = await gateway.list({
        route: 'GET /LMPI/customers/subscriptions',
        pathOf: pathsOf(`/LMPI/${lmpiBulkVersion}/customers/subscriptions`),
        schema: subscriptionsWire,
        idOf: (row) => row.subscription_id,
      })
      return rows.map(fromListed)
    },

    readDetail: ({ customerId: customer, id }: Pick<ListedSubscription, 'customerId' | 'id'>) =>
      gateway.read({
        route: 'GET /LMPI/customers/{id}/subscriptions/{id}',
        path: `${customersPath}/${encodeURIComponent(customer)}/subscriptions/${encodeURIComponent(id)}`,
        schema: detailWire,
      }),

    /** The partner's service plans; the next version of the call where one does not exist. */
    async readPlans(): Promise<ServicePlan[]> {
      let missing: unknown = null
      for (const version of lmpiPlansVersions) {
        try {
          const path = `/LMPI/${version}/me/serviceplans`
          return await gateway.read({ route: 'GET /LMPI/me/serviceplans', path, schema: z.array(planWire) })
        } catch (error) {
          if (!(error instanceof UpstreamError) || error.failure.kind !== 'notFound') throw error
          missing = error
        }
      }
      throw missing
    },

    /** Rows of the month's summary; empty when the month's report is not there yet. */
    async readSummary(month: Month): Promise<SummaryRow[]> {
      const { summary } = await gateway.read({
        route: 'POST /LMPI/reports/summary',
        path: `/LMPI/${lmpiVersion}/reports/summary`,
        body: {
          report_cycle_year: month.slice(0, 4),
          report_cycle_month: month.slice(5, 7),
          language_code: 'en-US',
        },
        schema: summaryWire,
      })
      return summary
    },

    countCustomers: () =>
      gateway.total({
        route: 'GET /LMPI/customers',
        path: `${customersPath}?created_start=${longAgo}&created_end=${seconds(clock.now())}&page=1&limit=1`,
      }),
  }
}

function fromListedCustomer(row: z.infer<typeof customerWire>): Customer {
  const code = row.status ?? 1
  return {
    id: customerId(row.customer_id),
    name: row.name,
    city: row.city?.trim() || null,
    state: row.state?.trim() || null,
    country: row.country?.trim() || null,
    emailDomains: domainsOf(row.emergency_email ?? ''),
    status: code === 1 ? { kind: 'active' } : { kind: 'other', code },
  }
}

function domainsOf(addresses: string): string[] {
  const domains = addresses.split(/[;,\s]+/).flatMap((address) => /@([^@\s]+\.[^@\s]+)$/.exec(address)?.[1] ?? [])
  return [...new Set(domains.map((domain) => domain.toLowerCase()))]
}

/** The plan's id is its key, or its name where there is no id. */
const fromListed = (row: z.infer<typeof subscriptionWire>) => ({
  id: subscriptionId(row.subscription_id),
  customerId: customerId(row.customer_id),
  planId: row.service_plan_id?.toLowerCase() || null,
  plan: servicePlanKey(row.service_plan_id || `name:${normalName(row.name)}`),
  planName: row.name,
  enabled: row.enabled !== false,
})
