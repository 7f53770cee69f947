import type { CwLevel, CwMember, CwSecurityRole, CwSecurityRow } from '../connectwise/entities'
import type { ConnectWiseWorld } from '../connectwise/world'

const functions = {
  CompanyMaintenance: { module: 'Companies', name: 'Company Maintenance' },
  Agreements: { module: 'Finance', name: 'Agreements' },
  Invoicing: { module: 'Finance', name: 'Invoicing' },
  ProductCatalog: { module: 'Procurement', name: 'Product Catalog' },
  TableSetup: { module: 'System', name: 'Table Setup' },
  MemberMaintenance: { module: 'System', name: 'Member Maintenance' },
  AuditTrail: { module: 'System', name: 'Audit Trail' },
  APIReports: { module: 'System', name: 'API Reports' },
  ServiceTickets: { module: 'Service Desk', name: 'Service Tickets' },
} as const
type FunctionKey = keyof typeof functions

/** What a role may do with one function; levels that are not named are None. */
type Levels = Partial<Record<'inquire' | 'add' | 'edit' | 'delete', CwLevel>>

const look: Levels = { inquire: 'All' }
const securityRoles: CwSecurityRole[] = [
  /** The least that the pod's server needs (facts/connectwise-rest.md §12). */
  role(1, 'Trend Micro billing API', {
    CompanyMaintenance: look,
    Agreements: { inquire: 'All', add: 'All', edit: 'All' },
    Invoicing: look,
    ProductCatalog: look,
    TableSetup: look,
    MemberMaintenance: look,
    AuditTrail: look,
    APIReports: look,
    ServiceTickets: { inquire: 'All', add: 'All', edit: 'All' },
  }),
  role(2, 'Billing Manager', {
    CompanyMaintenance: { inquire: 'All', add: 'All', edit: 'All' },
    Agreements: { inquire: 'All', add: 'All', edit: 'All', delete: 'All' },
    Invoicing: { inquire: 'All', add: 'All', edit: 'All' },
    ProductCatalog: { inquire: 'All', add: 'All', edit: 'All' },
    TableSetup: { inquire: 'All', add: 'All', edit: 'All' },
    AuditTrail: look,
    ServiceTickets: { inquire: 'All', add: 'All', edit: 'All' },
  }),
  role(3, 'Service Technician', {
    CompanyMaintenance: look,
    Agreements: look,
    ProductCatalog: look,
    ServiceTickets: { inquire: 'All', add: 'All', edit: 'My' },
  }),
  /** Agreements are not listed at all: this role may not even look at them. */
  role(4, 'Front Desk', { CompanyMaintenance: look, ServiceTickets: { inquire: 'All', add: 'All' } }),
  role(5, 'Account Manager', {
    CompanyMaintenance: { inquire: 'All', edit: 'My' },
    Agreements: { inquire: 'All', edit: 'My' },
    ProductCatalog: look,
  }),
  /** Only for registering the pod through REST. */
  role(6, 'Setup API', {
    CompanyMaintenance: look,
    TableSetup: { inquire: 'All', add: 'All', edit: 'All', delete: 'All' },
  }),
]

const members: CwMember[] = [
  member(1, 'mortiz', 'Maria', 'Ortiz', 'Billing Manager', 2),
  member(2, 'tlook', 'Tom', 'Look', 'Service Technician', 3),
  member(3, 'nview', 'Nora', 'View', 'Receptionist', 4),
  member(4, 'jlee', 'Jamie', 'Lee', 'Account Manager', 5),
  { ...member(5, 'gformer', 'Gail', 'Former', 'Billing Manager', 2), inactiveFlag: true },
  { ...member(6, 'TrendBilling', 'Trend Micro', 'Billing', null, 1), licenseClass: 'A' },
  { ...member(7, 'SetupApi', 'Setup', 'API', null, 6), licenseClass: 'A' },
]

/** Id of a seeded member by login name. Throws RangeError for nobody. */
export function memberId(identifier: string): number {
  const found = members.find((each) => each.identifier === identifier)
  if (found === undefined) throw new RangeError(`No member ${identifier}`)
  return found.id
}

/** Members with their roles, the API members' keys, and a session of every person who may sign in. */
export function seedPeople(): Pick<ConnectWiseWorld, 'members' | 'securityRoles' | 'apiKeys' | 'sessions'> {
  return {
    members: structuredClone(members),
    securityRoles: structuredClone(securityRoles),
    apiKeys: [
      { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate', memberIdentifier: 'TrendBilling' },
      { publicKey: 'sandboxSetupPublic', privateKey: 'sandboxSetupPrivate', memberIdentifier: 'SetupApi' },
    ],
    sessions: members
      .filter((each) => each.licenseClass === 'F')
      .map((each) => ({
        memberIdentifier: each.identifier,
        memberHash: memberHash(each.id),
        memberContext: 'web',
        expiresAt: null,
      })),
  }
}

/** The session proof of a seeded member: shaped like the real one, and plainly of the sandbox. */
export function memberHash(id: number): string {
  return `5eed5eed-0000-4000-8000-${String(id).padStart(12, '0')}`
}

function member(
  id: number,
  identifier: string,
  firstName: string,
  lastName: string,
  title: string | null,
  securityRoleId: number,
): CwMember {
  return {
    id,
    identifier,
    firstName,
    lastName,
    officeEmail: `${identifier.toLowerCase()}@acme.example`,
    title,
    licenseClass: 'F',
    inactiveFlag: false,
    adminFlag: false,
    securityRoleId,
  }
}

function role(id: number, name: string, levels: Partial<Record<FunctionKey, Levels>>): CwSecurityRole {
  const rows = (Object.keys(functions) as FunctionKey[]).flatMap((key): CwSecurityRow[] => {
    const given = levels[key]
    if (given === undefined) return []
    const { module, name: functionName } = functions[key]
    return [
      {
        moduleIdentifier: module.replaceAll(' ', ''),
        moduleName: module,
        moduleFunctionIdentifier: key,
        moduleFunctionName: functionName,
        addLevel: given.add ?? 'None',
        editLevel: given.edit ?? 'None',
        deleteLevel: given.delete ?? 'None',
        inquireLevel: given.inquire ?? 'None',
        tables: null,
      },
    ]
  })
  return { id, name, rows }
}
