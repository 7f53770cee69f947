/** What ConnectWise said, as it is stored with a run. */
import { z } from 'zod'
import type {
  Addition,
  AdditionEdit,
  Agreement,
  BillingState,
  CatalogItem,
  Company,
  DefaultSource,
  UnusableReason,
} from '../../domain/psa'
import {
  additionIdNumber,
  agreementIdNumber,
  agreementTypeIdNumber,
  catalogItemIdNumber,
  companyIdNumber,
  dayText,
  instantText,
} from './scalars'

const company = z.strictObject({
  id: companyIdNumber,
  identifier: z.string(),
  name: z.string(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  webDomain: z.string().nullable(),
  statusName: z.string().nullable(),
  typeNames: z.array(z.string()),
  deleted: z.boolean(),
}) satisfies z.ZodType<Company>

const billingOption = z.enum([
  'BiMonthly',
  'BiWeekly',
  'Monthly',
  'NotRecurring',
  'Quarterly',
  'SemiAnnual',
  'Weekly',
  'Yearly',
  'Unknown',
])

const agreement = z.strictObject({
  id: agreementIdNumber,
  companyId: companyIdNumber,
  name: z.string(),
  type: z.strictObject({ id: agreementTypeIdNumber, name: z.string() }),
  parentId: agreementIdNumber.nullable(),
  startsOn: dayText.nullable(),
  endsOn: dayText.nullable(),
  noEndingDate: z.boolean(),
  cancelled: z.boolean(),
  cancelledOn: dayText.nullable(),
  reportedStatus: z.string().nullable(),
  billingCycle: z.strictObject({ name: z.string(), option: billingOption }).nullable(),
  oneTime: z.boolean(),
  billStartsOn: dayText.nullable(),
  nextInvoiceOn: dayText.nullable(),
  nextInvoiceRaw: z.string().nullable(),
  prorates: z.boolean(),
  currency: z.string().nullable(),
  updatedAt: instantText.nullable(),
}) satisfies z.ZodType<Agreement>

export const unusableReason = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notStarted'), on: dayText }),
  z.strictObject({ kind: z.literal('ended'), on: dayText }),
  z.strictObject({ kind: z.literal('cancelled'), on: dayText.nullable() }),
  z.strictObject({ kind: z.literal('otherCompany') }),
  z.strictObject({ kind: z.literal('gone') }),
]) satisfies z.ZodType<UnusableReason>

export const billableWord = z.enum(['Billable', 'DoNotBill', 'NoCharge', 'Unknown']) satisfies z.ZodType<
  Addition['billable']
>

const addition = z.strictObject({
  id: additionIdNumber,
  agreementId: agreementIdNumber,
  catalogItemId: catalogItemIdNumber,
  catalogItemIdentifier: z.string().nullable(),
  description: z.string().nullable(),
  quantity: z.number(),
  included: z.number(),
  unitPrice: z.number().nullable(),
  billable: billableWord,
  startsOn: dayText.nullable(),
  cancelledOn: dayText.nullable(),
  serialNumber: z.string().nullable(),
  prorated: z.boolean(),
  revision: z.string().nullable(),
  updatedBy: z.string().nullable(),
}) satisfies z.ZodType<Addition>

const catalogItem = z.strictObject({
  id: catalogItemIdNumber,
  identifier: z.string(),
  description: z.string(),
  productClass: z.string(),
  inactive: z.boolean(),
  price: z.number().nullable(),
}) satisfies z.ZodType<CatalogItem>

const defaultSource = z.strictObject({
  summaryAgreementId: agreementIdNumber.nullable(),
  crossReferences: z.array(
    z.strictObject({
      vendorType: z.string(),
      vendorLevel: z.string(),
      agreementTypeId: agreementTypeIdNumber.nullable(),
      catalogItemId: catalogItemIdNumber.nullable(),
    }),
  ),
}) satisfies z.ZodType<DefaultSource>

const additionEdit = z.strictObject({
  additionId: additionIdNumber,
  by: z.string().nullable(),
  at: instantText.nullable(),
  source: z.string().nullable(),
}) satisfies z.ZodType<AdditionEdit>

const stateAsStored = z.strictObject({
  readAt: instantText,
  agreementsReadAt: instantText.exactOptional(),
  company,
  agreements: z.array(agreement),
  additions: z.array(z.strictObject({ agreementId: agreementIdNumber, readAt: instantText, list: z.array(addition) })),
  catalogItems: z.array(catalogItem),
  defaults: defaultSource,
  unreadAgreements: z.array(agreementIdNumber),
  edits: z.array(additionEdit).default([]),
})

/** Plans from before the reading of the agreements had a time of its own have that of the whole. */
export const billingState = stateAsStored.transform((state) => ({
  agreementsReadAt: state.readAt,
  ...state,
})) satisfies z.ZodType<BillingState>
