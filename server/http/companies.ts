/** Routes of one company: view, plan, link, agreements, schedule, history. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { CompanyId } from '../domain/ids'
import { agreementsView } from '../services/agreementsView'
import { companyView } from '../services/companyViews'
import { suggestionsFor, verifyCustomer } from '../services/customerViews'
import { checkDrift, driftView } from '../services/drift'
import { historyOf } from '../services/history'
import { companyInvoiceTiming } from '../services/invoiceTiming'
import { presentPart } from '../services/present'
import type { MemberSession } from '../services/sessions'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may, maySeeCompany, seesCompany } from './guards'
import { bodies, companyParam, dayQuery, json, param, query, withoutUndefined } from './input'

const searchQuery = z.object({ q: z.string().max(200, 'tooLong').optional() })
const limitQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).optional() })

export function companyRoutes(deps: ApiDeps) {
  const { edits, runs } = deps
  /** Suggestions and Verify tell of customers of all companies; which of them is named follows the member's own rights. */
  const maySee =
    ({ id }: MemberSession) =>
    (company: CompanyId) =>
      seesCompany(deps.sessions, id, company)
  return new Hono<ApiEnv>()
    .use('/:companyId/*', may('view'), maySeeCompany(deps.sessions))
    .use('/:companyId', may('view'), maySeeCompany(deps.sessions))
    .get('/:companyId', param(companyParam), async (c) =>
      c.json(await companyView(deps, c.var.session.tenantId, c.req.valid('param').companyId)),
    )
    .post('/:companyId/plan', param(companyParam), async (c) => {
      const { tenantId, member, rights } = c.var.session
      const owner = { by: member.identifier, mayBill: rights.bill }
      const { run, part } = await runs.draft(tenantId, c.req.valid('param').companyId, owner)
      return c.json(presentPart(run, part))
    })
    .get('/:companyId/suggestions', may('bill'), param(companyParam), query(searchQuery), async (c) =>
      c.json(
        await suggestionsFor(
          deps,
          c.var.session.tenantId,
          c.req.valid('param').companyId,
          c.req.valid('query').q?.trim() ?? '',
          maySee(c.var.session),
        ),
      ),
    )
    .post('/:companyId/verify', may('bill'), param(companyParam), json(bodies.verify), async (c) =>
      c.json(
        await verifyCustomer(
          deps,
          c.var.session.tenantId,
          c.req.valid('param').companyId,
          c.req.valid('json').customerId,
          maySee(c.var.session),
        ),
      ),
    )
    .put('/:companyId/link', may('bill'), param(companyParam), json(bodies.link), async (c) => {
      const { tenantId, member } = c.var.session
      const { companyId } = c.req.valid('param')
      await edits.link(tenantId, companyId, c.req.valid('json'), member.identifier, maySee(c.var.session))
      return c.json(await companyView(deps, tenantId, companyId))
    })
    .put('/:companyId/no-trend-micro', may('bill'), param(companyParam), json(bodies.noTrendMicro), async (c) => {
      const { tenantId, member } = c.var.session
      const { companyId } = c.req.valid('param')
      const { version, none } = c.req.valid('json')
      await edits.noTrendMicro(tenantId, companyId, version, none, member.identifier)
      return c.json(await companyView(deps, tenantId, companyId))
    })
    .get('/:companyId/agreements', param(companyParam), async (c) =>
      c.json(await agreementsView(deps, c.var.session.tenantId, c.req.valid('param').companyId)),
    )
    .put('/:companyId/assignments', may('bill'), param(companyParam), json(bodies.assignments), async (c) => {
      const { tenantId, member } = c.var.session
      const { companyId } = c.req.valid('param')
      await edits.assign(tenantId, companyId, c.req.valid('json'), member.identifier)
      return c.json(await companyView(deps, tenantId, companyId))
    })
    .put('/:companyId/schedule', may('bill'), param(companyParam), json(bodies.companySchedule), async (c) => {
      const { tenantId } = c.var.session
      const { companyId } = c.req.valid('param')
      await edits.schedule(tenantId, companyId, c.req.valid('json'))
      return c.json(await companyView(deps, tenantId, companyId))
    })
    .get('/:companyId/invoices', may('bill'), param(companyParam), query(dayQuery), async (c) =>
      c.json(
        await companyInvoiceTiming(
          deps,
          c.var.session.tenantId,
          c.req.valid('param').companyId,
          c.req.valid('query').day ?? null,
        ),
      ),
    )
    .put('/:companyId/limits', may('bill'), param(companyParam), json(bodies.limits), async (c) => {
      const { tenantId, member } = c.var.session
      const { companyId } = c.req.valid('param')
      const { version, limits } = c.req.valid('json')
      await edits.limits(tenantId, companyId, { version, limits: withoutUndefined(limits) }, member.identifier)
      return c.json(await companyView(deps, tenantId, companyId))
    })
    .put('/:companyId/exclusions', may('bill'), param(companyParam), json(bodies.exclusion), async (c) => {
      const { tenantId, member } = c.var.session
      const { companyId } = c.req.valid('param')
      await edits.exclude(tenantId, companyId, c.req.valid('json'), member.identifier)
      return c.json(await companyView(deps, tenantId, companyId))
    })
    .get('/:companyId/drift', param(companyParam), async (c) =>
      c.json(await driftView(deps, c.var.session.tenantId, c.req.valid('param').companyId)),
    )
    .post('/:companyId/drift', param(companyParam), async (c) =>
      c.json(await checkDrift(deps, c.var.session.tenantId, c.req.valid('param').companyId)),
    )
    .get('/:companyId/history', param(companyParam), query(limitQuery), async (c) =>
      c.json({
        entries: await historyOf(
          deps,
          c.var.session.tenantId,
          c.req.valid('param').companyId,
          c.req.valid('query').limit ?? 100,
        ),
      }),
    )
}
