/** The adapter in front of the simulated ConnectWise. Sleeping moves the simulator's time. */
import { instantFromMs } from '../../server/domain/calendar'
import { createConnectWise } from '../../server/integrations/connectwise/adapter'
import type { ConnectWiseLimits, ConnectWiseOptions } from '../../server/integrations/connectwise/options'
import type { Clock } from '../../server/ports'
import { createSandboxClock } from '../simulator/clock'
import { createConnectWise as createSimulator } from '../simulator/connectwise/app'
import type { ConnectWiseOptions as SimulatorOptions } from '../simulator/connectwise/options'
import { createFaults, type FaultKind, type FaultRule } from '../simulator/faults'
import { memberHash, memberId } from '../simulator/seed/people'
import { seedWorld } from '../simulator/seed/seedWorld'
import { aLog, someIds } from './outgoing'

const startIso = '2026-11-23T12:00:00.000Z'
const cloudSite = 'na.myconnectwise.net'
const privateKey = 'sandboxPrivate'

export const aProof = (identifier = 'mortiz') => ({
  memberId: identifier,
  memberHash: memberHash(memberId(identifier)),
  memberContext: 'web',
})

export function aConnectWise(
  parts: {
    site?: string
    simulator?: Partial<SimulatorOptions>
    limits?: Partial<ConnectWiseLimits>
    options?: Partial<Pick<ConnectWiseOptions, 'keys' | 'loginCompany' | 'clientId' | 'memberCheck' | 'allowedHosts'>>
  } = {},
) {
  const theirs = createSandboxClock({ startIso, frozen: true })
  const clock: Clock = {
    now: () => instantFromMs(theirs.nowMs()),
    sleep(ms) {
      theirs.set(instantFromMs(theirs.nowMs() + ms))
      return Promise.resolve()
    },
    onJump: (listener) => theirs.onJump(listener),
  }
  const faults = createFaults()
  const world = seedWorld(theirs).connectWise
  const simulator = createSimulator({
    world,
    clock: theirs,
    faults,
    ...(parts.simulator && { options: parts.simulator }),
  })
  const log = aLog()
  const requests: { method: string; url: URL; headers: Headers; body: string | null; response: Response | null }[] = []
  const connectWise = createConnectWise({
    site: parts.site ?? cloudSite,
    loginCompany: world.site.loginCompany,
    clientId: '11111111-aaaa-4bbb-8ccc-222222222222',
    keys: { publicKey: 'sandboxPublic', privateKey },
    async fetch(input, init) {
      const body = typeof init?.body === 'string' ? init.body : null
      const request = { method: init?.method ?? 'GET', url: new URL(input), headers: new Headers(init?.headers), body }
      const recorded: (typeof requests)[number] = { ...request, response: null }
      requests.push(recorded)
      const response = await simulator.fetch(input, init)
      recorded.response = response.clone()
      return response
    },
    clock,
    ids: someIds(),
    log,
    allowedHosts: ['http://127.0.0.1:4602'],
    ...(parts.limits && { limits: parts.limits }),
    ...parts.options,
  })
  const paths = () => requests.map(({ method, url }) => `${method} ${url.pathname.replace(/^.*\/apis\/3\.0/, '')}`)
  const fault = (kind: FaultKind, path: string, more: Partial<Omit<FaultRule, 'id'>> = {}) =>
    faults.add({ system: 'connectwise', kind, method: null, path, times: null, delayMs: 5_000, ...more })
  return { connectWise, simulator, world, faults, fault, clock, theirs, log, requests, paths }
}
