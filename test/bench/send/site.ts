/** An MSP of so many companies, each with one agreement that bills three Trend Micro products, a third of them with a wrong quantity. */
import { createSandboxClock, type SandboxClock } from '../../simulator/clock'
import type { ConnectWiseWorld } from '../../simulator/connectwise/world'
import { catalogItems, type ItemKey } from '../../simulator/seed/catalogItems'
import type { CompanySpec } from '../../simulator/seed/companySpec'
import { connectWiseSide } from '../../simulator/seed/connectWiseSide'
import { createRandom } from '../../simulator/seed/random'
import { seedDates } from '../../simulator/seed/seedDates'
import type { PlanKey } from '../../simulator/seed/servicePlans'
import { specParts } from '../../simulator/seed/specParts'
import { trendMicroSide } from '../../simulator/seed/trendMicroSide'
import type { TrendMicroWorld } from '../../simulator/trendmicro/world'

export interface Site {
  clock: SandboxClock
  connectWise: ConnectWiseWorld
  trendMicro: TrendMicroWorld
  /** What every addition must hold in the end, those of other products included. */
  wanted: ReadonlyMap<number, number>
  companies: SiteCompany[]
  changedLines: number
}

/** One company as the MSP has mapped it. */
export interface SiteCompany {
  id: number
  /** Number behind the Trend Micro ids (trendIds.ts). */
  customer: number
  agreementId: number
  products: { plan: PlanKey; itemId: number }[]
}

/** Some hours before the send of the month, so that nothing that a server keeps in memory is still fresh when it comes. */
const beforeTheSend = '2026-11-30T04:00:00Z'
const productsEach = 3
const products = [
  ['worryFree', 'worryFree'],
  ['worryFreeEssential', 'worryFreeEssential'],
  ['xdrSuite', 'xdrSuite'],
  ['coManagedXdr', 'coManagedXdr'],
  ['cloudApp', 'cloudApp'],
  ['email', 'email'],
  ['web', 'web'],
] as const satisfies readonly (readonly [PlanKey, ItemKey])[]

/** Every call gives the same site anew, when it begins at the same moment. */
export function makeSite(companies: number, startIso = beforeTheSend): Site {
  const clock = createSandboxClock({ startIso })
  const dates = seedDates(clock)
  const parts = specParts(dates)
  const random = createRandom(1)
  const isChanged = aThird(companies * productsEach, random)
  const wantedByItem = new Map<string, number>()

  const specs = Array.from({ length: companies }, (_, place): CompanySpec => {
    const id = 1001 + place
    const lines = productsOf(place).map(([plan, item], index) => {
      const seats = random.between(10, 80)
      // Too little to be held for a person: fewer seats than the least that counts.
      const behind = isChanged.has(place * productsEach + index) ? random.pick([-3, -2, -1, 1, 2, 3]) : 0
      wantedByItem.set(`${agreementOf(id)} ${catalogItems[item].id}`, seats)
      return { plan, item, seats, quantity: seats - behind }
    })
    return parts.company({
      id,
      identifier: `Company${id}`,
      name: `Company ${id}`,
      city: 'Dayton',
      state: 'OH',
      zip: '45402',
      website: null,
      agreements: [
        parts.agreement({
          id: agreementOf(id),
          name: 'Managed Services',
          type: 'Managed Service',
          additions: [
            parts.addition('support', random.between(3, 90)),
            ...lines.map(({ item, quantity }) => parts.addition(item, quantity)),
          ],
        }),
      ],
      customers: [
        parts.customer({
          number: id,
          name: `Company ${id}`,
          city: 'Dayton',
          state: 'OH',
          emailDomain: `company${id}.example`,
          subscriptions: lines.map(({ plan, seats }) => parts.subscription(plan, seats, seats)),
        }),
      ],
    })
  })
  const connectWise = connectWiseSide(specs, dates)
  return {
    clock,
    connectWise,
    trendMicro: trendMicroSide(specs, [], dates),
    wanted: new Map(
      connectWise.additions.map(({ id, agreementId, product, quantity }) => [
        id,
        wantedByItem.get(`${agreementId} ${product.id}`) ?? quantity,
      ]),
    ),
    companies: specs.map(({ id }, place) => ({
      id,
      customer: id,
      agreementId: agreementOf(id),
      products: productsOf(place).map(([plan, item]) => ({ plan, itemId: catalogItems[item].id })),
    })),
    changedLines: isChanged.size,
  }
}

const agreementOf = (company: number) => company * 10 + 1
const productsOf = (place: number) =>
  Array.from({ length: productsEach }, (_, index) => products[(place + index * 2) % products.length] ?? products[0])

/** A third of the lines, anywhere: some companies have none of them, some have three. */
function aThird(lines: number, random: ReturnType<typeof createRandom>): ReadonlySet<number> {
  const chosen = new Set<number>()
  while (chosen.size < Math.floor(lines / 3)) chosen.add(random.between(0, lines - 1))
  return chosen
}
