/** Executive summaries and who gets them, as they are stored. */
import { z } from 'zod'
import { noticeLanguages } from '../../domain/notices'
import type {
  BilledFigure,
  CompanySummaries,
  Figure,
  SummaryContent,
  SummaryFailure,
  SummaryPlan,
  SummaryRecord,
  SummaryRow,
} from '../../domain/summaries'
import { deliveryFailure } from './notices'
import { companyIdNumber, customerIdText, dayText, instantText, monthText, planKeyText, tenantIdText } from './scalars'
import { schedule } from './settings'

const language = z.enum(noticeLanguages)

export const summaryPlan = z.strictObject({
  tenantId: tenantIdText,
  schedule,
  language,
}) satisfies z.ZodType<SummaryPlan>

export const companySummaries = z.strictObject({
  companyId: companyIdNumber,
  on: z.boolean(),
  dayOfMonth: z.int().min(1).max(31).nullable(),
  language: language.nullable(),
  attach: z.boolean(),
  to: z.array(z.string()),
  changedAt: instantText,
}) satisfies z.ZodType<CompanySummaries>

const noData = z.strictObject({ kind: z.literal('noData') })
const seats = z.strictObject({ kind: z.literal('seats'), seats: z.number() })
const figure = z.discriminatedUnion('kind', [
  seats,
  z.strictObject({ kind: z.literal('notReported') }),
  noData,
]) satisfies z.ZodType<Figure>
const billed = z.discriminatedUnion('kind', [
  seats.extend({ on: dayText }),
  noData,
  z.strictObject({ kind: z.literal('trial') }),
  z.strictObject({ kind: z.literal('notBilled') }),
]) satisfies z.ZodType<BilledFigure>

const row = z.strictObject({
  plans: z.array(planKeyText),
  names: z.array(z.string()),
  planName: z.string().nullable(),
  provisioned: figure,
  used: figure,
  billed,
  change: z.discriminatedUnion('kind', [seats, z.strictObject({ kind: z.literal('new') }), noData]),
}) satisfies z.ZodType<SummaryRow>

const content = z.strictObject({
  companyName: z.string(),
  month: monthText,
  asOf: dayText,
  which: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('current') }),
    z.strictObject({ kind: z.literal('closedMonth'), month: monthText }),
  ]),
  rows: z.array(row),
  gone: z.array(z.strictObject({ name: z.string(), seats: z.number().nullable() })),
  months: z.array(z.strictObject({ month: monthText, seats: z.number().nullable(), partly: z.boolean().optional() })),
  ending: z.array(z.strictObject({ name: z.string(), on: dayText, provisioned: figure })),
  endingUnknown: z.boolean().default(true),
}) satisfies z.ZodType<SummaryContent>

const failure = z.strictObject({
  kind: z.union([deliveryFailure.shape.kind, z.enum(['noProducts', 'noFigures', 'companyGone', 'ours'])]),
  system: z.enum(['connectwise', 'trendmicro']).nullable(),
  status: z.int().nullable(),
  at: instantText,
}) satisfies z.ZodType<SummaryFailure>

export const summaryRecord = z.strictObject({
  companyId: companyIdNumber,
  month: monthText,
  day: dayText,
  claimedAt: instantText,
  language,
  content: content.nullable(),
  // Of one that does not say whose it is nothing goes out.
  customerIds: z.array(customerIdText).default([]),
  madeAt: instantText.nullable(),
  tries: z.int().nonnegative(),
  nextTryAt: instantText.nullable(),
  failure: failure.nullable(),
  queuedAt: instantText.nullable(),
  document: z
    .strictObject({
      title: z.string(),
      fileName: z.string(),
      uploadingSince: instantText.nullable(),
      attachedAt: instantText.nullable(),
    })
    .nullable(),
  mails: z.array(
    z.strictObject({ to: z.string(), begun: z.int().nonnegative().default(0), sentAt: instantText.nullable() }),
  ),
}) satisfies z.ZodType<SummaryRecord>
