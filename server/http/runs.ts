/** Routes of runs: progress, plans, explanation, approval. */
import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../domain/errors'
import type { CompanyId, RunId, TenantId } from '../domain/ids'
import type { BillingRun, RunCompany } from '../domain/run'
import { runActions } from '../domain/runControl'
import { explainLine } from '../services/explain'
import { presentPart } from '../services/present'
import { runCsv } from '../services/runCsv'
import { runLinesView, runSelection, runsView } from '../services/runLists'
import { runView } from '../services/runViews'
import type { MemberSession } from '../services/sessions'
import type { RunDigest } from '../services/watchedRuns'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may, maySeeCompany } from './guards'
import { bodies, ids, json, param, query, runCompanyParam, runParam } from './input'
import { runEvents } from './runEvents'

/** Newest entries of a company's ledger in which a line's attempts are looked for: years of months. */
const ledgerLookedAt = 2_000

const page = {
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
}
const linesQuery = z.object({
  filter: z
    .enum(['review', 'willChange', 'held', 'failed', 'unmapped', 'notBilled', 'unchanged', 'sent', 'all'])
    .default('review'),
  q: z.string().max(200, 'tooLong').default(''),
  ...page,
})

const controlBody = z.object({ action: z.enum(runActions) })

export function runRoutes(deps: ApiDeps) {
  const { store, runs } = deps
  const readRun = async (tenant: TenantId, id: RunId): Promise<BillingRun> => {
    const stored = await store.of(tenant).runs.read(id)
    if (stored === null) throw new AppError('notFound')
    return stored.value
  }
  const readDigest = async (tenant: TenantId, id: RunId): Promise<RunDigest> => {
    const digest = await deps.watchedRuns.digestOf(tenant, id)
    if (digest === null) throw new AppError('notFound')
    return digest
  }
  /** A run tells of its companies: of one, who may see it; of all, who may start such a run. */
  const checkRun = async ({ id, rights }: MemberSession, { scope }: BillingRun): Promise<void> => {
    if (scope.kind === 'company') await deps.sessions.checkCompany(id, scope.companyId)
    else if (!rights.administer) throw new AppError('forbidden', { params: { right: 'administer' } })
  }
  const readPart = async (
    tenant: TenantId,
    id: RunId,
    companyId: CompanyId,
  ): Promise<{ run: BillingRun; part: RunCompany }> => {
    const [run, part] = await Promise.all([
      readRun(tenant, id),
      store.of(tenant).runCompanies.read({ runId: id, companyId }),
    ])
    if (part === null) throw new AppError('notFound')
    return { run, part: part.value }
  }
  return new Hono<ApiEnv>()
    .use('*', may('view'))
    .use('/:runId/companies/:companyId/*', maySeeCompany(deps.sessions))
    .use('/:runId/companies/:companyId', maySeeCompany(deps.sessions))
    .get('/', may('administer'), query(z.object(page)), async (c) =>
      c.json(await runsView(store, c.var.session.tenantId, c.req.valid('query'))),
    )
    .get('/:runId/lines', may('administer'), param(runParam), query(linesQuery), async (c) => {
      const { q, ...wanted } = c.req.valid('query')
      const digest = await readDigest(c.var.session.tenantId, c.req.valid('param').runId)
      return c.json(runLinesView(digest, { ...wanted, text: q }))
    })
    .get('/:runId/selection', may('administer'), param(runParam), query(linesQuery), async (c) => {
      const { q, filter } = c.req.valid('query')
      const digest = await readDigest(c.var.session.tenantId, c.req.valid('param').runId)
      return c.json(runSelection(digest, { filter, text: q }))
    })
    .post('/:runId/decisions', may('administer'), param(runParam), json(bodies.decisions), async (c) => {
      const { tenantId, member } = c.var.session
      const { companies } = c.req.valid('json')
      return c.json(await runs.decide(tenantId, c.req.valid('param').runId, companies, member.identifier))
    })
    .get('/:runId/lines.csv', may('administer'), param(runParam), async (c) => {
      const digest = await readDigest(c.var.session.tenantId, c.req.valid('param').runId)
      c.header('content-type', 'text/csv; charset=utf-8')
      c.header('content-disposition', `attachment; filename="run-${digest.run.createdAt.slice(0, 10)}.csv"`)
      return c.body(runCsv(digest.rows()))
    })
    .post('/', may('administer'), async (c) => {
      const { tenantId, member } = c.var.session
      const { id } = await runs.planAll(tenantId, member.identifier)
      return c.json(runView(await readDigest(tenantId, id), deps.clock.now()))
    })
    .get('/:runId', may('bill'), param(runParam), async (c) => {
      const run = await readRun(c.var.session.tenantId, c.req.valid('param').runId)
      await checkRun(c.var.session, run)
      return c.json(runView(await readDigest(run.tenantId, run.id), deps.clock.now()))
    })
    .get('/:runId/events', may('bill'), param(runParam), async (c) => {
      const run = await readRun(c.var.session.tenantId, c.req.valid('param').runId)
      await checkRun(c.var.session, run)
      return runEvents(c, deps, { tenant: run.tenantId, run: run.id })
    })
    .post('/:runId/send', may('administer'), param(runParam), async (c) => {
      const { tenantId, member } = c.var.session
      const { id } = await runs.sendAll(tenantId, c.req.valid('param').runId, member.identifier)
      return c.json(runView(await readDigest(tenantId, id), deps.clock.now()))
    })
    .post('/:runId/control', may('administer'), param(runParam), json(controlBody), async (c) => {
      const { tenantId, member } = c.var.session
      const { action } = c.req.valid('json')
      const { id } = await runs.control(tenantId, c.req.valid('param').runId, action, member.identifier)
      return c.json(runView(await readDigest(tenantId, id), deps.clock.now()))
    })
    .get('/:runId/companies/:companyId', param(runCompanyParam), async (c) => {
      const { runId, companyId } = c.req.valid('param')
      const { run, part } = await readPart(c.var.session.tenantId, runId, companyId)
      return c.json(presentPart(run, part))
    })
    .get(
      '/:runId/companies/:companyId/explain',
      param(runCompanyParam),
      query(z.object({ key: ids.line })),
      async (c) => {
        const { runId, companyId } = c.req.valid('param')
        const { run, part } = await readPart(c.var.session.tenantId, runId, companyId)
        const line = part.lines.find((candidate) => candidate.key === c.req.valid('query').key)
        if (line === undefined) throw new AppError('notFound')
        const ledger = await store.of(c.var.session.tenantId).readLedger(companyId, ledgerLookedAt)
        return c.json(explainLine(run, part, line, ledger))
      },
    )
    .post('/:runId/companies/:companyId/send', may('bill'), param(runCompanyParam), json(bodies.send), async (c) => {
      const { tenantId, member } = c.var.session
      const { runId, companyId } = c.req.valid('param')
      const { lines, skips = [] } = c.req.valid('json')
      await runs.send(tenantId, runId, companyId, { lines, skips }, member.identifier)
      const { run, part } = await readPart(tenantId, runId, companyId)
      return c.json(presentPart(run, part))
    })
    .get('/:runId/companies/:companyId/undo', may('bill'), param(runCompanyParam), async (c) => {
      const { runId, companyId } = c.req.valid('param')
      return c.json(await runs.undoView(c.var.session.tenantId, runId, companyId))
    })
    .post('/:runId/companies/:companyId/undo', may('bill'), param(runCompanyParam), json(bodies.undo), async (c) => {
      const { tenantId, member } = c.var.session
      const { runId, companyId } = c.req.valid('param')
      const { keys, reason } = c.req.valid('json')
      const undo = await runs.undo(tenantId, runId, companyId, keys ?? null, reason, member.identifier)
      const { run, part } = await readPart(tenantId, undo.id, companyId)
      return c.json(presentPart(run, part))
    })
    .post('/:runId/undo', may('administer'), param(runParam), json(bodies.undoAll), async (c) => {
      const { tenantId, member } = c.var.session
      const { runId } = c.req.valid('param')
      return c.json(await runs.undoAll(tenantId, runId, c.req.valid('json').reason, member.identifier))
    })
}
