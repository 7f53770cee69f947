/** What the daily check found last is what there is to find, where nothing has happened since. */
import { driftOf } from '../../server/domain/drift'
import { msOf } from '../../server/domain/calendar'
import type { Play } from './people'

export async function checkDriftTold({ disk, tenant, world, records, changedMs }: Play): Promise<void> {
  for (const company of world.companies) {
    const record = (await disk.of(tenant).companies.read(company.id))?.value
    const check = record?.driftCheck ?? null
    if (record === undefined || check === null) continue
    const checkedMs = msOf(check.checkedAt)
    // Between the first list and the note of it others may come; what was changed in that time is said by the next check.
    const lastMs = Math.max(changedMs, records.changes.at(-1)?.atMs ?? 0, records.ledger.at(-1)?.atMs ?? 0)
    if (lastMs + settlesMs > checkedMs) continue
    const says = (what: { field: string; additionId: number; is: string }) =>
      `${what.additionId} ${what.field} ${what.is}`
    const found = check.found.map(says).sort()
    const there = record.lastWrites
      .filter(({ agreementId }) => !check.unread.includes(agreementId))
      .flatMap((write) =>
        driftOf(
          write,
          world.additions.filter(({ agreementId }) => agreementId === write.agreementId),
        ),
      )
      .map(says)
      .sort()
    if (JSON.stringify(found) !== JSON.stringify(there))
      records.violate('drift is told', `company ${company.id}: ${found.join(', ')}; it is ${there.join(', ')}`)
  }
}

const settlesMs = 60_000
