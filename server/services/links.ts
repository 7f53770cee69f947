/** Linking all companies: what is suggested, and many decisions at once. */
import { AppError } from '../domain/errors'
import type { TenantId } from '../domain/ids'
import { checkLinking } from '../domain/linking'
import type {
  AcceptView,
  DecisionsView,
  LinkingRequest,
  LinkPairsRequest,
  LinksView,
  NoneRequest,
} from '../domain/viewsLinks'
import { acceptPairs, rejectPairs, sayNone, type DecisionDeps } from './linkDecisions'
import { createLinkRows } from './linkRows'
import { linksView, type LinkQuery } from './linkViews'

export interface Links {
  /** A page of companies. The first one after a list changed waits for the comparison, and lets others go first. Throws UpstreamError. */
  view(tenant: TenantId, query: LinkQuery): Promise<LinksView>
  /** See acceptPairs, rejectPairs and sayNone for what they throw. */
  accept(tenant: TenantId, request: LinkPairsRequest, by: string): Promise<AcceptView>
  reject(tenant: TenantId, request: LinkPairsRequest, by: string): Promise<DecisionsView>
  unreject(tenant: TenantId, request: LinkPairsRequest, by: string): Promise<DecisionsView>
  none(tenant: TenantId, request: NoneRequest, by: string): Promise<DecisionsView>
  /** Throws `invalid` with issues at `linking.<field>`, `conflict`. */
  changeLinking(tenant: TenantId, request: LinkingRequest): Promise<void>
}

export function createLinks(deps: DecisionDeps): Links {
  const rows = createLinkRows(deps)
  return {
    async view(tenant, query) {
      const stored = await deps.store.of(tenant).tenant.read('tenant')
      if (stored === null) throw new AppError('notFound')
      const links = await deps.linksOf(tenant)
      return linksView(stored, await rows.of(tenant, stored.value.linking), links, query)
    },
    accept: (tenant, { pairs }, by) => acceptPairs(deps, tenant, pairs, by),
    reject: (tenant, { pairs }, by) => rejectPairs(deps, tenant, pairs, 'reject', by),
    unreject: (tenant, { pairs }, by) => rejectPairs(deps, tenant, pairs, 'unreject', by),
    none: (tenant, request, by) => sayNone(deps, tenant, request, by),
    async changeLinking(tenant, { version, linking }) {
      const issues = checkLinking(linking).map((issue) => ({ ...issue, path: `linking.${issue.path}` }))
      if (issues.length > 0) throw new AppError('invalid', { issues })
      const own = deps.store.of(tenant).tenant
      const stored = await own.read('tenant')
      if (stored === null) throw new AppError('notFound')
      await own.write('tenant', { ...stored.value, linking }, version)
    },
  }
}
