/** The two outside systems on loopback, a folder, and the server that lives and dies on it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxClock } from '../simulator/clock'
import { freePort } from '../freePort'
import { createConnectWise, type ConnectWiseSimulator } from '../simulator/connectwise/app'
import { createFaults } from '../simulator/faults'
import { listen } from '../simulator/listen'
import { createRandom, type Random } from '../simulator/seed/random'
import { createTrendMicro, type TrendMicroSimulator } from '../simulator/trendmicro/trendMicro'
import { createFastClock } from './fastTime'
import { createGate, type Gate } from './gate'
import { createLives, type Lives } from './lives'
import type { ServerOptions } from './serverLife'
import { createVisitor, type Visitor } from './visitor'
import { killWorld } from './world'

export interface Stage {
  clock: SandboxClock
  connectWise: ConnectWiseSimulator
  trendMicro: TrendMicroSimulator
  gate: Gate
  lives: Lives
  visitor: Visitor
  dataDir: string
  /** With which another server could be started on the same folder. */
  server: ServerOptions
  stop(): Promise<void>
}

/** Far from the ends of a month, whatever day it is. */
const startIso = '2025-11-18T15:00:00Z'
/** A request is under way for a while, so that a dying server leaves some behind. */
const latencyMs = 4

/** A world of so many companies, and a server on an empty folder. */
export async function startStage(options: { companies: number; random?: Random }): Promise<Stage> {
  const clock = createFastClock(startIso)
  const faults = createFaults()
  const worlds = killWorld(clock, options.companies, options.random ?? createRandom(1))
  const connectWise = createConnectWise({ world: worlds.connectWise, clock, faults, options: { latencyMs } })
  const trendMicro = createTrendMicro({
    world: worlds.trendMicro,
    clock,
    faults,
    options: { latencyMs, currentMonthSummary: 'present' },
  })
  // The gate stands there before the first server does.
  const gate = createGate(connectWise, { kill: () => lives.kill(), life: () => lives.restarts })
  const connectWiseAt = await listen(gate, { name: 'ConnectWise', port: 0 })
  const trendMicroAt = await listen(trendMicro.app, { name: 'Trend Micro', port: 0 })
  const dataDir = await mkdtemp(join(tmpdir(), 'kill-test-'))
  const server: ServerOptions = {
    dataDir,
    port: await freePort(),
    connectWiseUrl: onThisMachine(connectWiseAt.port),
    trendMicroUrl: onThisMachine(trendMicroAt.port),
    trendKeys: worlds.trendMicro,
    time: () => clock.time(),
  }
  const lives: Lives = createLives(server)
  return {
    clock,
    connectWise,
    trendMicro,
    gate,
    lives,
    visitor: createVisitor(lives, {
      url: onThisMachine(server.port),
      site: server.connectWiseUrl,
      world: worlds.connectWise,
    }),
    dataDir,
    server,
    async stop() {
      await lives.discard()
      await Promise.all([connectWiseAt.close(), trendMicroAt.close()])
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const onThisMachine = (port: number): string => `http://127.0.0.1:${port}`
