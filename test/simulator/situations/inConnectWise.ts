import { addDays, addMonths, dateOf, dayIn, dayOf } from '../connectwise/calendar'
import { catalogItems } from '../seed/catalogItems'
import { lineOf, type Situation, type SituationTools } from './tools'

/** Edits by hand, invoices, renewals, a second writer. */
export const situationsInConnectWise: readonly Situation[] = [
  {
    name: 'quantityByHand',
    companyId: 101,
    title: 'Worry-Free edited to 61',
    shows: 'The line was edited since our last write: who and when stands in the audit trail.',
    make: (tools, who) =>
      void tools.connectWise.edits.editAddition(lineOf(tools, 1011, 'worryFree').id, { quantity: 61 }, who),
  },
  {
    name: 'priceByHand',
    companyId: 101,
    title: 'Worry-Free at another price',
    shows: 'The price is the member’s: kept, never written by a quantity send.',
    make: (tools, who) =>
      void tools.connectWise.edits.editAddition(lineOf(tools, 1011, 'worryFree').id, { unitPrice: 4.2 }, who),
  },
  {
    name: 'cancelledByHand',
    companyId: 101,
    title: 'Worry-Free cancelled yesterday',
    shows: 'The line does not bill any more.',
    make: (tools, who) => {
      const cancelledDate = dateOf(addDays(today(tools), -1))
      tools.connectWise.edits.editAddition(lineOf(tools, 1011, 'worryFree').id, { cancelledDate }, who)
    },
  },
  {
    name: 'movedByHand',
    companyId: 101,
    title: 'Worry-Free moved to Cloud Protection',
    shows: 'The line is on another agreement than the one that the product is assigned to.',
    make: (tools, who) => void tools.connectWise.edits.moveAddition(lineOf(tools, 1011, 'worryFree').id, 1012, who),
  },
  {
    name: 'deletedByHand',
    companyId: 101,
    title: 'Worry-Free deleted',
    shows: 'The line is gone, its audit trail is not: nothing may be made in its place unasked.',
    make: (tools, who) => tools.connectWise.edits.deleteAddition(lineOf(tools, 1011, 'worryFree').id, who),
  },
  {
    name: 'addedByHand',
    companyId: 104,
    title: 'Email Security added by hand',
    shows: 'A line that was not there is there: to be adopted, not to be made once more.',
    make: (tools, who) =>
      void tools.connectWise.edits.addAddition(1041, { product: { id: catalogItems.email.id }, quantity: 31 }, who),
  },
  {
    name: 'twin',
    companyId: 102,
    title: 'A twin of Worry-Free',
    shows: 'Two ongoing lines of one product: which one to change, only a person knows.',
    make: (tools, who) =>
      void tools.connectWise.edits.addTwin(lineOf(tools, 1021, 'worryFree').id, who, { quantity: 3, unitPrice: 3.9 }),
  },
  {
    name: 'invoiced',
    companyId: 102,
    title: 'The next invoice is made',
    shows: 'The period is invoiced already: what is sent now waits for the next invoice, and a send cannot be undone.',
    make: (tools, who) => void tools.connectWise.edits.invoiceAgreement(1021, who),
  },
  {
    name: 'renewed',
    companyId: 102,
    title: 'Renewed today under a new id',
    shows: 'The assigned agreement has ended yesterday; a new one of its type holds copies of its lines.',
    make: (tools, who) => void tools.connectWise.edits.renewAgreement(1021, who),
  },
  {
    name: 'renewedLater',
    companyId: 101,
    title: 'Gold Support renewed from the next invoice on',
    shows: 'The assigned agreement has an end, and the one after it exists but has not started.',
    make: (tools, who) => {
      const agreement = tools.connectWise.world.agreements.find(({ id }) => id === 1011)
      const startsOn = dayOf(agreement?.nextInvoiceDate ?? null) ?? addMonths(today(tools), 1)
      tools.connectWise.edits.renewAgreement(1011, who, { startsOn })
    },
  },
  {
    name: 'secondAgreement',
    companyId: 102,
    title: 'A second active agreement of the type',
    shows: 'Default cannot decide between two.',
    make: (tools, who) => {
      const oldEndsOn = addMonths(today(tools), 12)
      tools.connectWise.edits.renewAgreement(1021, who, { oldEndsOn, name: 'Total Care, overlapping' })
    },
  },
  {
    name: 'oldSync',
    companyId: 104,
    title: 'The older sync writes 30, every night',
    shows: 'Web Security has a second writer: whatever is sent, it is 30 again the next day.',
    make: (tools) => {
      const additionId = lineOf(tools, 1041, 'web').id
      tools.connectWise.edits.oldSync(104, [{ additionId, quantity: 30 }], { nightly: true })
    },
  },
  {
    name: 'invoicesByClock',
    companyId: null,
    title: 'Invoices are made on their day',
    shows: 'Every agreement is invoiced when the clock reaches its next invoice date.',
    make: ({ connectWise }) => {
      connectWise.options.autoInvoice = true
      connectWise.edits.passTime()
    },
  },
]

function today({ connectWise, clock }: SituationTools): string {
  return dayIn(connectWise.world.site.timeZone, clock.nowMs())
}
