/** What the adapter is made of, and its defaults. */
import type { Clock, Ids, Log } from '../../ports'
import type { FetchLike } from '../httpClient/exchange'
import { defaultHttpLimits, type HttpLimits } from '../httpClient/limits'

/** How the pod's user is checked (facts/hosted-api.md §6.2–6.4). The first combination that answers is remembered. */
export interface MemberCheckOptions {
  /** Hosts in the order in which they are asked. */
  hosts: ('bare' | 'api')[]
  /** Forms of the proof in the order in which they are tried. */
  forms: ProofForm[]
  /** Paths in the order in which they are tried; the next one on 404. */
  paths: string[]
  /** Refuse members of licence class A (API members), which cannot sign in to the web client; otherwise logged only. */
  refuseApiMembers: boolean
  /** Milliseconds for one request. */
  timeoutMs: number
}
/** `encodedCookies` is left out where encoding changes nothing. */
export type ProofForm = 'cookies' | 'basic' | 'encodedCookies'

export const defaultMemberCheck: MemberCheckOptions = {
  hosts: ['bare', 'api'],
  forms: ['cookies', 'basic', 'encodedCookies'],
  paths: ['/system/myMembers/info', '/system/myMembers'],
  refuseApiMembers: false,
  timeoutMs: 8_000,
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
  /** Version asked for in `Accept` (facts/connectwise-rest.md §3). */
  apiVersion: string
  /** Rows of a page, at most 1,000. */
  pageSize: number
  /** Pages of one list; beyond it the read fails. */
  maxPages: number
  /** Milliseconds for which the catalog, the billing cycles and the default sources are kept. */
  cacheMs: number
  /** Milliseconds for which companyinfo is kept. */
  siteCacheMs: number
  /** Words, lower case, by which a management solution or integration is known to be Trend Micro's. */
  solutionWords: string[]
}

export const defaultConnectWiseLimits: ConnectWiseLimits = {
  ...defaultHttpLimits,
  apiVersion: '2025.16',
  pageSize: 1_000,
  maxPages: 200,
  cacheMs: 5 * 60_000,
  siteCacheMs: 60 * 60_000,
  solutionWords: ['tmrm', 'trend', 'worry-free', 'worry free'],
}
