/** What a person should know of a line and what does not hold it. Pure. */
import type { HoldContext, LineDraft } from './holds'
import { findOverlaps } from './overlaps'
import type { Addition } from './psa'
import type { Hold, LineNote } from './run'

export function notesOf(
  draft: LineDraft,
  context: HoldContext,
  of: { holds: readonly Hold[]; twins: readonly Addition[] },
): LineNote[] {
  const { change } = draft
  const { holds, twins } = of
  const notes: LineNote[] = []
  for (const drift of context.drifts) {
    if (drift.field === 'price') notes.push({ kind: 'priceChanged', drift })
    const isWritten = (change.kind === 'update' || change.kind === 'replace') && change.additionId === drift.additionId
    const isHeld = holds.some((hold) => hold.kind === 'handEdit' && hold.drift === drift)
    if (drift.field === 'quantity' && isWritten && !isHeld) notes.push({ kind: 'overwritesEdit', drift })
  }
  if (twins.length > 0) notes.push({ kind: 'twins', additionIds: twins.map(({ id }) => id) })
  const ids = new Set(draft.sources.map(({ subscriptionId }) => subscriptionId))
  for (const { subscriptionId, product, suite } of findOverlaps(context.inputs.snapshot.subscriptions))
    if (ids.has(subscriptionId)) notes.push({ kind: 'inSuite', product, suite })
  return notes
}
