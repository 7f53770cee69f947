/**
 * The few fields that we read of ConnectWise's answers (facts/connectwise-rest.md §7–§9). Unknown fields are dropped, unknown
 * words of an enumeration pass as text: both appear at any time. `…Fields` are the `fields=` lists that ask for just these.
 */
import { z } from 'zod'

const id = z.number().int().positive()
const text = z.string().nullish()
const flag = z.boolean().nullish()
const amount = z.number().nullish()
const entry = z
  .object({ lastUpdated: text, updatedBy: text })
  .nullish()
  // Seen with numbers beside the texts; a version hint that cannot be read is none, not a failed read.
  .catch(null)

export const companyWire = z.object({
  id,
  identifier: z.string(),
  name: z.string(),
  city: text,
  state: text,
  website: text,
  status: z.object({ name: text }).nullish(),
  types: z.array(z.object({ name: text })).nullish(),
  deletedFlag: flag,
})
export const companyFields = 'id,identifier,name,city,state,website,status,types,deletedFlag'

export const agreementTypeWire = z.object({ id, name: z.string(), inactiveFlag: flag })
export const agreementTypeFields = 'id,name,inactiveFlag'

export const agreementWire = z.object({
  id,
  name: z.string(),
  type: z.object({ id, name: text }),
  company: z.object({ id }),
  parentAgreement: z.object({ id }).nullish(),
  startDate: text,
  endDate: text,
  noEndingDateFlag: flag,
  cancelledFlag: flag,
  dateCancelled: text,
  agreementStatus: text,
  billingCycle: z.object({ id: z.number().int().nullish(), name: text }).nullish(),
  oneTimeFlag: flag,
  billOneTimeFlag: flag,
  billStartDate: text,
  nextInvoiceDate: text,
  prorateFlag: flag,
  currency: z.object({ currencyCode: text }).nullish(),
  _info: entry,
})
export const agreementFields =
  'id,name,type,company,parentAgreement,startDate,endDate,noEndingDateFlag,cancelledFlag,dateCancelled,agreementStatus,' +
  'billingCycle,oneTimeFlag,billOneTimeFlag,billStartDate,nextInvoiceDate,prorateFlag,currency,_info'

export const billingCycleWire = z.object({ id, name: text, billingOptions: text })
export const billingCycleFields = 'id,name,billingOptions'

export const additionWire = z.object({
  id,
  agreementId: id.nullish(),
  product: z.object({ id, identifier: text }),
  description: text,
  quantity: z.number(),
  lessIncluded: amount,
  unitPrice: amount,
  billCustomer: text,
  effectiveDate: text,
  cancelledDate: text,
  serialNumber: text,
  proratePrice: amount,
  extendedProratePrice: amount,
  prorateCurrentPeriodFlag: flag,
  _info: entry,
})
export const additionFields =
  'id,agreementId,product,description,quantity,lessIncluded,unitPrice,billCustomer,effectiveDate,cancelledDate,serialNumber,' +
  'proratePrice,extendedProratePrice,prorateCurrentPeriodFlag,_info'

/** The whole of an addition that a copy is made of; custom fields go back as they came, all of them (facts/connectwise-rest.md §7.2). */
export const wholeAdditionWire = z.object({
  product: z.object({ id }),
  unitPrice: amount,
  unitCost: amount,
  lessIncluded: amount,
  billCustomer: text,
  cancelledDate: text,
  taxableFlag: flag,
  description: text,
  invoiceDescription: text,
  purchaseItemFlag: flag,
  specialOrderFlag: flag,
  sequenceNumber: amount,
  opportunity: z.object({ id }).nullish(),
  invoiceGrouping: z.object({ id }).nullish(),
  customFields: z.array(z.looseObject({ id })).nullish(),
})

export const catalogItemWire = z.object({
  id,
  identifier: z.string(),
  description: text,
  productClass: text,
  inactiveFlag: flag,
  price: amount,
})
export const catalogItemFields = 'id,identifier,description,productClass,inactiveFlag,price'

export const countWire = z.object({ count: z.number().int().nonnegative() })

/** An object, or a list with one (facts/connectwise-rest.md §16). */
export const oneOf = <T>(schema: z.ZodType<T>) =>
  z.union([schema, z.tuple([schema]).transform(([only]) => only)]) satisfies z.ZodType<T>

export const siteInfoWire = oneOf(z.object({ version: text, isCloud: flag, serverTimeZone: text }))

/** `null` for an unknown company; `IsCloud` as text or boolean (facts/connectwise-rest.md §2). */
export const companyInfoWire = z
  .object({
    Codebase: text,
    IsCloud: z
      .union([z.boolean(), z.string().transform((word) => word.toLowerCase() === 'true')])
      .nullish()
      .catch(null),
    SiteUrl: text.catch(null),
  })
  .nullable()

export const securityWire = z.object({
  moduleIdentifier: text,
  moduleName: text,
  moduleFunctionIdentifier: text,
  moduleFunctionName: text,
  moduleFunctionDescription: text,
  addLevel: text,
  editLevel: text,
  deleteLevel: text,
  inquireLevel: text,
})

export const memberWire = oneOf(
  z.object({
    identifier: z.string(),
    fullName: text,
    firstName: text,
    lastName: text,
    licenseClass: text,
    inactiveFlag: flag,
  }),
)

export const auditEntryWire = z.object({ text, enteredDate: text, enteredBy: text, auditSource: text })

export const invoiceWire = z.object({
  id,
  type: text,
  date: text,
  applyToType: text,
  applyToId: z.number().int().nullish(),
  agreement: z.object({ id: id.nullish() }).nullish(),
})
export const invoiceFields = 'id,type,date,applyToType,applyToId,agreement'

export const summaryRowWire = z.object({
  id,
  managementSolution: z.object({ name: text, setupName: text }).nullish(),
  agreement: z.object({ id: id.nullish() }).nullish(),
})
export const integrationWire = z.object({ id, name: text, solution: text })
export const crossReferenceWire = z.object({
  id,
  vendorType: text,
  vendorLevel: text,
  agreementType: z.object({ id: id.nullish() }).nullish(),
  product: z.object({ id: id.nullish() }).nullish(),
  inactiveFlag: flag,
})

/** facts/connectwise-rest.md §6; the body of 429 has `error` instead of `code`. */
export const errorWire = z.object({
  code: text.catch(null),
  message: z.string().nullish(),
  errors: z
    .array(z.object({ message: text, field: text }))
    .nullish()
    .catch(null),
})
