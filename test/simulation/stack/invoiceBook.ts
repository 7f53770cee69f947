/** Invoices as the simulator makes them: of a person, and by itself with whatever request comes first on their day. */
import { tryDay, type Day } from '../../../server/domain/calendar'
import { agreementId } from '../../../server/domain/ids'
import type { CwAgreement } from '../../simulator/connectwise/entities'
import type { Records } from '../records'
import { dayOf } from './placed'
import type { Sites } from './sites'

/** Who makes them by hand. */
const clerk = 'mortiz'

export interface InvoiceBook {
  /** Takes note of those that were made since it was asked last. */
  note(atMs: number): void
}

export function createInvoiceBook({ connectWise: { world } }: Sites, records: Records): InvoiceBook {
  const known = new Set(world.invoices.map(({ id }) => id))
  const next = new Map(world.agreements.map((agreement) => [agreement.id, dayOf(agreement.nextInvoiceDate)]))
  return {
    note(atMs) {
      for (const { id, agreement, date } of world.invoices) {
        if (known.has(id) || agreement === null) continue
        known.add(id)
        const now = dayOf(world.agreements.find((each) => each.id === agreement.id)?.nextInvoiceDate ?? null)
        const was = next.get(agreement.id) ?? null
        records.invoices.push({ atMs, agreementId: agreementId(agreement.id), on: dayIn(date), was, next: now })
        next.set(agreement.id, now)
      }
    },
  }
}

/** Makes the invoice on which the agreement's additions are; answers in words. */
export function makeInvoice({ connectWise: { edits, world } }: Sites, of: CwAgreement): string {
  const payer = payerOf(world.agreements, of)
  edits.invoiceAgreement(payer.id, clerk)
  return `agreement ${payer.id} is invoiced; its next invoice is on ${payer.nextInvoiceDate ?? 'no known day'}`
}

/** Agreements that have their own invoice, which is due by that day. */
export const dueBy = ({ connectWise: { world } }: Sites, by: Day): CwAgreement[] =>
  world.agreements.filter(({ parentAgreement, nextInvoiceDate, cancelledFlag }) => {
    const on = dayOf(nextInvoiceDate)
    return parentAgreement === null && !cancelledFlag && on !== null && on <= by
  })

/** The agreement on whose invoice this one's additions are. */
export const payerOf = (all: readonly CwAgreement[], agreement: CwAgreement): CwAgreement =>
  all.find(({ id }) => id === agreement.parentAgreement?.id) ?? agreement

function dayIn(date: string): Day {
  const day = tryDay(date.slice(0, 10))
  if (day === null) throw new RangeError(`No day: ${date}`)
  return day
}
