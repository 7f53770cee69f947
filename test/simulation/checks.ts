/** The invariants that hold between steps (architecture §6, issue "How it is proved"). */
import { isSettled } from '../../server/domain/line'
import { planCompany } from '../../server/domain/plan'
import type { LedgerEntry, RunCompany, RunLine, SeatAccount } from '../../server/domain/run'
import { planPart } from '../../server/services/planRun'
import { startServer } from './server'
import { createRecords, lineName, partName, type Records } from './records'
import type { Play } from './people'
import { createTrouble } from './trouble'

/** After every step, whatever is under way. */
export function checkAlways({ records }: Play): void {
  for (const [name, { runId, companyId }] of records.approved) {
    const line = lineOf(records, name, partName(runId, companyId))
    if (line === null) records.violate('no line lost', `the approved line ${name} is on disk no more`)
    else if (isSettled(line.status)) checkEnd(records, name, line)
    else if (records.runs.get(runId)?.status === 'finished')
      records.violate('no line lost', `${name} is ${line.status} in a run that is finished`)
  }
  for (const part of records.parts.values()) checkAccount(records, part)
}

const ends: Partial<Record<RunLine['status'], readonly LedgerEntry['kind'][]>> = {
  sent: ['sent', 'settledDone', 'unchanged'],
  failed: ['failed'],
  stale: ['stale'],
}

function checkEnd(records: Records, name: string, line: RunLine): void {
  const kinds = ends[line.status]
  if (kinds === undefined) {
    records.violate('no line lost', `the approved line ${name} ended ${line.status}`)
    return
  }
  const found = records.ledger.some(
    ({ entry }) => lineName(entry.runId, entry.lineKey) === name && kinds.includes(entry.kind),
  )
  if (!found) records.violate('no line lost', `${name} is ${line.status}, and the ledger does not say so`)
}

function lineOf(records: Records, name: string, part: string): RunLine | null {
  const stored = records.parts.get(part)
  return stored?.lines.find((line) => lineName(stored.runId, line.key) === name) ?? null
}

/** Every seat in one bucket, and their sum what Trend Micro said. */
function checkAccount(records: Records, part: RunCompany): void {
  const reading = records.readings.get(part.inputs.snapshot.takenAt)
  if (reading === undefined) return
  const { account } = part
  const buckets: (keyof SeatAccount)[] = ['billed', 'willChange', 'excluded', 'held', 'failed', 'unmapped']
  const sum = buckets.reduce((total, bucket) => total + account[bucket], 0)
  if (sum !== account.total) records.violate('every seat accounted for', `${sum} of ${account.total} seats in buckets`)
  let told = 0
  for (const subscription of part.inputs.snapshot.subscriptions) told += reading.seats.get(subscription.id) ?? 0
  if (told !== account.total)
    records.violate(
      'every seat accounted for',
      `run ${part.runId} accounts for ${account.total} seats, Trend Micro said ${told}`,
    )
}

/** When nothing is under way. */
export async function checkAtRest(play: Play): Promise<void> {
  checkReplay(play)
  await checkPlanAfterSending(play)
}

/** What the ledger says was written last is what ConnectWise holds, unless a person was there since. */
function checkReplay({ records, world }: Play): void {
  const written = new Map<number, { atMs: number; entry: LedgerEntry }>()
  for (const each of records.ledger)
    if (each.entry.additionId !== null && ['sent', 'settledDone'].includes(each.entry.kind))
      written.set(each.entry.additionId, each)
  const open = new Set<number>()
  for (const part of records.parts.values())
    for (const line of part.lines)
      if (line.status === 'sending' || line.status === 'unknown')
        for (const { additionId } of records.writes.get(lineName(part.runId, line.key)) ?? []) open.add(additionId)
  for (const last of new Map(records.changes.map((change) => [change.additionId, change])).values()) {
    if (last.by.kind === 'hand' || open.has(last.additionId)) continue
    const entry = written.get(last.additionId)?.entry
    const holds = world.additions.find((addition) => addition.id === last.additionId)?.quantity
    if (entry?.quantity !== holds)
      records.violate(
        'ledger equals ConnectWise',
        `addition ${last.additionId} holds ${holds ?? 'nothing'}; the ledger says ${entry?.quantity ?? 'nothing'} (written by ${last.by.line})`,
      )
  }
}

/** Planned again from true readings, nothing that was just sent is to be sent once more. */
async function checkPlanAfterSending(play: Play): Promise<void> {
  const { records, changedMs } = play
  for (const part of [...records.parts.values()]) {
    if (Date.parse(part.inputs.snapshot.takenAt) <= changedMs) continue
    const sent = part.lines.filter((line) => line.status === 'sent' && isLastWriter(records, part, line))
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

/** Has nothing else touched the line's addition since? */
function isLastWriter({ changes }: Records, part: RunCompany, line: RunLine): boolean {
  const last = changes.findLast((change) => change.additionId === line.outcome?.additionId)
  return last === undefined || (last.by.kind === 'send' && last.by.line === lineName(part.runId, line.key))
}

async function planAgain(play: Play, part: RunCompany): Promise<RunLine[]> {
  const { disk, tenant, turns, world } = play
  const life = { number: -1, ended: false }
  const trouble = createTrouble(play.trouble.random, { percent: 0, most: 0, aim: null })
  const server = startServer({
    gate: { life, turns, records: createRecords(), trouble: () => trouble },
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
  const planned = planPart(deps, stored, part.runId, part.companyId, record, part.inputs.today, null)
  await turns.run({ random: trouble.random, limit: 1_000 })
  return planCompany((await planned).inputs).lines
}

/** After a last restart without trouble. */
export function checkAtEnd({ records }: Play): void {
  for (const [name, { runId, companyId }] of records.approved) {
    const line = lineOf(records, name, partName(runId, companyId))
    if (line !== null && !isSettled(line.status))
      records.violate('no line lost', `${name} is still ${line.status} after a restart without trouble`)
  }
}
