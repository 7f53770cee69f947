/** The whole product for browser tests: the built pod, its server, the sandbox around it, and one browser. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import type { Log } from '../../server/ports'
import { startSandboxServer, type SandboxServer, type SandboxServerOptions } from '../simulator/demo/server'
import { startSandbox, type Sandbox } from '../simulator/sandbox'

/** A Monday morning in New York, six days before the usual send: the moment of the mock-ups. */
export const startIso = '2025-11-24T13:55:00Z'
const project = join(import.meta.dirname, '../..')

export interface Stage {
  sandbox: Sandbox
  server: SandboxServer
  stop(): Promise<void>
}

export interface StageOptions {
  /** Of the world; the usual twelve where it is not said. */
  companies?: number
  /** Without keys, for the first run. */
  unset?: boolean
  /** Of the requests to ConnectWise: at the usual pace a run of hundreds of companies takes a minute. */
  limits?: SandboxServerOptions['limits']
}
/** Starts a fresh world on five ports from `basePort`. */
export async function startStage(options: StageOptions & { basePort: number; clientDir: string }): Promise<Stage> {
  const { basePort, clientDir, companies, unset = false, limits } = options
  const sandbox = await startSandbox({ basePort, startIso, ...(companies !== undefined && { companies }) })
  // The figures of the running month are there, so that used seats show.
  sandbox.trendMicro.options.currentMonthSummary = 'present'
  const dataDir = await mkdtemp(join(tmpdir(), 'pod-tests-'))
  const server = await startSandboxServer({
    dataDir,
    clock: sandbox.clock,
    faults: sandbox.faults,
    port: basePort + 1,
    connectWiseUrl: sandbox.urls.connectWise,
    trendMicroUrl: sandbox.urls.trendMicro,
    trendKeys: { accessToken: sandbox.trendMicro.world.accessToken, secretKey: sandbox.trendMicro.world.secretKey },
    ...(limits !== undefined && { limits }),
    // The usual pace would make every planned send take seconds; it has its tests elsewhere.
    trendMicroLimits: { requestsPerMinute: 6_000, burst: 100 },
    hostOrigin: sandbox.urls.host,
    clientDir,
    unset,
    log: silent,
  })
  return {
    sandbox,
    server,
    async stop() {
      await server.stop()
      await sandbox.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** What the screen shows is what counts here; the server's own log has its tests elsewhere. */
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * The built pod, as it is delivered. Built once for one state of the sources; kept in the temp folder, because every test
 * file is a process of its own.
 */
export async function builtClient(): Promise<string> {
  const folder = join(tmpdir(), `pod-for-tests-${await fingerprint()}`)
  if (existsSync(join(folder, 'index.html'))) return folder
  const aside = await mkdtemp(`${folder}-`)
  const usual = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production' // Vite keeps the one of the test runner otherwise, and Vue's checks with it
  try {
    await build({
      configFile: join(project, 'vite.config.ts'),
      logLevel: 'warn',
      environments: {
        client: { build: { outDir: aside, emptyOutDir: true, rolldownOptions: { checks: { bundlerTimings: false } } } },
      },
    })
  } finally {
    if (usual === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = usual
  }
  // Another process may have been faster: its folder is as good as ours.
  await rename(aside, folder).catch(async (error: unknown) => {
    if (!existsSync(folder)) throw error
    await rm(aside, { recursive: true, force: true })
  })
  return folder
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const part of ['client', 'server/domain']) {
    const names = await readdir(join(project, part), { recursive: true, withFileTypes: true })
    for (const entry of names.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name)
      hash.update(`${path} ${(await stat(path)).mtimeMs}\n`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** The first of five free ports in a row. Throws when a hundred places are all taken. */
export async function freeBasePort(): Promise<number> {
  const first = 21_000 + (process.pid % 4_000) * 8
  for (let tried = 0; tried < 100; tried += 1) {
    const base = first + tried * 8
    const free = await Promise.all([0, 1, 2, 3, 4].map((offset) => isFree(base + offset)))
    if (free.every(Boolean)) return base
  }
  throw new Error('No five free ports in a row.')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

export interface Visit {
  /** The query of the host page: `company`, `member`, `size`, `switches`, `tab` (test/simulator/host/README.md). */
  query: string
  locale?: string
  /** Of the browser's window. */
  width?: number
  height?: number
}

/** Opens the host page in a browser profile of its own, with the sandbox's date. Closing the context closes the page. */
export async function visit(browser: Browser, { sandbox }: Stage, wanted: Visit) {
  const context = await browser.newContext({
    locale: wanted.locale ?? 'en-US',
    timezoneId: 'America/New_York',
    viewport: { width: wanted.width ?? 1320, height: wanted.height ?? 900 },
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  await page.clock.setFixedTime(sandbox.clock.nowMs())
  await page.goto(`${sandbox.urls.host}/?panel=0&${wanted.query}`)
  return page
}
