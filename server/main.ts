/** `npm start`: the server with real connections. The only place that reads the process; everything else is given what it needs. */
import { serve } from '@hono/node-server'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compose } from './compose'
import { ConfigError, loadConfig, type Config } from './config'
import { createLog } from './log'
import { loadOrMakeKey, createSecrets } from './storage/secrets'
import { openLowdbStore } from './storage/lowdbStore'
import { StorageDamage } from './storage/damage'
import { FolderInUse } from './storage/folderLock'
import { SecretUnreadable } from './storage/secrets'
import { systemClock, systemIds } from './systemPorts'
import { ensureTenant } from './tenants'

/** Milliseconds for the line in hand and open answers after a stop signal; then the process ends, and the next start settles. */
const stopWithinMs = 60_000

class PodNotBuilt extends Error {
  constructor(dir: string) {
    super(`The pod's pages are not in ${dir}. Run "npm run build", and keep dist/client beside dist/server.`)
  }
}

async function main(): Promise<void> {
  const config = loadConfig(process.env, { envFileText: await readOptional('.env') })
  const log = createLog({ level: config.logLevel })
  const clock = systemClock
  const store = await openLowdbStore({ dir: config.dataDir, clock, log })
  const secrets = createSecrets(
    await loadOrMakeKey({ env: config.secretKey, file: join(config.dataDir, 'secret.key') }),
  )
  await ensureTenant(
    { store, secrets, clock },
    {
      site: config.connectWise.site,
      loginCompany: config.connectWise.loginCompany,
      clientId: config.connectWise.clientId,
      connectWiseKeys: config.connectWise.keys,
      ...config.trendMicro,
    },
  )
  const clientDir = join(import.meta.dirname, '../client')
  if ((await readOptional(join(clientDir, 'index.html'))) === null) throw new PodNotBuilt(clientDir)
  const composed = compose({
    store,
    secrets,
    clock,
    ids: systemIds,
    log,
    fetch: (input, init) => fetch(input, init),
    allowedHosts: { connectWise: config.connectWise.onPremisesHosts, trendMicro: trendHosts(config) },
    limits: { requestsPerMinute: config.requestsPerMinute, inFlight: config.inFlight },
    clientDir,
    extraAncestors: config.connectWise.extraAncestors,
  })
  await composed.start()
  const listener = serve({ fetch: composed.app.fetch, hostname: config.host, port: config.port }, ({ port }) => {
    log.info('listening', { host: config.host, port, publicUrl: config.publicUrl })
  })
  const stop = (signal: string) => {
    log.info('stopping', { signal })
    const giveUp = setTimeout(() => {
      log.error('stopped before the line in hand was finished; the next start settles it')
      process.exit(1)
    }, stopWithinMs)
    giveUp.unref()
    listener.close()
    void composed.stop().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** Addresses that the operator named in the configuration may be called besides Trend Micro's own. */
function trendHosts({ trendMicro }: Config): string[] {
  return [trendMicro.lmpi, trendMicro.smpi].flatMap((keys) => (keys === null ? [] : [new URL(keys.baseUrl).origin]))
}

async function readOptional(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

main().catch((error: unknown) => {
  // What the person at the terminal can act on is said plainly; only what nobody expected comes with its trace.
  const plain = [ConfigError, StorageDamage, FolderInUse, SecretUnreadable, PodNotBuilt].some(
    (kind) => error instanceof kind,
  )
  console.error(plain && error instanceof Error ? error.message : error)
  process.exit(1)
})
