import type { CwApp, CwRoutes } from './env'
import { notFound } from './errors'

/** The first call of every client, open to all: which codebase and version a login company is on. */
export function companyInfoRoute(app: CwApp, { world, options }: CwRoutes): void {
  app.get('/login/companyinfo/:company', (c) => {
    const { site } = world
    if (c.req.param('company').toLowerCase() !== site.loginCompany.toLowerCase()) {
      if (options.unknownCompany === 'notFound') throw notFound('The company')
      return c.json(null)
    }
    return c.json({
      CompanyName: site.companyName,
      Codebase: site.codebase,
      VersionCode: site.versionCode,
      VersionNumber: site.versionNumber,
      CompanyID: site.loginCompany,
      IsCloud: options.isCloudForm === 'boolean' ? site.isCloud : site.isCloud ? 'True' : 'False',
      ...(options.siteUrl === null ? {} : { SiteUrl: options.siteUrl }),
    })
  })
}
