/** Routes of executive summaries: for all companies, and below the path of one. */
import { Hono } from 'hono'
import { z } from 'zod'
import { month } from '../domain/calendar'
import { noticeLanguages } from '../domain/notices'
import type { CompanySummariesRequest, SummaryPlanRequest } from '../domain/viewsSummaries'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may, maySeeCompany } from './guards'
import { companyParam, json, param, query } from './input'

const text = (max: number) => z.string({ error: 'required' }).max(max, 'tooLong')
const version = z.number().int().nonnegative()
const language = z.enum(noticeLanguages)

const planBody = z.object({
  version,
  // The fields themselves are checked where all schedules are.
  schedule: z.object({ on: z.boolean(), dayOfMonth: z.number(), time: text(5), timeZone: text(100) }),
  language,
}) satisfies z.ZodType<SummaryPlanRequest>
const companyBody = z.object({
  version,
  on: z.boolean(),
  dayOfMonth: z.number().nullable(),
  language: language.nullable(),
  attach: z.boolean(),
  to: z.array(text(300)).max(100, 'tooMany'),
}) satisfies z.ZodType<CompanySummariesRequest>
const previewQuery = z.object({ language: language.optional() })
const monthParam = companyParam.extend({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .transform(month),
})

export function summaryRoutes({ summaries }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', async (c) => c.json(await summaries.view(c.var.session.tenantId)))
    .put('/', json(planBody), async (c) => {
      const { tenantId } = c.var.session
      await summaries.change(tenantId, c.req.valid('json'))
      return c.json(await summaries.view(tenantId))
    })
}

export function companySummaryRoutes({ summaries, sessions }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('/:companyId/summaries/*', may('view'), maySeeCompany(sessions))
    .get('/:companyId/summaries', param(companyParam), async (c) =>
      c.json(await summaries.companyView(c.var.session.tenantId, c.req.valid('param').companyId)),
    )
    .put('/:companyId/summaries', may('bill'), param(companyParam), json(companyBody), async (c) => {
      const { tenantId } = c.var.session
      const { companyId } = c.req.valid('param')
      await summaries.changeCompany(tenantId, companyId, c.req.valid('json'))
      return c.json(await summaries.companyView(tenantId, companyId))
    })
    .post('/:companyId/summaries', may('bill'), param(companyParam), async (c) => {
      const { tenantId } = c.var.session
      const { companyId } = c.req.valid('param')
      await summaries.makeNow(tenantId, companyId)
      return c.json(await summaries.companyView(tenantId, companyId))
    })
    .get('/:companyId/summaries/preview', param(companyParam), query(previewQuery), async (c) =>
      c.json(
        await summaries.preview(
          c.var.session.tenantId,
          c.req.valid('param').companyId,
          c.req.valid('query').language ?? null,
        ),
      ),
    )
    .get('/:companyId/summaries/:month', param(monthParam), async (c) => {
      const { companyId, month: of } = c.req.valid('param')
      return c.json(await summaries.files(c.var.session.tenantId, companyId, of))
    })
}
