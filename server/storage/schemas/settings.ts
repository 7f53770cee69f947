/** What people decided: a tenant and its companies, as they are stored. */
import { z } from 'zod'
import type {
  AgreementChoice,
  BilledSubscription,
  CompanyLink,
  CompanyRecord,
  Connections,
  Decision,
  DriftCheck,
  Exclusion,
  LastWrite,
  LiftedExclusion,
  Limits,
  ProductAssignment,
  QuantityRule,
  RejectedCustomer,
  Schedule,
  Sealed,
  Tenant,
  TenantSettings,
  TrendKeys,
} from '../../domain/settings'
import type { Drift } from '../../domain/drift'
import { defaultLinking, type Linking } from '../../domain/linking'
import type { ProductDefault } from '../../domain/productDefaults'
import { defaultPreflightDays } from '../../domain/preflightDays'
import { billableWord } from './psa'
import {
  additionIdNumber,
  agreementIdNumber,
  agreementTypeIdNumber,
  catalogItemIdNumber,
  companyIdNumber,
  customerIdText,
  dayText,
  instantText,
  planKeyText,
  runIdText,
  subscriptionIdText,
  tenantIdText,
} from './scalars'

export const quantityRule = z.strictObject({
  count: z.enum(['provisioned', 'used', 'usedElseProvisioned', 'greater']),
  minimum: z.number().nonnegative(),
  included: z.number().nonnegative(),
}) satisfies z.ZodType<QuantityRule>

/** The zone's name is not looked up here: a newer list of zones must not keep the server from starting. */
export const schedule = z.strictObject({
  on: z.boolean(),
  dayOfMonth: z.int().min(1).max(31),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Not a time of the day, HH:MM'),
  timeZone: z.string().min(1).max(100),
  changedAt: instantText,
}) satisfies z.ZodType<Schedule>

/** Documents from before this limit get it with what the first tenant starts with. */
const defaultUsageAgeHours = 48

const limits = z.strictObject({
  risePercent: z.number().nonnegative(),
  dropPercent: z.number().nonnegative(),
  minSeats: z.number().nonnegative(),
  moneyPerMonth: z.number().nonnegative().nullable(),
  holdInvoiced: z.boolean(),
  holdHandEdits: z.boolean(),
  usageAgeHours: z.number().positive().default(defaultUsageAgeHours),
}) satisfies z.ZodType<Limits>

const decision = z.strictObject({ by: z.string(), at: instantText }) satisfies z.ZodType<Decision>

export const tenantSettings = z.strictObject({
  schedule,
  approval: z.enum(['withinLimits', 'person']),
  rule: quantityRule,
  which: z.enum(['current', 'previousMonth']),
  createWhenMissing: z.boolean(),
  limits,
  limitsSet: decision.nullable().default(null),
  defaultTypeNames: z.array(z.string()),
}) satisfies z.ZodType<TenantSettings>

export const sealed = z.strictObject({ sealed: z.string() }) satisfies z.ZodType<Sealed>

const trendKeys = z.strictObject({
  baseUrl: z.string(),
  accessToken: z.string(),
  secretKey: sealed.nullable(),
  secretKeySetAt: instantText.nullable(),
}) satisfies z.ZodType<TrendKeys>

const connections = z.strictObject({
  connectWise: z.strictObject({
    site: z.string(),
    loginCompany: z.string(),
    clientId: z.string(),
    publicKey: z.string(),
    privateKey: sealed.nullable(),
    privateKeySetAt: instantText.nullable(),
  }),
  trendMicro: z.strictObject({ lmpi: trendKeys.nullable(), smpi: trendKeys.nullable() }),
}) satisfies z.ZodType<Connections>

const linking = z.strictObject({
  leftOutStatuses: z.array(z.string()),
  leftOutTypes: z.array(z.string()),
  bulkLine: z.number(),
}) satisfies z.ZodType<Linking>

const productDefault = z.strictObject({
  plan: planKeyText,
  productName: z.string(),
  planName: z.string(),
  catalogItemId: catalogItemIdNumber,
  catalogItemIdentifier: z.string(),
  rule: quantityRule.nullable(),
  createWhenMissing: z.boolean().nullable(),
  agreementType: z.strictObject({ id: agreementTypeIdNumber, name: z.string() }).nullable(),
  decidedAt: instantText,
  decidedBy: z.string(),
}) satisfies z.ZodType<ProductDefault>

export const tenant = z.strictObject({
  id: tenantIdText,
  connections,
  settings: tenantSettings,
  linking: linking.default(defaultLinking),
  productDefaults: z.array(productDefault).default([]),
  // Whole days, checked when they are stored.
  preflightDays: z.array(z.int()).default([...defaultPreflightDays]),
  // Who has billed without it is not led through it.
  setup: z.enum(['open', 'finished']).default('finished'),
}) satisfies z.ZodType<Tenant>

