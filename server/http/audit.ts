/** Routes of the audit log: who changed which setting, from what to what. */
import { Hono } from 'hono'
import { z } from 'zod'
import { AppError, UpstreamError } from '../domain/errors'
import type { TenantId } from '../domain/ids'
import type { Company } from '../domain/psa'
import type { AuditView } from '../domain/viewsAudit'
import { auditCsv } from '../services/auditCsv'
import { auditPage } from '../services/audit'
import type { Connect } from '../services/upstreams'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'
import { query } from './input'

const page = z.object({
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
/** Newest entries of one export. */
const mostExported = 10_000

export function auditRoutes({ store, connect }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', query(page), async (c) => {
      const { tenantId } = c.var.session
      const { entries, found } = await auditPage(store.of(tenantId), c.req.valid('query'))
      const ids = new Set(entries.flatMap(({ companyId }) => (companyId === null ? [] : [companyId])))
      const companies = ids.size === 0 ? [] : await companiesOrNone(connect, tenantId)
      const view: AuditView = {
        entries,
        found,
        companies: companies.filter(({ id }) => ids.has(id)).map(({ id, name }) => ({ id, name })),
      }
      return c.json(view)
    })
    .get('/entries.csv', async (c) => {
      const { entries } = await auditPage(store.of(c.var.session.tenantId), { offset: 0, limit: mostExported })
      c.header('content-type', 'text/csv; charset=utf-8')
      c.header('content-disposition', 'attachment; filename="audit.csv"')
      return c.body(auditCsv(entries))
    })
}

/** Without ConnectWise the log is read all the same; companies are numbers then. */
async function companiesOrNone(connect: Connect, tenant: TenantId): Promise<Company[]> {
  try {
    return await (await connect(tenant)).connectWise.readCompanies()
  } catch (error) {
    if (error instanceof UpstreamError || error instanceof AppError) return []
    throw error
  }
}
