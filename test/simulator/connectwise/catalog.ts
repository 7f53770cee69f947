import { readRoutes } from './collection'
import type { CwApp, CwRoutes } from './env'
import type { CwCatalogItem, CwUnit } from './entities'
import { rowOf } from './rows'

const right = { function: 'Product Catalog' } as const

/** The product catalog and its units, read only. */
export function catalogRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  readRoutes<CwCatalogItem>(app, routes, {
    path: '/procurement/catalog',
    name: 'product',
    right,
    records: () => world.catalogItems,
    view: (item, references) => ({
      ...rowOf(item),
      unitOfMeasure: references.to('unitOfMeasure', item.unitOfMeasure),
    }),
  })
  readRoutes<CwUnit>(app, routes, {
    path: '/procurement/unitofmeasures',
    name: 'unit',
    right,
    records: () => world.units,
    view: rowOf,
  })
}
