/** Routes of notices: their settings, a test of each channel, and what is on its way. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { TenantId } from '../domain/ids'
import { noticeChannels, noticeKinds, noticeLanguages, webhookShapes } from '../domain/notices'
import { byAge, mayTryAgain, type OutboxEntry } from '../domain/outbox'
import type { BoardsView, NoticeTestRequest, OutboxEntryView, OutboxView } from '../domain/viewsNotices'
import { audienceOf } from '../services/noticeSettings'
import { readOutbox } from '../services/outboxWork'
import type { ApiDeps } from './deps'
import type { ApiEnv } from './env'
import { may, maySeeCompany } from './guards'
import { companyParam, ids, json, param, query } from './input'

const text = (max: number) => z.string({ error: 'required' }).max(max, 'tooLong')
const version = z.number().int().nonnegative()
const channel = { on: z.boolean(), kinds: z.array(z.enum(noticeKinds)).max(noticeKinds.length, 'tooMany') }
const boardId = z.number().int().positive().nullable()
const settings = {
  language: z.enum(noticeLanguages).optional(),
  ticket: z.object({ ...channel, boardId, companyId: ids.company.nullable().optional() }).optional(),
  mail: z.object({ ...channel, to: z.array(text(300)).max(100, 'tooMany') }).optional(),
  webhook: z.object({ ...channel, shape: z.enum(webhookShapes), url: text(2000).nullable().optional() }).optional(),
}
const tenantBody = z.object({
  version,
  ...settings,
  smtp: z
    .object({
      host: text(254),
      port: z.number({ error: 'outOfRange' }),
      security: z.enum(['tls', 'starttls', 'none']),
      user: text(200).nullable(),
      password: text(500).min(1, 'required').nullable().optional(),
      from: text(300),
    })
    .nullable()
    .optional(),
})
const companyBody = z.object({ version, use: z.enum(['global', 'custom']), ...settings })
const testBody = z.object({ channel: z.enum(noticeChannels) }) satisfies z.ZodType<NoticeTestRequest>
const retryBody = z.object({ id: text(64) })
const limitQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).optional() })

export function noticeRoutes({ store, notices, desk }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('*', may('administer'))
    .get('/', async (c) => c.json(await notices.view(c.var.session.tenantId)))
    .put('/', json(tenantBody), async (c) => {
      const { tenantId } = c.var.session
      await notices.change(tenantId, c.req.valid('json'))
      return c.json(await notices.view(tenantId))
    })
    .get('/boards', async (c) => {
      const boards = await (await desk(c.var.session.tenantId)).readBoards()
      const usable = boards.filter(({ inactive, project }) => !inactive && !project)
      const view: BoardsView = { boards: usable.map(({ id, name }) => ({ id, name })) }
      return c.json(view)
    })
    .post('/test', json(testBody), async (c) =>
      c.json(await notices.test(c.var.session.tenantId, 'global', c.req.valid('json').channel)),
    )
    .get('/outbox', query(limitQuery), async (c) =>
      c.json(await outboxView(store, c.var.session.tenantId, c.req.valid('query').limit ?? 100)),
    )
    .post('/outbox/retry', json(retryBody), async (c) => {
      const { tenantId } = c.var.session
      await notices.tryAgain(tenantId, c.req.valid('json').id)
      return c.json(await outboxView(store, tenantId, 100))
    })
}

/** The same of one company, below its path. */
export function companyNoticeRoutes({ notices, sessions }: ApiDeps) {
  return new Hono<ApiEnv>()
    .use('/:companyId/notices/*', may('administer'), maySeeCompany(sessions))
    .get('/:companyId/notices', param(companyParam), async (c) =>
      c.json(await notices.companyView(c.var.session.tenantId, c.req.valid('param').companyId)),
    )
    .put('/:companyId/notices', param(companyParam), json(companyBody), async (c) => {
      const { tenantId } = c.var.session
      const { companyId } = c.req.valid('param')
      await notices.changeCompany(tenantId, companyId, c.req.valid('json'))
      return c.json(await notices.companyView(tenantId, companyId))
    })
    .post('/:companyId/notices/test', param(companyParam), json(testBody), async (c) =>
      c.json(
        await notices.test(
          c.var.session.tenantId,
          audienceOf(c.req.valid('param').companyId),
          c.req.valid('json').channel,
        ),
      ),
    )
}

/** What waits, then what ended, newest first. */
async function outboxView(store: ApiDeps['store'], tenant: TenantId, limit: number): Promise<OutboxView> {
  const entries = (await readOutbox(store, tenant)).sort((one, other) => byAge(other, one))
  const waiting = entries.filter(({ state }) => state === 'waiting')
  const shown = [...waiting, ...entries.filter(({ state }) => state !== 'waiting')].slice(0, limit)
  return { entries: shown.map((entry) => entryView(entry, mayTryAgain(entry, entries))) }
}

const entryView = (entry: OutboxEntry, canRetry: boolean): OutboxEntryView => ({
  id: entry.id,
  audience: entry.audience,
  channel: entry.channel,
  kind: entry.message.kind,
  action: entry.ticket?.action ?? null,
  title: entry.message.title,
  createdAt: entry.createdAt,
  state: entry.state,
  tries: entry.tries,
  nextTryAt: entry.nextTryAt,
  endedAt: entry.endedAt,
  failure: entry.failure,
  mayTryAgain: canRetry,
})
