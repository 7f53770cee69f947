/** May quantities be billed on a catalog item? */
import type { CatalogItem } from '../domain/psa'

/** The code of the field that names it; null when it may (facts/connectwise-rest.md §7.3: no bundles on an agreement). */
export function itemIssue(item: CatalogItem | undefined): string | null {
  if (item === undefined) return 'catalogItem.gone'
  if (item.inactive) return 'catalogItem.inactive'
  return item.productClass === 'Bundle' ? 'catalogItem.bundle' : null
}
