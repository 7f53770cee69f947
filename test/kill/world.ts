/** Made-up companies that have something to send: one to three additions that are behind, and often products without any. */
import type { SandboxClock } from '../simulator/clock'
import { catalogItems, type ItemKey } from '../simulator/seed/catalogItems'
import type { CompanySpec } from '../simulator/seed/companySpec'
import { connectWiseSide } from '../simulator/seed/connectWiseSide'
import type { Random } from '../simulator/seed/random'
import { seedDates } from '../simulator/seed/seedDates'
import type { SeedWorlds } from '../simulator/seed/seedWorld'
import { servicePlans, type PlanKey } from '../simulator/seed/servicePlans'
import { specParts, type SpecParts } from '../simulator/seed/specParts'
import { trendMicroSide } from '../simulator/seed/trendMicroSide'
import { trendCustomerId } from '../simulator/seed/trendIds'
import type { TrendMicroWorld } from '../simulator/trendmicro/world'

/** Billed with the catalog item of the same name. */
const products = [
  'worryFree',
  'worryFreeEssential',
  'xdrSuite',
  'coManagedXdr',
  'cloudApp',
  'email',
  'web',
] as const satisfies readonly (PlanKey & ItemKey)[]
type Product = (typeof products)[number]

/** Their only agreement has the id `company * 10 + 1`, their only customer the company's number. */
const firstCompany = 5001

/** The companies of a world with so many of them. */
export const companyIds = (count: number): number[] => Array.from({ length: count }, (_, place) => firstCompany + place)
export const agreementOf = (company: number): number => company * 10 + 1
export const customerOf = (company: number): string => trendCustomerId(company)

/** Both sides of `count` companies, in step with each other but for the products that are not billed yet. */
export function killWorld(
  clock: SandboxClock,
  count: number,
  random: Random,
): Pick<SeedWorlds, 'connectWise' | 'trendMicro'> {
  const dates = seedDates(clock)
  const parts = specParts(dates)
  const companies = companyIds(count).map((id) => oneCompany(id, random, parts))
  return { connectWise: connectWiseSide(companies, dates), trendMicro: trendMicroSide(companies, [], dates) }
}

function oneCompany(id: number, random: Random, parts: SpecParts): CompanySpec {
  const start = random.between(0, products.length - 1)
  const picked = Array.from(
    { length: random.between(2, 5) },
    (_, index) => products[(start + index) % products.length] ?? products[0],
  )
  const billed = picked.slice(0, random.between(1, 3)).map((product) => ({ product, seats: random.between(10, 60) }))
  const unbilled = picked.slice(billed.length)
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
        name: `Total Care ${id}`,
        type: 'Managed Service',
        additions: billed.map(({ product, seats }) => parts.addition(product, seats)),
      }),
    ],
    customers: [
      parts.customer({
        number: id,
        name: `Company ${id}`,
        city: 'Dayton',
        state: 'OH',
        emailDomain: `company${id}.example`,
        subscriptions: [
          ...billed.map(({ product, seats }) => parts.subscription(product, seats, seats)),
          // So few that no limit in money holds the new line.
          ...unbilled.map((product) => parts.subscription(product, random.between(5, 12), 4)),
        ],
      }),
    ],
  })
}

/** The customer of this company buys and gives back some seats; now and then more than is billed without a person's word. */
export function changeSeats(world: TrendMicroWorld, company: number, random: Random): void {
  for (const subscription of world.subscriptions) {
    if (subscription.customerId !== customerOf(company)) continue
    const by = random.percent(10) ? random.between(20, 40) : random.pick([-4, -3, -2, -1, 1, 2, 3, 4])
    for (const license of subscription.licenses) license.units += by
  }
}

/** The seats that this company's customer has of each catalog item. */
export function seatsByItem(world: TrendMicroWorld, company: number): Map<number, number> {
  const seats = new Map<number, number>()
  for (const subscription of world.subscriptions) {
    if (subscription.customerId !== customerOf(company)) continue
    const product = products.find((each) => servicePlans[each].name === subscription.name)
    const units = subscription.licenses[0]?.units
    if (product !== undefined && units !== undefined) seats.set(itemOf(product), units)
  }
  return seats
}

const itemOf = (product: Product): number => catalogItems[product].id
