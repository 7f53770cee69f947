/** What the simulation of the ports knows of a write besides the write: it sees every reading for what it is. */
import { invoicedWith } from '../../server/domain/agreements'
import { msOf } from '../../server/domain/calendar'
import type { AgreementId } from '../../server/domain/ids'
import { lookMaxAgeMs } from '../../server/services/looks'
import { lineName, type Look, type Records } from './records'
import { holesOfReading } from './readings'
import type { World } from './world'
import type { Departure, Intended, Witness } from './writeRules'

export const portWitness = (records: Records, world: World): Witness => ({
  looksOf(departure, intended) {
    const planned = plannedLook(records, intended, departure.agreementId)
    const look = lookBefore(records, departure, intended, planned)
    return { looksMs: look === undefined ? [] : [look.atMs], plannedMs: planned?.atMs ?? null }
  },
  holesOf: (part) => holesOfReading(records, part),
  oldUseOf: (part) => records.readings.get(part.inputs.snapshot.takenAt)?.old ?? [],
  invoicedWith(id) {
    const agreement = world.agreements.find((each) => each.id === id)
    if (agreement === undefined) return null
    return { ...invoicedWith(agreement, world.agreements), prorates: agreement.prorates }
  },
})

/** So old may the clock's own plan be to serve as the look; what the store takes to write the intent comes on top. */
const planAsLookMs = 2 * lookMaxAgeMs

/** What this life saw last of the agreement: a look, or what the clock had planned by just before. */
function lookBefore(
  { looks, runs, intents }: Records,
  { life, agreementId, atMs }: Departure,
  { part, line }: Intended,
  planned: Look | undefined,
): Look | undefined {
  const before = looks.findLast((each) => each.isBeforeWrite && each.life === life && each.agreementId === agreementId)
  if (planned?.life !== life || runs.get(part.runId)?.trigger === 'manual') return before
  // When it was decided, not when it took effect: between the two a machine may sleep.
  const intendedMs = intents.get(lineName(part.runId, line.key))?.atMs ?? atMs
  if (intendedMs - planned.askedMs > planAsLookMs) return before
  return before === undefined || before.atMs < planned.atMs ? planned : before
}

function plannedLook({ looks }: Records, { part, line }: Intended, agreement: AgreementId): Look | undefined {
  const there = looks.filter((look) => look.agreementId === agreement)
  // Whoever takes back has no readings of its own: it looks at the additions, and goes by what it saw.
  if (line.undoes !== null)
    return there.findLast(({ isBeforeWrite, atMs }) => !isBeforeWrite && atMs <= msOf(part.plannedAt))
  const readAt = part.inputs.state.additions.find((reading) => reading.agreementId === agreement)?.readAt
  const asked = readAt === undefined ? null : msOf(readAt)
  return there.findLast(({ askedMs }) => askedMs === asked)
}
