/** One line of a run, as it is stored. A field with a default came later than the first lines (test/contract/earlierFolder). */
import { z } from 'zod'
import type { UpstreamFailure } from '../../domain/errors'
import type {
  Approval,
  BlockedReason,
  Change,
  FailureCause,
  Hold,
  LineNote,
  LineOutcome,
  LineSource,
  QuantityStep,
  RunLine,
} from '../../domain/run'
import { billableWord, unusableReason } from './psa'
import {
  additionIdNumber,
  agreementIdNumber,
  catalogItemIdNumber,
  companyIdNumber,
  customerIdText,
  dayText,
  instantText,
  lineKeyText,
  runIdText,
  planKeyText,
  subscriptionIdText,
} from './scalars'
import { drift, quantityRule } from './settings'
import { notBilledReason, seatReading, unreadReason } from './trend'

export const upstreamFailure = z.strictObject({
  system: z.enum(['connectwise', 'trendmicro']),
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
  ]),
  route: z.string(),
  status: z.number().nullable(),
  requestId: z.string().nullable(),
  text: z.string().nullable(),
  attempts: z.number(),
  at: instantText,
}) satisfies z.ZodType<UpstreamFailure>

export const failureCause = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('upstream'), failure: upstreamFailure }),
  z.strictObject({
    kind: z.literal('changedMeanwhile'),
    by: z.string().nullable(),
    quantityNow: z.number().nullable(),
  }),
  z.strictObject({ kind: z.literal('additionGone') }),
  z.strictObject({ kind: z.literal('additionAppeared') }),
  z.strictObject({ kind: z.literal('agreementClosed'), why: unusableReason }),
  z.strictObject({ kind: z.literal('noAnswer'), failure: upstreamFailure }),
  z.strictObject({ kind: z.literal('interrupted') }),
  z.strictObject({ kind: z.literal('planTooOld') }),
  z.strictObject({ kind: z.literal('decidedOtherwise') }),
  z.strictObject({ kind: z.literal('cancelled'), by: z.string() }),
  z.strictObject({ kind: z.literal('invoicedMeanwhile'), on: dayText.nullable() }),
  z.strictObject({ kind: z.literal('openElsewhere') }),
  z.strictObject({
    kind: z.literal('halfReplaced'),
    newAdditionId: additionIdNumber,
    neutralised: z.boolean(),
    failure: upstreamFailure.nullable(),
  }),
  z.strictObject({ kind: z.literal('replacementGone'), newAdditionId: additionIdNumber, lastDay: dayText }),
]) satisfies z.ZodType<FailureCause>

export const lineSource = z.strictObject({
  subscriptionId: subscriptionIdText,
  customerId: customerIdText,
  plan: planKeyText,
  productName: z.string(),
  planName: z.string(),
  unit: z.string().nullable(),
  provisioned: seatReading,
  used: seatReading,
  counted: z.number().nullable(),
  notBilled: notBilledReason.nullable(),
  rule: quantityRule,
  vanished: z.boolean().default(false),
}) satisfies z.ZodType<LineSource>

const quantityStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count'), rule: quantityRule.shape.count, result: z.number() }),
  z.strictObject({ kind: z.literal('included'), included: z.number(), result: z.number() }),
  z.strictObject({ kind: z.literal('minimum'), minimum: z.number(), result: z.number() }),
  z.strictObject({ kind: z.literal('sum'), result: z.number() }),
]) satisfies z.ZodType<QuantityStep>

const blockedReason = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('agreementUnusable'),
    why: unusableReason,
    otherAgreementId: agreementIdNumber.nullable(),
  }),
  z.strictObject({ kind: z.literal('noAddition') }),
  z.strictObject({ kind: z.literal('takenAway'), drift }),
  z.strictObject({ kind: z.literal('severalAdditions'), additionIds: z.array(additionIdNumber) }),
  z.strictObject({ kind: z.literal('catalogItemUnusable'), why: z.enum(['inactive', 'bundle', 'gone']) }),
  z.strictObject({
    kind: z.literal('seatsUnread'),
    which: z.enum(['provisioned', 'used']),
    why: z.union([unreadReason, z.literal('notReported')]),
  }),
  z.strictObject({ kind: z.literal('additionsUnread') }),
  z.strictObject({ kind: z.literal('vanished') }),
  z.strictObject({ kind: z.literal('adoptedGone'), additionId: additionIdNumber }),
  z.strictObject({ kind: z.literal('keptTheirs'), drift }),
]) satisfies z.ZodType<BlockedReason>

