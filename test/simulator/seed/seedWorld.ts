import type { SandboxClock } from '../clock'
import type { ConnectWiseWorld } from '../connectwise/world'
import type { TrendMicroWorld } from '../trendmicro/world'
import { connectWiseSide } from './connectWiseSide'
import { generateCompanies } from './generateCompanies'
import { seedDates } from './seedDates'
import { customerIdOf, trendMicroSide } from './trendMicroSide'
import { strayCustomers, twelveCompanies } from './twelveCompanies'

export interface SeedWorlds {
  connectWise: ConnectWiseWorld
  trendMicro: TrendMicroWorld
  /** Which customers at Trend Micro a company is, by its id. Nobody in the sandbox but its page knows that. */
  customersOf: ReadonlyMap<number, readonly string[]>
}

/** Twelve companies that show every case (companyCases.ts), dated around the clock's present. */
export function seedWorld(clock: SandboxClock): SeedWorlds {
  return seedLargeWorld({ companies: 12, seed: 0, clock })
}

/** The twelve companies and as many made-up ones as are missing. Same seed and same day: same worlds. */
export function seedLargeWorld(options: { companies: number; seed: number; clock: SandboxClock }): SeedWorlds {
  const dates = seedDates(options.clock)
  const shown = twelveCompanies(dates).slice(0, options.companies)
  const made = generateCompanies({ count: options.companies - shown.length, seed: options.seed, dates })
  const companies = [...shown, ...made]
  return {
    connectWise: connectWiseSide(companies, dates),
    trendMicro: trendMicroSide(companies, strayCustomers(dates), dates),
    customersOf: new Map(companies.map(({ id, customers }) => [id, customers.map(customerIdOf)])),
  }
}
