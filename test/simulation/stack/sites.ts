/** Both outside systems as the simulators play them, with companies of a seed, on the clock of the turns. */
import type { ConnectWiseSimulator } from '../../simulator/connectwise/app'
import { createConnectWise } from '../../simulator/connectwise/app'
import type { CwAddition } from '../../simulator/connectwise/entities'
import type { SandboxClock } from '../../simulator/clock'
import type { FaultKind, FaultRule, Faults } from '../../simulator/faults'
import { connectWiseSide } from '../../simulator/seed/connectWiseSide'
import { generateCompanies } from '../../simulator/seed/generateCompanies'
import type { Random } from '../../simulator/seed/random'
import { seedDates } from '../../simulator/seed/seedDates'
import { trendMicroSide } from '../../simulator/seed/trendMicroSide'
import { createTrendMicro, type TrendMicroSimulator } from '../../simulator/trendmicro/trendMicro'
import type { Turns } from '../turns'

export const connectWiseUrl = 'http://connectwise.test'
export const trendMicroUrl = 'http://trendmicro.test'
/** Who may bill and administer. */
export const billers = ['mortiz', 'kbill'] as const

export interface Sites {
  connectWise: ConnectWiseSimulator
  trendMicro: TrendMicroSimulator
  clock: SandboxClock
  /** The next request meets this fault. */
  aim(fault: { kind: FaultKind; delayMs: number } | null): void
}

export function makeSites(turns: Turns, random: Random, seed: number): Sites {
  const clock = clockOf(turns)
  let aimed: FaultRule | null = null
  const faults: Faults = {
    list: () => [],
    add: (rule) => ({ ...rule, id: '' }),
    remove: () => undefined,
    clear: () => undefined,
    take() {
      const taken = aimed
      aimed = null
      return taken
    },
  }
  const dates = seedDates(clock)
  const companies = generateCompanies({ count: random.between(2, 3), seed, dates })
  const world = connectWiseSide(companies, dates)
  for (const agreement of world.agreements) agreement.prorateFlag = random.percent(50)
  // What is missing is created, by tenants that want it.
  world.additions = world.additions.filter(() => random.percent(70))
  addSecondBiller(world)
  return {
    connectWise: createConnectWise({ world, clock, faults, options: { autoInvoice: random.percent(70) } }),
    trendMicro: createTrendMicro({
      world: trendMicroSide(companies, [], dates),
      clock,
      faults,
      options: { currentMonthSummary: random.percent(80) ? 'present' : 'fromDay2' },
    }),
    clock,
    aim(fault) {
      aimed = fault === null ? null : { id: 'aimed', system: 'connectwise', method: null, path: '', times: 1, ...fault }
    },
  }
}

/** The simulators' clock is the turns': it only moves when somebody takes one. */
function clockOf(turns: Turns): SandboxClock {
  return {
    nowMs: () => turns.nowMs(),
    set: (iso) => turns.skipTo(Date.parse(iso)),
    freeze: () => undefined,
    onJump: () => () => undefined,
  }
}

function addSecondBiller(world: ConnectWiseSimulator['world']): void {
  const [first, second] = billers
  const member = world.members.find(({ identifier }) => identifier === first)
  const session = world.sessions.find(({ memberIdentifier }) => memberIdentifier === first)
  if (member === undefined || session === undefined) throw new RangeError(`The seed has no member ${first}`)
  world.members.push({ ...member, id: 90, identifier: second, firstName: 'Kim', lastName: 'Bill' })
  world.sessions.push({ ...session, memberIdentifier: second, memberHash: session.memberHash.replace(/\d$/, '9') })
}

export const additionOf = ({ connectWise }: Sites, id: number): CwAddition | undefined =>
  connectWise.world.additions.find((addition) => addition.id === id)