const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('create'), quantity: z.number() }),
  z.strictObject({
    kind: z.literal('update'),
    additionId: additionIdNumber,
    quantityBefore: z.number(),
    quantity: z.number(),
  }),
  z.strictObject({
    kind: z.literal('replace'),
    additionId: additionIdNumber,
    quantityBefore: z.number(),
    quantity: z.number(),
    lastDay: dayText,
  }),
  z.strictObject({ kind: z.literal('none'), additionId: additionIdNumber, quantity: z.number() }),
  z.strictObject({
    kind: z.literal('blocked'),
    reason: blockedReason,
    quantityBefore: z.number().nullable(),
    quantity: z.number().nullable(),
  }),
]) satisfies z.ZodType<Change>

const hold = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('toZero'), because: notBilledReason.nullable() }),
  z.strictObject({
    kind: z.literal('beyondLimit'),
    direction: z.enum(['rise', 'drop']),
    percent: z.number(),
    limitPercent: z.number(),
    seats: z.number(),
  }),
  z.strictObject({
    kind: z.literal('money'),
    amount: z.number(),
    limit: z.number(),
    currency: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('handEdit'), drift }),
  z.strictObject({ kind: z.literal('movedHere'), from: z.string(), to: z.string() }),
  z.strictObject({
    kind: z.literal('otherSync'),
    evidence: z.enum(['summaryRow', 'written']),
    by: z.string().nullable(),
    at: instantText.nullable(),
  }),
  z.strictObject({ kind: z.literal('usageOld'), asOf: instantText, limitHours: z.number() }),
  z.strictObject({ kind: z.literal('invoiced'), until: dayText }),
  z.strictObject({ kind: z.literal('vanished'), plans: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('placeLost'), plans: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('incompleteReading'), what: z.string() }),
  z.strictObject({ kind: z.literal('planVersionUnknown') }),
  z.strictObject({ kind: z.literal('customerStatus'), code: z.number() }),
  z.strictObject({ kind: z.literal('priceUnknown') }),
  z.strictObject({ kind: z.literal('includedTwice'), rule: z.number(), addition: z.number() }),
]) satisfies z.ZodType<Hold>

const lineNote = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('priceChanged'), drift }),
  z.strictObject({ kind: z.literal('overwritesEdit'), drift }),
  z.strictObject({ kind: z.literal('twins'), additionIds: z.array(additionIdNumber) }),
  z.strictObject({ kind: z.literal('inSuite'), product: z.string(), suite: z.string() }),
]) satisfies z.ZodType<LineNote>

const approval = z.strictObject({
  by: z.string(),
  at: instantText,
  reason: z.string().nullable(),
}) satisfies z.ZodType<Approval>

const lineOutcome = z.strictObject({
  at: instantText,
  quantityAfter: z.number().nullable(),
  additionId: additionIdNumber.nullable(),
  requestId: z.string().nullable(),
  cause: failureCause.nullable(),
  alreadyRight: z.boolean(),
}) satisfies z.ZodType<LineOutcome>

const lineStatus = z.enum([
  'pending',
  'held',
  'blocked',
  'unchanged',
  'sending',
  'sent',
  'failed',
  'unknown',
  'stale',
  'skipped',
])

export const runLine = z.strictObject({
  key: lineKeyText,
  companyId: companyIdNumber,
  agreementId: agreementIdNumber,
  agreementName: z.string(),
  agreementTypeName: z.string(),
  byDefault: z.boolean(),
  catalogItemId: catalogItemIdNumber,
  catalogItemIdentifier: z.string(),
  period: z.strictObject({ from: dayText, until: dayText }),
  nextInvoiceOn: dayText.nullable(),
  sources: z.array(lineSource),
  steps: z.array(quantityStep),
  change,
  startsOn: dayText.nullable(),
  seen: z
    .strictObject({
      quantity: z.number(),
      revision: z.string().nullable(),
      included: z.number(),
      prorated: z.boolean(),
      billable: billableWord,
      cancelledOn: dayText.nullable().default(null),
      beside: z.array(additionIdNumber).default([]),
      replaced: z.object({ id: additionIdNumber, revision: z.string().nullable() }).nullable().default(null),
    })
    .nullable(),
  money: z
    .strictObject({
      unitPrice: z.number(),
      currency: z.string().nullable(),
      difference: z.number(),
      monthly: z.number().nullable().default(null),
    })
    .nullable(),
  holds: z.array(hold),
  notes: z.array(lineNote).default([]),
  status: lineStatus,
  approval: approval.nullable(),
  skip: approval.nullable().default(null),
  undoes: runIdText.nullable().default(null),
  undoneBy: runIdText.nullable().default(null),
  attempts: z.int().nonnegative(),
  outcome: lineOutcome.nullable(),
}) satisfies z.ZodType<RunLine>
