import { readRoutes } from './collection'
import type { CwApp, CwContext, CwRoutes } from './env'
import type {
  CwCrossReference,
  CwManagedDevicesIntegration,
  CwManagementItSolution,
  CwManagementProduct,
} from './entities'
import { notFound } from './errors'
import { rowOf } from './rows'

/** The two older generations of counting, read only (facts §11). */
export function managementItRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  const managementIt = { function: 'Table Setup', table: 'Management IT' } as const
  const managedDevices = { function: 'Table Setup', table: 'Managed Devices' } as const

  readRoutes<CwManagementItSolution>(app, routes, {
    path: '/company/managementitsolutions',
    name: 'management solution',
    right: managementIt,
    records: () => world.managementItSolutions,
    view: rowOf,
  })
  readRoutes<CwManagementProduct>(app, routes, {
    path: '/company/managementitsolutions/:parent{[0-9]+}/managementproducts',
    name: 'management product',
    right: managementIt,
    records: (c) => {
      const parent = parentId(c, world.managementItSolutions)
      return world.managementProducts.filter(({ managementItSolutionId }) => managementItSolutionId === parent)
    },
    view: (product, references) => ({
      id: product.id,
      _info: product._info,
      agreementType: references.to('agreementType', product.agreementType),
      serverProduct: references.to('product', product.serverProduct),
      workstationProduct: references.to('product', product.workstationProduct),
      spamStatsProduct: references.to('product', product.spamStatsProduct),
    }),
  })
  readRoutes<CwManagedDevicesIntegration>(app, routes, {
    path: '/company/manageddevicesintegrations',
    name: 'managed devices integration',
    right: managedDevices,
    records: () => world.managedDevicesIntegrations,
    view: rowOf,
  })
  readRoutes<CwCrossReference>(app, routes, {
    path: '/company/manageddevicesintegrations/:parent{[0-9]+}/crossreferences',
    name: 'cross reference',
    right: managedDevices,
    records: (c) => {
      const parent = parentId(c, world.managedDevicesIntegrations)
      return world.crossReferences.filter(({ managedDevicesIntegration: { id } }) => id === parent)
    },
    view: (reference, references) => ({
      ...rowOf(reference),
      managedDevicesIntegration: references.to('managedDevicesIntegration', reference.managedDevicesIntegration),
      agreementType: references.to('agreementType', reference.agreementType),
      product: references.to('product', reference.product),
    }),
  })
}

function parentId(c: CwContext, parents: readonly { id: number }[]): number {
  const id = Number(c.req.param('parent'))
  if (!parents.some((parent) => parent.id === id)) throw notFound(`record ${id}`)
  return id
}
