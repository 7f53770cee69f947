import type { CwAddition, CwAgreement, CwCompany, CwCurrency, CwInfo } from '../connectwise/entities'
import { emptyConnectWiseWorld, type ConnectWiseWorld } from '../connectwise/world'
import { catalogItems } from './catalogItems'
import type { AdditionSpec, AgreementSpec, CompanySpec, CurrencyCode } from './companySpec'
import { memberId, seedPeople } from './people'
import { atMidnight, type SeedDates } from './seedDates'
import {
  agreementTypeId,
  billingCycleId,
  companyStatusNames,
  companyTypeNames,
  seedSetupTables,
  trendSolutionId,
} from './setupTables'

const currencies: Record<CurrencyCode, CwCurrency> = {
  USD: { id: 1, name: 'US Dollar', symbol: '$', currencyCode: 'USD' },
  EUR: { id: 2, name: 'Euro', symbol: '€', currencyCode: 'EUR' },
  CAD: { id: 3, name: 'Canadian Dollar', symbol: 'CA$', currencyCode: 'CAD' },
}

/** The companies as ConnectWise holds them, with the site around them. */
export function connectWiseSide(companies: readonly CompanySpec[], dates: SeedDates): ConnectWiseWorld {
  const info = (updatedBy: string): CwInfo => ({ lastUpdated: `${dates.firstOfMonth(-1)}T14:22:00Z`, updatedBy })
  return {
    ...emptyConnectWiseWorld(),
    ...seedPeople(),
    ...seedSetupTables(info('mortiz')),
    companies: companies.map(toCompany),
    agreements: companies.flatMap((company) => company.agreements.map((each) => toAgreement(company, each))),
    additions: companies.flatMap(({ agreements }) =>
      agreements.flatMap((agreement) => agreement.additions.map((each, index) => toAddition(agreement, each, index))),
    ),
    invoices: companies.flatMap(invoicesOf),
    auditTrail: companies.flatMap(handEditsOf),
    managementSummaryReports: companies.flatMap((company) =>
      company.managementRow === null ? [] : [toManagementRow(company, company.managementRow)],
    ),
  }

  function toCompany(company: CompanySpec): CwCompany {
    return {
      id: company.id,
      identifier: company.identifier,
      name: company.name,
      status: { id: companyStatusNames.indexOf(company.status) + 1 },
      types: company.types.map((name) => ({ id: companyTypeNames.indexOf(name) + 1 })),
      addressLine1: '1 Main Street',
      city: company.city,
      state: company.state === '' ? null : company.state,
      zip: company.zip,
      phoneNumber: null,
      website: company.website,
      territoryManager: { id: memberId('jlee') },
      deletedFlag: company.deleted,
      dateDeleted: company.deleted ? atMidnight(dates.firstOfMonth(-1)) : null,
      deletedBy: company.deleted ? 'mortiz' : null,
      customFields: [],
      _info: info('mortiz'),
    }
  }

  function toAgreement(company: CompanySpec, agreement: AgreementSpec): CwAgreement {
    return {
      id: agreement.id,
      name: agreement.name,
      type: { id: agreementTypeId(agreement.type) },
      company: { id: company.id },
      contact: { id: company.id * 10, name: 'Pat Doe' },
      parentAgreement: agreement.parentId === null ? null : { id: agreement.parentId },
      startDate: atMidnight(agreement.startsOn),
      endDate: dayOrNull(agreement.endsOn),
      noEndingDateFlag: agreement.endsOn === null,
      cancelledFlag: agreement.cancelledOn !== null,
      dateCancelled: dayOrNull(agreement.cancelledOn),
      reasonCancelled: agreement.cancelledOn === null ? null : 'Replaced',
      billingCycle: { id: billingCycleId(agreement.cycle) },
      invoicingCycle: 'CalendarYear',
      oneTimeFlag: agreement.cycle === 'NotRecurring',
      billOneTimeFlag: agreement.cycle === 'NotRecurring',
      billStartDate: atMidnight(agreement.startsOn),
      nextInvoiceDate: dayOrNull(agreement.nextInvoiceOn),
      periodType: 'Current',
      prorateFlag: agreement.prorates,
      invoiceProratedAdditionsFlag: agreement.prorates,
      billAmount: 0,
      taxable: true,
      autoInvoiceFlag: false,
      billZeroAmountFlag: false,
      currency: { ...currencies[company.currency] },
      customFields: [],
      _info: info('mortiz'),
    }
  }

  function toAddition(agreement: AgreementSpec, addition: AdditionSpec, index: number): CwAddition {
    const item = catalogItems[addition.item]
    return {
      id: additionId(agreement, index),
      agreementId: agreement.id,
      product: { id: item.id },
      quantity: addition.quantity,
      lessIncluded: addition.lessIncluded,
      unitPrice: addition.unitPrice ?? item.price,
      unitCost: item.cost,
      billCustomer: addition.billCustomer,
      effectiveDate: atMidnight(addition.startsOn),
      cancelledDate: dayOrNull(addition.cancelledOn),
      taxableFlag: true,
      serialNumber: addition.serialNumber,
      invoiceDescription: addition.description ?? item.description,
      description: addition.description ?? item.description,
      purchaseItemFlag: false,
      specialOrderFlag: false,
      sequenceNumber: index + 1,
      prorateCurrentPeriodFlag: false,
      opportunity: null,
      invoiceGrouping: null,
      customFields: [],
      _info: info(addition.updatedBy),
    }
  }

  function invoicesOf(company: CompanySpec): ConnectWiseWorld['invoices'] {
    return company.agreements.flatMap((agreement) =>
      agreement.invoicedOn.map((date, index) => {
        const total = totalOf(agreement)
        const id = agreement.id * 10 + index
        return {
          id,
          invoiceNumber: `A-${id}`,
          type: 'Agreement' as const,
          company: { id: company.id },
          applyToType: 'Agreement' as const,
          applyToId: agreement.id,
          agreement: { id: agreement.id },
          date: atMidnight(date),
          dueDate: atMidnight(date),
          subtotal: total,
          total,
          _info: info('mortiz'),
        }
      }),
    )
  }

  /** ConnectWise's own record of what somebody other than the usual editor changed. */
  function handEditsOf(company: CompanySpec): ConnectWiseWorld['auditTrail'] {
    return company.agreements.flatMap((agreement) =>
      agreement.additions.flatMap((addition, index) =>
        addition.updatedBy === 'mortiz'
          ? []
          : [
              {
                type: 'AgreementAddition',
                recordId: additionId(agreement, index),
                text: `unitPrice was changed from ${priceBefore(addition)} to ${priceOf(addition)}.`,
                enteredDate: `${dates.firstOfMonth(-1)}T14:22:00Z`,
                enteredBy: addition.updatedBy,
                auditType: 'AgreementAddition',
                auditSubType: 'Updated',
                auditSource: 'Client',
              },
            ],
      ),
    )
  }

  function toManagementRow(company: CompanySpec, row: NonNullable<CompanySpec['managementRow']>) {
    return {
      id: company.id,
      company: { id: company.id },
      managementSolution: {
        id: trendSolutionId,
        name: 'TMRM Management Solution',
        setupName: 'Trend Micro Remote Manager',
      },
      groupIdentifier: row.groupIdentifier,
      deviceType: null,
      agreement: row.agreementId === null ? null : { id: row.agreementId },
      _info: info('mortiz'),
    }
  }
}

/** Ids are made from the agreement's, so that they stay when other companies change. */
function additionId(agreement: AgreementSpec, index: number): number {
  return agreement.id * 10 + index + 1
}

const priceOf = ({ unitPrice, item }: AdditionSpec) => unitPrice ?? catalogItems[item].price
/** A tenth less, in cents: what it was is nobody's business but the audit trail's. */
const priceBefore = (addition: AdditionSpec) => Math.round(priceOf(addition) * 90) / 100

function totalOf({ additions }: AgreementSpec): number {
  const billed = additions.filter(({ billCustomer }) => billCustomer === 'Billable')
  const cents = billed.reduce((sum, { item, quantity, lessIncluded, unitPrice }) => {
    return sum + Math.round((quantity - lessIncluded) * (unitPrice ?? catalogItems[item].price) * 100)
  }, 0)
  return cents / 100
}

function dayOrNull(day: string | null): string | null {
  return day === null ? null : atMidnight(day)
}
