/** The rules that can be judged at the moment of a write: asked for, approved, intended, once, seen, and never down on a hole. */
import { additionState } from '../../server/domain/agreements'
import { msOf } from '../../server/domain/calendar'
import type { AgreementId, CatalogItemId } from '../../server/domain/ids'
import type { Addition } from '../../server/domain/psa'
import type { RunCompany, RunLine } from '../../server/domain/run'
import { lookMaxAgeMs } from '../../server/services/looks'
import { lineName, type Look, type Records } from './records'
import type { Life, Turns } from './turns'
import type { World } from './world'

interface Write {
  life: Life
  turns: Turns
  agreement: AgreementId
  item: CatalogItemId
  /** The addition before the write; null for a creation. */
  found: Addition | null
  made?: Addition
  quantity: number
}

/** Called by the fake when a write takes effect, before an update and after a creation. */
export function noteWrite(records: Records, world: World, write: Write): void {
  const atMs = write.turns.nowMs()
  const additionId = write.found?.id ?? write.made?.id
  if (additionId === undefined) throw new RangeError('A write is about an addition')
  const first = intendedLine(records, write)
  const what = `${write.found === null ? 'created' : 'changed'} addition ${additionId} of agreement ${write.agreement} to ${write.quantity}`
  if (first === undefined)
    records.violate('intent first', `${what} without an approved line on disk that says it is being sent`)
  const place = `${write.life.number} ${write.agreement} ${write.item}`
  if (records.inFlight.filter((each) => each === place).length > 1)
    records.violate('one at a time', `${what} while another write to the same place was not answered`)
  if (first !== undefined) judge(records, world, write, first, what)
  const line = first === undefined ? 'nobody' : lineName(first.part.runId, first.line.key)
  records.writes.set(line, [
    ...(records.writes.get(line) ?? []),
    { atMs, additionId, quantity: write.quantity, created: write.found === null },
  ])
  records.changes.push({
    atMs,
    additionId,
    agreementId: write.agreement,
    by: { kind: 'send', line },
    quantity: write.quantity,
  })
}

interface Intended {
  part: RunCompany
  line: RunLine
}

/** The line that this life of the server meant last to send there; what an earlier one left open it settles by itself. */
function intendedLine(
  { parts, intents }: Records,
  { life, agreement, item, found, quantity }: Write,
): Intended | undefined {
  const intended: (Intended & { atMs: number })[] = []
  for (const part of parts.values())
    for (const line of part.lines) {
      if (line.status !== 'sending' || line.approval === null) continue
      if (line.agreementId !== agreement || line.catalogItemId !== item) continue
      const intent = intents.get(lineName(part.runId, line.key))
      if (intent?.life !== life.number) continue
      const { change } = line
      const fits =
        found === null ? change.kind === 'create' : change.kind === 'update' && change.additionId === found.id
      if (fits && change.quantity === quantity) intended.push({ part, line, atMs: intent.atMs })
    }
  return intended.sort((one, other) => other.atMs - one.atMs)[0]
}

function judge(records: Records, world: World, write: Write, { part, line }: Intended, what: string): void {
  const name = lineName(part.runId, line.key)
  const before = records.writes.get(name)?.length ?? 0
  if (before > 0) records.violate('sent once', `${what} for the ${before + 1}. time of one approval`)
  const look = lookBefore(records, write, part, name)
  if (look === undefined) {
    records.violate('look first', `${what} without having looked at the agreement's additions`)
    return
  }
  if (write.found === null) judgeCreation(records, world, write, line, look.atMs, what)
  else judgeOverwrite(records, write, part, name, look.atMs, what)
  if (write.found !== null && write.quantity < write.found.quantity) judgeDecrease(records, part, line, what)
}

/** So old may the clock's own plan be to serve as the look; what the store takes to write the intent comes on top. */
const planAsLookMs = 2 * lookMaxAgeMs

