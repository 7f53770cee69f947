import { Hono, type MiddlewareHandler } from 'hono'
import type { SandboxClock } from '../clock'
import { faultPlayer, type Faults } from '../faults'
import { requireSignature } from './checks'
import { createTrendEdits, type TrendEdits } from './edits'
import { requestUri, type TrendApp, type TrendEnv, type TrendRoutes } from './env'
import { createTrendHistory } from './history'
import { createTrendJournal, type TrendJournal } from './journal'
import { customerRoutes } from './lmpiCustomers'
import { reportRoutes } from './lmpiReports'
import { subscriptionRoutes } from './lmpiSubscriptions'
import { defaultTrendMicroOptions, type TrendMicroOptions } from './options'
import { refusalResponse, TrendRefusal } from './refusal'
import { smpiRoutes } from './smpi'
import { trendVoice } from './voice'
import type { TrendMicroWorld } from './world'

export interface TrendMicroSimulator {
  /** Give `app.request` or `app.fetch` to a client as its fetch, or serve it (serve.ts). */
  app: TrendApp
  world: TrendMicroWorld
  /** May be changed at any time. */
  options: TrendMicroOptions
  journal: TrendJournal
  /** What happens there in the meantime. */
  edits: TrendEdits
}

/** Trend Micro's gateway with both partner interfaces (LMPI and SMPI), reading one world. */
export function createTrendMicro(deps: {
  world: TrendMicroWorld
  clock: SandboxClock
  faults: Faults
  options?: Partial<TrendMicroOptions>
}): TrendMicroSimulator {
  const { world, clock, faults } = deps
  const options = { ...defaultTrendMicroOptions, ...deps.options }
  const journal = createTrendJournal()
  const routes: TrendRoutes = { world, clock, options, history: createTrendHistory() }
  const app: TrendApp = new Hono<TrendEnv>()

  app.use(record(journal, routes))
  app.use(faultPlayer(faults, 'trendmicro', trendVoice))
  app.use(requireSignature(world, clock))
  customerRoutes(app, routes)
  subscriptionRoutes(app, routes)
  reportRoutes(app, routes)
  smpiRoutes(app, routes)
  app.notFound(() => refusalResponse(404, 'ResourceNotFound', 'There is nothing at this address.'))
  app.onError((error) => {
    if (error instanceof TrendRefusal) return refusalResponse(error.status, error.subject, error.message)
    // A cut connection: in process it has to reach the caller as fetch would throw it.
    if (error instanceof TypeError && error.message === 'fetch failed') throw error
    return refusalResponse(500, 'InternalError', error.message)
  })
  return { app, world, options, journal, edits: createTrendEdits(routes) }
}

/** Outermost: waits, writes the journal, and dates every answer by the sandbox clock. */
function record(journal: TrendJournal, { clock, options }: TrendRoutes): MiddlewareHandler<TrendEnv> {
  return async (c, next) => {
    const [path = '', query = ''] = requestUri(c).split('?', 2)
    const at = new Date(clock.nowMs()).toISOString()
    const traceId = c.req.header('x-traceid') ?? null
    let status: number | null = null
    try {
      if (options.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, options.latencyMs))
      await next()
      status = c.res.status
      c.res.headers.set('Date', new Date(clock.nowMs()).toUTCString())
    } finally {
      journal.add({ at, method: c.req.method, path, query, traceId, status })
    }
  }
}
