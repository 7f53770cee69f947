/** The whole server in one process without a socket: real adapters, simulators as their fetch, a store in memory, a frozen clock. */
import { randomBytes, randomUUID } from 'node:crypto'
import { compose, type Composed } from '../../server/compose'
import type { TenantId } from '../../server/domain/ids'
import type { FetchLike } from '../../server/integrations/httpClient/exchange'
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
/** Sites that the operator allows too: another tenant's, one that does not exist, one with a wrong certificate. */
export const otherConnectWiseUrls = ['http://other.test', 'http://nowhere.test', 'https://selfsigned.test'] as const

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
  /** Who answers at which origin; at others nobody does. Tests may add more. */
  hosts: Map<string, FetchLike>
  /** Every address that the server asked. */
  asked: string[]
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
  /** A tenant without any keys, as the first start leaves it. */
  unset?: boolean
  /** Folder of the built client. */
  clientDir?: string
  extraAncestors?: readonly string[]
  /** Origins at which webhooks may be inside our own network. */
  webhookOrigins?: readonly string[]
  /** Milliseconds for which a mail server or a webhook is waited for. */
  noticeTimeoutMs?: number
  /** Milliseconds for which the answer to a mail is waited for that the server has whole. */
  mailAnswerMs?: number
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
  const asked: string[] = []
  const hosts = new Map<string, FetchLike>([
    [connectWiseUrl, (input, init) => connectWise.app.request(input, init)],
    [trendMicroUrl, (input, init) => trendMicro.app.request(input, init)],
  ])
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
      connectWiseKeys: options.unset === true ? null : { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate' },
      lmpi: options.unset === true ? null : trendKeysOf(worlds.trendMicro),
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
      fetch: (input, init) => fetchByHost(input, init),
      allowedHosts: {
        connectWise: [connectWiseUrl, ...otherConnectWiseUrls],
        trendMicro: [trendMicroUrl],
        webhooks: options.webhookOrigins ?? [],
      },
      ...(options.noticeTimeoutMs !== undefined && { noticeTimeoutMs: options.noticeTimeoutMs }),
      ...(options.mailAnswerMs !== undefined && { mailAnswerMs: options.mailAnswerMs }),
      limits: { burst: 1_000, requestsPerMinute: 1_000_000, backoffBaseMs: 0 },
      clientDir: options.clientDir ?? null,
      extraAncestors: options.extraAncestors ?? [],
    })
  const fetchByHost: FetchLike = async (input, init) => {
    asked.push(input)
    const host = hosts.get(new URL(input).origin)
    if (host === undefined) throw noSuchHost(input)
    return host(input, init)
  }
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
    hosts,
    asked,
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

/** Keys that the sandbox's Trend Micro takes. */
export const trendKeysOf = ({ accessToken, secretKey }: { accessToken: string; secretKey: string }) => ({
  baseUrl: trendMicroUrl,
  accessToken,
  secretKey,
})

/** As Node's fetch fails at a name that nobody knows. */
function noSuchHost(input: string): TypeError {
  const cause = Object.assign(new Error(`getaddrinfo ENOTFOUND ${new URL(input).hostname}`), { code: 'ENOTFOUND' })
  return new TypeError('fetch failed', { cause })
}

/** Sealing is tested by itself; here a reversible text that is not the secret is enough to see leaks. */
export function plainSecrets(): Secrets {
  return {
    seal: (plain) => ({ sealed: Buffer.from(plain).toString('hex') }),
    open: ({ sealed }) => Buffer.from(sealed, 'hex').toString(),
  }
}
