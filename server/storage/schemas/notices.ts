/** Settings of notices, what was told, and what is on its way, as they are stored. */
import { z } from 'zod'
import type {
  Audience,
  NoticeBook,
  NoticeMessage,
  NoticeRecord,
  NoticeSettings,
  OpenCause,
  SmtpServer,
} from '../../domain/notices'
import { noticeChannels, noticeKinds, noticeLanguages, webhookShapes } from '../../domain/notices'
import { unheardKinds, type DeliveryFailure, type OutboxEntry } from '../../domain/outbox'
import { scheduleKey } from './run'
import { companyIdNumber, instantText, monthText, runIdText, tenantIdText } from './scalars'
import { sealed } from './settings'

const audience = scheduleKey satisfies z.ZodType<Audience>
const kind = z.enum(noticeKinds)
const causeKind = z.enum(['held', 'failed', 'preflight'])
const channel = { on: z.boolean(), kinds: z.array(kind) }

const settings = z.strictObject({
  language: z.enum(noticeLanguages),
  ticket: z.strictObject({ ...channel, boardId: z.int().positive().nullable(), companyId: companyIdNumber.nullable() }),
  mail: z.strictObject({ ...channel, to: z.array(z.string()) }),
  webhook: z.strictObject({
    ...channel,
    shape: z.enum(webhookShapes),
    url: sealed.nullable(),
    host: z.string().nullable(),
    urlSetAt: instantText.nullable(),
  }),
}) satisfies z.ZodType<NoticeSettings>

const smtp = z.strictObject({
  host: z.string(),
  port: z.int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().nullable(),
  password: sealed.nullable(),
  passwordSetAt: instantText.nullable(),
  from: z.string(),
}) satisfies z.ZodType<SmtpServer>

export const noticeRecord = z.strictObject({
  audience,
  use: z.enum(['global', 'custom']),
  settings,
  smtp: smtp.nullable(),
  since: instantText,
}) satisfies z.ZodType<NoticeRecord>

const openCause = z.strictObject({
  audience,
  key: z.string(),
  kind: causeKind,
  companies: z.array(companyIdNumber),
  since: instantText,
}) satisfies z.ZodType<OpenCause>

export const noticeBook = z.strictObject({
  tenantId: tenantIdText,
  told: z.array(z.strictObject({ key: z.string(), print: z.string(), at: instantText.optional() })),
  open: z.array(openCause),
}) satisfies z.ZodType<NoticeBook>

const message = z.strictObject({
  kind: z.enum([...noticeKinds, 'test', 'summary']),
  title: z.string(),
  lines: z.array(z.string()),
  runId: runIdText.nullable(),
  causes: z.array(
    z.strictObject({
      key: z.string(),
      text: z.string(),
      companies: z.array(z.strictObject({ id: companyIdNumber, name: z.string() })),
      moreCompanies: z.int().nonnegative(),
      lines: z.int().nonnegative().nullable(),
    }),
  ),
}) satisfies z.ZodType<NoticeMessage>

export const deliveryFailure = z.strictObject({
  kind: z.enum([
    'unauthorised',
    'forbidden',
    'notFound',
    'refused',
    'tooMany',
    'unavailable',
    'timeout',
    'unreachable',
    'tls',
    'malformed',
    'incomplete',
    'notApplied',
    'clockOff',
    'redirect',
    'privateAddress',
    'notConfigured',
    'boardUnusable',
    'noStartTls',
    'linkChanged',
    ...unheardKinds,
  ]),
  status: z.int().nullable(),
  text: z.string().nullable(),
  at: instantText,
}) satisfies z.ZodType<DeliveryFailure>

export const outboxEntry = z.strictObject({
  id: z.string(),
  tenantId: tenantIdText,
  audience,
  channel: z.enum([...noticeChannels, 'document']),
  ticket: z.strictObject({ causeKey: z.string(), action: z.enum(['tell', 'close']) }).nullable(),
  to: z.string().nullable(),
  message,
  summary: z.strictObject({ companyId: companyIdNumber, month: monthText }).nullable().default(null),
  createdAt: instantText,
  order: z.int().nonnegative(),
  state: z.enum(['waiting', 'delivered', 'givenUp']),
  tries: z.int().nonnegative(),
  nextTryAt: instantText.nullable(),
  endedAt: instantText.nullable(),
  failure: deliveryFailure.nullable(),
}) satisfies z.ZodType<OutboxEntry>
