import { Hono } from 'hono'
import type { SandboxClock } from '../clock'
import { faultPlayer, type Faults } from '../faults'
import { additionRoutes } from './additions'
import { agreementRoutes } from './agreements'
import { auditTrailRoutes } from './auditTrail'
import { requireCaller } from './auth'
import { catalogRoutes } from './catalog'
import { companyRoutes } from './companies'
import { companyInfoRoute } from './companyInfo'
import { documentRoutes } from './documents'
import { createEdits, type CwEdits } from './edits'
import { apiRoot, splitApiPath, type CwApp, type CwEnv, type CwHooks, type CwRoutes } from './env'
import { CwRefusal, noSuchAddress, notFound } from './errors'
import { hostedRoutes } from './hosted'
import { invoiceRoutes } from './invoices'
import { createCwJournal, type CwJournal } from './journal'
import { managementItRoutes } from './managementIt'
import { defaultConnectWiseOptions, type ConnectWiseOptions } from './options'
import { limitRate, record, refuseLongAddresses } from './middleware'
import { systemRoutes } from './system'
import { ticketNoteRoutes } from './ticketNotes'
import { ticketRoutes } from './tickets'
import { connectWiseVoice, refusalResponse } from './voice'
import type { ConnectWiseWorld } from './world'

export interface ConnectWiseSimulator {
  /** Serve it (serve.ts), or ask it in process. */
  app: CwApp
  /** The app as a fetch. A cut connection rejects as fetch does. */
  fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>
  world: ConnectWiseWorld
  /** May be changed at any time. */
  options: ConnectWiseOptions
  hooks: CwHooks
  journal: CwJournal
  /** What people and other programs do in the meantime. */
  edits: CwEdits
}

/**
 * ConnectWise PSA's REST interface over one world: `/login/companyinfo/{id}` and everything below
 * `/{codebase}apis/3.0`. Paths are read without regard to case.
 */
export function createConnectWise(deps: {
  world: ConnectWiseWorld
  clock: SandboxClock
  faults: Faults
  options?: Partial<ConnectWiseOptions>
}): ConnectWiseSimulator {
  const { world, clock, faults } = deps
  const options = { ...defaultConnectWiseOptions, ...deps.options }
  const hooks: CwHooks = { beforeWrite: null }
  const journal = createCwJournal()
  const routes: CwRoutes = { world, clock, options, hooks }
  const app: CwApp = new Hono<CwEnv>({ getPath: (request) => routedPath(request.url, routes) })

  const edits = createEdits(routes)
  clock.onJump(() => edits.passTime())

  app.use(record(journal, routes))
  app.use((_, next) => {
    edits.passTime()
    return next()
  })
  app.use(faultPlayer(faults, 'connectwise', connectWiseVoice))
  app.use(refuseLongAddresses)
  app.use(limitRate(routes))
  companyInfoRoute(app, routes)
  app.use(`${apiRoot}/*`, requireCaller(routes))
  for (const register of [
    systemRoutes,
    companyRoutes,
    agreementRoutes,
    additionRoutes,
    catalogRoutes,
    invoiceRoutes,
    auditTrailRoutes,
    ticketRoutes,
    ticketNoteRoutes,
    documentRoutes,
    hostedRoutes,
    managementItRoutes,
  ])
    register(app, routes)
  refuseOtherMethods(app)
  app.notFound((c) => refusalResponse(c.req.path.startsWith(apiRoot) ? notFound('The resource') : noSuchAddress()))
  app.onError((error) => {
    if (error instanceof CwRefusal) return refusalResponse(error)
    // A cut connection: in process it has to reach the caller as fetch would throw it.
    if (error instanceof TypeError && error.message === 'fetch failed') throw error
    return refusalResponse(new CwRefusal(500, 'ConnectWiseApi', error.message))
  })
  return {
    app,
    fetch: async (input, init) =>
      app.fetch(input instanceof Request && init === undefined ? input : new Request(input, init)),
    world,
    options,
    hooks,
    journal,
    edits,
  }
}

/** The path that is routed: below `apiRoot` and in lower case where the codebase is a present one, else as it is. */
function routedPath(url: string, { world, options }: CwRoutes): string {
  const { pathname } = new URL(url)
  const api = splitApiPath(pathname)
  if (api === null) return pathname.toLowerCase().startsWith(apiRoot) ? `/-${pathname}` : pathname.toLowerCase()
  const present = [world.site.codebase, ...(options.routerCodebase ? ['v4_6_release/'] : [])]
  const isPresent = present.some((codebase) => codebase.toLowerCase() === api.codebase.toLowerCase())
  return isPresent ? apiRoot + api.path.toLowerCase() : pathname.toLowerCase()
}

/** 405 on every known path for the methods that it does not have. */
function refuseOtherMethods(app: CwApp): void {
  const paths = new Set(
    app.routes.map(({ path }) => path).filter((path) => path.startsWith(apiRoot) && !path.endsWith('*')),
  )
  for (const path of paths) {
    app.all(path, (c) => {
      throw new CwRefusal(405, 'MethodNotAllowed', `${c.req.method} is not allowed here`)
    })
  }
}
