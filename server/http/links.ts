/** Routes of linking all companies: a page of them with suggestions, and many decisions at once. */
import { Hono } from 'hono'
import { z } from 'zod'
import { companyId } from '../domain/ids'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may } from './guards'
import { ids, json, query } from './input'

/** Decisions of one request, and rows of one page. */
const most = 500

const pageQuery = z.object({
  state: z.enum(['all', 'unlinked', 'suggested', 'linked', 'none', 'leftOut']).default('all'),
  q: z.string().max(200, 'tooLong').default(''),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(most).default(100),
  /** Ids with commas: how these companies stand now, after a decision about them. */
  only: z
    .string()
    .max(most * 11, 'tooLong')
    .regex(/^[1-9]\d{0,9}(,[1-9]\d{0,9})*$/)
    .transform((text) => text.split(',').map((id) => companyId(Number(id))))
    .optional(),
})
const version = z.number().int().nonnegative()
const pairsBody = z.object({
  pairs: z.array(z.object({ companyId: ids.company, customerId: ids.customer, version })).max(most, 'tooMany'),
})
const noneBody = z.object({
  companies: z.array(z.object({ companyId: ids.company, version })).max(most, 'tooMany'),
  none: z.boolean(),
})
const words = z.array(z.string({ error: 'required' }).max(1_000, 'tooLong')).max(1_000, 'tooMany')
const linkingBody = z.object({
  version,
  linking: z.object({
    leftOutStatuses: words,
    leftOutTypes: words,
    bulkLine: z.number({ error: 'outOfRange' }),
  }),
})

export function linkRoutes({ links }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', query(pageQuery), async (c) => {
      const { q, ...page } = c.req.valid('query')
      return c.json(await links.view(c.var.session.tenantId, { ...page, text: q }))
    })
    .post('/accept', json(pairsBody), async (c) => {
      const { tenantId, member } = c.var.session
      return c.json(await links.accept(tenantId, c.req.valid('json'), member.identifier))
    })
    .post('/reject', json(pairsBody), async (c) => {
      const { tenantId, member } = c.var.session
      return c.json(await links.reject(tenantId, c.req.valid('json'), member.identifier))
    })
    .post('/unreject', json(pairsBody), async (c) => {
      const { tenantId, member } = c.var.session
      return c.json(await links.unreject(tenantId, c.req.valid('json'), member.identifier))
    })
    .post('/none', json(noneBody), async (c) => {
      const { tenantId, member } = c.var.session
      return c.json(await links.none(tenantId, c.req.valid('json'), member.identifier))
    })
    .put('/settings', json(linkingBody), async (c) => {
      const { tenantId } = c.var.session
      await links.changeLinking(tenantId, c.req.valid('json'))
      return c.json(await links.view(tenantId, { state: 'all', text: '', offset: 0, limit: 1 }))
    })
}
