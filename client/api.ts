/** The server's routes as one interface. Everything that needs data gets an `Api`; only `main.ts` makes the real one. */
import { inject, type InjectionKey } from 'vue'
import type { CompanyId, CustomerId, LineKey, RunId } from '../server/domain/ids'
import type { PlanView, ProblemView, SendRequest } from '../server/domain/views'
import type { AgreementsView, AssignmentsRequest, CatalogItemView } from '../server/domain/viewsAgreements'
import type { CompanyLimitsRequest, CompanyView, ExclusionRequest } from '../server/domain/viewsCompany'
import type { DriftView } from '../server/domain/viewsDrift'
import type { ExplainView } from '../server/domain/viewsExplain'
import type { HistoryEntryView } from '../server/domain/viewsHistory'
import type { LinkRequest, SuggestionsView, VerifyView } from '../server/domain/viewsLink'
import type { RunView } from '../server/domain/viewsRun'
import type {
  CompanyScheduleRequest,
  InvoiceTimingView,
  OccurrenceView,
  ScheduleInput,
} from '../server/domain/viewsSchedule'
import type { SessionRequest, SessionView } from '../server/domain/viewsSession'
import type { SettingsRequest, SettingsView } from '../server/domain/viewsSettings'
import type { UndoRequest, UndoView } from '../server/domain/viewsUndo'

/** Every method throws `ProblemError` when the server refuses, and `OfflineError` when it cannot be reached. */
export interface Api {
  openSession(request: SessionRequest): Promise<SessionView>
  company(id: CompanyId): Promise<CompanyView>
  /** Gathers, plans and stores; changes nothing in ConnectWise. */
  plan(id: CompanyId): Promise<PlanView>
  suggestions(id: CompanyId, query: string): Promise<SuggestionsView>
  verify(id: CompanyId, customerId: CustomerId): Promise<VerifyView>
  link(id: CompanyId, request: LinkRequest): Promise<CompanyView>
  setNoTrendMicro(id: CompanyId, request: { version: number; none: boolean }): Promise<CompanyView>
  agreements(id: CompanyId): Promise<AgreementsView>
  catalog(query: string): Promise<CatalogItemView[]>
  assign(id: CompanyId, request: AssignmentsRequest): Promise<CompanyView>
  setSchedule(id: CompanyId, request: CompanyScheduleRequest): Promise<CompanyView>
  setLimits(id: CompanyId, request: CompanyLimitsRequest): Promise<CompanyView>
  /** What the last look found changed in ConnectWise; asks nobody. */
  drift(id: CompanyId): Promise<DriftView>
  /** Compares ConnectWise now with what was last written. Changes nothing there. */
  lookForDrift(id: CompanyId): Promise<DriftView>
  /** Leaves a product out of billing, or takes it back. */
  setExclusion(id: CompanyId, request: ExclusionRequest): Promise<CompanyView>
  history(id: CompanyId, limit: number): Promise<HistoryEntryView[]>
  run(id: RunId): Promise<RunView>
  runCompany(run: RunId, company: CompanyId): Promise<PlanView>
  explain(run: RunId, company: CompanyId, key: LineKey): Promise<ExplainView>
  send(run: RunId, company: CompanyId, request: SendRequest): Promise<PlanView>
  /** What taking back what a run wrote would do now; changes nothing. */
  undoView(run: RunId, company: CompanyId): Promise<UndoView>
  /** Starts taking back; answers with the run that does it. */
  undo(run: RunId, company: CompanyId, request: UndoRequest): Promise<PlanView>
  planAll(): Promise<RunView>
  sendAll(run: RunId): Promise<RunView>
  settings(): Promise<SettingsView>
  saveSettings(request: SettingsRequest): Promise<SettingsView>
  testConnectWise(): Promise<SettingsView>
  testTrendMicro(): Promise<SettingsView>
  /** When invoices are made, against this day of the month; of one company's agreements or of all. */
  invoiceDays(dayOfMonth: number, company: CompanyId | null): Promise<InvoiceTimingView>
  previewSchedule(schedule: ScheduleInput): Promise<OccurrenceView[]>
}

/** One request to the server's API, e.g. `call('GET', 'links?state=all')`; a file goes as it is. What answers is typed by the server's views. */
export type Call = <T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<T>
export const callKey: InjectionKey<Call> = Symbol('call')

export const apiKey: InjectionKey<Api> = Symbol('api')

export function useApi(): Api {
  const api = inject(apiKey)
  if (!api) throw new Error('No api is provided')
  return api
}

/** The server refused, and says why. */
export class ProblemError extends Error {
  readonly problem: ProblemView
  constructor(problem: ProblemView) {
    super(problem.code)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** The server cannot be reached, or what answered is not it. */
export class OfflineError extends Error {
  constructor(cause?: unknown) {
    super('offline', { cause })
    this.name = 'OfflineError'
  }
}
