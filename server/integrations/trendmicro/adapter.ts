/** Trend Micro over its licensing interfaces LMPI and SMPI (facts/trend-micro.md §3). The only way in is `createTrendMicro`. */
import { AppError, UpstreamError } from '../../domain/errors'
import type { UsageSource } from '../../domain/trend'
import { createCache } from '../httpClient/cache'
import { createExchange } from '../httpClient/exchange'
import { createLimiter } from '../httpClient/limiter'
import { randomFrom } from '../httpClient/random'
import { createReader } from '../httpClient/reader'
import { addressOf } from './address'
import { createGateway } from './gateway'
import { outcomeOf } from './gaps'
import { createLmpi } from './lmpi'
import { createLmpiUsage } from './lmpiUsage'
import { defaultTrendMicroSettings, type TrendMicroKeys, type TrendMicroOptions } from './options'
import type { TrendMicro } from './port'
import { createSmpi } from './smpi'
import type { SmpiLists } from './smpiJoin'
import { createSmpiUsage } from './smpiUsage'
import { trendVoice } from './voice'

/**
 * The adapter of one tenant: its own rate limiter, caches and credentials. Makes no request until it is asked something
 * and never throws here; an address that is not allowed fails every read with `unreachable`, and without any keys every
 * read throws AppError `notConfigured`. With SMPI keys alone it answers for Worry-Free Services only.
 */
export function createTrendMicro(options: TrendMicroOptions): TrendMicro {
  const { clock, ids, log, allowedHosts } = options
  const settings = { ...defaultTrendMicroSettings, ...options.options }
  const exchange = createExchange({ fetch: options.fetch, maxBodyBytes: settings.maxBodyBytes })
  const limiter = createLimiter(clock, settings)
  const lists = createCache(clock, settings.cacheMs, 20_000)
  const planLists = createCache(clock, settings.plansCacheMs)

  function gatewayOf(keys: TrendMicroKeys) {
    const voice = trendVoice([keys.secretKey, keys.accessToken])
    const random = randomFrom(ids)
    const reader = createReader({ exchange, limiter, clock, log, random, voice, limits: settings })
    return createGateway({ keys, allowedHosts, reader, clock, ids, log, settings })
  }

  const lmpi = options.lmpi === null ? null : createLmpi(gatewayOf(options.lmpi), clock, settings)
  const smpi = options.smpi === null ? null : createSmpi(gatewayOf(options.smpi), clock, settings, pathOf(options.smpi))
  const smpiLists: SmpiLists | null =
    smpi === null
      ? null
      : {
          readCustomers: async () => (await lists.get('smpi customers', smpi.readCustomers)).value,
          readUsage: async (rows) => {
            const key = `smpi usage ${rows.map((row) => row.id).join(',')}`
            return (await lists.get(key, () => smpi.readUsage(rows))).value
          },
        }

  /** The address that Remote Manager shows with the key may already carry the path. */
  function pathOf(keys: TrendMicroKeys): string {
    const path = addressOf(keys.baseUrl, allowedHosts)?.path ?? ''
    return /^\/SMPI\//i.test(path) ? path : ''
  }

  function source(): Pick<TrendMicro, 'readCustomers' | 'readProducts' | 'readUsage'> {
    if (lmpi !== null) return lmpiUsage(lmpi)
    if (smpiLists !== null) return createSmpiUsage(smpiLists, clock, settings)
    const missing = () =>
      Promise.reject(new AppError('notConfigured', { detail: 'There are no keys for Trend Micro.' }))
    return { readCustomers: missing, readProducts: missing, readUsage: missing }
  }
  const lmpiUsage = (interfaceOf: ReturnType<typeof createLmpi>) =>
    createLmpiUsage({ lmpi: interfaceOf, smpi: smpiLists, lists, planLists, settings })

  return {
    ...source(),
    async test() {
      const answers: { source: Extract<UsageSource, 'lmpi' | 'smpi'>; customers: number }[] = []
      let failed: UpstreamError | null = null
      for (const [name, keyed] of [['lmpi', lmpi] as const, ['smpi', smpi] as const]) {
        if (keyed === null) continue
        const outcome = await outcomeOf(keyed.countCustomers())
        if (outcome.kind === 'read') answers.push({ source: name, customers: outcome.value })
        else failed ??= new UpstreamError(outcome.failure)
      }
      const [first] = answers
      if (first !== undefined) return { customers: first.customers, sources: answers.map((each) => each.source) }
      throw failed ?? new AppError('notConfigured', { detail: 'There are no keys for Trend Micro.' })
    },
  }
}
