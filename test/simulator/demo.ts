/**
 * `npm run demo`: the whole product on loopback, with the sandbox in the place of ConnectWise and Trend Micro.
 * `--headless` does the main job without a browser; `--port N` moves the five ports; `--companies N` makes a larger world;
 * `--empty` starts without keys, for the first run.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import type { Log } from '../../server/ports'
import { runHeadless } from './demo/headless'
import { sandboxKeys, startSandboxServer } from './demo/server'
import { startSandbox } from './sandbox'

const usage = `npm run demo -- [--headless | --empty] [--port 4600] [--companies 12] [--verbose]
--port N: N to N+4 are used`

const { values } = readArguments()
const log = makeLog(values.verbose)
const clientDir = join(import.meta.dirname, '../../dist/client')

if (!values.headless) {
  console.log('Building the pod …')
  await build({ configFile: join(import.meta.dirname, '../../vite.config.ts'), logLevel: 'warn' })
}
const sandbox = await startSandbox({ basePort: values.port, companies: values.companies })
// The figures of the running month are there, so that used seats show from the first look.
sandbox.trendMicro.options.currentMonthSummary = 'present'
const dataDir = await mkdtemp(join(tmpdir(), 'trend-micro-billing-'))
const server = await startSandboxServer({
  dataDir,
  clock: sandbox.clock,
  faults: sandbox.faults,
  port: values.port + 1,
  connectWiseUrl: sandbox.urls.connectWise,
  trendMicroUrl: sandbox.urls.trendMicro,
  trendKeys: { accessToken: sandbox.trendMicro.world.accessToken, secretKey: sandbox.trendMicro.world.secretKey },
  hostOrigin: sandbox.urls.host,
  clientDir: values.headless ? null : clientDir,
  unset: values.empty,
  log,
})

const stop = async () => {
  await server.stop()
  await sandbox.stop()
  await rm(dataDir, { recursive: true, force: true })
}

if (values.headless) {
  const mismatches = await runHeadless({
    server,
    clock: sandbox.clock,
    connectWise: sandbox.connectWise.world,
    trendMicro: sandbox.trendMicro.world,
    print: (line) => console.log(line),
  })
  await stop()
  process.exit(mismatches === 0 ? 0 : 1)
} else {
  console.log(`
  The company screen:   ${sandbox.urls.host}
  The pod by itself:    ${server.url}
  ConnectWise REST:     ${sandbox.urls.connectWise}/v4_6_release/apis/3.0
  Trend Micro:          ${sandbox.urls.trendMicro}
  Mail:                 server ${sandbox.mailServer.host}, port ${sandbox.mailServer.port}, encryption None, no user

  Open the first one. Everything is made up, runs on this machine and is gone when you press Ctrl+C.`)
  if (values.empty) console.log(keysOfSandbox())
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void stop().then(() => process.exit(0))
    })
}

/** What the first run asks for. */
function keysOfSandbox(): string {
  const { accessToken, secretKey } = sandbox.trendMicro.world
  return `
  Nothing is set up. The pod leads through it and asks for these keys of the sandbox:

  ConnectWise           public key ${sandboxKeys.publicKey}   private key ${sandboxKeys.privateKey}
  Trend Micro (LMPI)    address ${sandbox.urls.trendMicro}
                        access token ${accessToken}
                        secret key ${secretKey}`
}

function readArguments() {
  try {
    const parsed = parseArgs({
      options: {
        headless: { type: 'boolean', default: false },
        empty: { type: 'boolean', default: false },
        port: { type: 'string', default: '4600' },
        companies: { type: 'string', default: '12' },
        verbose: { type: 'boolean', default: false },
      },
    }).values
    if (parsed.headless && parsed.empty) throw new Error('--headless has nobody to set it up: leave out --empty')
    return {
      values: {
        ...parsed,
        port: whole('port', parsed.port, 1024, 65_531),
        companies: whole('companies', parsed.companies, 1, 5000),
      },
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exit(2)
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} is a whole number from ${least} to ${most}, not "${text}"`)
  return value
}

/** Failures always; all the rest with --verbose. */
function makeLog(verbose: boolean): Log {
  const tell = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    if (verbose || level === 'error') console.error(level, message, fields ?? '')
  }
  return { info: tell('info'), warn: tell('warn'), error: tell('error') }
}
