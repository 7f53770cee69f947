/** The routes of the first run; they come with its screens. */
import { inject, type InjectionKey } from 'vue'
import type { SetupView } from '../server/domain/viewsSetup'
import { callKey, type Call } from './api'

/** Throws as `Api` does. */
export interface SetupApi {
  setup(): Promise<SetupView>
  /** Says that the first run is over. */
  finishSetup(): Promise<SetupView>
}

export const setupApiKey: InjectionKey<SetupApi> = Symbol('setupApi')

export function useSetupApi(): SetupApi {
  const call = inject(callKey, null)
  const api = inject(setupApiKey, null) ?? (call && createSetupApi(call))
  if (!api) throw new Error('No setup api is provided')
  return api
}

const createSetupApi = (call: Call): SetupApi => ({
  setup: () => call('GET', 'setup'),
  finishSetup: () => call('POST', 'setup/finish', {}),
})
