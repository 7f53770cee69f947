import { readRoutes } from './collection'
import { apiRoot, type CwApp, type CwContext, type CwRoutes } from './env'
import type { CwInvoice } from './entities'
import { badRequest } from './errors'
import { queryParameters } from './respond'
import { rowOf } from './rows'

/** Invoices, read only. Whether `agreement/id` can be filtered is not known: a switch decides. */
export function invoiceRoutes(app: CwApp, routes: CwRoutes): void {
  const { world, options } = routes
  app.use(`${apiRoot}/finance/invoices/*`, async (c: CwContext, next) => {
    const conditions = queryParameters(c).get('conditions') ?? ''
    if (!options.invoiceAgreementFilter && /agreement\/id/i.test(conditions))
      throw badRequest('agreement/id cannot be used in conditions')
    return next()
  })
  readRoutes<CwInvoice>(app, routes, {
    path: '/finance/invoices',
    name: 'invoice',
    right: { function: 'Invoicing' },
    records: () => world.invoices,
    view: (invoice, references) => ({
      ...rowOf(invoice),
      company: references.to('company', invoice.company),
      agreement: references.to('agreement', invoice.agreement),
    }),
    companyOf: ({ company }) => company.id,
  })
}
