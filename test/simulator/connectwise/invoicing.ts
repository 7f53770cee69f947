/** Agreement invoices: made by a person or by the clock, and deleted (facts §8). */
import { addDays, dateOf, dayIn, dayOf } from './calendar'
import type { CwRoutes } from './env'
import type { CwAgreement, CwInvoice } from './entities'
import { viewAddition } from './additionView'
import { agreementStatus, periodAt } from './periods'
import { createReferences } from './references'
import { deleteRecord, newInfo, nextId, recordOf, writeAudit } from './writing'

/** Who makes the invoices of the day. */
const invoicingMember = 'invoicing'
/** Ten years of weeks: a longer jump of the clock is a mistake, and no reason to go on for ever. */
const mostInvoicesAtOnce = 520

export interface InvoiceEdits {
  /**
   * Makes the agreement's next invoice, with the lines of its children: the period from `nextInvoiceDate` on is invoiced, and
   * the date moves on by one cycle. Children keep the date they have. Throws RangeError for a child: its parent is invoiced.
   */
  invoiceAgreement(id: number, memberIdentifier: string): CwInvoice
  /** Deletes an invoice: its period is open again. */
  deleteInvoice(id: number, memberIdentifier: string): void
}

export function createInvoiceEdits(routes: CwRoutes): InvoiceEdits {
  const { world } = routes
  const about = (recordId: number, who: string) => ({ type: 'Invoice', recordId, who, source: 'Client' })
  return {
    invoiceAgreement(id, who) {
      const agreement = recordOf(world.agreements, id)
      if (agreement.parentAgreement !== null)
        throw new RangeError(`Agreement ${id} is billed by its parent ${agreement.parentAgreement.id}`)
      const today = dayIn(world.site.timeZone, routes.clock.nowMs())
      const from = dayOf(agreement.nextInvoiceDate ?? agreement.billStartDate) ?? today
      const period = periodAt(world, agreement, from)
      const invoice = newInvoice(agreement, from, period?.until ?? addDays(from, 1), routes, who)
      world.invoices.push(invoice)
      agreement.nextInvoiceDate = period === null ? null : dateOf(period.until)
      writeAudit(routes, about(invoice.id, who), 'Added', [`Invoice ${invoice.invoiceNumber} was made.`])
      return invoice
    },
    deleteInvoice(id, who) {
      const invoice = recordOf(world.invoices, id)
      deleteRecord(world.invoices, invoice)
      const agreement = world.agreements.find((each) => each.id === invoice.agreement?.id)
      if (agreement !== undefined) agreement.nextInvoiceDate = invoice.date
      writeAudit(routes, about(id, who), 'Deleted', [`Invoice ${invoice.invoiceNumber} was deleted.`])
    },
  }
}

/**
 * Makes every invoice whose day has come on the site, as an MSP does on the 1st. Agreements that do not recur, are cancelled or
 * ended before that day get none. Lines are billed as they are now, also for a period of long ago.
 */
export function makeDueInvoices(routes: CwRoutes, edits: InvoiceEdits): void {
  const { world, clock } = routes
  const today = dayIn(world.site.timeZone, clock.nowMs())
  for (const agreement of world.agreements.filter(({ parentAgreement }) => parentAgreement === null)) {
    for (let made = 0; made < mostInvoicesAtOnce && isDue(agreement); made++)
      edits.invoiceAgreement(agreement.id, invoicingMember)
  }

  function isDue(agreement: CwAgreement): boolean {
    const next = dayOf(agreement.nextInvoiceDate)
    return next !== null && next <= today && isRunningOn(agreement, next) && periodAt(world, agreement, next) !== null
  }
}

/** Bills the lines that are in force within the period, those of child agreements included. */
function newInvoice(agreement: CwAgreement, from: string, until: string, routes: CwRoutes, who: string): CwInvoice {
  const { world } = routes
  const children = world.agreements.filter(
    (each) => each.parentAgreement?.id === agreement.id && isRunningOn(each, from),
  )
  const billed = new Set(children.map(({ id }) => id)).add(agreement.id)
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

function isRunningOn(agreement: CwAgreement, day: string): boolean {
  const status = agreementStatus(agreement, day)
  return status === 'Active' || status === 'Inactive'
}
