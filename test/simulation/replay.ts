/** When nothing is under way: what the ledger says was written last is what ConnectWise holds, unless another was there since. */
import type { Day } from '../../server/domain/calendar'
import type { AdditionId } from '../../server/domain/ids'
import type { LedgerEntry } from '../../server/domain/run'
import { lineName, type AdditionState, type Records } from './records'

/** What the ledger says of an addition; undefined where it says nothing. */
interface Written {
  quantity?: number | undefined
  lastDay?: Day
  /** The ledger tells that nobody knows which of the two it is: this, or nothing. */
  orNothing?: boolean
}

export function checkReplay(records: Records, additionOf: (id: AdditionId) => AdditionState | undefined): void {
  const written = replay(records.ledger.map(({ entry }) => entry))
  const open = openAdditions(records)
  for (const last of new Map(records.changes.map((change) => [change.additionId, change])).values()) {
    const { by, additionId } = last
    if (by.kind === 'hand' || by.kind === 'program' || open.has(additionId)) continue
    const step = records.writes.get(by.line)?.findLast((each) => each.additionId === additionId)?.step
    // What arrives after its line was decided may stand over a later one; nobody could know of it. But nothing may be made so.
    if (by.kind === 'late' && step !== 'create') continue
    const says = written.get(additionId)
    const holds = additionOf(additionId)
    // An end leaves the quantity alone, also one that somebody wrote a moment before.
    const isSame =
      step === 'end' || holds?.quantity === says?.quantity || (says?.orNothing === true && holds?.quantity === 0)
    if (!isSame)
      records.violate(
        'ledger equals ConnectWise',
        `addition ${additionId} holds ${holds?.quantity ?? 'nothing'}; the ledger says ${says?.quantity ?? 'nothing'} (written by ${by.line})`,
      )
    if (step === 'end' && holds?.cancelledOn !== says?.lastDay)
      records.violate(
        'ledger equals ConnectWise',
        `addition ${additionId} ends on ${holds?.cancelledOn ?? 'no day'}; the ledger says ${says?.lastDay ?? 'nothing'} (written by ${by.line})`,
      )
  }
}

/** The ledger from its beginning, entry by entry. */
function replay(entries: readonly LedgerEntry[]): Map<AdditionId, Written> {
  const written = new Map<AdditionId, Written>()
  const put = (id: AdditionId, what: Written) => written.set(id, { ...written.get(id), ...what })
  for (const { kind, additionId, quantity, quantityBefore, replaced, cause } of entries) {
    const isDone = kind === 'sent' || kind === 'settledDone' || kind === 'unchanged'
    if (isDone && additionId !== null) {
      put(additionId, { quantity: quantity ?? undefined, orNothing: false })
      if (replaced !== null)
        put(replaced.additionId, { quantity: quantityBefore ?? undefined, lastDay: replaced.lastDay })
    }
    // Done, and then changed by somebody: it names what we made, not what it took the place of.
    if (kind === 'stale' && replaced !== null && additionId !== null && additionId !== replaced.additionId)
      put(replaced.additionId, { quantity: quantityBefore ?? undefined, lastDay: replaced.lastDay })
    if (kind === 'failed' && cause?.kind === 'halfReplaced')
      put(cause.newAdditionId, { quantity: cause.neutralised ? 0 : (quantity ?? undefined), orNothing: true })
  }
  return written
}

/** What lines have written to that are not decided yet. */
function openAdditions(records: Records): Set<AdditionId> {
  const open = new Set<AdditionId>()
  for (const part of records.parts.values())
    for (const line of part.lines)
      if (line.approval !== null && ['pending', 'sending', 'unknown'].includes(line.status))
        for (const { additionId } of records.writes.get(lineName(part.runId, line.key)) ?? []) open.add(additionId)
  return open
}
