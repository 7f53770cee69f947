/** The server of this project sends the month of all companies: put together as for real, started by its own schedule. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compose, type ComposeOptions } from '../../../server/compose'
import type { BillingRun } from '../../../server/domain/run'
import { openLowdbStore } from '../../../server/storage/lowdbStore'
import { createSecrets } from '../../../server/storage/secrets'
import type { TenantStore } from '../../../server/storage/store'
import { systemIds } from '../../../server/systemPorts'
import { ensureTenant } from '../../../server/tenants'
import { createFaults } from '../../simulator/faults'
import { serverClock } from '../../simulator/serverClock'
import { createTrendMicro } from '../../simulator/trendmicro/trendMicro'
import { recordOf } from './records'
import type { ServedConnectWise } from './servedConnectWise'
import type { Site } from './site'

export interface OurRun {
  /** The moment of the send, as performance.now(), and how long all of it took. */
  beganAtMs: number
  ms: number
  run: BillingRun
  /** Requests to Trend Micro, which are answered at once. */
  trendCalls: number
}

const trendMicroUrl = 'http://trendmicro.test'
const occurrence = '2026-11-30T07:00:00Z'
const schedule = { on: true, dayOfMonth: 30, time: '02:00', timeZone: 'America/New_York' }

/** Everything but Trend Micro is real: HTTP, storage on disk, time. What was called before the moment of the send is forgotten. */
export async function sendOurWay(
  site: Site,
  connectWise: ServedConnectWise,
  limits: ComposeOptions['limits'],
): Promise<OurRun> {
  const dir = await mkdtemp(join(tmpdir(), 'trend-micro-billing-'))
  try {
    return await send(site, connectWise, limits, dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function send(
  site: Site,
  connectWise: ServedConnectWise,
  limits: ComposeOptions['limits'],
  dir: string,
): Promise<OurRun> {
  const clock = serverClock(site.clock, { waits: 'real' })
  const trendMicro = createTrendMicro({
    world: site.trendMicro,
    clock: site.clock,
    faults: createFaults(),
    options: { currentMonthSummary: 'present' },
  })
  const greeting = greetingLog()
  const store = await openLowdbStore({ dir, clock, log: greeting.log })
  const secrets = createSecrets(randomBytes(32))
  const { accessToken, secretKey } = site.trendMicro
  const tenantId = await ensureTenant(
    { store, secrets, clock },
    {
      site: connectWise.url,
      loginCompany: 'acme',
      clientId: systemIds.uuid(),
      connectWiseKeys: { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate' },
      lmpi: { baseUrl: trendMicroUrl, accessToken, secretKey },
      smpi: null,
    },
  )
  const own = store.of(tenantId)
  await own.tenant.update('tenant', (tenant) => {
    if (tenant === null) throw new Error('The tenant vanished')
    // The send alone is measured, not the check of the day before, whose time has come as well.
    const settings = { ...tenant.settings, schedule: { ...schedule, changedAt: clock.now() } }
    return { ...tenant, settings, preflightDays: [] }
  })
  for (const company of site.companies) {
    const record = recordOf(company, clock.now())
    await own.companies.write(record.companyId, record, null)
  }
  let trendCalls = 0
  const composed = compose({
    store,
    secrets,
    clock,
    ids: systemIds,
    log: greeting.log,
    async fetch(input, init) {
      if (!input.startsWith(trendMicroUrl)) return fetch(input, init)
      trendCalls += 1
      return trendMicro.app.request(input, init)
    },
    allowedHosts: { connectWise: [connectWise.url], trendMicro: [trendMicroUrl] },
    limits,
    // Nobody knows Trend Micro's limit; ConnectWise's is to be the bound here.
    trendMicroLimits: { requestsPerMinute: 1_000_000, burst: 1_000 },
    clientDir: null,
    extraAncestors: [],
  })
  await composed.start()
  await greeting.heard
  connectWise.clear()
  const beganAtMs = performance.now()
  site.clock.set(occurrence)
  await composed.scheduler.tick()
  await composed.runs.settled()
  const ms = performance.now() - beganAtMs
  const run = await onlyRun(own)
  await composed.stop()
  return { beganAtMs, ms, run, trendCalls }
}

/** A log that tells when the server has greeted ConnectWise, which it does once at its start. */
function greetingLog() {
  let hear = (): void => undefined
  const heard = new Promise<void>((resolve) => (hear = resolve))
  const info = (message: string) => {
    if (message === 'ConnectWise answers') hear()
  }
  return { heard, log: { info, warn: console.error, error: console.error } }
}

async function onlyRun(own: TenantStore): Promise<BillingRun> {
  const [id, ...others] = await own.runs.keys()
  const run = id === undefined ? null : await own.runs.read(id)
  if (run === null || others.length > 0) throw new Error('The schedule did not start exactly one run')
  return run.value
}
