/** The real `Api`: fetch with the bearer token, one renewal on 401, problem JSON into `ProblemError`. */
import { OfflineError, ProblemError, type Api, type Call } from './api'
import type { ProblemView } from '../server/domain/views'
import type { CatalogItemView } from '../server/domain/viewsAgreements'
import type { HistoryEntryView } from '../server/domain/viewsHistory'
import type { OccurrenceView } from '../server/domain/viewsSchedule'

/** Where the token is kept: in memory only. The session store fills it. */
export interface TokenHolder {
  token: string | null
  /** Gets a new token by asking the host again. Resolves to false when there is none to be had. */
  renew: () => Promise<boolean>
}
export const createTokenHolder = (): TokenHolder => ({ token: null, renew: () => Promise.resolve(false) })

interface HttpOptions {
  fetch: typeof fetch
  holder: TokenHolder
  baseUrl?: string
  timeoutMs?: number
}

/** Reading seats of many products can take a while; longer than this is taken as no connection. */
const defaultTimeoutMs = 60_000

/** Routes whose refusal ends the sign-in; the answer to it is not another try to sign in. */
const signsIn = new Set(['session', 'console/session', 'console/session/renew'])

export function createHttpCall({ fetch, holder, baseUrl = '.', timeoutMs = defaultTimeoutMs }: HttpOptions): Call {
  async function once(method: string, path: string, body: unknown, token: string | null): Promise<Response> {
    try {
      return await fetch(`${baseUrl}/api/${path}`, {
        method,
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined || body instanceof Blob ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      })
    } catch (cause) {
      throw new OfflineError(cause)
    }
  }
  /** Answers come from our own server and are typed by its views, a table is a text; only a stranger's answer is caught here. */
  async function call<T>(method: string, path: string, body?: unknown, retried = false): Promise<T> {
    const isSignIn = signsIn.has(path)
    const response = await once(method, path, body, path === 'session' ? null : holder.token)
    if (response.ok) {
      const isTable = response.headers.get('content-type')?.startsWith('text/csv')
      return (await (isTable ? response.text() : response.json()).catch(strangersAnswer)) as T
    }
    const problem = await problemOf(response)
    if (problem.status === 401 && !isSignIn && !retried && (await holder.renew())) return call(method, path, body, true)
    throw new ProblemError(problem)
  }
  return call
}

export function createHttpApi(call: Call): Api {
  const get = <T>(path: string) => call<T>('GET', path)
  const post = <T>(path: string, body: unknown = {}) => call<T>('POST', path, body)
  const put = <T>(path: string, body: unknown) => call<T>('PUT', path, body)
  const q = encodeURIComponent

  return {
    openSession: (request) => post('session', request),
    company: (id) => get(`companies/${id}`),
    plan: (id) => post(`companies/${id}/plan`),
    suggestions: (id, query) => get(`companies/${id}/suggestions?q=${q(query)}`),
    verify: (id, customerId) => post(`companies/${id}/verify`, { customerId }),
    link: (id, request) => put(`companies/${id}/link`, request),
    setNoTrendMicro: (id, request) => put(`companies/${id}/no-trend-micro`, request),
    agreements: (id) => get(`companies/${id}/agreements`),
    catalog: async (query) => (await get<{ items: CatalogItemView[] }>(`catalog?q=${q(query)}`)).items,
    assign: (id, request) => put(`companies/${id}/assignments`, request),
    setSchedule: (id, request) => put(`companies/${id}/schedule`, request),
    setLimits: (id, request) => put(`companies/${id}/limits`, request),
    drift: (id) => get(`companies/${id}/drift`),
    lookForDrift: (id) => post(`companies/${id}/drift`),
    setExclusion: (id, request) => put(`companies/${id}/exclusions`, request),
    history: async (id, limit) =>
      (await get<{ entries: HistoryEntryView[] }>(`companies/${id}/history?limit=${limit}`)).entries,
    run: (id) => get(`runs/${id}`),
    runCompany: (run, company) => get(`runs/${run}/companies/${company}`),
    explain: (run, company, key) => get(`runs/${run}/companies/${company}/explain?key=${q(key)}`),
    send: (run, company, request) => post(`runs/${run}/companies/${company}/send`, request),
    undoView: (run, company) => get(`runs/${run}/companies/${company}/undo`),
    undo: (run, company, request) => post(`runs/${run}/companies/${company}/undo`, request),
    planAll: () => post('runs'),
    sendAll: (run) => post(`runs/${run}/send`),
    settings: () => get('settings'),
    saveSettings: (request) => put('settings', request),
    testConnectWise: () => post('connections/connectwise/test'),
    testTrendMicro: () => post('connections/trendmicro/test'),
    invoiceDays: (day, company) => get(`${company === null ? 'schedule' : `companies/${company}`}/invoices?day=${day}`),
    previewSchedule: async (schedule) =>
      (await post<{ next: OccurrenceView[] }>('schedule/preview', { schedule })).next,
  }
}

async function problemOf(response: Response): Promise<ProblemView> {
  if (!response.headers.get('content-type')?.includes('application/problem+json'))
    // A proxy, a login wall or a restart answered instead of the server.
    throw new OfflineError(`status ${response.status}`)
  return (await response.json().catch(strangersAnswer)) as ProblemView
}

function strangersAnswer(cause: unknown): never {
  throw new OfflineError(cause)
}
