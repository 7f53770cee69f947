/**
 * The server of `bench:api`, as a program: put together as by `npm start`, but with the limits of both outside systems lifted,
 * which `bench:send` measures. Takes a ServerOptions as JSON; says that it listens by a message to the process that started it.
 */
import { serve } from '@hono/node-server'
import { z } from 'zod'
import { compose } from '../../../server/compose'
import { createLog } from '../../../server/log'
import { openLowdbStore } from '../../../server/storage/lowdbStore'
import { createSecrets } from '../../../server/storage/secrets'
import { systemClock, systemIds } from '../../../server/systemPorts'

export type ServerOptions = z.infer<typeof serverOptions>

const serverOptions = z.object({
  dataDir: z.string(),
  /** Base64. */
  secretKey: z.string(),
  port: z.number(),
  connectWiseUrl: z.string(),
  trendMicroUrl: z.string(),
})
const lifted = { requestsPerMinute: 1_000_000, burst: 1_000, inFlight: 50, maxQueue: 100_000 }

const options = serverOptions.parse(JSON.parse(process.argv[2] ?? ''))
const log = createLog({ level: 'error' })
const composed = compose({
  store: await openLowdbStore({ dir: options.dataDir, clock: systemClock, log }),
  secrets: createSecrets(Buffer.from(options.secretKey, 'base64')),
  clock: systemClock,
  ids: systemIds,
  log,
  fetch: (input, init) => fetch(input, init),
  allowedHosts: { connectWise: [options.connectWiseUrl], trendMicro: [options.trendMicroUrl] },
  limits: lifted,
  trendMicroLimits: lifted,
  clientDir: null,
  extraAncestors: [],
})
await composed.start()
const listener = serve({ fetch: composed.app.fetch, hostname: '127.0.0.1', port: options.port }, () => {
  process.send?.('listening')
})
process.once('SIGTERM', () => {
  listener.close()
  void composed.stop().then(() => process.exit(0))
})
