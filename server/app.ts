/** The server as a value: routes over services. `App` is the type from which the client knows every route. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requestId } from 'hono/request-id'
import { AppError } from './domain/errors'
import { auditRoutes } from './http/audit'
import { companyRoutes } from './http/companies'
import { companyListRoutes } from './http/companyList'
import { defaultRoutes } from './http/defaults'
import { consoleRoutes, consoleSessionRoutes } from './http/console'
import type { ApiDeps } from './http/deps'
import type { ApiEnv } from './http/env'
import { existingRoutes } from './http/existing'
import { signedIn } from './http/guards'
import { inboxRoutes } from './http/inbox'
import { importRoutes } from './http/imports'
import { linkRoutes } from './http/links'
import { companyNoticeRoutes, noticeRoutes } from './http/notices'
import { pages, type PagesOptions } from './http/pages'
import { preflightRoutes } from './http/preflight'
import { noSuchRoute, problemHandler } from './http/problem'
import { runRoutes } from './http/runs'
import { sessionRoutes } from './http/session'
import { companySummaryRoutes, summaryRoutes } from './http/summaries'
import { setupRoutes } from './http/setup'
import { catalogRoutes, connectionRoutes, scheduleRoutes, settingsRoutes } from './http/settings'

/** Largest request body, in bytes. */
const maxBodyBytes = 256 * 1024

/** These have a limit of their own, behind the check of who may use them. */
const takesFiles = (path: string): boolean => path === '/api/import' || path.startsWith('/api/import/')

export function createApp(deps: ApiDeps, options: PagesOptions) {
  const tooLarge = () => {
    throw new AppError('tooLarge')
  }
  const limit = bodyLimit({ maxSize: maxBodyBytes, onError: tooLarge })
  const api = new Hono<ApiEnv>()
    .use(async (c, next) => {
      await next()
      c.header('cache-control', 'no-store')
    })
    .use((c, next) => (takesFiles(c.req.path) ? next() : limit(c, next)))
    .route('/session', sessionRoutes(deps))
    .route('/console/session', consoleSessionRoutes(deps))
    .use(signedIn(deps.tokens))
    .route('/console', consoleRoutes(deps))
    .route('/companies', companyListRoutes(deps))
    .route('/companies', companyRoutes(deps))
    .route('/companies', companyNoticeRoutes(deps))
    .route('/companies', companySummaryRoutes(deps))
    .route('/runs', runRoutes(deps))
    .route('/inbox', inboxRoutes(deps))
    .route('/links', linkRoutes(deps))
    .route('/defaults', defaultRoutes(deps))
    .route('/existing', existingRoutes(deps))
    .route('/audit', auditRoutes(deps))
    .route('/preflight', preflightRoutes(deps))
    .route('/notices', noticeRoutes(deps))
    .route('/summaries', summaryRoutes(deps))
    .route('/import', importRoutes(deps))
    .route('/catalog', catalogRoutes(deps))
    .route('/settings', settingsRoutes(deps))
    .route('/setup', setupRoutes(deps))
    .route('/connections', connectionRoutes(deps))
    .route('/schedule', scheduleRoutes(deps))
  return new Hono<ApiEnv>()
    .use(requestId({ generator: () => deps.ids.uuid(), limitLength: 64 }))
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .route('/api', api)
    .all('/api/*', noSuchRoute)
    .route('/', pages(deps.store, options))
    .notFound(noSuchRoute)
    .onError(problemHandler(deps.log))
}

export type App = ReturnType<typeof createApp>
