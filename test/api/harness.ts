/** The whole server in one process without a socket: real adapters, simulators as their fetch, a store in memory, a frozen clock. */
import { randomBytes, randomUUID } from 'node:crypto'
import { compose, type Composed } from '../../server/compose'
import type { TenantId } from '../../server/domain/ids'
import type { Log, Secrets } from '../../server/ports'
import { openMemoryStore } from '../../server/storage/memoryStore'
import type { Store } from '../../server/storage/store'
import { ensureTenant } from '../../server/tenants'
import { createSandboxClock, type SandboxClock } from '../simulator/clock'
import { createConnectWise, type ConnectWiseSimulator } from '../simulator/connectwise/app'
import { openPod, type PodClient } from '../simulator/demo/podClient'
import { createFaults, type Faults } from '../simulator/faults'
import { seedWorld } from '../simulator/seed/seedWorld'
import { serverClock } from '../simulator/serverClock'
import { createTrendMicro, type TrendMicroSimulator } from '../simulator/trendmicro/trendMicro'

export const connectWiseUrl = 'http://connectwise.test'
export const trendMicroUrl = 'http://trendmicro.test'

export interface Harness {
  clock: SandboxClock
  faults: Faults
  connectWise: ConnectWiseSimulator
  trendMicro: TrendMicroSimulator
  store: Store
  composed: Composed
  tenantId: TenantId
  /** Everything that was logged, as text: for "is never logged". */
  logged: string[]
  request(path: string, init?: RequestInit): Promise<Response>
  /** Signed in as a member of the world. */
  pod(member?: string): Promise<PodClient>
  /** Another server on the same store, as after a restart. */
  restart(): Promise<Composed>
}

export interface HarnessOptions {
  /** The sandbox's present; default a Tuesday in mid-November. */
  startIso?: string
  /** What each server that is started sees of the store: for servers that die. */
  viewOfStore?: (store: Store) => Store
  /** Folder of the built client. */
  clientDir?: string
  extraAncestors?: readonly string[]
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const clock = createSandboxClock({ startIso: options.startIso ?? '2026-11-17T15:00:00Z', frozen: true })
  const faults = createFaults()
  const worlds = seedWorld(clock)
  const connectWise = createConnectWise({ world: worlds.connectWise, clock, faults })
  const trendMicro = createTrendMicro({
    world: worlds.trendMicro,
    clock,
    faults,
    options: { currentMonthSummary: 'present' },
  })
  const logged: string[] = []
  const note = (message: string, fields?: Record<string, unknown>) =>
    void logged.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log: Log = { info: note, warn: note, error: note }
  const store = openMemoryStore()
  const secrets = plainSecrets()
  const serverTime = serverClock(clock, { waits: 'none' })
  const tenantId = await ensureTenant(
    { store, secrets, clock: serverTime },
    {
      site: connectWiseUrl,
      loginCompany: 'acme',
      clientId: randomUUID(),
      connectWiseKeys: { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate' },
      lmpi: {
        baseUrl: trendMicroUrl,
        accessToken: worlds.trendMicro.accessToken,
        secretKey: worlds.trendMicro.secretKey,
      },
      smpi: null,
    },
  )
  const makeServer = () =>
    compose({
      store: options.viewOfStore?.(store) ?? store,
      secrets,
      clock: serverTime,
      ids: { uuid: () => randomUUID(), bytes: (length) => randomBytes(length) },
      log,
      fetch: (input, init) =>
        input.startsWith(connectWiseUrl) ? connectWise.app.request(input, init) : trendMicro.app.request(input, init),
      allowedHosts: { connectWise: [connectWiseUrl], trendMicro: [trendMicroUrl] },
      limits: { burst: 1_000, requestsPerMinute: 1_000_000, backoffBaseMs: 0 },
      clientDir: options.clientDir ?? null,
      extraAncestors: options.extraAncestors ?? [],
    })
  let composed = makeServer()
  const request = async (path: string, init?: RequestInit) => composed.app.request(path, init)
  return {
    clock,
    faults,
    connectWise,
    trendMicro,
    store,
    get composed() {
      return composed
    },
    tenantId,
    logged,
    request,
    pod: (member = 'mortiz') =>
      openPod('', worlds.connectWise, member, {
        site: connectWiseUrl,
        fetch: (input, init) => request(input instanceof Request ? input.url : input.toString(), init),
      }),
    restart() {
      composed = makeServer()
      return Promise.resolve(composed)
    },
  }
}

/** Sealing is tested by itself; here a reversible text that is not the secret is enough to see leaks. */
function plainSecrets(): Secrets {
  return {
    seal: (plain) => ({ sealed: Buffer.from(plain).toString('hex') }),
    open: ({ sealed }) => Buffer.from(sealed, 'hex').toString(),
  }
}
