/** The routes of notices; they come with the settings, so that the pod's first view does not carry them. */
import { inject, type InjectionKey } from 'vue'
import type { CompanyId } from '../server/domain/ids'
import type { NoticeChannel } from '../server/domain/notices'
import type {
  BoardsView,
  CompanyNoticesRequest,
  CompanyNoticesView,
  NoticesRequest,
  NoticesView,
  NoticeTestView,
  OutboxView,
} from '../server/domain/viewsNotices'
import { callKey, type Call } from './api'

/** Throws as `Api` does. */
export interface NoticesApi {
  notices(): Promise<NoticesView>
  saveNotices(request: NoticesRequest): Promise<NoticesView>
  /** Sends one notice by what is saved. A refusal of the other side is an answer. */
  testNotice(channel: NoticeChannel): Promise<NoticeTestView>
  /** The same of one company. */
  companyNotices(company: CompanyId): Promise<CompanyNoticesView>
  saveCompanyNotices(company: CompanyId, request: CompanyNoticesRequest): Promise<CompanyNoticesView>
  testCompanyNotice(company: CompanyId, channel: NoticeChannel): Promise<NoticeTestView>
  /** Boards of ConnectWise on which a ticket can be made. */
  boards(): Promise<BoardsView>
  outbox(): Promise<OutboxView>
  /** Has a notice that was given up tried again, in the background. */
  retryNotice(id: string): Promise<OutboxView>
}

export const noticesApiKey: InjectionKey<NoticesApi> = Symbol('noticesApi')

export function useNoticesApi(): NoticesApi {
  const call = inject(callKey, null)
  const api = inject(noticesApiKey, null) ?? (call && createNoticesApi(call))
  if (!api) throw new Error('No notices api is provided')
  return api
}

const createNoticesApi = (call: Call): NoticesApi => ({
  notices: () => call('GET', 'notices'),
  saveNotices: (request) => call('PUT', 'notices', request),
  testNotice: (channel) => call('POST', 'notices/test', { channel }),
  companyNotices: (company) => call('GET', `companies/${company}/notices`),
  saveCompanyNotices: (company, request) => call('PUT', `companies/${company}/notices`, request),
  testCompanyNotice: (company, channel) => call('POST', `companies/${company}/notices/test`, { channel }),
  boards: () => call('GET', 'notices/boards'),
  outbox: () => call('GET', 'notices/outbox?limit=50'),
  retryNotice: (id) => call('POST', 'notices/outbox/retry', { id }),
})
