/** Invoices as the MSP makes them: each by its own step, on its day, early, late or not at all. */
import { invoicedWith } from '../../server/domain/agreements'
import {
  addDays,
  addMonths,
  dayFromParts,
  daysInMonth,
  monthOf,
  msOf,
  instant,
  type Day,
} from '../../server/domain/calendar'
import type { Agreement } from '../../server/domain/psa'
import type { Records } from './records'
import type { Turns } from './turns'
import { dayOf, type World } from './world'

interface Books {
  world: World
  turns: Turns
  records: Records
}

/** Makes the invoice on which the agreement's additions are, now; answers in words. */
export function makeInvoice({ world, turns, records }: Books, of: Agreement): string {
  const agreement = invoicedWith(of, world.agreements)
  const was = agreement.nextInvoiceOn
  const next = was === null ? null : monthsAfter(was, agreement.billingCycle?.option === 'Quarterly' ? 3 : 1)
  agreement.nextInvoiceOn = next
  records.invoices.push({ atMs: turns.nowMs(), agreementId: agreement.id, on: dayOf(turns.now()), was, next })
  return `agreement ${agreement.id} is invoiced; its next invoice is on ${next ?? 'no known day'}`
}

/** Agreements that have their own invoice, which is due by that day. */
export const dueBy = ({ agreements }: World, by: Day): Agreement[] =>
  agreements.filter(
    ({ parentId, nextInvoiceOn, cancelled }) =>
      parentId === null && !cancelled && nextInvoiceOn !== null && nextInvoiceOn <= by,
  )

/** When the next invoice is made by itself, at nine in the morning; null: none until then. */
export function nextAutoInvoice(world: World, untilMs: number): { agreement: Agreement; atMs: number } | null {
  let first: { agreement: Agreement; atMs: number } | null = null
  for (const agreement of world.agreements) {
    if (agreement.parentId !== null || agreement.nextInvoiceOn === null || !world.autoInvoiced.has(agreement.id))
      continue
    const atMs = msOf(instant(`${agreement.nextInvoiceOn}T09:00:00Z`))
    if (atMs <= untilMs && (first === null || atMs < first.atMs)) first = { agreement, atMs }
  }
  return first
}

/** Invoices are made in advance, by so many days. */
export const aheadOf = (turns: Turns, days: number): Day => addDays(dayOf(turns.now()), days)

/** The same day of a later month, or its last. */
function monthsAfter(day: Day, months: number): Day {
  const to = addMonths(monthOf(day), months)
  const [year, month] = [Number(to.slice(0, 4)), Number(to.slice(5, 7))]
  return dayFromParts(year, month, Math.min(Number(day.slice(8)), daysInMonth(year, month)))
}
