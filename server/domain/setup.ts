/** The first run of a tenant: which of its four steps are done. Pure; nothing here counts steps, all follows from what is there. */
import type { ConnectionView } from './viewsSettings'

export const setupSteps = ['connectWise', 'trendMicro', 'companies', 'sendDay'] as const
export type SetupStep = (typeof setupSteps)[number]

/** `wanting`: it works, but something that people should know of is missing. */
export type StepState = 'open' | 'done' | 'wanting'

/**
 * `keys`: without keys for ConnectWise, and keys or files of Trend Micro, no company can be shown at all. `open`: it works, and
 * nobody has said yet that the first run is over. `done`: it was said, or the monthly send is on.
 */
export type SetupStage = 'keys' | 'open' | 'done'

export interface SetupStored {
  hasConnectWiseKeys: boolean
  /** Keys of Trend Micro, or an imported file. */
  hasSeats: boolean
  scheduleOn: boolean
  /** Somebody said so, or the tenant is older than the first run. */
  finished: boolean
}

export function stageOf({ hasConnectWiseKeys, hasSeats, scheduleOn, finished }: SetupStored): SetupStage {
  if (finished || scheduleOn) return 'done'
  return hasConnectWiseKeys && hasSeats ? 'open' : 'keys'
}

export interface SetupFacts {
  connectWise: ConnectionView['state']
  trendMicro: ConnectionView['state']
  linkedCompanies: number
  scheduleOn: boolean
  finished: boolean
}

/** Companies count as linked from the first one on: the others may follow later, one by one. */
export const stepsOf = (facts: SetupFacts): Record<SetupStep, StepState> => ({
  connectWise: connectionStep(facts.connectWise),
  trendMicro: connectionStep(facts.trendMicro),
  companies: facts.linkedCompanies > 0 ? 'done' : 'open',
  sendDay: facts.finished || facts.scheduleOn ? 'done' : 'open',
})

function connectionStep(state: ConnectionView['state']): StepState {
  if (state === 'connected') return 'done'
  return state === 'missingPermissions' ? 'wanting' : 'open'
}

/** Where somebody who comes back goes on; null: all is done. */
export const firstOpen = (steps: Record<SetupStep, StepState>): SetupStep | null =>
  setupSteps.find((step) => steps[step] === 'open') ?? null
