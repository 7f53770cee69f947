/** What the adapter is made of, and its defaults. */
import type { Clock, Ids, Log } from '../../ports'
import type { FetchLike } from '../httpClient/exchange'
import { defaultHttpLimits, type HttpLimits } from '../httpClient/limits'

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
  /** Version of customers, subscription details and reports. */
  lmpiVersion: string
  /** Version of the bulk list of subscriptions. */
  lmpiBulkVersion: string
  /** Versions of the list of service plans, the next one on 404: only v3 may know Vision One. */
  lmpiPlansVersions: string[]
  smpiVersion: string
  /** Rows of a page, at most 100. */
  pageSize: number
  /** Pages of one list; beyond it the read fails. */
  maxPages: number
  /** Subscription details read at the same time. */
  detailsInFlight: number
  /** After so many details in a row without an answer the rest is not asked for and counts as unread. */
  giveUpAfter: number
  /** Days after its expiry for which a full licence still counts as live (facts/trend-micro.md §8.5). */
  graceDays: number
  /** Milliseconds for which customers, subscriptions, their details and usage are kept. */
  cacheMs: number
  /** Milliseconds for which the service plans are kept. */
  plansCacheMs: number
}

/** facts/trend-micro.md §3.1: no limits are documented, so modest ones. */
export const defaultTrendMicroSettings: TrendMicroSettings = {
  ...defaultHttpLimits,
  backoffBaseMs: 1_000,
  requestsPerMinute: 300,
  burst: 6,
  inFlight: 4,
  lmpiVersion: 'v3',
  lmpiBulkVersion: 'v2.5',
  lmpiPlansVersions: ['v3', 'v2'],
  smpiVersion: 'v2.8',
  pageSize: 100,
  maxPages: 500,
  detailsInFlight: 2,
  giveUpAfter: 5,
  graceDays: 0,
  cacheMs: 60_000,
  plansCacheMs: 10 * 60_000,
}
