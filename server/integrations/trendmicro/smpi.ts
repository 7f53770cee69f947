/** The calls of SMPI that we make: Worry-Free Services only (facts/trend-micro.md §3.4). */
import { UpstreamError } from '../../domain/errors'
import type { Clock } from '../../ports'
import { instantFromMs, msOf, type Instant } from '../../domain/calendar'
import type { Gateway } from './gateway'
import type { TrendMicroSettings } from './options'
import { smpiCustomersWire, smpiUsageWire, type SmpiCustomer } from './wire'

/** Used seats of one customer (id in lower case), by activation code in lower case. */
export interface SmpiUsage {
  customer: string
  byCode: ReadonlyMap<string, number>
  /** The oldest moment that the numbers are from; null where none is told. */
  asOf: Instant | null
}

const idsPerRequest = 20

/** `prefix`: path of the interface, as shown with the key, or '' for the documented one. */
export function createSmpi(gateway: Gateway, clock: Clock, settings: TrendMicroSettings, prefix: string) {
  const base = prefix === '' ? `/SMPI/${settings.smpiVersion}/service/wfbss/api` : prefix

  /** Usage of at most 20 customers. One expired customer makes the whole call a 404: then each is asked alone. */
  async function readBatch(ids: readonly string[]): Promise<SmpiUsage[]> {
    try {
      const { customers } = await gateway.read({
        route: 'GET /SMPI/customers/usage',
        path: `${base}/customers/usage?cids=${ids.map(encodeURIComponent).join(',')}`,
        schema: smpiUsageWire,
      })
      return customers.map(({ id, seat_usages: usages }) => ({
        customer: id.toLowerCase(),
        byCode: new Map(
          (usages ?? []).flatMap(({ activationcode: code, used }) =>
            used == null ? [] : [[(code ?? '').toLowerCase(), used] as const],
          ),
        ),
        asOf: oldestOf((usages ?? []).flatMap(({ update_time: seconds }) => seconds ?? [])),
      }))
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.failure.kind !== 'notFound') throw error
      if (ids.length === 1) return [] // Expired: nothing is used, and nothing failed.
      const alone: SmpiUsage[] = []
      for (const id of ids) alone.push(...(await readBatch([id])))
      return alone
    }
  }

  return {
    readCustomers: (): Promise<SmpiCustomer[]> =>
      gateway.list({
        route: 'GET /SMPI/customers',
        pathOf: (page) => `${base}/customers?page=${page}&limit=${settings.pageSize}`,
        schema: smpiCustomersWire,
        idOf: (row) => row.id,
      }),

    /** Used seats of these customers; those whose licence is over are not asked for. */
    async readUsage(customers: readonly SmpiCustomer[]): Promise<SmpiUsage[]> {
      const nowMs = msOf(clock.now())
      const live = customers.filter(({ expire }) => !(Date.parse(expire ?? '') < nowMs)).map(({ id }) => id)
      const usages: SmpiUsage[] = []
      for (let at = 0; at < live.length; at += idsPerRequest) {
        usages.push(...(await readBatch(live.slice(at, at + idsPerRequest))))
      }
      return usages
    },

    countCustomers: () => gateway.total({ route: 'GET /SMPI/customers', path: `${base}/customers?page=1&limit=1` }),
  }
}

/** The oldest of moments in Unix seconds. */
const oldestOf = (seconds: readonly number[]): Instant | null =>
  seconds.length === 0 ? null : instantFromMs(Math.min(...seconds) * 1000)
