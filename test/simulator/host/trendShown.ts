/** What the panel shows of the customers that a company is at Trend Micro. */
import type { TrendMicroSimulator } from '../trendmicro/trendMicro'
import { sameId } from '../trendmicro/parameters'
import type { TrendCustomerShown, TrendShown } from './page/sandboxApi'

type Trend = Pick<TrendMicroSimulator, 'world' | 'edits' | 'options'>

export function trendOf({ world, edits, options }: Trend, customerIds: readonly string[]): TrendShown {
  const isGone = (id: string) => options.vanished.some((each) => sameId(each, id))
  const own = world.customers.filter(({ id }) => customerIds.some((each) => sameId(each, id)))
  // A second account of the same name counts as the company's own, too: it is shown beside the first.
  const all = world.customers.filter((one) => own.some(({ name, city }) => one.name === name && one.city === city))
  return {
    customers: all.map(({ id, name }): TrendCustomerShown => ({
      id,
      name,
      isGone: isGone(id),
      subscriptions: world.subscriptions
        .filter(({ customerId }) => sameId(customerId, id))
        .map((each) => ({
          id: each.id,
          name: each.name,
          products: each.licenses.map(({ productName }) => productName),
          provisioned: each.licenses[0]?.units ?? 0,
          used: each.used,
          isGone: isGone(each.id),
        })),
    })),
    customersShown: options.customersShown,
    currentMonthSummary: options.currentMonthSummary,
    reportsStoppedAt: edits.reportsStoppedAt(),
  }
}
