import { readRoutes } from './collection'
import type { CwApp, CwRoutes } from './env'
import type { CwCompany, CwCompanyStatus, CwCompanyType, CwManagementSummaryReport } from './entities'
import { notFound } from './errors'
import { rowOf } from './rows'

const right = { function: 'Company Maintenance' } as const

/** Companies with types, statuses and the rows of their Management tab. Deleted companies still come back. */
export function companyRoutes(app: CwApp, routes: CwRoutes): void {
  const { world } = routes
  readRoutes<CwCompanyType>(app, routes, {
    path: '/company/companies/types',
    name: 'company type',
    right: { function: 'Table Setup', table: 'Company/Type' },
    records: () => world.companyTypes,
    view: rowOf,
  })
  readRoutes<CwCompanyStatus>(app, routes, {
    path: '/company/companies/statuses',
    name: 'company status',
    right: { function: 'Table Setup', table: 'Company/Status' },
    records: () => world.companyStatuses,
    view: rowOf,
  })
  readRoutes<CwCompany>(app, routes, {
    path: '/company/companies',
    name: 'company',
    right,
    records: () => world.companies,
    view: (company, references) => ({
      ...rowOf(company),
      status: references.to('status', company.status),
      types: company.types.map((type) => references.to('type', type)),
      territoryManager: references.to('member', company.territoryManager),
    }),
    companyOf: ({ id }) => id,
  })
  readRoutes<CwManagementSummaryReport>(app, routes, {
    path: '/company/companies/:parent{[0-9]+}/managementsummaryreports',
    name: 'management summary report',
    right,
    records: (c) => {
      const parent = Number(c.req.param('parent'))
      if (!world.companies.some(({ id }) => id === parent)) throw notFound(`company ${parent}`)
      return world.managementSummaryReports.filter(({ company }) => company.id === parent)
    },
    view: (report, references) => {
      const solution = world.managementItSolutions.find(({ id }) => id === report.managementSolution.id)
      return {
        ...rowOf(report),
        company: references.to('company', report.company),
        managementSolution: {
          id: report.managementSolution.id,
          name: solution?.managementSolutionName ?? report.managementSolution.name,
          setupName: solution?.name ?? report.managementSolution.setupName,
        },
        agreement: references.to('agreement', report.agreement),
      }
    },
    companyOf: ({ company }) => company.id,
  })
}
