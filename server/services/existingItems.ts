/** Cross references that a person mapped to products become product defaults, with *Default* as their agreement. */
import { AppError, type FieldIssue } from '../domain/errors'
import type { CrossReference } from '../domain/existingSetup'
import type { TenantId } from '../domain/ids'
import type { ExistingItemsRequest } from '../domain/viewsExisting'
import type { ProductDefaults } from './productDefaults'

/**
 * All of them or none. Throws `invalid` with issues at `items.<n>.plan` and `items.<n>.crossReferenceId`: a product that has a
 * default keeps it (`exists`), and what product defaults refuse of a catalog item is told at its cross reference. Throws `conflict`.
 */
export async function saveItems(
  productDefaults: Pick<ProductDefaults, 'change' | 'view'>,
  tenant: TenantId,
  references: readonly CrossReference[],
  { version, items }: ExistingItemsRequest,
  by: string,
): Promise<void> {
  const { products } = await productDefaults.view(tenant)
  const issues: FieldIssue[] = []
  const defaults = items.flatMap(({ plan, crossReferenceId }, place) => {
    const at = (field: string) => `items.${place}.${field}`
    if (products.some((product) => product.plan === plan && product.default !== null))
      issues.push({ path: at('plan'), code: 'exists' })
    const reference = references.find(({ id }) => id === crossReferenceId)
    if (reference === undefined) issues.push({ path: at('crossReferenceId'), code: 'unknown' })
    else if (reference.inactive) issues.push({ path: at('crossReferenceId'), code: 'inactive' })
    else if (reference.item === null) issues.push({ path: at('crossReferenceId'), code: 'required' })
    return reference?.item == null
      ? []
      : [
          {
            plan,
            default: { catalogItemId: reference.item.id, rule: null, createWhenMissing: null, agreementTypeId: null },
          },
        ]
  })
  if (issues.length > 0) throw new AppError('invalid', { issues })
  try {
    await productDefaults.change(tenant, { version, defaults }, by)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error
    // Nothing was left out above, so the places are the same.
    throw new AppError('invalid', { issues: error.issues.map(atItem), cause: error })
  }
}

const atItem = (issue: FieldIssue): FieldIssue => ({
  ...issue,
  path: issue.path.replace(/^defaults/, 'items').replace(/catalogItemId$/, 'crossReferenceId'),
})
