/** What Trend Micro really had, held against what a part of a run was planned from. */
import type { RunCompany } from '../../server/domain/run'
import type { Records } from './records'
import type { Hole } from './writeRules'

/** What is wrong with the part's seats by its own reading; null when nothing is. */
export function noteOfReading(records: Records, { account, inputs, lines }: RunCompany): string | null {
  // What is taken back is some lines of a reading, not the whole of it.
  if (lines.some(({ undoes }) => undoes !== null)) return null
  const reading = records.readings.get(inputs.snapshot.takenAt)
  if (reading === undefined) return null
  let told = 0
  for (const subscription of inputs.snapshot.subscriptions) told += reading.seats.get(subscription.id) ?? 0
  return told === account.total ? null : `accounts for ${account.total} seats, Trend Micro said ${told}`
}

/** The holes in what the part was planned from, of its own customers; null: nobody read anything. */
export function holesOfReading(records: Records, { inputs }: RunCompany): readonly Hole[] | null {
  const reading = records.readings.get(inputs.snapshot.takenAt)
  const customers = inputs.record.link?.customerIds ?? []
  return reading?.missing.filter(({ customerId }) => customers.includes(customerId)) ?? null
}
