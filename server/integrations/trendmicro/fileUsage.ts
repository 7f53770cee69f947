/** Trend Micro as the imported files know it, for MSPs without keys (facts/trend-micro.md §4). */
import { monthOf, type Month } from '../../domain/calendar'
import { AppError } from '../../domain/errors'
import type { UsageGap } from '../../domain/trend'
import { customersOf, subscriptionsOf, type Digest, type UsageImport } from '../../domain/usageImport'
import type { TrendMicro } from './port'

export interface Imports {
  months(): Promise<Month[]>
  read(month: Month): Promise<UsageImport | null>
}

/** Months that customers and products are known from. */
const remembered = 3

/**
 * Makes every read fail with AppError `notConfigured` while no month is imported. The seats are those of the month that is asked for
 * (of the running one for current seats) and of no other: while it is not imported they are unread (`notThereYet`).
 */
export function createFileUsage({ imports, digest }: { imports: Imports; digest: Digest }): TrendMicro {
  async function newest(): Promise<[UsageImport, ...UsageImport[]]> {
    const months = (await imports.months()).sort().reverse().slice(0, remembered)
    const read = await Promise.all(months.map((month) => imports.read(month)))
    const [first, ...others] = read.filter((month) => month !== null)
    if (first === undefined)
      throw new AppError('notConfigured', { detail: 'There are no keys for Trend Micro, and no file is imported.' })
    return [first, ...others]
  }

  return {
    readCustomers: async () => customersOf(await newest(), digest),
    async readUsage({ customers: asked, which, today }) {
      const month = which.kind === 'current' ? monthOf(today) : which.month
      const known = await newest()
      const own = known.find((each) => each.month === month) ?? (await imports.read(month))
      const shown = own ?? known[0]
      const seats = own === null ? ({ kind: 'unread', why: 'notThereYet' } as const) : null
      const there = new Set(customersOf([shown], digest).map(({ id }) => id))
      const gaps: UsageGap[] = (asked ?? [])
        .filter((id) => !there.has(id))
        .map((customerId) => ({
          customerId,
          what: 'customers',
          why: 'notFound',
          note: `The file of ${shown.month} does not list this customer.`,
        }))
      if (own === null)
        gaps.push({ customerId: null, what: 'usage', why: 'notThereYet', note: `No file of ${month} is imported yet.` })
      return {
        takenAt: shown.at,
        sources: ['file'],
        which,
        subscriptions: subscriptionsOf(shown, digest, seats).filter(
          ({ customerId }) => asked === null || asked.includes(customerId),
        ),
        gaps,
      }
    },
    /** By the newest month. */
    async readProducts(asked) {
      const [shown] = await newest()
      const wanted = new Set(asked)
      const there = new Set(customersOf([shown], digest).map(({ id }) => id))
      return {
        products: subscriptionsOf(shown, digest, null)
          .filter(({ customerId }) => wanted.has(customerId))
          .map(({ customerId, plan, productName, planName }) => ({ customerId, plan, productName, planName })),
        whole: asked.every((id) => there.has(id)),
      }
    },
    test: async () => ({ customers: customersOf([(await newest())[0]], digest).length, sources: ['file'] }),
  }
}
