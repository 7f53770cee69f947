/** What the caller's security role allows (facts §12). */
import type { CwContext, CwRoutes } from './env'
import type { CwLevel, CwSecurityRow } from './entities'
import { forbidden } from './errors'

/** Functions of security roles, by the names that roles show. */
export type CwFunction =
  | 'Company Maintenance'
  | 'Agreements'
  | 'Invoicing'
  | 'Product Catalog'
  | 'Table Setup'
  | 'Service Tickets'
  | 'Member Maintenance'
  | 'Audit Trail'

export type CwAction = 'inquire' | 'add' | 'edit' | 'delete'

/** A right to be had: a function and, for set-up tables, the table that a customised role has to name. */
export interface CwRight {
  function: CwFunction
  table?: string
}

/** The caller's level, `My` or `All`. Throws 403 where it is `None`. */
export function requireRight(c: CwContext, routes: CwRoutes, right: CwRight, action: CwAction): 'My' | 'All' {
  if (right.function === 'Table Setup' && action === 'inquire' && !routes.options.tableSetupRequired) return 'All'
  const level = levelOf(c.get('caller')?.role?.rows ?? [], right, action)
  if (level === 'None') throw forbidden(`The security role has no ${action} level for ${right.function}`)
  return level
}

/** Whether a record of this company is among the caller's own: with level `My` only those of its own territory. */
export function ownsCompany(c: CwContext, { world }: CwRoutes, companyId: number | null): boolean {
  const manager = world.companies.find(({ id }) => id === companyId)?.territoryManager?.id
  return manager !== undefined && manager === c.get('caller')?.member.id
}

function levelOf(rows: readonly CwSecurityRow[], right: CwRight, action: CwAction): CwLevel {
  const wanted = plain(right.function)
  const row = rows.find(
    ({ moduleFunctionIdentifier, moduleFunctionName }) =>
      plain(moduleFunctionIdentifier) === wanted || plain(moduleFunctionName) === wanted,
  )
  if (row === undefined) return 'None'
  const { table } = right
  if (table !== undefined && row.tables !== null && !row.tables.some((each) => plain(each) === plain(table)))
    return 'None'
  switch (action) {
    case 'inquire':
      return row.inquireLevel
    case 'add':
      return row.addLevel
    case 'edit':
      return row.editLevel
    case 'delete':
      return row.deleteLevel
    default:
      return action satisfies never
  }
}

/** Letters only: `Company Maintenance`, `CompanyMaintenance` and `Company / Status` lose their blanks and signs. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}
