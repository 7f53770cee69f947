/** ConnectWise's records in our words. Foreign names end here. */
import type { z } from 'zod'
import { additionId, agreementId, agreementTypeId, catalogItemId, companyId } from '../../domain/ids'
import type { Addition, Agreement, AgreementType, BillingOption, CatalogItem, Company } from '../../domain/psa'
import { dayOfApi, dayOfLooseText, instantOfApi } from './dates'
import type { RightLevel, SecurityRight, VerifiedMember } from './port'
import type * as wire from './wire'

const orNull = (text: string | null | undefined): string | null => {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}

export function fromApiCompany(from: z.infer<typeof wire.companyWire>): Company {
  return {
    id: companyId(from.id),
    identifier: from.identifier,
    name: from.name,
    city: orNull(from.city),
    state: orNull(from.state),
    webDomain: domainOf(orNull(from.website)),
    statusName: orNull(from.status?.name),
    typeNames: (from.types ?? []).flatMap((type) => orNull(type.name) ?? []),
    deleted: from.deletedFlag === true,
  }
}

/** `https://www.Example.com/x` or `example.com` → `example.com`; null when it is no host name. */
function domainOf(website: string | null): string | null {
  if (website === null) return null
  const url = /^[a-z]+:\/\//i.test(website) ? website : `https://${website}`
  if (!URL.canParse(url)) return null
  const host = new URL(url).hostname.replace(/^www\./, '')
  return host.includes('.') ? host : null
}

export const fromApiAgreementType = (from: z.infer<typeof wire.agreementTypeWire>): AgreementType => ({
  id: agreementTypeId(from.id),
  name: from.name,
})

/** `cycles`: billing options by billing cycle id. */
export function fromApiAgreement(
  from: z.infer<typeof wire.agreementWire>,
  cycles: ReadonlyMap<number, string>,
): Agreement {
  const cycleName = orNull(from.billingCycle?.name)
  const cycleId = from.billingCycle?.id ?? null
  return {
    id: agreementId(from.id),
    companyId: companyId(from.company.id),
    name: from.name,
    type: { id: agreementTypeId(from.type.id), name: from.type.name ?? '' },
    parentId: from.parentAgreement == null ? null : agreementId(from.parentAgreement.id),
    startsOn: dayOfApi(from.startDate),
    endsOn: from.noEndingDateFlag === true ? null : dayOfApi(from.endDate),
    noEndingDate: from.noEndingDateFlag === true,
    cancelled: from.cancelledFlag === true,
    cancelledOn: dayOfApi(from.dateCancelled),
    reportedStatus: orNull(from.agreementStatus),
    billingCycle:
      cycleName === null
        ? null
        : { name: cycleName, option: billingOption((cycleId === null ? null : cycles.get(cycleId)) ?? cycleName) },
    oneTime: from.oneTimeFlag === true || from.billOneTimeFlag === true,
    billStartsOn: dayOfApi(from.billStartDate),
    nextInvoiceOn: dayOfLooseText(from.nextInvoiceDate),
    nextInvoiceRaw: orNull(from.nextInvoiceDate),
    prorates: from.prorateFlag === true,
    currency: orNull(from.currency?.currencyCode)?.toUpperCase() ?? null,
    updatedAt: instantOfApi(from._info?.lastUpdated),
  }
}

const billingOptions: readonly BillingOption[] = [
  'BiMonthly',
  'BiWeekly',
  'Monthly',
  'NotRecurring',
  'Quarterly',
  'SemiAnnual',
  'Weekly',
  'Yearly',
]
/** Where the list of cycles cannot be read, a cycle that is named like an option is taken for it. */
function billingOption(word: string): BillingOption {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '')
  return billingOptions.find((option) => option.toLowerCase() === plain) ?? 'Unknown'
}

/** `agreement`: the agreement under which it was asked for, where the record itself does not say. */
export function fromApiAddition(from: z.infer<typeof wire.additionWire>, agreement: number): Addition {
  const { billCustomer } = from
  return {
    id: additionId(from.id),
    agreementId: agreementId(from.agreementId ?? agreement),
    catalogItemId: catalogItemId(from.product.id),
    catalogItemIdentifier: orNull(from.product.identifier),
    description: orNull(from.description),
    quantity: from.quantity,
    included: from.lessIncluded ?? 0,
    unitPrice: from.unitPrice ?? null,
    billable:
      billCustomer === 'Billable' || billCustomer === 'DoNotBill' || billCustomer === 'NoCharge'
        ? billCustomer
        : 'Unknown',
    startsOn: dayOfApi(from.effectiveDate),
    cancelledOn: dayOfApi(from.cancelledDate),
    serialNumber: orNull(from.serialNumber),
    prorated:
      (from.proratePrice ?? 0) !== 0 ||
      (from.extendedProratePrice ?? 0) !== 0 ||
      from.prorateCurrentPeriodFlag === true,
    revision: orNull(from._info?.lastUpdated),
    updatedBy: orNull(from._info?.updatedBy),
  }
}

export const fromApiCatalogItem = (from: z.infer<typeof wire.catalogItemWire>): CatalogItem => ({
  id: catalogItemId(from.id),
  identifier: from.identifier,
  description: from.description ?? '',
  productClass: from.productClass ?? '',
  inactive: from.inactiveFlag === true,
  price: from.price ?? null,
})

const level = (word: string | null | undefined): RightLevel =>
  word === 'None' || word === 'My' || word === 'All' ? word : 'unknown'

export const fromApiRight = (from: z.infer<typeof wire.securityWire>): SecurityRight => ({
  module: from.moduleIdentifier ?? from.moduleName ?? '',
  functionId: from.moduleFunctionIdentifier ?? '',
  functionName: from.moduleFunctionName ?? from.moduleFunctionDescription ?? '',
  add: level(from.addLevel),
  edit: level(from.editLevel),
  remove: level(from.deleteLevel),
  inquire: level(from.inquireLevel),
})

export const fromApiMember = (from: z.infer<typeof wire.memberWire>): VerifiedMember => ({
  identifier: from.identifier,
  fullName: orNull(from.fullName) ?? orNull(`${from.firstName ?? ''} ${from.lastName ?? ''}`),
  licenceClass: orNull(from.licenseClass),
})
