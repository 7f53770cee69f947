/** Routes of a tenant's settings, connections, catalog search and dates. */
import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../domain/errors'
import { validateSchedule } from '../domain/schedule'
import type { Connections } from '../domain/settings'
import type { CatalogItemView } from '../domain/viewsAgreements'
import type { SettingsRequest } from '../domain/viewsSettings'
import { invoiceTiming } from '../services/invoiceTiming'
import { occurrenceViews } from '../services/companyViews'
import { readTenant } from '../services/planRun'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'
import { bodies, dayQuery, json, query } from './input'

export function settingsRoutes({ settings, store, forget, sessions }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', async (c) => c.json(await settings.view(c.var.session.tenantId)))
    .put('/', json(bodies.settings), async (c) => {
      const { tenantId, member } = c.var.session
      const request = c.req.valid('json')
      const { connections: before } = await readTenant(store, tenantId)
      await settings.change(tenantId, request, member.identifier)
      forget(tenantId)
      // A proof given for one site may not go to another; new keys at the same site are none of its business.
      if (isElsewhere(before.connectWise, request.connectWise)) sessions.forget(tenantId)
      return c.json(await settings.view(tenantId))
    })
}

export function connectionRoutes({ settings }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .post('/connectwise/test', async (c) => {
      await settings.testConnectWise(c.var.session.tenantId)
      return c.json(await settings.view(c.var.session.tenantId))
    })
    .post('/trendmicro/test', async (c) => {
      await settings.testTrendMicro(c.var.session.tenantId)
      return c.json(await settings.view(c.var.session.tenantId))
    })
}

export function catalogRoutes({ connect }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('view'))
    .get('/', query(z.object({ q: z.string().max(200).optional() })), async (c) => {
      const { connectWise } = await connect(c.var.session.tenantId)
      const found = await connectWise.searchCatalog(c.req.valid('query').q?.trim() ?? '', 50)
      const items: CatalogItemView[] = found.map(({ id, identifier, description, inactive, productClass }) => ({
        id,
        identifier,
        description,
        inactive,
        productClass,
      }))
      return c.json({ items })
    })
}

export function scheduleRoutes(deps: ApiDeps) {
  const { clock } = deps
  return new Hono<ApiEnv>()
    .use('*', may('view'))
    .get('/invoices', may('administer'), query(dayQuery), async (c) =>
      c.json(await invoiceTiming(deps, c.var.session.tenantId, c.req.valid('query').day ?? null)),
    )
    .post('/preview', json(bodies.schedulePreview), (c) => {
      const { schedule } = c.req.valid('json')
      const issues = validateSchedule(schedule).map((issue) => ({ ...issue, path: `schedule.${issue.path}` }))
      if (issues.length > 0) throw new AppError('invalid', { issues })
      return c.json({ next: occurrenceViews({ ...schedule, changedAt: clock.now() }, 'global', clock.now()) })
    })
}

const isElsewhere = (before: Connections['connectWise'], wanted: SettingsRequest['connectWise']): boolean =>
  wanted !== undefined && (wanted.site !== before.site || wanted.loginCompany !== before.loginCompany)
