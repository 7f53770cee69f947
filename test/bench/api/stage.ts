/** A tenant of so many companies on embedded storage: both outside systems in this process, the server in one of its own. */
import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLowdbStore } from '../../../server/storage/lowdbStore'
import { createSecrets } from '../../../server/storage/secrets'
import { systemClock } from '../../../server/systemPorts'
import { ensureTenant } from '../../../server/tenants'
import { freePort } from '../../freePort'
import { createConnectWise } from '../../simulator/connectwise/app'
import type { ConnectWiseWorld } from '../../simulator/connectwise/world'
import { createFaults } from '../../simulator/faults'
import { listen, type Listening } from '../../simulator/listen'
import { memberHash } from '../../simulator/seed/people'
import { createTrendMicro } from '../../simulator/trendmicro/trendMicro'
import { recordOf } from '../send/records'
import { makeSite, type Site } from '../send/site'
import type { ServerOptions } from './server'

export interface Stage {
  /** Of the server. */
  url: string
  /** Of ConnectWise. */
  site: string
  world: ConnectWiseWorld
  /** Login names of the members, who may all bill and administer. */
  members: string[]
  companyIds: number[]
  stop(): Promise<void>
}

const program = join(import.meta.dirname, 'server.ts')

/** Throws an Error when the server does not start. */
export async function startStage(options: { companies: number; members: number }): Promise<Stage> {
  const site = makeSite(options.companies, new Date().toISOString())
  const members = addMembers(site.connectWise, options.members)
  const { clock } = site
  const listening: Listening[] = []
  const serve = async (app: Parameters<typeof listen>[0], name: string) => {
    const one = await listen(app, { name, port: 0 })
    listening.push(one)
    return `http://127.0.0.1:${one.port}`
  }
  const connectWise = createConnectWise({ world: site.connectWise, clock, faults: createFaults(), options: {} })
  const trendMicro = createTrendMicro({
    world: site.trendMicro,
    clock,
    faults: createFaults(),
    options: { currentMonthSummary: 'present' },
  })
  const connectWiseUrl = await serve(connectWise.app, 'ConnectWise')
  const trendMicroUrl = await serve(trendMicro.app, 'Trend Micro')
  const dataDir = await mkdtemp(join(tmpdir(), 'trend-micro-billing-'))
  const secretKey = randomBytes(32)
  await fill(dataDir, site, { connectWiseUrl, trendMicroUrl, secretKey })
  const port = await freePort()
  const server = await startServer({
    dataDir,
    secretKey: secretKey.toString('base64'),
    port,
    connectWiseUrl,
    trendMicroUrl,
  })
  return {
    url: `http://127.0.0.1:${port}`,
    site: connectWiseUrl,
    world: site.connectWise,
    members,
    companyIds: site.companies.map(({ id }) => id),
    async stop() {
      const gone = new Promise((resolve) => server.once('close', resolve))
      server.kill('SIGTERM')
      await gone
      await Promise.all(listening.map((one) => one.close()))
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Each with the role of a billing manager, and a session of its own. */
function addMembers(world: ConnectWiseWorld, count: number): string[] {
  const manager = world.members.find(({ identifier }) => identifier === 'mortiz')
  if (manager === undefined) throw new Error('The site has no billing manager')
  return Array.from({ length: count }, (_, place) => {
    const id = 1_001 + place
    const identifier = `member${id}`
    world.members.push({ ...manager, id, identifier, officeEmail: `${identifier}@acme.example` })
    world.sessions.push({
      memberIdentifier: identifier,
      memberHash: memberHash(id),
      memberContext: 'web',
      expiresAt: null,
    })
    return identifier
  })
}

async function fill(
  dir: string,
  site: Site,
  { connectWiseUrl, trendMicroUrl, secretKey }: { connectWiseUrl: string; trendMicroUrl: string; secretKey: Buffer },
): Promise<void> {
  const log = { info: () => undefined, warn: console.error, error: console.error }
  const store = await openLowdbStore({ dir, clock: systemClock, log })
  const tenantId = await ensureTenant(
    { store, secrets: createSecrets(secretKey), clock: systemClock },
    {
      site: connectWiseUrl,
      loginCompany: 'acme',
      clientId: '5b0f9a52-6a4e-4a55-9a44-6d9f0e7a2c11',
      connectWiseKeys: { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate' },
      lmpi: {
        baseUrl: trendMicroUrl,
        accessToken: site.trendMicro.accessToken,
        secretKey: site.trendMicro.secretKey,
      },
      smpi: null,
    },
  )
  const own = store.of(tenantId)
  for (const company of site.companies) {
    const record = recordOf(company, systemClock.now())
    await own.companies.write(record.companyId, record, null)
  }
  await store.close()
}

/** Rejects when it ends before it listens. */
function startServer(options: ServerOptions): Promise<ChildProcess> {
  const child = fork(program, [JSON.stringify(options)])
  process.once('exit', () => child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`The server ended with ${String(code)}`)))
  })
}
