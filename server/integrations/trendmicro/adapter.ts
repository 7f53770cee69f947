/** Trend Micro over its licensing interfaces LMPI and SMPI (facts/trend-micro.md §3). The only way in is `createTrendMicro`. */
import type { Clock, Ids, Log } from '../../ports'
import type { FetchLike } from '../httpClient/exchange'
import type { HttpLimits } from '../httpClient/limits'
import type { TrendMicro } from './port'

/** Keys of one of the two interfaces, decrypted. */
export interface TrendMicroKeys {
  /** Origin such as `https://cspi.trendmicro.com`; the SMPI address that Remote Manager shows may carry a path. */
  baseUrl: string
  accessToken: string
  /** Used as text, not decoded (facts/trend-micro.md §3.2). */
  secretKey: string
}

export interface TrendMicroOptions {
  lmpi: TrendMicroKeys | null
  smpi: TrendMicroKeys | null
  /** Every request goes through it. */
  fetch: FetchLike
  clock: Clock
  ids: Ids
  log: Log
  /** Exact origins that the operator allowed besides `https://*.trendmicro.com`. */
  allowedHosts: readonly string[]
  /** Parts of the settings that differ from the defaults. */
  options?: Partial<TrendMicroSettings>
}

export interface TrendMicroSettings extends HttpLimits {
  /** Version of customers, subscription details and reports. Default `v3`. */
  lmpiVersion: string
  /** Version of the bulk list of subscriptions. Default `v2.5`. */
  lmpiBulkVersion: string
  /** Version of the list of service plans. Default `v2`. */
  lmpiPlansVersion: string
  /** Default `v2.8`. */
  smpiVersion: string
  /** Rows of a page, at most 100. */
  pageSize: number
  /** Pages of one list; beyond it the read fails. Default 500. */
  maxPages: number
  /** Subscription details read at the same time. Default 2. */
  detailsInFlight: number
  /** Days after its expiry for which a full licence still counts as live. Default 0. */
  graceDays: number
  /** Milliseconds for which the lists of customers, subscriptions and usage are kept. Default 60 seconds. */
  cacheMs: number
  /** Milliseconds for which the service plans are kept. Default 10 minutes. */
  plansCacheMs: number
}

/**
 * The adapter of one tenant: its own rate limiter, caches and credentials. Makes no request until it is asked something
 * and never throws here; an address that is not allowed fails every read with `unreachable`.
 */
export function createTrendMicro(options: TrendMicroOptions): TrendMicro {
  throw new Error(`No Trend Micro adapter for ${options.lmpi?.baseUrl ?? 'SMPI'} yet`)
}
