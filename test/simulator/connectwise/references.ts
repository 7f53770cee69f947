/** References as they are served: with names as they are now, and with the address of the record. */
import type { CwReference } from './entities'
import type { Row } from './rows'
import type { ConnectWiseWorld } from './world'

const kinds = {
  company: { rows: 'companies', path: '/company/companies', shown: ['identifier', 'name'] },
  status: { rows: 'companyStatuses', path: '/company/companies/statuses', shown: ['name'] },
  type: { rows: 'companyTypes', path: '/company/companies/types', shown: ['name'] },
  agreement: { rows: 'agreements', path: '/finance/agreements', shown: ['name'] },
  agreementType: { rows: 'agreementTypes', path: '/finance/agreements/types', shown: ['name'] },
  billingCycle: { rows: 'billingCycles', path: '/finance/billingCycles', shown: ['name'] },
  product: { rows: 'catalogItems', path: '/procurement/catalog', shown: ['identifier'] },
  unitOfMeasure: { rows: 'units', path: '/procurement/unitOfMeasures', shown: ['name'] },
  board: { rows: 'boards', path: '/service/boards', shown: ['name'] },
  boardStatus: { rows: 'boardStatuses', path: '/service/statuses', shown: ['name'] },
  member: { rows: 'members', path: '/system/members', shown: ['identifier', 'name'] },
  managedDevicesIntegration: {
    rows: 'managedDevicesIntegrations',
    path: '/company/managedDevicesIntegrations',
    shown: ['name'],
  },
} as const
export type ReferenceKind = keyof typeof kinds
type Tables = (typeof kinds)[ReferenceKind]['rows']

/** Looks records up by id; made for one request, so that its indexes need no upkeep. */
export interface References {
  /** The reference as it is served; null stays null. Of a record that is gone only what is stored remains. */
  to(kind: ReferenceKind, reference: CwReference | null): Row | null
  find<Table extends Tables>(table: Table, id: number | undefined): ConnectWiseWorld[Table][number] | undefined
}

export function createReferences(world: ConnectWiseWorld): References {
  const indexes = new Map<Tables, Map<number, unknown>>()
  function find<Table extends Tables>(
    table: Table,
    id: number | undefined,
  ): ConnectWiseWorld[Table][number] | undefined {
    if (id === undefined) return undefined
    const rows: readonly ConnectWiseWorld[Table][number][] = world[table]
    let index = indexes.get(table)
    if (index === undefined) {
      index = new Map(rows.map((row, at) => [row.id, at]))
      indexes.set(table, index)
    }
    const at = index.get(id)
    return typeof at === 'number' ? rows[at] : undefined
  }
  return {
    find,
    to(kind, reference) {
      if (reference === null) return null
      const { rows, path, shown } = kinds[kind]
      const found = find(rows, reference.id)
      const names = Object.fromEntries(shown.map((field) => [field, namesOf(found)[field] ?? reference[field]]))
      return {
        id: reference.id,
        ...names,
        _info: { [`${kind}_href`]: `https://${world.site.host}/v4_6_release/apis/3.0/${path}/${reference.id}` },
      }
    },
  }
}

function namesOf(record: object | undefined): { identifier?: unknown; name?: unknown } {
  if (record === undefined) return {}
  const name =
    'firstName' in record && 'lastName' in record ? `${String(record.firstName)} ${String(record.lastName)}` : null
  return {
    identifier: 'identifier' in record ? record.identifier : null,
    name: 'name' in record ? record.name : name,
  }
}
