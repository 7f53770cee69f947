/** Does the monthly send come before the invoice that it is for? Pure. */
import { addMonths, dayOrLast, daysBetween, firstDayOf, monthOf, type Day } from './calendar'

/** A send after which its numbers wait longer than this has missed the invoice: more than half of the shortest month. */
const lateAfterDays = 15
/** Months that are looked at: a year has every length of month in it. */
const monthsAhead = 12

export interface InvoiceTiming {
  /** Days from the send to the next invoice after it, at most in the year ahead. An invoice on the day of the send is missed. */
  waitDays: number
  late: boolean
  /** The day of the month that fits: the day before the invoice; 31 is the last day of each month. */
  fits: number
}

/**
 * `sendDay`: day of the month of the schedule, 1–31, with the last-day rule. `nextInvoiceOn`: of a monthly agreement; its later
 * invoices are on the same day of the month, or on the last day of a shorter one (facts/connectwise-rest.md §8).
 */
export function timingOf(sendDay: number, nextInvoiceOn: Day): InvoiceTiming {
  const invoiceDay = Number(nextInvoiceOn.slice(8))
  let waitDays = 0
  for (let ahead = 0; ahead < monthsAhead; ahead += 1) {
    const month = addMonths(monthOf(nextInvoiceOn), ahead)
    const send = inMonth(month, sendDay)
    const sameMonth = inMonth(month, invoiceDay)
    const next = sameMonth > send ? sameMonth : inMonth(addMonths(month, 1), invoiceDay)
    waitDays = Math.max(waitDays, daysBetween(send, next))
  }
  return { waitDays, late: waitDays > lateAfterDays, fits: invoiceDay === 1 ? 31 : invoiceDay - 1 }
}

function inMonth(month: ReturnType<typeof monthOf>, dayOfMonth: number): Day {
  const first = firstDayOf(month)
  return dayOrLast(Number(first.slice(0, 4)), Number(first.slice(5, 7)), dayOfMonth)
}
