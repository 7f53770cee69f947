/** The routes of an existing set-up; they come with its page. */
import { inject, type InjectionKey } from 'vue'
import type {
  ExistingAssignmentsView,
  ExistingItemsRequest,
  ExistingLinksRequest,
  ExistingLinksView,
  ExistingView,
} from '../server/domain/viewsExisting'
import { callKey, type Call } from './api'

/** Throws as `Api` does. */
export interface ExistingApi {
  /** `solutions`: whose rows count; null: those whose name says Trend Micro. */
  existing(solutions: readonly number[] | null): Promise<ExistingView>
  /** Starts a reading and answers at once. Changes nothing in ConnectWise. */
  readExisting(): Promise<ExistingView>
  /** At most 500 pairs. */
  linkExisting(request: ExistingLinksRequest): Promise<ExistingLinksView>
  saveExistingItems(request: ExistingItemsRequest): Promise<{ saved: number }>
  existingAssignments(): Promise<ExistingAssignmentsView>
}

export const existingApiKey: InjectionKey<ExistingApi> = Symbol('existingApi')

export function useExistingApi(): ExistingApi {
  const call = inject(callKey, null)
  const api = inject(existingApiKey, null) ?? (call && createExistingApi(call))
  if (!api) throw new Error('No api of the existing set-up is provided')
  return api
}

const createExistingApi = (call: Call): ExistingApi => ({
  existing: (solutions) => call('GET', solutions === null ? 'existing' : `existing?solutions=${solutions.join(',')}`),
  readExisting: () => call('POST', 'existing', {}),
  linkExisting: (request) => call('POST', 'existing/links', request),
  saveExistingItems: (request) => call('POST', 'existing/items', request),
  existingAssignments: () => call('GET', 'existing/assignments'),
})