const companyLink = z.strictObject({
  customerIds: z.array(customerIdText),
  customerNames: z.array(z.string()),
  enabled: z.boolean(),
  linkedAt: instantText,
  linkedBy: z.string(),
  enabledAt: instantText.optional(),
}) satisfies z.ZodType<CompanyLink>

const rejectedCustomer = z.strictObject({
  customerId: customerIdText,
  by: z.string(),
  at: instantText,
}) satisfies z.ZodType<RejectedCustomer>

const agreementChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('default') }),
  z.strictObject({ kind: z.literal('chosen'), typeId: agreementTypeIdNumber, agreementId: agreementIdNumber }),
]) satisfies z.ZodType<AgreementChoice>

const productAssignment = z.strictObject({
  plan: planKeyText,
  agreement: agreementChoice,
  catalogItemId: catalogItemIdNumber.nullable(),
  rule: quantityRule.nullable(),
  createWhenMissing: z.boolean().nullable(),
  additionId: additionIdNumber.nullable().default(null),
  strategy: z.enum(['inPlace', 'replace']).default('inPlace'),
  drift: z.enum(['ask', 'keep', 'overwrite']).default('ask'),
  decidedAt: instantText,
  decidedBy: z.string(),
  origin: z.enum(['person', 'productDefault']).default('person'),
}) satisfies z.ZodType<ProductAssignment>

const exclusion = z.strictObject({
  plan: planKeyText,
  by: z.string(),
  why: z.string(),
  at: instantText,
}) satisfies z.ZodType<Exclusion>

const liftedExclusion = exclusion.extend({ lifted: decision }) satisfies z.ZodType<LiftedExclusion>

const lastWrite = z.strictObject({
  additionId: additionIdNumber,
  agreementId: agreementIdNumber,
  catalogItemId: catalogItemIdNumber,
  quantity: z.number(),
  unitPrice: z.number().nullable(),
  revision: z.string().nullable(),
  included: z.number().default(0),
  billable: billableWord.default('Billable'),
  cancelledOn: dayText.nullable().default(null),
  writtenBy: z.string().nullable().default(null),
  replaced: z.array(additionIdNumber).default([]),
  at: instantText,
  runId: runIdText,
}) satisfies z.ZodType<LastWrite>

export const drift = z.strictObject({
  field: z.enum(['deleted', 'moved', 'cancelled', 'quantity', 'billable', 'included', 'price']),
  additionId: additionIdNumber,
  agreementId: agreementIdNumber,
  catalogItemId: catalogItemIdNumber,
  was: z.string(),
  is: z.string(),
  by: z.string().nullable(),
  at: instantText.nullable(),
}) satisfies z.ZodType<Drift>

const driftCheck = z.strictObject({
  checkedAt: instantText,
  found: z.array(drift),
  unread: z.array(agreementIdNumber),
}) satisfies z.ZodType<DriftCheck>

const billedSubscription = z.strictObject({
  subscriptionId: subscriptionIdText,
  customerId: customerIdText,
  plan: planKeyText,
  productName: z.string(),
  planName: z.string(),
  seats: z.number(),
  agreementId: agreementIdNumber,
  catalogItemId: catalogItemIdNumber,
}) satisfies z.ZodType<BilledSubscription>

/** Only what differs from the tenant's. */
const limitOverrides = z.strictObject({
  risePercent: limits.shape.risePercent.exactOptional(),
  dropPercent: limits.shape.dropPercent.exactOptional(),
  minSeats: limits.shape.minSeats.exactOptional(),
  moneyPerMonth: limits.shape.moneyPerMonth.exactOptional(),
  holdInvoiced: limits.shape.holdInvoiced.exactOptional(),
  holdHandEdits: limits.shape.holdHandEdits.exactOptional(),
  usageAgeHours: z.number().positive().exactOptional(),
}) satisfies z.ZodType<Partial<Limits>>

export const companyRecord = z.strictObject({
  companyId: companyIdNumber,
  edition: z.int().nonnegative(),
  link: companyLink.nullable(),
  noTrendMicro: z.strictObject({ by: z.string(), at: instantText }).nullable(),
  rejected: z.array(rejectedCustomer).default([]),
  assignments: z.array(productAssignment),
  unassigned: z.array(decision.extend({ plan: planKeyText })).default([]),
  exclusions: z.array(exclusion),
  liftedExclusions: z.array(liftedExclusion).default([]),
  customSchedule: schedule.nullable(),
  lastWrites: z.array(lastWrite),
  lastBilled: z.array(billedSubscription),
  limits: limitOverrides.default({}),
  limitsSet: decision.nullable().default(null),
  driftCheck: driftCheck.nullable().default(null),
}) satisfies z.ZodType<CompanyRecord>
