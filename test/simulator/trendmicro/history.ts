/** What was: reports that stand still, and the highest seats of a month. */
import type { SandboxClock } from '../clock'
import type { TrendMicroWorld, TrendSubscription } from './world'

export interface TrendHistory {
  /** The moment at which reports stopped, with what they knew; null while they go on. */
  stopped: { atMs: number; subscriptions: TrendSubscription[]; withDetails: boolean } | null
  /** By `peakKey`. */
  peaks: Map<string, { provisioned: number; used: number | null }>
}

export function createTrendHistory(): TrendHistory {
  return { stopped: null, peaks: new Map() }
}

export const peakKey = (subscriptionId: string, month: string) => `${subscriptionId.toLowerCase()} ${month}`

export interface Told {
  atMs: number
  subscriptions: readonly TrendSubscription[]
}

type Sources = { world: TrendMicroWorld; clock: SandboxClock; history: TrendHistory }

/** The moment and the seats of which reports and usage tell. */
export function toldByReports({ world, clock, history }: Sources): Told {
  return history.stopped ?? { atMs: clock.nowMs(), subscriptions: world.subscriptions }
}

/** The seats of which a subscription's own record tells. */
export function toldByDetails({ world, clock, history }: Sources): Told {
  const { stopped } = history
  return stopped?.withDetails === true ? stopped : { atMs: clock.nowMs(), subscriptions: world.subscriptions }
}
