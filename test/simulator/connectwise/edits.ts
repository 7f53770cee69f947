/** What people, invoicing and other programs do in ConnectWise beside our client. Nothing is refused here. */
import { createAdditionEdits, type AdditionEdits } from './editAdditions'
import { createAgreementEdits, type AgreementEdits } from './editAgreements'
import type { CwRoutes } from './env'
import { createInvoiceEdits, makeDueInvoices, type InvoiceEdits } from './invoicing'
import { createOldSync, type OldSyncEdits } from './oldSync'

/** Throws RangeError for an id that is not there: a mistake in the test or the demo. */
export interface CwEdits extends AdditionEdits, AgreementEdits, InvoiceEdits, OldSyncEdits {
  /**
   * Does what the time that has passed brings: the invoices of the day (`options.autoInvoice`) and the older sync's nightly
   * writes. Called at every request and at every jump of the clock, so that nobody has to.
   */
  passTime(): void
}

export function createEdits(routes: CwRoutes): CwEdits {
  const additions = createAdditionEdits(routes)
  const invoices = createInvoiceEdits(routes)
  const { passNight, ...oldSync } = createOldSync(routes, additions)
  return {
    ...additions,
    ...createAgreementEdits(routes),
    ...invoices,
    ...oldSync,
    passTime() {
      passNight()
      if (routes.options.autoInvoice) makeDueInvoices(routes, invoices)
    },
  }
}
