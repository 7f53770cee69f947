import type { SandboxClock } from '../clock'
import type { ConnectWiseSimulator } from '../connectwise/app'
import type { CwAddition } from '../connectwise/entities'
import { catalogItems, type ItemKey } from '../seed/catalogItems'
import { servicePlans, type PlanKey } from '../seed/servicePlans'
import { trendSubscriptionId } from '../seed/trendIds'
import type { TrendMicroSimulator } from '../trendmicro/trendMicro'

/** What a situation is made with. */
export interface SituationTools {
  connectWise: Pick<ConnectWiseSimulator, 'world' | 'edits' | 'options'>
  trendMicro: Pick<TrendMicroSimulator, 'world' | 'edits' | 'options'>
  clock: SandboxClock
}

/** Something that a billing pod has to cope with, made in the seeded worlds by the edits that a person would make. */
export interface Situation {
  name: string
  /** The company in which it is made; null: it concerns all. */
  companyId: number | null
  /** What is done, as a button says it. */
  title: string
  /** What there is to see then. */
  shows: string
  /** Throws RangeError where what it needs is gone already. */
  make: (tools: SituationTools, memberIdentifier: string) => void
}

/** The line of this item on a seeded agreement. Throws RangeError when it is gone. */
export function lineOf({ connectWise }: SituationTools, agreementId: number, item: ItemKey): CwAddition {
  const line = connectWise.world.additions.find(
    (each) => each.agreementId === agreementId && each.product.id === catalogItems[item].id,
  )
  if (line === undefined) throw new RangeError(`Agreement ${agreementId} has no line of ${item} any more`)
  return line
}

/** Id of a seeded subscription; customers have the numbers of their companies. */
export function subscriptionOf(customerNumber: number, plan: PlanKey): string {
  return trendSubscriptionId(customerNumber, servicePlans[plan].number)
}
