/** ConnectWise PSA over its REST interface (facts/connectwise-rest.md). The only way in is `createConnectWise`. */
import { createCache } from '../httpClient/cache'
import { createExchange } from '../httpClient/exchange'
import { createLimiter } from '../httpClient/limiter'
import { randomFrom } from '../httpClient/random'
import { createReader } from '../httpClient/reader'
import { createWriter } from '../httpClient/writer'
import { createCatalog } from './catalog'
import { createClient } from './client'
import { createDefaultSources } from './defaults'
import { createDocuments } from './documents'
import type { Documents } from './documentsPort'
import { createExistingSetup } from './existingSetup'
import type { ExistingSetupReads } from './existingSetupPort'
import { createMemberCheck } from './member'
import { type ConnectWiseOptions, defaultConnectWiseLimits, defaultMemberCheck } from './options'
import type { ConnectWise, MemberProof } from './port'
import { basic } from './proof'
import { createInvoices } from './invoices'
import { createReads } from './reads'
import { createSiteFinder, siteOf } from './site'
import { createTickets } from './tickets'
import type { Tickets } from './ticketsPort'
import { connectWiseVoice } from './voice'
import { createWrites } from './writes'

/**
 * The adapter of one tenant: its own rate limiter, caches and credentials. Makes no request until it is asked something
 * and never throws here; a site that is not allowed fails every read with `unreachable` and refuses every write.
 */
export function createConnectWise(options: ConnectWiseOptions): ConnectWise & Tickets & Documents & ExistingSetupReads {
  const { loginCompany, clientId, keys, allowedHosts, clock, ids, log } = options
  const limits = { ...defaultConnectWiseLimits, ...options.limits }
  const check = { ...defaultMemberCheck, ...options.memberCheck }
  const authorization = basic(loginCompany, keys.publicKey, keys.privateKey)

  const exchange = createExchange({ fetch: options.fetch, maxBodyBytes: limits.maxBodyBytes })
  const limiter = createLimiter(clock, limits)
  const random = randomFrom(ids)
  const secrets = [keys.privateKey, clientId, authorization.slice('Basic '.length)]
  const voice = connectWiseVoice(secrets)
  const reader = createReader({ exchange, limiter, clock, log, random, voice, limits })
  const readerFor = (proof: MemberProof) =>
    createReader({
      exchange,
      limiter,
      clock,
      log,
      random,
      voice: connectWiseVoice([...secrets, proof.memberHash, encodeURIComponent(proof.memberHash)]),
      // Somebody waits in front of the pod: fewer tries, less time.
      limits: { ...limits, timeoutMs: check.timeoutMs, totalMs: 2 * check.timeoutMs, maxTries: 2 },
    })

  const site = createSiteFinder({
    site: siteOf(options.site, allowedHosts),
    loginCompany,
    allowedHosts,
    reader,
    clock,
    cacheMs: limits.siteCacheMs,
  })
  const writer = createWriter({ exchange, limiter, clock, log, voice, limits })
  const client = createClient({ site, reader, writer, clock, clientId, authorization, limits })
  const cache = createCache(clock, limits.cacheMs)
  const reads = createReads(client, cache)

  return {
    ...reads,
    ...createMemberCheck({ client, readerFor, loginCompany, check, clock, log }),
    ...createCatalog(client, cache),
    readDefaultSource: createDefaultSources(client, cache, limits.solutionWords),
    ...createExistingSetup(client, limits.solutionWords),
    ...createInvoices(client),
    ...createTickets(client),
    ...createDocuments(client),
    ...createWrites({ client, clock, readAddition: reads.readAddition }),
  }
}
