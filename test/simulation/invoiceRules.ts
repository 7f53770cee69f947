/** Rules of invoices: what was planned before one and is sent after it must know of it. */
import { msOf } from '../../server/domain/calendar'
import { limitsOf } from '../../server/domain/settings'
import { lineName, type Invoice } from './records'
import type { Judged } from './writeRules'

/**
 * A server reads the agreements anew after it was told to send, and after each start. An invoice that was made before that and
 * after the plan is known then: nothing is taken back over it, nothing begins in the period that it billed, and a quantity that
 * comes too late for it waits for a person where the settings say so.
 */
export function judgeInvoiced(judged: Judged): void {
  const { departure, part, line, violate } = judged
  if (departure.lastDay !== null) return
  const agreement = judged.witness.invoicedWith(line.agreementId)
  const made = agreement === null ? undefined : knownInvoice(judged, agreement.id)
  if (agreement === null || made === undefined) return
  if (line.undoes !== null) {
    violate('never back over an invoice', `, although it was invoiced on ${made.on}`)
    return
  }
  const { change } = line
  if (made.next === null) return
  const begins = departure.found === null && (change.kind === 'replace' || !agreement.prorates)
  if (begins && line.startsOn !== null && line.startsOn < made.next)
    violate('begins after what is invoiced', `, from ${line.startsOn} on, while all before ${made.next} is invoiced`)
  const { holdInvoiced } = limitsOf(part.inputs.settings, part.inputs.record)
  const waits = holdInvoiced && !agreement.prorates && agreement.billingCycle?.option === 'Monthly'
  const isLetGo = line.holds.some(({ kind }) => kind === 'invoiced') && line.approval?.reason != null
  if (change.kind !== 'replace' && waits && !isLetGo && made.next > line.period.until)
    violate('no quantity after its invoice', `, planned before the invoice of ${made.on}`)
}

/** The newest invoice that was made after what the line goes by, and that the server had to know of. */
function knownInvoice({ records, departure, part, line }: Judged, agreement: number): Invoice | undefined {
  const original = line.undoes === null ? undefined : records.writes.get(lineName(line.undoes, line.key))?.[0]
  const sinceMs = original?.atMs ?? msOf(part.inputs.state.agreementsReadAt)
  const isByClock = records.runs.get(part.runId)?.trigger !== 'manual' && line.undoes === null
  const approvedMs = isByClock || line.approval === null ? 0 : msOf(line.approval.at)
  const knownMs = Math.max(approvedMs, records.boots.get(departure.life) ?? 0)
  return records.invoices.findLast(
    ({ agreementId, atMs }) => agreementId === agreement && atMs > sinceMs && atMs <= knownMs,
  )
}
