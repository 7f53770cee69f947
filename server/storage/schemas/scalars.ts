/** Ids, days and instants as they are stored: the parsers of the domain, made into schemas. */
import { z } from 'zod'
import { day, instant, month } from '../../domain/calendar'
import {
  additionId,
  agreementId,
  agreementTypeId,
  catalogItemId,
  companyId,
  customerId,
  lineKey,
  runId,
  servicePlanKey,
  subscriptionId,
  tenantId,
} from '../../domain/ids'

const stringBy = <T>(parse: (text: string) => T) =>
  z.string().transform((text, context) => attempt(parse, text, context))
const numberBy = <T>(parse: (value: number) => T) =>
  z.number().transform((value, context) => attempt(parse, value, context))

export const dayText = stringBy(day)
export const monthText = stringBy(month)
export const instantText = stringBy(instant)

export const tenantIdText = stringBy(tenantId)
export const runIdText = stringBy(runId)
export const lineKeyText = stringBy(lineKey)
export const customerIdText = stringBy(customerId)
export const subscriptionIdText = stringBy(subscriptionId)
export const planKeyText = stringBy(servicePlanKey)

export const companyIdNumber = numberBy(companyId)
export const agreementIdNumber = numberBy(agreementId)
export const agreementTypeIdNumber = numberBy(agreementTypeId)
export const additionIdNumber = numberBy(additionId)
export const catalogItemIdNumber = numberBy(catalogItemId)

/** A parser's RangeError becomes an issue at this place of the document. */
function attempt<In, Out>(parse: (value: In) => Out, value: In, context: z.core.$RefinementCtx): Out {
  try {
    return parse(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    context.issues.push({ code: 'custom', message: error.message, input: value })
    return z.NEVER
  }
}
