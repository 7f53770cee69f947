/** What Trend Micro said, as it is stored with a run. */
import { z } from 'zod'
import type {
  Customer,
  NotBilledReason,
  SeatReading,
  Subscription,
  UnreadReason,
  UsageGap,
  UsageSnapshot,
} from '../../domain/trend'
import { customerIdText, dayText, instantText, monthText, planKeyText, subscriptionIdText } from './scalars'

export const unreadReason = z.enum([
  'failed',
  'incomplete',
  'notThereYet',
  'ambiguousName',
  'notFound',
]) satisfies z.ZodType<UnreadReason>

export const seatReading = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('read'), seats: z.number() }),
  z.strictObject({ kind: z.literal('notReported') }),
  z.strictObject({ kind: z.literal('unread'), why: unreadReason }),
]) satisfies z.ZodType<SeatReading>

export const notBilledReason = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('trial'), until: dayText.nullable() }),
  z.strictObject({ kind: z.literal('notForResale') }),
  z.strictObject({ kind: z.literal('notChargedBefore'), day: dayText }),
  z.strictObject({ kind: z.literal('expired'), on: dayText }),
  z.strictObject({ kind: z.literal('disabled') }),
  z.strictObject({ kind: z.literal('leftOut'), by: z.string(), why: z.string() }),
]) satisfies z.ZodType<NotBilledReason>

const subscription = z.strictObject({
  id: subscriptionIdText,
  customerId: customerIdText,
  plan: planKeyText,
  productName: z.string(),
  planName: z.string(),
  suiteOf: z.array(z.string()),
  unit: z.string().nullable(),
  version: z.enum(['full', 'trial', 'notForResale', 'unknown']),
  provisioned: seatReading,
  used: seatReading,
  notBilled: notBilledReason.nullable(),
  startsOn: dayText.nullable(),
  expiresOn: dayText.nullable(),
  usedAsOf: instantText.nullable().default(null),
}) satisfies z.ZodType<Subscription>

const usageGap = z.strictObject({
  customerId: customerIdText.nullable(),
  what: z.enum(['customers', 'subscriptions', 'subscription', 'plans', 'usage']),
  why: unreadReason,
  note: z.string(),
}) satisfies z.ZodType<UsageGap>

/** Current seats, or those of a closed month. */
export const whichSeats = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('current') }),
  z.strictObject({ kind: z.literal('closedMonth'), month: monthText }),
]) satisfies z.ZodType<UsageSnapshot['which']>

export const usageSnapshot = z.strictObject({
  takenAt: instantText,
  sources: z.array(z.enum(['lmpi', 'smpi', 'file'])),
  which: whichSeats,
  subscriptions: z.array(subscription),
  gaps: z.array(usageGap),
}) satisfies z.ZodType<UsageSnapshot>

/** A customer's status: active, or Trend Micro's number for something else. */
export const customerStatus = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('active') }),
  z.strictObject({ kind: z.literal('other'), code: z.number() }),
]) satisfies z.ZodType<Customer['status']>
