/** What is checked from the outside when nothing is under way. */
import { isLastWriter, lineName, partName } from '../records'
import { createRandom } from '../../simulator/seed/random'
import { planned } from './people'
import { begin } from './person'
import type { Play } from './play'

/** Everybody was answered, and the server itself says that it is done. */
export async function checkRest(play: Play): Promise<void> {
  const { records, life, open, turns } = play
  if ((open.get(life.number) ?? 0) > 0) records.violate('comes to rest', 'a request is never answered')
  const runs = { settled: false }
  begin(play, async () => {
    await (await play.server).runs.settled()
    runs.settled = true
  })
  await turns.run({ random: createRandom(1), limit: 1_000 })
  if (!runs.settled) records.violate('comes to rest', 'work on a run waits for something that never comes')
}

/** Planned again over the API from true readings, nothing that was just sent is to be sent once more. */
export async function checkPlanAfterSending(play: Play): Promise<void> {
  const { records, changedMs, turns } = play
  for (const part of [...records.parts.values()]) {
    if (Date.parse(part.inputs.snapshot.takenAt) <= changedMs) continue
    // A hole in the reading makes another plan right.
    if (part.inputs.snapshot.gaps.length > 0 || play.seats.holesOf(part).length > 0) continue
    const sent = part.lines.filter(
      (line) => line.status === 'sent' && line.undoes === null && isLastWriter(records, part, line),
    )
    if (sent.length === 0 || play.replanned.has(partName(part.runId, part.companyId))) continue
    play.replanned.add(partName(part.runId, part.companyId))
    begin(play, async () => {
      const again = await planned(play, part.companyId)
      for (const row of again.rows)
        if (row.lineStatus === 'pending' && sent.some(({ key }) => key === row.key))
          records.violate(
            'planning after sending',
            `${lineName(part.runId, row.key ?? '')} would be sent again: ${row.quantityBefore ?? '–'} to ${row.quantity ?? '–'}`,
          )
    })
    await turns.run({ random: createRandom(1), limit: 10_000 })
  }
}

/** ConnectWise's own record of our member's writes has as many rows as the wire saw writes take effect. */
export function checkAudit({ sites, wire, records }: Play): void {
  const rows = sites.connectWise.world.auditTrail.filter(
    ({ enteredBy, auditSource }) => enteredBy === 'TrendBilling' && auditSource === 'API',
  )
  if (rows.length !== wire.landed())
    records.violate('every write is known', `${rows.length} in the audit trail, ${wire.landed()} on the wire`)
}
