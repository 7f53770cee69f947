/** What people and other programs do in ConnectWise beside our client. Nothing is refused here. */
import { addDays, dateOf, dayIn, dayOf } from './calendar'
import type { CwRoutes } from './env'
import type { CwAddition, CwAgreement, CwInvoice } from './entities'
import { viewAddition } from './additionView'
import { periodAt } from './periods'
import { createReferences } from './references'
import { rowOf } from './rows'
import { changeRecord, changeTexts, deleteRecord, newInfo, nextId, writeAudit } from './writing'

export type AdditionEdit = Partial<Omit<CwAddition, 'id' | 'agreementId' | '_info'>>

export interface CwEdits {
  /** Changes an addition as this member would by hand, or as an old sync would (`source: 'API'`): audit rows and `_info` follow. */
  editAddition(id: number, changes: AdditionEdit, memberIdentifier: string, source?: 'Client' | 'API'): CwAddition
  /** Deletes an addition as this member would. Its id does not come back. */
  deleteAddition(id: number, memberIdentifier: string): void
  editAgreement(id: number, changes: Partial<Omit<CwAgreement, 'id' | '_info'>>, memberIdentifier: string): CwAgreement
  /** Makes the agreement's next invoice: the period from `nextInvoiceDate` on is invoiced and the date moves on by one cycle. */
  invoiceAgreement(id: number, memberIdentifier: string): CwInvoice
  /** Deletes an invoice: its period is open again. */
  deleteInvoice(id: number, memberIdentifier: string): void
}

/** Throws RangeError for an id that is not there: a mistake in the test or the demo. */
export function createEdits(routes: CwRoutes): CwEdits {
  const { world } = routes
  const about = (type: string, recordId: number, who: string, source: string) => ({ type, recordId, who, source })

  return {
    editAddition(id, changes, who, source = 'Client') {
      const addition = get(world.additions, id)
      const done = changeRecord(addition, rowOf(changes))
      addition._info = newInfo(routes, who)
      writeAudit(routes, about('AgreementAddition', id, who, source), 'Updated', changeTexts(done))
      return addition
    },
    deleteAddition(id, who) {
      const addition = get(world.additions, id)
      deleteRecord(world.additions, addition)
      writeAudit(routes, about('AgreementAddition', id, who, 'Client'), 'Deleted', [
        `Addition was deleted with quantity ${addition.quantity}.`,
      ])
    },
    editAgreement(id, changes, who) {
      const agreement = get(world.agreements, id)
      const done = changeRecord(agreement, rowOf(changes))
      agreement._info = newInfo(routes, who)
      writeAudit(routes, about('Agreement', id, who, 'Client'), 'Updated', changeTexts(done))
      return agreement
    },
    invoiceAgreement(id, who) {
      const agreement = get(world.agreements, id)
      const today = dayIn(world.site.timeZone, routes.clock.nowMs())
      const from = dayOf(agreement.nextInvoiceDate ?? agreement.billStartDate) ?? today
      const period = periodAt(world, agreement, from)
      const invoice = newInvoice(agreement, from, period?.until ?? addDays(from, 1), routes, who)
      world.invoices.push(invoice)
      agreement.nextInvoiceDate = period === null ? null : dateOf(period.until)
      writeAudit(routes, about('Invoice', invoice.id, who, 'Client'), 'Added', [
        `Invoice ${invoice.invoiceNumber} was made.`,
      ])
      return invoice
    },
    deleteInvoice(id, who) {
      const invoice = get(world.invoices, id)
      deleteRecord(world.invoices, invoice)
      const agreement = world.agreements.find((each) => each.id === invoice.agreement?.id)
      if (agreement !== undefined) agreement.nextInvoiceDate = invoice.date
      writeAudit(routes, about('Invoice', id, who, 'Client'), 'Deleted', [
        `Invoice ${invoice.invoiceNumber} was deleted.`,
      ])
    },
  }
}

/** Bills the lines that are in force within the period, those of child agreements included. */
function newInvoice(agreement: CwAgreement, from: string, until: string, routes: CwRoutes, who: string): CwInvoice {
  const { world } = routes
  const billed = new Set(
    world.agreements.filter((each) => each.parentAgreement?.id === agreement.id).map(({ id }) => id),
  ).add(agreement.id)
  const references = createReferences(world)
  const total = world.additions
    .filter((addition) => billed.has(addition.agreementId) && addition.billCustomer !== 'DoNotBill')
    .filter((addition) => (dayOf(addition.effectiveDate) ?? from) < until)
    .filter((addition) => (dayOf(addition.cancelledDate) ?? from) >= from)
    .reduce(
      (sum, addition) => sum + Number(viewAddition(addition, references, routes)['extPrice']),
      agreement.billAmount,
    )
  const id = nextId(world.invoices)
  return {
    id,
    invoiceNumber: String(id),
    type: 'Agreement',
    company: { id: agreement.company.id },
    applyToType: 'Agreement',
    applyToId: agreement.id,
    agreement: { id: agreement.id },
    date: dateOf(from),
    dueDate: dateOf(addDays(from, 30)),
    subtotal: total,
    total,
    _info: newInfo(routes, who),
  }
}

function get<Entity extends { id: number }>(table: readonly Entity[], id: number): Entity {
  const record = table.find((each) => each.id === id)
  if (record === undefined) throw new RangeError(`There is no record ${id}`)
  return record
}
