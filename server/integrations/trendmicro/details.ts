/** Details of many subscriptions, a few at a time; when the gateway is down the rest is not asked for. */
import { type Instant } from '../../domain/calendar'
import { UpstreamError } from '../../domain/errors'
import type { SubscriptionId } from '../../domain/ids'
import type { Cache } from '../httpClient/cache'
import { type Outcome, outcomeOf } from './gaps'
import type { ListedSubscription, SubscriptionDetail } from './lmpi'
import { mapLimited } from './mapLimited'

export type Details = ReadonlyMap<SubscriptionId, Outcome<{ detail: SubscriptionDetail; readAt: Instant }>>

/** One outcome for each subscription; a failure of one is no failure of the others. */
export async function readDetails(options: {
  subscriptions: readonly ListedSubscription[]
  readDetail: (subscription: ListedSubscription) => Promise<SubscriptionDetail>
  cache: Cache
  inFlight: number
  giveUpAfter: number
}): Promise<Details> {
  const { subscriptions, readDetail, cache, inFlight, giveUpAfter } = options
  let failuresInRow = 0
  let last: UpstreamError | null = null

  async function read(subscription: ListedSubscription) {
    if (failuresInRow >= giveUpAfter && last !== null) throw new UpstreamError({ ...last.failure, attempts: 0 })
    try {
      const { value: detail, readAt } = await cache.get(`detail ${subscription.id}`, () => readDetail(subscription))
      failuresInRow = 0
      return { detail, readAt }
    } catch (error) {
      if (error instanceof UpstreamError) {
        last = error
        // A refusal of this one record says nothing about the next.
        failuresInRow = ['notFound', 'refused'].includes(error.failure.kind) ? 0 : failuresInRow + 1
      }
      throw error
    }
  }

  const outcomes = await mapLimited(subscriptions, inFlight, async (subscription) => ({
    id: subscription.id,
    outcome: await outcomeOf(read(subscription)),
  }))
  return new Map(outcomes.map(({ id, outcome }) => [id, outcome]))
}
