/** A month of usage that a person imported, and what it says in Trend Micro's words. Pure. */
import { addMonths, type Instant, type Month } from './calendar'
import { fileLimits, sameName, type FileMapping } from './fileImport'
import { productOf, type ImportedRow } from './fileImportRows'
import { customerId, servicePlanKey, subscriptionId, type CustomerId, type TenantId } from './ids'
import type { Customer, SeatReading, Subscription } from './trend'

/** One document a month: rows, columns and who accepted them are stored together or not at all. */
export interface UsageImport {
  tenantId: TenantId
  month: Month
  at: Instant
  /** Identifier of the member who accepted the preview. */
  by: string
  fileName: string
  format: 'csv' | 'xlsx'
  /** Names of the columns: the next file with the same ones is read with the same mapping. */
  columns: string[]
  mapping: FileMapping
  rows: ImportedRow[]
}

/** Makes an id of a text: printable, at most 64 characters, the same for the same text. */
export type Digest = (text: string) => string

/** Why a month cannot be imported; null when it can. `now` is the month that is running where the bill is made. */
export function monthProblem(month: Month, now: Month): 'monthInFuture' | 'monthTooOld' | null {
  if (month > now) return 'monthInFuture'
  return month < addMonths(now, -fileLimits.monthsBack) ? 'monthTooOld' : null
}

/**
 * Customers of the months given, the newest first, each once and as the newest month knows it. A customer that the newest month does
 * not have any more stays one here; its seats are unread.
 */
export function customersOf(months: readonly UsageImport[], digest: Digest): Customer[] {
  const found = new Map<CustomerId, Customer>()
  for (const { rows } of months)
    for (const { customer, city } of rows) {
      const id = customerIdOf(customer, digest)
      if (!found.has(id))
        found.set(id, {
          id,
          name: customer,
          city,
          state: null,
          country: null,
          emailDomains: [],
          status: { kind: 'active' },
        })
    }
  return [...found.values()]
}

/**
 * What is in the file as subscriptions. Files tell nothing of trial or expiry: whatever they list counts as a full licence,
 * which is what the summary bills. `seats: null`: all numbers as they stand, else this reading in place of every number.
 */
export function subscriptionsOf(month: UsageImport, digest: Digest, seats: SeatReading | null): Subscription[] {
  return month.rows.map((row) => {
    const customer = customerIdOf(row.customer, digest)
    const name = productOf(row)
    return {
      id: subscriptionId(`file:${digest(`${customer}\n${sameName(name)}`)}`),
      customerId: customer,
      plan: servicePlanKey(`name:${sameName(name)}`),
      productName: row.product === '' ? name : row.product,
      planName: name,
      suiteOf: row.suite.length === 0 ? [] : [row.product, ...row.suite],
      unit: row.unit,
      version: 'full',
      provisioned: seats ?? row.provisioned,
      used: seats ?? row.used,
      notBilled: null,
      startsOn: null,
      expiresOn: null,
      usedAsOf: null,
    }
  })
}

/** Files know customers by name only: the same name is the same customer in every month. */
const customerIdOf = (name: string, digest: Digest): CustomerId => customerId(`file:${digest(sameName(name))}`)
