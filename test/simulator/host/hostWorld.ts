/** What the company screen reads from the sandbox's ConnectWise, and the two things that it writes there. */
import { randomUUID } from 'node:crypto'
import type { SandboxClock } from '../clock'
import type { CwCompany, CwMember } from '../connectwise/entities'
import type { ConnectWiseWorld, CwMemberSession } from '../connectwise/world'
import { signedInMembers } from './people'
import type { CompanyFields, HostedRowShown, HostStart, MemberShown } from './page/hostApi'

export interface HostWorldDeps {
  world: ConnectWiseWorld
  clock: SandboxClock
  /** Per company id: what there is to see about it. */
  stories: ReadonlyMap<number, string>
  /** Address of the web client, with its slash. */
  site: string
}

/** Everything that the screen needs for one company; `''` or an unknown id gives none. */
export function readStart(deps: HostWorldDeps, companyId: string): HostStart {
  const { world } = deps
  const company = findCompany(world, Number(companyId))
  return {
    loginCompany: world.site.loginCompany,
    companies: world.companies
      .filter((one) => !one.deletedFlag)
      .map((one) => ({
        id: one.id,
        identifier: one.identifier,
        name: one.name,
        story: deps.stories.get(one.id) ?? '',
      }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    company: company === null ? null : { id: company.id, fields: fieldsOf(world, company) },
    rows: hostedRows(world),
    members: signedInMembers(world).map((member) => shownMember(world, member)),
    choices: {
      statuses: world.companyStatuses.map((status) => status.name),
      types: world.companyTypes.map((type) => type.name),
    },
  }
}

export function findCompany(world: ConnectWiseWorld, id: number): CwCompany | null {
  return world.companies.find((company) => company.id === id && !company.deletedFlag) ?? null
}

/** Pods and tabs that are switched on for the company screen. */
function hostedRows(world: ConnectWiseWorld): HostedRowShown[] {
  const screen = world.hostedScreens.find((one) => one.screenId.toLowerCase() === 'companydetail')
  return world.hostedSetups.flatMap((row) =>
    row.screenId !== screen?.id || row.disabledFlag || row.type === 'ToolbarButton'
      ? []
      : [
          {
            id: row.id,
            type: row.type,
            description: row.description,
            url: row.url,
            origin: row.origin ?? '',
            podHeight: row.podHeight,
          },
        ],
  )
}

function fieldsOf(world: ConnectWiseWorld, company: CwCompany): CompanyFields {
  const type = company.types[0]?.id
  return {
    name: company.name,
    identifier: company.identifier,
    status: world.companyStatuses.find((status) => status.id === company.status.id)?.name ?? '',
    type: world.companyTypes.find((one) => one.id === type)?.name ?? '',
    phone: company.phoneNumber ?? '',
    website: company.website ?? '',
    address: company.addressLine1 ?? '',
    city: company.city ?? '',
    state: company.state ?? '',
    zip: company.zip ?? '',
  }
}

/** Writes the fields of the screen; a null company is created. Returns the record's id. */
export function saveCompany(
  { world, clock }: HostWorldDeps,
  company: CwCompany | null,
  fields: CompanyFields,
  member: string,
): number {
  const status = world.companyStatuses.find((one) => one.name === fields.status)
  const type = world.companyTypes.find((one) => one.name === fields.type)
  const record = company ?? newCompany(world)
  Object.assign(record, {
    name: fields.name,
    identifier: fields.identifier,
    phoneNumber: fields.phone || null,
    website: fields.website || null,
    addressLine1: fields.address || null,
    city: fields.city || null,
    state: fields.state || null,
    zip: fields.zip || null,
    ...(status === undefined ? {} : { status: { id: status.id } }),
    // The screen shows the first type only; the others stay.
    ...(type === undefined ? {} : { types: [{ id: type.id }, ...record.types.slice(1)] }),
    _info: { lastUpdated: stamp(clock), updatedBy: member },
  } satisfies Partial<CwCompany>)
  if (company === null) world.companies.push(record)
  return record.id
}

function newCompany(world: ConnectWiseWorld): CwCompany {
  const status = world.companyStatuses.find((one) => one.defaultFlag) ?? world.companyStatuses[0]
  return {
    id: Math.max(0, ...world.companies.map((one) => one.id)) + 1,
    identifier: '',
    name: '',
    status: { id: status?.id ?? 1 },
    types: [],
    addressLine1: null,
    city: null,
    state: null,
    zip: null,
    phoneNumber: null,
    website: null,
    territoryManager: null,
    deletedFlag: false,
    dateDeleted: null,
    deletedBy: null,
    customFields: [],
    _info: { lastUpdated: '', updatedBy: '' },
  }
}

function shownMember(world: ConnectWiseWorld, member: CwMember): MemberShown {
  const role = world.securityRoles.find((one) => one.id === member.securityRoleId)
  const row = role?.rows.find((one) => one.moduleFunctionIdentifier === 'Agreements')
  const mayEdit = member.adminFlag || (row !== undefined && row.editLevel !== 'None')
  const mayLook = mayEdit || (row !== undefined && row.inquireLevel !== 'None')
  return {
    identifier: member.identifier,
    name: `${member.firstName} ${member.lastName}`,
    access: mayEdit ? 'edits agreements' : mayLook ? 'looks only' : 'no rights',
  }
}

export interface AuthenticationOptions {
  /** Hand out a hash that REST refuses. */
  expired: boolean
  /** Name another site, as an installation on the customer's own premises does. */
  onPremises: boolean
  sso: boolean
}

/** The answer to getMemberAuthentication, for a session that REST knows. */
export function authenticate(
  { world, clock, site }: HostWorldDeps,
  member: CwMember,
  options: AuthenticationOptions,
): Record<string, string> {
  const isGood = ({ memberIdentifier, expiresAt }: CwMemberSession) =>
    memberIdentifier === member.identifier && (expiresAt === null || Date.parse(expiresAt) > clock.nowMs())
  let session = options.expired ? undefined : world.sessions.find(isGood)
  if (session === undefined) {
    session = {
      memberIdentifier: member.identifier,
      memberHash: randomUUID(),
      memberContext: 'web',
      expiresAt: options.expired ? new Date(clock.nowMs() - 60_000).toISOString() : null,
    }
    world.sessions.push(session)
  }
  return {
    site: options.onPremises ? 'https://connectwise.acme-msp.example/' : site,
    companyid: world.site.loginCompany,
    memberid: member.identifier,
    memberHash: session.memberHash,
    memberContext: session.memberContext,
    memberEmail: member.officeEmail,
    codeBase: options.onPremises ? 'v4_6_release/' : world.site.codebase,
    ...(options.sso ? { ssoAccessToken: `access-${randomUUID()}`, ssoIdToken: `id-${randomUUID()}` } : {}),
  }
}

/** ConnectWise writes seconds, never fractions. */
function stamp(clock: SandboxClock): string {
  return new Date(clock.nowMs()).toISOString().replace(/\.\d+Z$/, 'Z')
}
