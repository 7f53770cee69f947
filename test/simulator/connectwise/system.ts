import { answerList } from './collection'
import { filterRows } from './conditions'
import { apiRoot, type CwApp, type CwContext, type CwRoutes } from './env'
import type { CwMember } from './entities'
import { notFound } from './errors'
import { answerRecords, queryParameters } from './respond'
import type { Row } from './rows'

/** What a caller may ask about the site and about itself, whatever its role. */
export function systemRoutes(app: CwApp, routes: CwRoutes): void {
  const { world, options } = routes
  const get = (path: string, handler: (c: CwContext) => Response) => app.get(apiRoot + path, handler)

  get('/system/info', (c) =>
    answerRecords(c, routes, {
      version: world.site.versionNumber,
      isCloud: world.site.isCloud,
      serverTimeZone: world.site.serverTimeZone,
      licenseBits: [{ name: 'api', activeFlag: true }],
      cloudRegion: world.site.cloudRegion,
      maxWorkFlowRecordsAllowed: 500,
    }),
  )
  get('/system/mymembers', (c) => single(c, routes, viewMyMember(memberOf(c), routes), options.myMembersForm))
  get('/system/mymembers/info', (c) => {
    if (!options.myMembersInfo) throw notFound('The record')
    return single(c, routes, viewShortMember(memberOf(c)), options.myMembersForm)
  })
  get('/system/mysecurity', (c) => {
    const parameters = queryParameters(c)
    return answerList(c, routes, filterRows(viewSecurity(c), { conditions: parameters.get('conditions') }), true)
  })
  get('/system/mycompany/other', (c) => single(c, routes, viewOther(routes), options.myCompanyForm))
}

function single(c: CwContext, routes: CwRoutes, row: Row, form: 'object' | 'list'): Response {
  return answerRecords(c, routes, form === 'list' ? [row] : row)
}

function memberOf(c: CwContext): CwMember {
  const member = c.get('caller')?.member
  if (member === undefined) throw notFound('The member')
  return member
}

function viewMyMember(member: CwMember, { world }: CwRoutes): Row {
  const role = world.securityRoles.find(({ id }) => id === member.securityRoleId)
  return {
    id: member.id,
    identifier: member.identifier,
    firstName: member.firstName,
    lastName: member.lastName,
    title: member.title,
    officeEmail: member.officeEmail,
    // Here it names which of the addresses is meant; in the short form it is the address itself.
    defaultEmail: 'Office',
    licenseClass: member.licenseClass,
    inactiveFlag: member.inactiveFlag,
    adminFlag: member.adminFlag,
    securityRole: role === undefined ? null : { id: role.id, name: role.name },
  }
}

function viewShortMember(member: CwMember): Row {
  return {
    id: member.id,
    identifier: member.identifier,
    firstName: member.firstName,
    lastName: member.lastName,
    fullName: `${member.firstName} ${member.lastName}`,
    defaultEmail: member.officeEmail,
    licenseClass: member.licenseClass,
    inactiveFlag: member.inactiveFlag,
  }
}

/** The rights of the caller's own role; which tables a row is customised to is not told. */
function viewSecurity(c: CwContext): Row[] {
  const caller = c.get('caller')
  return (caller?.role?.rows ?? []).map((row, at) => ({
    id: at + 1,
    addLevel: row.addLevel,
    editLevel: row.editLevel,
    deleteLevel: row.deleteLevel,
    inquireLevel: row.inquireLevel,
    moduleFunctionName: row.moduleFunctionName,
    moduleFunctionIdentifier: row.moduleFunctionIdentifier,
    moduleIdentifier: row.moduleIdentifier,
    moduleName: row.moduleName,
    customFlag: row.tables !== null,
    sortOrder: at + 1,
    member: { id: caller?.member.id, identifier: caller?.member.identifier },
  }))
}

function viewOther({ world: { site } }: CwRoutes): Row {
  return {
    id: 1,
    defaultFromAddress: `service@${site.loginCompany.toLowerCase()}.example`,
    portalUrlOverride: '',
    siteUrl: `https://${site.host}`,
    serverTimeZone: { id: 1, name: site.serverTimeZone },
    defaultCalendar: { id: 1, name: 'Standard' },
    defaultAddressFormat: { id: 1, name: 'US' },
    locale: { id: 1, name: 'English (United States)' },
    useSslFlag: true,
  }
}
