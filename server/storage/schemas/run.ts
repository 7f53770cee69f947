/** Runs, the claims of occurrences and the ledger, as they are stored. */
import { z } from 'zod'
import { noSeats } from '../../domain/account'
import { maxControls, runActions } from '../../domain/runControl'
import type {
  BillingRun,
  LedgerEntry,
  LineCounts,
  Occurrence,
  PlanInputs,
  RunCompany,
  ScheduleKey,
  SeatAccount,
  SeatCount,
  Unplaced,
} from '../../domain/run'
import type { OccurrenceClaims } from '../store'
import { withHandEdits } from './earlier'
import { failureCause, lineSource, runLine, upstreamFailure } from './line'
import { billingState } from './psa'
import {
  additionIdNumber,
  agreementIdNumber,
  companyIdNumber,
  customerIdText,
  dayText,
  instantText,
  lineKeyText,
  runIdText,
  tenantIdText,
} from './scalars'
import { companyRecord, tenantSettings } from './settings'
import { customerStatus, notBilledReason, usageSnapshot, whichSeats } from './trend'

export const scheduleKey = z.union([
  z.literal('global'),
  z.templateLiteral(['company:', z.int().positive()]),
]) satisfies z.ZodType<ScheduleKey>

const occurrence = z.strictObject({
  scheduleKey,
  day: dayText,
  at: instantText,
}) satisfies z.ZodType<Occurrence>

const count = z.int().nonnegative()
const lineCounts = z.strictObject({
  pending: count,
  held: count,
  blocked: count,
  unchanged: count,
  sent: count,
  failed: count,
  unknown: count,
  stale: count,
  skipped: count,
}) satisfies z.ZodType<LineCounts>

const trigger = z.enum(['schedule', 'catch-up', 'manual', 'undo'])

const accountAsStored = z.strictObject({
  total: z.number(),
  reported: z.number().exactOptional(),
  billed: z.number(),
  willChange: z.number(),
  excluded: z.number(),
  held: z.number(),
  failed: z.number(),
  unmapped: z.number(),
  unreadSubscriptions: z.number(),
})

/** Accounts from before the comparison with what was reported tie out. */
const seatAccount = accountAsStored.transform((account) => ({
  reported: account.total,
  ...account,
})) satisfies z.ZodType<SeatAccount>

const seatCount = z.strictObject({
  customers: count,
  seats: z.number(),
  unreadSubscriptions: count,
}) satisfies z.ZodType<SeatCount>

export const billingRun = z.strictObject({
  id: runIdText,
  tenantId: tenantIdText,
  trigger,
  scope: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('company'), companyId: companyIdNumber }),
    z.strictObject({ kind: z.literal('all') }),
  ]),
  occurrence: occurrence.nullable(),
  status: z.enum(['draft', 'planning', 'waiting', 'sending', 'finished']),
  which: whichSeats,
  createdAt: instantText,
  createdBy: z.string(),
  approvedBy: z.string().nullable(),
  startedAt: instantText.nullable(),
  finishedAt: instantText.nullable(),
  companyIds: z.array(companyIdNumber),
  problems: z.array(z.strictObject({ companyId: companyIdNumber, failure: upstreamFailure.nullable() })),
  counts: lineCounts,
  // Heads from before they had a sum: their companies' accounts are in the parts.
  account: seatAccount.default(noSeats),
  outside: z
    .strictObject({
      unlinked: seatCount,
      elsewhere: seatCount,
      unplanned: seatCount.default({ customers: 0, seats: 0, unreadSubscriptions: 0 }),
    })
    .nullable()
    .default(null),
  controls: z
    .array(z.strictObject({ action: z.enum(runActions), by: z.string(), at: instantText }))
    .max(maxControls)
    .default([]),
  byLine: z.boolean().default(false),
}) satisfies z.ZodType<BillingRun>

const unplaced = z.strictObject({
  source: lineSource,
  why: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('excluded'), reason: notBilledReason }),
    z.strictObject({ kind: z.literal('unmapped'), missing: z.enum(['agreement', 'catalogItem']) }),
    z.strictObject({ kind: z.literal('severalAgreements'), agreementIds: z.array(agreementIdNumber) }),
  ]),
}) satisfies z.ZodType<Unplaced>

const planInputs = z.strictObject({
  tenantId: tenantIdText,
  companyId: companyIdNumber,
  today: dayText,
  settings: tenantSettings,
  record: companyRecord,
  snapshot: usageSnapshot,
  state: billingState,
  customerStatus: z.array(z.strictObject({ customerId: customerIdText, status: customerStatus })),
}) satisfies z.ZodType<PlanInputs>

const runCompanyNow = z.strictObject({
  runId: runIdText,
  companyId: companyIdNumber,
  companyName: z.string(),
  plannedAt: instantText,
  customers: z.array(z.strictObject({ id: customerIdText, name: z.string() })),
  inputs: planInputs,
  lines: z.array(runLine),
  unplaced: z.array(unplaced),
  account: seatAccount,
})
export const runCompany = z.preprocess(withHandEdits, runCompanyNow) satisfies z.ZodType<RunCompany>

export const ledgerEntry = z.strictObject({
  at: instantText,
  runId: runIdText,
  trigger,
  companyId: companyIdNumber,
  lineKey: lineKeyText,
  productNames: z.array(z.string()),
  agreementName: z.string(),
  kind: z.enum([
    'intent',
    'sent',
    'unchanged',
    'failed',
    'unknown',
    'settledDone',
    'settledNotDone',
    'stale',
    'skipped',
  ]),
  additionId: additionIdNumber.nullable(),
  quantityBefore: z.number().nullable(),
  quantity: z.number().nullable(),
  replaced: z.strictObject({ additionId: additionIdNumber, lastDay: dayText }).nullable().default(null),
  undoes: runIdText.nullable().default(null),
  requestId: z.string().nullable(),
  cause: failureCause.nullable(),
  by: z.string(),
  releaseReason: z.string().nullable(),
  nextInvoiceOn: dayText.nullable(),
}) satisfies z.ZodType<LedgerEntry>

/** Most claims that are kept of one schedule. */
const maxClaims = 60

export const occurrenceClaims = z.strictObject({
  key: scheduleKey,
  claimed: z
    .array(
      z.strictObject({
        day: dayText,
        at: instantText,
        claimedAt: instantText,
        runId: runIdText.nullable(),
        state: z.enum(['run', 'missed', 'asked']),
      }),
    )
    .max(maxClaims),
}) satisfies z.ZodType<OccurrenceClaims>
