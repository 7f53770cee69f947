/** Planned again from true readings, nothing that was just sent is to be sent once more. */
import { planCompany } from '../../server/domain/plan'
import type { RunCompany, RunLine } from '../../server/domain/run'
import { planPart } from '../../server/services/planRun'
import type { Play } from './people'
import { createRecords, isLastWriter } from './records'
import { startServer } from './server'
import { createTrouble } from './trouble'

/** For every part that was read since the last change. */
export async function checkPlanAfterSending(play: Play): Promise<void> {
  const { records, changedMs } = play
  for (const part of [...records.parts.values()]) {
    if (Date.parse(part.inputs.snapshot.takenAt) <= changedMs) continue
    // What was taken back is to be sent anew.
    const sent = part.lines.filter(
      (line) => line.status === 'sent' && line.undoes === null && isLastWriter(records, part, line),
    )
    if (sent.length === 0) continue
    // A hole in the reading or a later run makes another plan right.
    if (
      part.inputs.snapshot.gaps.length > 0 ||
      (records.readings.get(part.inputs.snapshot.takenAt)?.missing.length ?? 1) > 0
    )
      continue
    const again = await planAgain(play, part)
    for (const line of sent) {
      const now = again.find((each) => each.key === line.key)
      if (now !== undefined && (now.status === 'pending' || now.status === 'sending'))
        records.violate(
          'planning after sending',
          `${line.key} was sent and would be sent again: ${JSON.stringify(now.change)}`,
        )
    }
  }
}

async function planAgain(play: Play, part: RunCompany): Promise<RunLine[]> {
  const { disk, tenant, turns, world } = play
  const life = { number: -1, ended: false }
  const trouble = createTrouble(play.trouble.random, { percent: 0, most: 0, aim: null })
  const server = startServer({
    gate: { life, network: life, turns, records: createRecords(), trouble: () => trouble },
    world,
    tenant,
    disk,
    ids: { uuid: () => 'again', bytes: (length) => new Uint8Array(length) },
    pieces: {},
  })
  const stored = (await disk.of(tenant).tenant.read('tenant'))?.value
  const record = (await disk.of(tenant).companies.read(part.companyId))?.value
  if (stored === undefined || record === undefined) return []
  const ports = { connectWise: server.connectWise, trendMicro: server.trendMicro }
  const deps = {
    store: disk,
    clock: server.clock,
    ids: { uuid: () => 'again', bytes: (length: number) => new Uint8Array(length) },
    connect: () => Promise.resolve(ports),
  }
  const run = { id: part.runId, which: part.inputs.snapshot.which }
  const planned = planPart(deps, stored, run, part.companyId, record, part.inputs.today, null)
  await turns.run({ random: trouble.random, limit: 1_000 })
  return planCompany((await planned).inputs).lines
}
