/** Parsing of what comes in: bodies and path parameters, with field errors that a screen can show at the field. */
import { sValidator } from '@hono/standard-validator'
import { z } from 'zod'
import { AppError, type FieldIssue } from '../domain/errors'
import {
  additionId,
  companyId,
  customerId,
  lineKey,
  runId,
  servicePlanKey,
  agreementId,
  agreementTypeId,
  catalogItemId,
} from '../domain/ids'

/** Validates the JSON body; throws AppError `invalid` with one issue a field. */
export const json = <Schema extends z.ZodType>(schema: Schema) => sValidator('json', schema, refuse)
/** Validates path parameters; what cannot be an id names nothing: AppError `notFound`. */
export const param = <Schema extends z.ZodType>(schema: Schema) =>
  sValidator('param', schema, (result) => {
    if (!result.success) throw new AppError('notFound')
  })
/** Validates the query; throws AppError `invalid`. */
export const query = <Schema extends z.ZodType>(schema: Schema) => sValidator('query', schema, refuse)

type Issue = {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

function refuse(result: { success: true } | { success: false; error: readonly Issue[] }): void {
  if (result.success) return
  const issues: FieldIssue[] = result.error.map((issue) => ({
    path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    code: codeOf(issue.message),
  }))
  throw new AppError('invalid', { issues })
}

/** Schemas below put a code where zod has its text; zod's own texts are told as `invalid`. */
const codeOf = (message: string): string => (/^[a-zA-Z]+$/.test(message) ? message : 'invalid')

/** A branded id: an unbranding cast is never needed, and what cannot be one is refused. */
const branded = <In, Out>(inner: z.ZodType<In>, make: (value: In) => Out) =>
  inner.transform((value, context): Out => {
    try {
      return make(value)
    } catch {
      context.addIssue({ code: 'custom', message: 'invalid' }) // the maker's text is for developers
      return z.NEVER
    }
  })

export const ids = {
  company: branded(z.number(), companyId),
  addition: branded(z.number(), additionId),
  agreement: branded(z.number(), agreementId),
  agreementType: branded(z.number(), agreementTypeId),
  catalogItem: branded(z.number(), catalogItemId),
  customer: branded(z.string().max(100), customerId),
  plan: branded(z.string().max(300), servicePlanKey),
  line: branded(z.string().max(200), lineKey),
}
/** Day of the month of a schedule that is looked at and not saved. */
export const dayQuery = z.object({ day: z.coerce.number().int().min(1).max(31).optional() })
const numberInPath = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
export const companyParam = z.object({ companyId: branded(numberInPath, companyId) })
export const runParam = z.object({ runId: branded(z.string().max(64), runId) })
export const runCompanyParam = runParam.extend(companyParam.shape)

const text = (max: number) => z.string({ error: 'required' }).max(max, 'tooLong')
/** `dayOfMonth` stays a number of any kind here: the domain says what is wrong with 0, 32 or 1.5. */
const scheduleBody = z.object({
  on: z.boolean(),
  dayOfMonth: z.number({ error: 'dayOfMonth' }),
  time: text(20),
  timeZone: text(100),
})
export const ruleBody = z.object({
  count: z.enum(['provisioned', 'used', 'usedElseProvisioned', 'greater']),
  minimum: z.number({ error: 'wholeNumber' }),
  included: z.number({ error: 'wholeNumber' }),
})
const limitFields = {
  risePercent: z.number({ error: 'outOfRange' }),
  dropPercent: z.number({ error: 'outOfRange' }),
  minSeats: z.number({ error: 'wholeNumber' }),
  moneyPerMonth: z.number({ error: 'outOfRange' }).nullable(),
  holdInvoiced: z.boolean(),
  holdHandEdits: z.boolean(),
  usageAgeHours: z.number({ error: 'outOfRange' }),
}
const version = z.number().int().nonnegative()

const approved = z.object({ key: ids.line, reason: text(2000).optional() })
const leftOut = z.array(z.object({ key: ids.line, reason: text(2000) })).max(2000)

export const bodies = {
  session: z.object({
    site: text(500),
    companyid: text(100),
    memberid: text(100),
    memberHash: text(2048),
    memberContext: text(64),
  }),
  verify: z.object({ customerId: ids.customer }),
  link: z.object({
    version,
    customerIds: z.array(ids.customer).max(100),
    enabled: z.boolean(),
    move: z.boolean().optional(),
  }),
  noTrendMicro: z.object({ version, none: z.boolean() }),
  assignments: z.object({
    version,
    assignments: z
      .array(
        z.object({
          plan: ids.plan,
          agreement: z
            .discriminatedUnion('kind', [
              z.object({ kind: z.literal('default') }),
              z.object({ kind: z.literal('chosen'), typeId: ids.agreementType, agreementId: ids.agreement }),
            ])
            .nullable(),
          catalogItemId: ids.catalogItem.nullable(),
          rule: ruleBody.nullable(),
          additionId: ids.addition.nullable().optional(),
          strategy: z.enum(['inPlace', 'replace']).optional(),
          drift: z.enum(['ask', 'keep', 'overwrite']).optional(),
          createWhenMissing: z.boolean().nullable().optional(),
        }),
      )
      .max(500),
  }),
  companySchedule: z.object({ version, use: z.enum(['global', 'custom']), custom: scheduleBody.optional() }),
  schedulePreview: z.object({ schedule: scheduleBody }),
  send: z.object({
    lines: z.array(approved).max(2000),
    skips: leftOut.optional(),
  }),
  /** Of a run of all: at most so many companies at once, so that each answer comes soon. */
  decisions: z.object({
    companies: z
      .array(z.object({ companyId: ids.company, plan: text(64), lines: z.array(approved).max(2000), skips: leftOut }))
      .min(1, 'required')
      .max(200, 'tooMany'),
  }),
  undo: z.object({ keys: z.array(ids.line).max(2000).optional(), reason: text(2000) }),
  undoAll: z.object({ reason: text(2000) }),
  limits: z.object({ version, limits: z.strictObject(limitFields).partial() }),
  exclusion: z.object({ version, plan: ids.plan, why: text(2000).nullable() }),
  settings: z.object({
    version,
    schedule: scheduleBody.optional(),
    approval: z.enum(['withinLimits', 'person']).optional(),
    rule: ruleBody.optional(),
    which: z.enum(['current', 'previousMonth']).optional(),
    createWhenMissing: z.boolean().optional(),
    limits: z.object(limitFields).optional(),
    preflightDays: z
      .array(z.number({ error: 'wholeNumber' }))
      .max(100, 'tooMany')
      .optional(),
    connectWise: z
      .object({
        site: text(500),
        loginCompany: text(100),
        publicKey: text(200),
        privateKey: text(500).min(1, 'required').optional(),
      })
      .optional(),
    lmpi: z
      .object({ baseUrl: text(500), accessToken: text(200), secretKey: text(500).min(1, 'required').optional() })
      .nullable()
      .optional(),
    smpi: z
      .object({ baseUrl: text(500), accessToken: text(200), secretKey: text(500).min(1, 'required').optional() })
      .nullable()
      .optional(),
  }),
}

/** Optional fields that were not given are left out, not there as undefined. */
export function withoutUndefined<T extends object>(given: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  // What is left has exactly these keys; the type system cannot see through the filter.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>
  }
}
