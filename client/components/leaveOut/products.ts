/** The products of a company as the sheet lists them: those that are left out first. Pure. */
import type { ServicePlanKey } from '../../../server/domain/ids'
import type { PlanRow } from '../../../server/domain/views'
import type { CompanyView } from '../../../server/domain/viewsCompany'

export type Exclusion = CompanyView['exclusions'][number]
export interface Product {
  plan: ServicePlanKey
  /** null: left out, and not reported any more. */
  productName: string | null
  planName: string
  /** The row that it is part of. */
  row: PlanRow | null
  exclusion: Exclusion | null
}

export function productsOf(rows: readonly PlanRow[], exclusions: readonly Exclusion[]): Product[] {
  const products = new Map<ServicePlanKey, Product>()
  for (const row of rows)
    for (const { plan, productName, planName } of row.sources)
      if (!products.has(plan))
        products.set(plan, {
          plan,
          productName,
          planName,
          row,
          exclusion: exclusions.find((exclusion) => exclusion.plan === plan) ?? null,
        })
  const gone = exclusions
    .filter(({ plan }) => !products.has(plan))
    .map((exclusion) => ({ plan: exclusion.plan, productName: null, planName: '', row: null, exclusion }))
  const all = [...products.values()]
  return [
    ...all.filter(({ exclusion }) => exclusion !== null),
    ...gone,
    ...all.filter(({ exclusion }) => exclusion === null),
  ]
}

/** What ConnectWise still bills for a product that is left out; null when nothing, or others are on the same line. */
export function stillBilled({ row, exclusion }: Product): number | null {
  if (exclusion === null || row === null || row.key === null || row.sources.length > 1) return null
  return row.quantityBefore !== null && row.quantityBefore > 0 ? row.quantityBefore : null
}
