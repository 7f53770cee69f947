/** The routes that only the console uses. They come with it, so that the pod's first view does not carry them. */
import { inject, type InjectionKey } from 'vue'
import type { CompanyId, RunId, ServicePlanKey } from '../server/domain/ids'
import type { DefaultOutcome } from '../server/domain/productDefaults'
import type { QuantityRule } from '../server/domain/settings'
import type { RunAction } from '../server/domain/runControl'
import type { RunView } from '../server/domain/viewsRun'
import type { SessionView } from '../server/domain/viewsSession'
import type { AuditView } from '../server/domain/viewsAudit'
import type { CompanyFilter, CompanyListView } from '../server/domain/viewsCompanies'
import type { ConsoleCodeView, ConsoleSessionRequest } from '../server/domain/viewsConsole'
import type {
  ApplyDefaultsRequest,
  ApplyDefaultsView,
  DefaultMonthsView,
  DefaultsPreviewView,
  DefaultsRequest,
  DefaultsView,
} from '../server/domain/viewsDefaults'
import type {
  AcceptView,
  DecisionsView,
  LinkFilter,
  LinkingRequest,
  LinkPairsRequest,
  LinksView,
  NoneRequest,
} from '../server/domain/viewsLinks'
import type { InboxCountView, InboxRetryRequest, InboxRetryView, InboxView } from '../server/domain/viewsInbox'
import type { PreflightView } from '../server/domain/viewsPreflight'
import type { RunDecisionsRequest, RunDecisionsView, RunSelectionView } from '../server/domain/viewsDecisions'
import type { RunLineFilter, RunLinesView, RunsView } from '../server/domain/viewsRuns'
import { callKey, type Call } from './api'

/** Throws as `Api` does. */
export interface ConsoleApi {
  /** For the pod: a code that opens the console once. */
  consoleCode(): Promise<ConsoleCodeView>
  openSession(request: ConsoleSessionRequest): Promise<SessionView>
  renewSession(): Promise<SessionView>
  companies(query: { filter: CompanyFilter; text: string; offset: number; limit: number }): Promise<CompanyListView>
  links(query: { state: LinkFilter; text: string; offset: number; limit: number }): Promise<LinksView>
  /** How these companies stand now, at most 500. */
  linksOf(companies: readonly CompanyId[]): Promise<LinksView>
  acceptLinks(request: LinkPairsRequest): Promise<AcceptView>
  rejectLinks(request: LinkPairsRequest): Promise<DecisionsView>
  unrejectLinks(request: LinkPairsRequest): Promise<DecisionsView>
  setNone(request: NoneRequest): Promise<DecisionsView>
  saveLinking(request: LinkingRequest): Promise<LinksView>
  defaults(): Promise<DefaultsView>
  saveDefaults(request: DefaultsRequest): Promise<DefaultsView>
  previewDefaults(query: {
    outcome: DefaultOutcome['kind'] | 'all'
    offset: number
    limit: number
  }): Promise<DefaultsPreviewView>
  applyDefaults(request: ApplyDefaultsRequest): Promise<ApplyDefaultsView>
  /** What the last months would have billed with the rule; null = the one of Settings. */
  defaultMonths(plan: ServicePlanKey, rule: QuantityRule | null): Promise<DefaultMonthsView>
  runs(query: { offset: number; limit: number }): Promise<RunsView>
  runLines(
    run: RunId,
    query: { filter: RunLineFilter; text: string; offset: number; limit: number },
  ): Promise<RunLinesView>
  /** Every line of the filter and search that may be let go now, on all pages. */
  runSelection(run: RunId, query: { filter: RunLineFilter; text: string }): Promise<RunSelectionView>
  /** Lets lines go, or leaves them out; what is refused of single companies is told. */
  decideRun(run: RunId, request: RunDecisionsRequest): Promise<RunDecisionsView>
  /** Pauses a run between two lines, goes on with it, or cancels what it has not sent. */
  controlRun(run: RunId, action: RunAction): Promise<RunView>
  /** All lines as a table for a spreadsheet, without a byte order mark. */
  runTable(run: RunId): Promise<string>
  audit(query: { offset: number; limit: number }): Promise<AuditView>
  /** The whole log as a table for a spreadsheet, without a byte order mark. */
  auditTable(): Promise<string>
  /** What is not billed, by its cause. */
  inbox(): Promise<InboxView>
  /** How many causes that has. */
  inboxCount(): Promise<InboxCountView>
  /** Plans anew and sends what has the numbers shown; answers before the sends are over. */
  retryInbox(request: InboxRetryRequest): Promise<InboxRetryView>
  /** What the last check found; asks nobody. */
  preflight(): Promise<PreflightView>
  /** Starts a check and answers at once. Changes nothing in ConnectWise. */
  startPreflight(): Promise<PreflightView>
}

