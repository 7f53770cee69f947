/** What the panel shows of a company's agreements and of their lines. */
import { dayIn, dayOf } from '../connectwise/calendar'
import type { CwAgreement } from '../connectwise/entities'
import { agreementStatus } from '../connectwise/periods'
import type { ConnectWiseWorld } from '../connectwise/world'
import type { AdditionShown, AgreementShown } from './page/sandboxApi'

export function additionsOf(world: ConnectWiseWorld, companyId: number): AdditionShown[] {
  const agreements = new Map(agreementsOfCompany(world, companyId).map(({ id, name }) => [id, name]))
  const items = new Map(world.catalogItems.map((item) => [item.id, item.description]))
  return world.additions
    .filter((addition) => agreements.has(addition.agreementId))
    .map((addition) => ({
      id: addition.id,
      agreementId: addition.agreementId,
      agreement: agreements.get(addition.agreementId) ?? '',
      product: items.get(addition.product.id) ?? addition.description ?? `Product ${addition.product.id}`,
      quantity: addition.quantity,
      unitPrice: addition.unitPrice,
      updatedBy: addition._info.updatedBy,
      startsOn: dayOf(addition.effectiveDate),
      cancelledOn: dayOf(addition.cancelledDate),
    }))
}

export function agreementsOf(world: ConnectWiseWorld, companyId: number, nowMs: number): AgreementShown[] {
  const today = dayIn(world.site.timeZone, nowMs)
  return agreementsOfCompany(world, companyId).map((agreement) => ({
    id: agreement.id,
    name: agreement.name,
    status: agreementStatus(agreement, today),
    cycle: world.billingCycles.find(({ id }) => id === agreement.billingCycle?.id)?.name ?? '',
    nextInvoiceOn: dayOf(agreement.nextInvoiceDate),
    endsOn: agreement.noEndingDateFlag ? null : dayOf(agreement.endDate),
    parent: world.agreements.find(({ id }) => id === agreement.parentAgreement?.id)?.name ?? null,
    lastInvoiceOn: dayOf(lastInvoiceOf(world, agreement.id)?.date ?? null),
  }))
}

/** The agreement's invoice of the latest period. */
export function lastInvoiceOf(world: ConnectWiseWorld, agreementId: number) {
  return world.invoices
    .filter(({ type, agreement }) => type === 'Agreement' && agreement?.id === agreementId)
    .toSorted((one, other) => one.date.localeCompare(other.date))
    .at(-1)
}

function agreementsOfCompany(world: ConnectWiseWorld, companyId: number): CwAgreement[] {
  return world.agreements.filter(({ company }) => company.id === companyId)
}
