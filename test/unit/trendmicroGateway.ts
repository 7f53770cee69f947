/** The adapter in front of the simulated gateway. Sleeping moves the simulator's time. */
import { day, instantFromMs } from '../../server/domain/calendar'
import { createTrendMicro } from '../../server/integrations/trendmicro/adapter'
import type { TrendMicroSettings } from '../../server/integrations/trendmicro/options'
import type { Clock } from '../../server/ports'
import { createSandboxClock } from '../simulator/clock'
import { createFaults } from '../simulator/faults'
import type { TrendMicroOptions } from '../simulator/trendmicro/options'
import { aWorld } from '../simulator/trendmicro/sample'
import { createTrendMicro as createSimulator } from '../simulator/trendmicro/trendMicro'
import type { TrendMicroWorld } from '../simulator/trendmicro/world'
import { aLog, someIds } from './outgoing'

const startIso = '2026-11-23T12:00:00.000Z'
export const today = day('2026-11-23')
const origin = 'http://127.0.0.1:4603'

export function aTrendMicro(
  parts: {
    world?: Partial<TrendMicroWorld>
    simulator?: Partial<TrendMicroOptions>
    settings?: Partial<TrendMicroSettings>
    keys?: ('lmpi' | 'smpi')[]
    secretKey?: string
    /** Our clock less the server's, milliseconds. */
    clockOffsetMs?: number
  } = {},
) {
  const theirs = createSandboxClock({ startIso, frozen: true })
  const offsetMs = parts.clockOffsetMs ?? 0
  const clock: Clock = {
    now: () => instantFromMs(theirs.nowMs() + offsetMs),
    sleep(ms) {
      theirs.set(instantFromMs(theirs.nowMs() + ms))
      return Promise.resolve()
    },
    onJump: (listener) => theirs.onJump(listener),
  }
  const faults = createFaults()
  const world = aWorld(parts.world)
  const simulator = createSimulator({
    world,
    clock: theirs,
    faults,
    ...(parts.simulator && { options: parts.simulator }),
  })
  const keys = { baseUrl: origin, accessToken: world.accessToken, secretKey: parts.secretKey ?? world.secretKey }
  const which = parts.keys ?? ['lmpi']
  const log = aLog()
  const requests: { method: string; path: string; traceId: string | null }[] = []
  const trend = createTrendMicro({
    lmpi: which.includes('lmpi') ? keys : null,
    smpi: which.includes('smpi') ? keys : null,
    fetch: (input, init) => {
      const { pathname, search } = new URL(input)
      const traceId = new Headers(init?.headers).get('x-traceid')
      requests.push({ method: init?.method ?? 'GET', path: pathname + search, traceId })
      return simulator.app.request(input, init)
    },
    clock,
    ids: someIds(),
    log,
    allowedHosts: [origin],
    ...(parts.settings && { options: parts.settings }),
  })
  const current = (customers: Parameters<typeof trend.readUsage>[0]['customers'] = null) =>
    trend.readUsage({ customers, which: { kind: 'current' }, now: clock.now(), today })
  return { trend, current, world, simulator, faults, clock, theirs, log, requests }
}