export const consoleApiKey: InjectionKey<ConsoleApi> = Symbol('consoleApi')

export function useConsoleApi(): ConsoleApi {
  const call = inject(callKey, null)
  const api = inject(consoleApiKey, null) ?? (call && createConsoleApi(call))
  if (!api) throw new Error('No console api is provided')
  return api
}

function createConsoleApi(call: Call): ConsoleApi {
  return {
    consoleCode: () => call('POST', 'console/codes', {}),
    openSession: (request) => call('POST', 'console/session', request),
    renewSession: () => call('POST', 'console/session/renew', {}),
    companies: ({ filter, text, offset, limit }) =>
      call('GET', `companies?filter=${filter}&q=${encodeURIComponent(text)}&offset=${offset}&limit=${limit}`),
    links: ({ state, text, offset, limit }) =>
      call('GET', `links?state=${state}&q=${encodeURIComponent(text)}&offset=${offset}&limit=${limit}`),
    linksOf: (companies) => call('GET', `links?limit=500&only=${companies.join(',')}`),
    acceptLinks: (request) => call('POST', 'links/accept', request),
    rejectLinks: (request) => call('POST', 'links/reject', request),
    unrejectLinks: (request) => call('POST', 'links/unreject', request),
    setNone: (request) => call('POST', 'links/none', request),
    runs: ({ offset, limit }) => call('GET', `runs?offset=${offset}&limit=${limit}`),
    runLines: (run, { filter, text, offset, limit }) =>
      call('GET', `runs/${run}/lines?filter=${filter}&q=${encodeURIComponent(text)}&offset=${offset}&limit=${limit}`),
    runSelection: (run, { filter, text }) =>
      call('GET', `runs/${run}/selection?filter=${filter}&q=${encodeURIComponent(text)}`),
    decideRun: (run, request) => call('POST', `runs/${run}/decisions`, request),
    controlRun: (run, action) => call('POST', `runs/${run}/control`, { action }),
    runTable: (run) => call('GET', `runs/${run}/lines.csv`),
    audit: ({ offset, limit }) => call('GET', `audit?offset=${offset}&limit=${limit}`),
    auditTable: () => call('GET', 'audit/entries.csv'),
    inbox: () => call('GET', 'inbox'),
    inboxCount: () => call('GET', 'inbox/count'),
    retryInbox: (request) => call('POST', 'inbox/retry', request),
    preflight: () => call('GET', 'preflight'),
    startPreflight: () => call('POST', 'preflight', {}),
    saveLinking: (request) => call('PUT', 'links/settings', request),
    defaults: () => call('GET', 'defaults'),
    saveDefaults: (request) => call('PUT', 'defaults', request),
    previewDefaults: ({ outcome, offset, limit }) =>
      call('GET', `defaults/preview?outcome=${outcome}&offset=${offset}&limit=${limit}`),
    applyDefaults: (request) => call('POST', 'defaults/apply', request),
    defaultMonths: (plan, rule) => call('POST', 'defaults/months', { plan, rule }),
  }
}
