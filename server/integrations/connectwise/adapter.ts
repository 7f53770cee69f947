/** ConnectWise PSA over its REST interface (facts/connectwise-rest.md). The only way in is `createConnectWise`. */
import type { Clock, Ids, Log } from '../../ports'
import type { HttpLimits } from '../httpClient/limits'
import type { FetchLike } from '../httpClient/exchange'
import type { ConnectWise } from './port'

/** How the pod's user is checked (facts/hosted-api.md §6.2–6.4). The first combination that answers is remembered. */
export interface MemberCheckOptions {
  /** Hosts in the order in which they are asked. Default `['bare', 'api']`. */
  hosts: ('bare' | 'api')[]
  /** Forms of the proof in the order in which they are tried. Default `['cookies', 'basic', 'encodedCookies']`. */
  forms: ('cookies' | 'basic' | 'encodedCookies')[]
  /** Paths in the order in which they are tried; the next one on 404. */
  paths: string[]
  /** Refuse members of licence class A (API members), which cannot sign in to the web client. Default false: logged only. */
  refuseApiMembers: boolean
  /** Milliseconds for one request. Default 8,000. */
  timeoutMs: number
}

export interface ConnectWiseOptions {
  /** The tenant's stored site: host name (`eu.myconnectwise.net`) or origin (`https://psa.example.com`). */
  site: string
  /** The name used to sign in to ConnectWise, not a customer's company id. */
  loginCompany: string
  /** Our GUID at the vendor's developer site. Server side only. */
  clientId: string
  /** Keys of the API member. */
  keys: { publicKey: string; privateKey: string }
  /** Every request goes through it. */
  fetch: FetchLike
  clock: Clock
  ids: Ids
  log: Log
  /**
   * Exact origins (`https://psa.example.com`, `http://127.0.0.1:4602`) that the operator allowed besides the cloud hosts.
   * Only here may a host be an IP address, private, or without TLS.
   */
  allowedHosts: readonly string[]
  /** Parts of the limits that differ from the defaults. */
  limits?: Partial<ConnectWiseLimits>
  memberCheck?: Partial<MemberCheckOptions>
}

export interface ConnectWiseLimits extends HttpLimits {
  /** Version asked for in `Accept` (facts/connectwise-rest.md §3). Default `2025.16`. */
  apiVersion: string
  /** Rows of a page, at most 1,000. */
  pageSize: number
  /** Pages of one list; beyond it the read fails. Default 200. */
  maxPages: number
  /** Compare lists with `/count`, so that a cut list is a failed read and not a shorter one. Default true. */
  checkCounts: boolean
  /** Milliseconds for which the catalog and the default sources are kept. Default 5 minutes. */
  cacheMs: number
  /** Milliseconds for which companyinfo is kept. Default 1 hour. */
  siteCacheMs: number
  /** Words, lower case, by which a management solution or integration is known to be Trend Micro's. */
  solutionWords: string[]
}

/**
 * The adapter of one tenant: its own rate limiter, caches and credentials. Makes no request until it is asked something
 * and never throws here; a site that is not allowed fails every read with `unreachable` and refuses every write.
 */
export function createConnectWise(options: ConnectWiseOptions): ConnectWise {
  throw new Error(`No ConnectWise adapter for ${options.site} yet`)
}
