/** The routes of executive summaries; they come with their screens, so that the pod's first view does not carry them. */
import { inject, type InjectionKey } from 'vue'
import type { Month } from '../server/domain/calendar'
import type { CompanyId } from '../server/domain/ids'
import type { NoticeLanguage } from '../server/domain/notices'
import type {
  CompanySummariesRequest,
  CompanySummariesView,
  SummaryFilesView,
  SummaryPlanRequest,
  SummaryPlanView,
  SummaryPreviewView,
} from '../server/domain/viewsSummaries'
import { callKey, type Call } from './api'

/** Throws as `Api` does. */
export interface SummariesApi {
  plan(): Promise<SummaryPlanView>
  savePlan(request: SummaryPlanRequest): Promise<SummaryPlanView>
  company(id: CompanyId): Promise<CompanySummariesView>
  saveCompany(id: CompanyId, request: CompanySummariesRequest): Promise<CompanySummariesView>
  /** Makes this month's and lets it go out. */
  make(id: CompanyId): Promise<CompanySummariesView>
  preview(id: CompanyId, language: NoticeLanguage): Promise<SummaryPreviewView>
  files(id: CompanyId, month: Month): Promise<SummaryFilesView>
}

export const summariesApiKey: InjectionKey<SummariesApi> = Symbol('summariesApi')

export function useSummariesApi(): SummariesApi {
  const call = inject(callKey, null)
  const api = inject(summariesApiKey, null) ?? (call && createSummariesApi(call))
  if (!api) throw new Error('No summaries api is provided')
  return api
}

const createSummariesApi = (call: Call): SummariesApi => ({
  plan: () => call('GET', 'summaries'),
  savePlan: (request) => call('PUT', 'summaries', request),
  company: (id) => call('GET', `companies/${id}/summaries`),
  saveCompany: (id, request) => call('PUT', `companies/${id}/summaries`, request),
  make: (id) => call('POST', `companies/${id}/summaries`, {}),
  preview: (id, language) => call('GET', `companies/${id}/summaries/preview?language=${language}`),
  files: (id, month) => call('GET', `companies/${id}/summaries/${month}`),
})
