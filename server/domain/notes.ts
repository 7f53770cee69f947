/** What a person should know of a line and what does not hold it. Pure. */
import type { HoldContext, LineDraft } from './holds'
import { findOverlaps } from './overlaps'
import type { Addition } from './psa'
import type { LineNote } from './run'

export function notesOf(draft: LineDraft, context: HoldContext, twins: readonly Addition[]): LineNote[] {
  const notes: LineNote[] = []
  for (const drift of context.drifts) {
    if (drift.field === 'price') notes.push({ kind: 'priceChanged', drift })
    const isWritten = draft.change.kind !== 'none' && draft.change.kind !== 'blocked'
    if (drift.field === 'quantity' && context.placement.drift === 'overwrite' && isWritten)
      notes.push({ kind: 'overwritesEdit', drift })
  }
  if (twins.length > 0) notes.push({ kind: 'twins', additionIds: twins.map(({ id }) => id) })
  const ids = new Set(draft.sources.map(({ subscriptionId }) => subscriptionId))
  for (const { subscriptionId, product, suite } of findOverlaps(context.inputs.snapshot.subscriptions))
    if (ids.has(subscriptionId)) notes.push({ kind: 'inSuite', product, suite })
  return notes
}
