/** What the list of catalog items offers first: the items that the agreement bills already. Pure. */
import type { CatalogItemId } from '../../../server/domain/ids'
import type { AgreementView } from '../../../server/domain/viewsAgreements'
import type { ItemChoice } from './draft'

/** Additions that go on billing on the row's agreement, one entry per catalog item: what can be adopted. */
export interface Adoptable {
  item: ItemChoice
  quantity: number
  /** How many additions of this item there are; more than one is ambiguous and blocks the line. */
  count: number
}
export function adoptableOf(agreement: AgreementView | null): Adoptable[] {
  const byItem = new Map<CatalogItemId, Adoptable>()
  for (const addition of agreement?.additions ?? []) {
    if (addition.state !== 'ongoing') continue
    const known = byItem.get(addition.catalogItemId)
    byItem.set(addition.catalogItemId, {
      item: known?.item ?? {
        id: addition.catalogItemId,
        identifier: addition.catalogItemIdentifier ?? `#${addition.catalogItemId}`,
        description: addition.description ?? '',
        inactive: false,
      },
      quantity: (known?.quantity ?? 0) + addition.quantity,
      count: (known?.count ?? 0) + 1,
    })
  }
  return [...byItem.values()]
}
