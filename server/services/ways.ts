/** How one product is written: what a request says, else what stands, else as for a product that nobody has chosen for. */
import type { ProductAssignment } from '../domain/settings'
import type { AssignmentsRequest } from '../domain/viewsAgreements'

type Ways = Pick<ProductAssignment, 'additionId' | 'strategy' | 'drift' | 'createWhenMissing'>

/** `before`: the stored assignment of the same product. */
export function waysOf(before: ProductAssignment | undefined, wanted: AssignmentsRequest['assignments'][number]): Ways {
  const isSameTarget =
    before !== undefined &&
    JSON.stringify([before.agreement, before.catalogItemId]) ===
      JSON.stringify([wanted.agreement, wanted.catalogItemId])
  const {
    // What was adopted is one addition of one agreement: another target has none yet.
    additionId = isSameTarget ? before.additionId : null,
    strategy = before?.strategy ?? 'inPlace',
    drift = before?.drift ?? 'ask',
    createWhenMissing = before?.createWhenMissing ?? null,
  } = wanted
  return { additionId, strategy, drift, createWhenMissing }
}
