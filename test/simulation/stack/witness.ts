/**
 * What can be known of a write from the wire and the disk. A list that a plan reads looks like one that is read before a write;
 * where several were read since the approval the server gets the benefit of the doubt (the ports' simulation gives it none).
 */
import { msOf } from '../../../server/domain/calendar'
import { agreementId } from '../../../server/domain/ids'
import { lookMaxAgeMs } from '../../../server/services/looks'
import { lineName, type Records } from '../records'
import type { Witness } from '../writeRules'
import { payerOf } from './invoiceBook'
import type { SeatHistory } from './seats'
import type { Sites } from './sites'

/** So old may a list be that serves as the look; what the store takes to write the intent comes on top. */
const recentMs = 2 * lookMaxAgeMs

export function wireWitness(records: Records, seats: SeatHistory, sites: Sites): Witness {
  return {
    looksOf({ life, agreementId: place, atMs }, { part, line }) {
      const name = lineName(part.runId, line.key)
      const there = records.looks.filter((look) => look.agreementId === place)
      const lastMs = records.departures.get(name)?.at(-1) ?? -Infinity
      const approvedMs = line.approval === null ? Infinity : msOf(line.approval.at)
      // Whoever takes back has no readings of its own: it looks at the additions, and goes by what it saw.
      const reading = part.inputs.state.additions.find((each) => each.agreementId === place)
      const readMs = line.undoes !== null ? 0 : reading === undefined ? Infinity : msOf(reading.readAt)
      const recently = Math.min(approvedMs, (records.intents.get(name)?.atMs ?? atMs) - recentMs)
      // No look is older than what the plan saw.
      const sinceMs = Math.max(lastMs, recently, Number.isFinite(readMs) ? readMs : 0)
      const looks = there.filter((each) => each.life === life && each.askedMs >= sinceMs)
      const planned = there.findLast(({ askedMs, atMs }) => askedMs >= readMs && atMs <= msOf(part.plannedAt))
      return { looksMs: looks.map((look) => look.atMs), plannedMs: planned?.atMs ?? null }
    },
    holesOf: (part) => seats.holesOf(part),
    // Only the interface for small business says how old a use is; no server here has keys of it.
    oldUseOf: () => [],
    invoicedWith(id) {
      const { agreements, billingCycles } = sites.connectWise.world
      const agreement = agreements.find((each) => each.id === id)
      if (agreement === undefined) return null
      const payer = payerOf(agreements, agreement)
      const cycle = billingCycles.find((each) => each.id === payer.billingCycle?.id)
      return {
        id: agreementId(payer.id),
        prorates: agreement.prorateFlag,
        billingCycle: cycle === undefined ? null : { name: cycle.name, option: cycle.billingOptions },
      }
    },
  }
}
