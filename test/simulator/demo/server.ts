/** Our own server inside the sandbox: embedded storage, the sandbox's clock, keys of the sandbox. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { randomBytes } from 'node:crypto'
import { compose, type Composed, type ComposeOptions } from '../../../server/compose'
import type { Log } from '../../../server/ports'
import { openLowdbStore } from '../../../server/storage/lowdbStore'
import { createSecrets } from '../../../server/storage/secrets'
import { systemIds } from '../../../server/systemPorts'
import { ensureTenant } from '../../../server/tenants'
import type { TenantId } from '../../../server/domain/ids'
import type { SandboxClock } from '../clock'
import { faultPlayer, type Faults, type FaultVoice } from '../faults'
import { serverClock } from '../serverClock'

export interface SandboxServerOptions {
  dataDir: string
  clock: SandboxClock
  faults: Faults
  port: number
  connectWiseUrl: string
  trendMicroUrl: string
  trendKeys: { accessToken: string; secretKey: string }
  /** Of the requests to ConnectWise, where they are not the usual ones. */
  limits?: ComposeOptions['limits']
  /** Of the requests to Trend Micro, where they are not the usual ones. */
  trendMicroLimits?: ComposeOptions['trendMicroLimits']
  /** Where the host page is served: it frames the pod. */
  hostOrigin: string
  clientDir: string | null
  /** A tenant without keys and schedule, as the first start of a new installation leaves it. */
  unset?: boolean
  /** 32 bytes; needed to start again on the same folder. */
  secretKey?: Buffer
  log: Log
}

export interface SandboxServer {
  composed: Composed
  tenantId: TenantId
  url: string
  stop(): Promise<void>
}

/** Any GUID is a client id for the sandbox. */
const sandboxClientId = '5b0f9a52-6a4e-4a55-9a44-6d9f0e7a2c11'

/** What the sandbox's ConnectWise takes for an API key. */
export const sandboxKeys = { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate' }

/** Starts the server on loopback with a tenant whose schedule is on: day 30 at 02:00 in New York. */
export async function startSandboxServer(options: SandboxServerOptions): Promise<SandboxServer> {
  const clock = serverClock(options.clock, { waits: 'real' })
  const store = await openLowdbStore({ dir: options.dataDir, clock, log: options.log })
  const secrets = createSecrets(options.secretKey ?? randomBytes(32))
  const tenantId = await ensureTenant(
    { store, secrets, clock },
    {
      site: options.connectWiseUrl,
      loginCompany: 'acme',
      clientId: sandboxClientId,
      connectWiseKeys: options.unset === true ? null : sandboxKeys,
      lmpi: options.unset === true ? null : { baseUrl: options.trendMicroUrl, ...options.trendKeys },
      smpi: null,
    },
  )
  await store.of(tenantId).tenant.update('tenant', (tenant) => {
    if (tenant === null) throw new Error('The sandbox has lost its tenant')
    if (options.unset === true) return tenant
    const schedule = { on: true, dayOfMonth: 30, time: '02:00', timeZone: 'America/New_York', changedAt: clock.now() }
    return { ...tenant, settings: { ...tenant.settings, schedule } }
  })
  const composed = compose({
    store,
    secrets,
    clock,
    ids: systemIds,
    log: options.log,
    fetch: (input, init) => fetch(input, init),
    allowedHosts: { connectWise: [options.connectWiseUrl], trendMicro: [options.trendMicroUrl] },
    limits: options.limits ?? {},
    trendMicroLimits: options.trendMicroLimits ?? {},
    clientDir: options.clientDir,
    extraAncestors: [options.hostOrigin],
  })
  await composed.start()
  // The pod's own server can be slow or dead too.
  const served = new Hono().use(faultPlayer(options.faults, 'pod', podVoice)).route('/', composed.app)
  const listener = serve({ fetch: served.fetch, hostname: '127.0.0.1', port: options.port })
  await new Promise<void>((resolve, reject) => {
    listener.once('listening', resolve)
    listener.once('error', reject)
  })
  return {
    composed,
    tenantId,
    url: `http://127.0.0.1:${options.port}`,
    async stop() {
      await new Promise<void>((resolve) => listener.close(() => resolve()))
      await composed.stop()
    },
  }
}

const broken = (status: 429 | 500, code: string) =>
  new Response(JSON.stringify({ code }), { status, headers: { 'content-type': 'application/json' } })
/** How a broken proxy in front of the pod's server would answer. */
const podVoice: FaultVoice = {
  tooMany: () => broken(429, 'tooMany'),
  failed: () => broken(500, 'broken'),
  wrongSignature: () => broken(500, 'broken'),
  cutList: () => null,
}
