/** The checks before a send, as they are stored. */
import { z } from 'zod'
import type {
  CompanyList,
  Finding,
  Place,
  Preflight,
  PreflightCause,
  PreflightClaim,
  PreflightRecord,
  Unchecked,
} from '../../domain/preflight'
import { upstreamFailure } from './line'
import { scheduleKey } from './run'
import {
  additionIdNumber,
  agreementIdNumber,
  catalogItemIdNumber,
  companyIdNumber,
  customerIdText,
  dayText,
  instantText,
  planKeyText,
  subscriptionIdText,
  tenantIdText,
} from './scalars'

const count = z.int().nonnegative()

const place = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('agreement'),
    id: agreementIdNumber,
    name: z.string(),
    on: dayText.nullable(),
    successorId: agreementIdNumber.nullable(),
  }),
  z.strictObject({ type: z.literal('addition'), id: additionIdNumber, agreementId: agreementIdNumber }),
  z.strictObject({ type: z.literal('catalogItem'), id: catalogItemIdNumber, identifier: z.string() }),
  z.strictObject({ type: z.literal('subscription'), id: subscriptionIdText }),
]) satisfies z.ZodType<Place>

const companies = z.strictObject({
  total: count,
  list: z.array(z.strictObject({ id: companyIdNumber, name: z.string(), places: z.array(place) })),
}) satisfies z.ZodType<CompanyList>

const customers = z.strictObject({
  total: count,
  list: z.array(z.strictObject({ id: customerIdText, name: z.string(), seats: z.number().nullable() })),
})

const catalogItem = { catalogItemId: catalogItemIdNumber, identifier: z.string() }

const cause = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unmappedCustomers'), customers, seats: z.number(), idle: count }),
  z.strictObject({
    kind: z.literal('unmappedProduct'),
    plan: planKeyText,
    productName: z.string(),
    missing: z.enum(['agreement', 'catalogItem', 'oneAgreement']),
  }),
  z.strictObject({
    kind: z.literal('agreementUnusable'),
    why: z.enum(['notStarted', 'ended', 'cancelled', 'otherCompany', 'gone']),
  }),
  z.strictObject({ kind: z.literal('agreementEnding') }),
  z.strictObject({
    kind: z.literal('catalogItemUnusable'),
    why: z.enum(['inactive', 'bundle', 'gone']),
    ...catalogItem,
  }),
  z.strictObject({
    kind: z.literal('rightMissing'),
    module: z.string(),
    function: z.string(),
    lacks: z.array(z.enum(['inquire', 'add', 'edit'])),
    purpose: z.enum([
      'findCompanies',
      'changeQuantities',
      'knowInvoiced',
      'catalogItems',
      'defaultAgreements',
      'apiReports',
      'failureTickets',
    ]),
    breaks: z.array(
      z.enum([
        'linking',
        'planning',
        'sending',
        'creating',
        'undoing',
        'choosingProducts',
        'choosingAgreements',
        'defaultAgreements',
      ]),
    ),
  }),
  z.strictObject({
    kind: z.literal('connectionFails'),
    system: z.enum(['connectwise', 'trendmicro']),
    source: z.enum(['lmpi', 'smpi']).nullable(),
    configured: z.boolean(),
    failure: upstreamFailure.nullable(),
  }),
  z.strictObject({ kind: z.literal('priceZero'), at: z.enum(['addition', 'catalogItem']), ...catalogItem }),
  z.strictObject({
    kind: z.literal('invoicedBeforeSend'),
    sendDay: z.number(),
    invoiceDay: z.number(),
    fits: z.number(),
    waitDays: z.number(),
  }),
  z.strictObject({ kind: z.literal('invoicedAlready') }),
]) satisfies z.ZodType<PreflightCause>

const finding = z.strictObject({
  key: z.string(),
  cause,
  severity: z.enum(['error', 'warning']),
  fixedBy: z.enum(['billing', 'agreements', 'catalog', 'administrator', 'trendMicro', 'operator']),
  lines: count,
  companies,
}) satisfies z.ZodType<Finding>

const unchecked = z.strictObject({
  what: z.enum(['rights', 'customers', 'companies', 'additions', 'seats']),
  failure: upstreamFailure.nullable(),
  companies,
}) satisfies z.ZodType<Unchecked>

const preflight = z.strictObject({
  startedAt: instantText,
  finishedAt: instantText,
  by: z.string(),
  dueFor: z.array(z.strictObject({ scheduleKey, sendOn: dayText, daysBefore: count })),
  companies: z.strictObject({ linked: count, planned: count }),
  findings: z.array(finding),
  more: count,
  unchecked: z.array(unchecked),
}) satisfies z.ZodType<Preflight>

const claim = z.strictObject({
  scheduleKey,
  sendOn: dayText,
  day: dayText,
  daysBefore: count,
  claimedAt: instantText,
  checkedAt: instantText.nullable(),
}) satisfies z.ZodType<PreflightClaim>

export const preflightRecord = z.strictObject({
  tenantId: tenantIdText,
  claims: z.array(claim),
  last: preflight.nullable(),
}) satisfies z.ZodType<PreflightRecord>
