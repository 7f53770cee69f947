/** What goes on anyway while time passes: customers buy and give back, and now and then somebody deletes a line. */
import { createRandom } from '../../simulator/seed/random'
import type { Change } from '../steps'
import type { Sites } from './sites'

/**
 * The changes of the months that begin after `fromDay` and not after `untilDay` (`YYYY-MM-DD`). They follow from seed and month
 * alone, so that they stay the same when steps of a history are left out.
 */
export function changesBetween(seed: number, fromDay: string, untilDay: string, sites: Sites): Change[] {
  const changes: Change[] = []
  const { subscriptions } = sites.trendMicro.world
  const { additions } = sites.connectWise.world
  for (let month = monthOf(fromDay) + 1; month <= monthOf(untilDay); month += 1) {
    const random = createRandom(seed * 1_000 + month)
    for (const subscription of subscriptions.keys())
      if (random.percent(40)) changes.push({ kind: 'seats', subscription, seats: random.between(1, 60) })
    if (random.percent(40)) changes.push({ kind: 'delete', addition: random.between(0, additions.length - 1) })
  }
  return changes
}

/** Months since the year 0. */
const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
