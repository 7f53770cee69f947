import { dayIn } from './calendar'
import { readRoutes } from './collection'
import type { CwApp, CwRoutes } from './env'
import type { CwAgreement, CwAgreementType, CwBillingCycle } from './entities'
import { agreementStatus } from './periods'
import type { References } from './references'
import { rowOf, type Row } from './rows'

/** Agreements with their types and billing cycles: read only, as far as a billing client may go. */
export function agreementRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  readRoutes<CwAgreementType>(app, routes, {
    path: '/finance/agreements/types',
    name: 'agreement type',
    right: { function: 'Table Setup', table: 'Agreement types' },
    records: () => world.agreementTypes,
    view: (type, references) => ({
      ...rowOf(type),
      billingCycle: references.to('billingCycle', type.billingCycle),
      // Required by the document, without meaning here.
      employeeCompRate: 'Hourly',
      employeeCompNotExceed: 'Billing',
      invoicingCycle: 'ContractYear',
      billTime: 'NoDefault',
      billExpenses: 'NoDefault',
      billProducts: 'NoDefault',
    }),
  })
  readRoutes<CwBillingCycle>(app, routes, {
    path: '/finance/billingcycles',
    name: 'billing cycle',
    right: { function: 'Table Setup', table: 'Invoicing/Billing Cycle' },
    records: () => world.billingCycles,
    view: rowOf,
  })
  readRoutes<CwAgreement>(app, routes, {
    path: '/finance/agreements',
    name: 'agreement',
    right: { function: 'Agreements' },
    records: () => world.agreements,
    view: (agreement, references) => viewAgreement(agreement, references, routes),
    companyOf: ({ company }) => company.id,
  })
}

function viewAgreement(agreement: CwAgreement, references: References, { world, clock, options }: CwRoutes): Row {
  const parent = references.to('agreement', agreement.parentAgreement)
  return {
    ...rowOf(agreement),
    type: references.to('agreementType', agreement.type),
    company: references.to('company', agreement.company),
    parentAgreement: parent,
    billingCycle: references.to('billingCycle', agreement.billingCycle),
    nextInvoiceDate: nextInvoice(agreement.nextInvoiceDate, options.nextInvoiceDateForm),
    agreementStatus: agreementStatus(agreement, dayIn(world.site.timeZone, clock.nowMs())),
  }
}

/** A text without declared format. */
function nextInvoice(date: string | null, form: 'iso' | 'american' | 'blank'): string | null {
  if (date === null || form === 'iso') return date
  const [year = 0, month = 0, day = 0] = date.slice(0, 10).split('-').map(Number)
  return form === 'blank' ? '' : `${month}/${day}/${year}`
}
