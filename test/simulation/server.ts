/** One life of a server: the real services over the ports of the simulation, put together as compose.ts does. */
import type { TenantId } from '../../server/domain/ids'
import type { ConnectWise } from '../../server/integrations/connectwise/port'
import type { TrendMicro } from '../../server/integrations/trendmicro/port'
import type { Clock, Ids, Log } from '../../server/ports'
import { createKeyedLock, type KeyedLock } from '../../server/services/locks'
import { createDriftWatch, type DriftWatch } from '../../server/services/driftWatch'
import { createRuns, type Runs } from '../../server/services/runs'
import { createScheduler, type Scheduler } from '../../server/services/scheduler'
import type { Store } from '../../server/storage/store'
import { fakeConnectWise } from './fakeConnectWise'
import { fakeTrendMicro } from './fakeTrendMicro'
import { gatedStore, type Gate } from './gatedStore'
import type { World } from './world'

export interface Server {
  runs: Runs
  scheduler: Scheduler
  driftWatch: DriftWatch
  store: Store
  connectWise: ConnectWise
  trendMicro: TrendMicro
  clock: Clock
}

/** Pieces that a test may put in place of the right ones, to see that the simulation notices. */
export interface Pieces {
  lock?: () => KeyedLock
  store?: (right: Store) => Store
  connectWise?: (right: ConnectWise) => ConnectWise
  trendMicro?: (right: TrendMicro) => TrendMicro
  /** Both in one: what people ask of runs, and what these then see of ConnectWise. */
  blinded?: () => { runs: (right: Runs) => Runs; connectWise: (right: ConnectWise) => ConnectWise }
}

export function startServer(of: {
  gate: Gate
  world: World
  tenant: TenantId
  disk: Store
  ids: Ids
  pieces: Pieces
}): Server {
  const { gate, world, pieces } = of
  const { turns, life } = gate
  const gated = gatedStore(of.disk, gate)
  const store = pieces.store?.(gated) ?? gated
  const blinded = pieces.blinded?.()
  const rightConnectWise = fakeConnectWise(world, gate, { sends: true })
  const rightTrendMicro = fakeTrendMicro(world, gate)
  const connectWise = (blinded ?? pieces).connectWise?.(rightConnectWise) ?? rightConnectWise
  const trendMicro = pieces.trendMicro?.(rightTrendMicro) ?? rightTrendMicro
  const clock: Clock = {
    now: () => turns.now(),
    sleep: (ms, signal) => turns.sleep(life, ms, signal),
    onJump: () => () => undefined,
  }
  const log = defectLog(gate)
  const connect = () => Promise.resolve({ connectWise, trendMicro })
  const locks = pieces.lock?.() ?? createKeyedLock()
  const rightRuns = createRuns({ store, clock, ids: of.ids, log, connect, locks })
  const runs = blinded?.runs(rightRuns) ?? rightRuns
  const scheduler = createScheduler({ clock, log, store, startRun: (start) => runs.startScheduled(start) })
  // A port of its own: what the daily check sees is no look before a write.
  const watched = { connectWise: fakeConnectWise(world, gate, { sends: false }), trendMicro }
  const driftWatch = createDriftWatch({ store, clock, log, connect: () => Promise.resolve(watched) })
  return { runs, scheduler, driftWatch, store, connectWise, trendMicro, clock }
}

/** Trouble that was not injected is a defect. */
function defectLog({ life, records }: Gate): Log {
  return {
    info: () => undefined,
    warn: () => undefined,
    error(message, fields) {
      const cause = String(fields?.['error'])
      // Every upstream failure of the simulation is injected.
      if (life.ended || cause.includes('Injected disk fault') || cause.startsWith('UpstreamError')) return
      records.violate('no defect', `${message}: ${cause}`)
    },
  }
}
