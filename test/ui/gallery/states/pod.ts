import { aPlan, partialPlan } from '../../fixtures/fairhaven'
import type { States } from '../states'

export const states: States = {
  linked: {},
  partial: { api: { plan: () => Promise.resolve(partialPlan) } },
  nothing: { api: { plan: () => Promise.resolve(aPlan({ rows: [], totals: [] })) } },
}
