/** Complete parts of a company with the usual values; a company names only what is special about it. */
import type { AdditionSpec, AgreementSpec, CompanySpec, CustomerSpec, SubscriptionSpec } from './companySpec'
import type { SeedDates } from './seedDates'

/** Who typed most of the additions. */
const usualEditor = 'mortiz'

export function specParts(dates: SeedDates) {
  const addition = (item: AdditionSpec['item'], quantity: number, parts: Partial<AdditionSpec> = {}): AdditionSpec => ({
    item,
    quantity,
    unitPrice: null,
    lessIncluded: 0,
    billCustomer: 'Billable',
    startsOn: dates.firstOfMonth(-12),
    cancelledOn: null,
    description: null,
    serialNumber: null,
    updatedBy: usualEditor,
    ...parts,
  })

  const agreement = (
    parts: Pick<AgreementSpec, 'id' | 'name' | 'type' | 'additions'> & Partial<AgreementSpec>,
  ): AgreementSpec => ({
    cycle: 'Monthly',
    startsOn: dates.newYear(-1),
    endsOn: null,
    cancelledOn: null,
    parentId: null,
    nextInvoiceOn: dates.firstOfMonth(1),
    prorates: false,
    invoicedOn: [dates.firstOfMonth(-1), dates.firstOfMonth(0)],
    ...parts,
  })

  const subscription = (
    plan: SubscriptionSpec['plan'],
    provisioned: number,
    used: number | null,
    parts: Partial<SubscriptionSpec> = {},
  ): SubscriptionSpec => ({
    plan,
    provisioned,
    used,
    enabled: true,
    startsOn: dates.newYear(-2),
    // Far enough that moving the sandbox's clock by some months does not let everything expire.
    expiresOn: dates.lastOfMonth(18),
    chargedFrom: dates.newYear(-2),
    months: [],
    ...parts,
  })

  const customer = (
    parts: Pick<CustomerSpec, 'number' | 'name' | 'city' | 'state' | 'emailDomain' | 'subscriptions'> &
      Partial<CustomerSpec>,
  ): CustomerSpec => ({ zip: '', country: 'US', status: 1, idCase: 'lower', ...parts })

  const company = (
    parts: Pick<CompanySpec, 'id' | 'identifier' | 'name' | 'city' | 'state' | 'zip' | 'website' | 'agreements'> &
      Partial<CompanySpec>,
  ): CompanySpec => ({
    currency: 'USD',
    status: 'Active',
    types: ['Client'],
    deleted: false,
    managementRow: null,
    customers: [],
    ...parts,
  })

  return { addition, agreement, subscription, customer, company }
}
export type SpecParts = ReturnType<typeof specParts>