/** What this life saw last of the agreement: a look, or what the clock had planned by just before. */
function lookBefore(records: Records, write: Write, part: RunCompany, line: string): Look | undefined {
  const own = records.looks.filter((each) => each.life === write.life.number && each.agreementId === write.agreement)
  const planned =
    records.runs.get(part.runId)?.trigger === 'manual'
      ? undefined
      : own.findLast((each) => each === plannedLook(records, part, write.agreement))
  // When it was decided, not when it took effect: between the two a machine may sleep.
  const intendedMs = records.intents.get(line)?.atMs ?? write.turns.nowMs()
  const isRecent = planned !== undefined && intendedMs - planned.askedMs <= planAsLookMs
  const before = own.findLast((each) => each.isBeforeWrite)
  if (!isRecent) return before
  return before === undefined || before.atMs < planned.atMs ? planned : before
}

function plannedLook(records: Records, part: RunCompany, agreement: AgreementId): Look | undefined {
  const readAt = part.inputs.state.additions.find((reading) => reading.agreementId === agreement)?.readAt
  const asked = readAt === undefined ? null : msOf(readAt)
  return records.looks.findLast((look) => look.agreementId === agreement && look.askedMs === asked)
}

/** A second addition of one item in one period, where a look had shown the first. */
function judgeCreation(
  records: Records,
  world: World,
  write: Write,
  line: RunLine,
  lookMs: number,
  what: string,
): void {
  for (const other of world.additions) {
    if (other.agreementId !== write.agreement || other.catalogItemId !== write.item || other.id === write.made?.id)
      continue
    const sameMark = other.serialNumber !== null && other.serialNumber === write.made?.serialNumber
    const state = additionState(other, line.period)
    if (sameMark ? state === 'ended' : state !== 'ongoing') continue
    const changed = records.changes.findLast((change) => change.additionId === other.id)
    if (changed === undefined || changed.atMs <= lookMs || changed.by.kind === 'send')
      records.violate('created once', `${what} beside addition ${other.id}`)
  }
}

/** What was changed between the plan's reading and the last look must have been noticed by that look. */
function judgeOverwrite(
  records: Records,
  write: Write,
  part: RunCompany,
  name: string,
  lookMs: number,
  what: string,
): void {
  const planned = plannedLook(records, part, write.agreement)
  if (planned === undefined) {
    records.violate('no unseen overwrite', `${what} from a plan that never read it`)
    return
  }
  for (const change of records.changes) {
    if (change.additionId !== write.found?.id || change.atMs <= planned.atMs) continue
    const own = change.by.kind === 'send' && change.by.line === name
    if (own || (change.by.kind === 'hand' && change.atMs > lookMs)) continue
    const who = change.by.kind === 'hand' ? 'a person' : 'another send'
    records.violate('no unseen overwrite', `${what}, which ${who} had set to ${change.quantity} after the plan`)
    return
  }
}

/** Lowered although seats were missing in what the plan read, and nobody who was told so let it go with a reason. */
function judgeDecrease(records: Records, part: RunCompany, line: RunLine, what: string): void {
  const reading = records.readings.get(part.inputs.snapshot.takenAt)
  if (reading === undefined) {
    records.violate('missing is not zero', `${what} from seats that nobody read`)
    return
  }
  const isTold = line.holds.some(({ kind }) => kind === 'vanished' || kind === 'incompleteReading')
  if (isTold && line.approval?.reason !== null) return
  const customers = new Set(part.inputs.record.link?.customerIds ?? [])
  const billedHere = new Set(
    part.inputs.record.lastBilled
      .filter((billed) => billed.agreementId === line.agreementId && billed.catalogItemId === line.catalogItemId)
      .map((billed) => billed.subscriptionId),
  )
  // What is missing without a word can be noticed only where it was billed before.
  const hole = reading.missing.find(({ id, said }) =>
    said ? customers.size > 0 && isOf(part, id) : billedHere.has(id),
  )
  if (hole !== undefined) records.violate('missing is not zero', `${what}, lower, while ${hole.id} had not been read`)
}

/** Was the subscription, or the hole where it should be, part of this company's reading? */
function isOf(part: RunCompany, id: string): boolean {
  return (
    part.inputs.snapshot.subscriptions.some((subscription) => subscription.id === id) ||
    part.inputs.snapshot.gaps.length > 0
  )
}
