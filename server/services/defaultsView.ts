/** The products of all companies with their defaults, as the console lists them. Reads only. */
import { msOf } from '../domain/calendar'
import { groupBy } from '../domain/groupBy'
import type { ServicePlanKey, TenantId } from '../domain/ids'
import type { ProductDefault } from '../domain/productDefaults'
import type { AgreementType } from '../domain/psa'
import type { ProductAssignment, Tenant } from '../domain/settings'
import type { CustomerProduct } from '../domain/trend'
import type { DefaultsView, ProductView } from '../domain/viewsDefaults'
import type { Clock } from '../ports'
import { keepReading } from './keptReading'
import type { Connect } from './upstreams'
import type { LinkRecord, TenantLinks, WatchedLinks } from './watchedLinks'

export interface DefaultsViewDeps {
  clock: Clock
  connect: Connect
  linksOf: WatchedLinks['linksOf']
}

/** How old products and types of agreements may be on the screen, which says when they were read. */
const keptMs = 60_000
/** Tenants whose products are kept. The oldest go first. */
const maxTenants = 20

/** `version`: of the tenant's document. Seats are not asked for: there are no numbers in a default. Throws UpstreamError. */
export function createDefaultsView(deps: DefaultsViewDeps): (tenant: Tenant, version: number) => Promise<DefaultsView> {
  const keepProducts = keepReading<Products>(deps.clock, keptMs, ({ whole }) => whole)
  const keepTypes = keepReading<AgreementType[]>(deps.clock, keptMs)

  const readProducts = async (tenant: TenantId, links: TenantLinks) => {
    const { trendMicro } = await deps.connect(tenant)
    // With every change of a link other customers may be asked for.
    return keepProducts(trendMicro, links.changes(), async () => {
      const ids = [...links.records().values()].flatMap((record) => (isOn(record) ? record.link.customerIds : []))
      const { products, whole } = await trendMicro.readProducts([...new Set(ids)])
      return { ofCustomer: groupBy(products, ({ customerId }) => customerId), whole }
    })
  }
  const readTypes = async (tenant: TenantId) => {
    const { connectWise } = await deps.connect(tenant)
    return keepTypes(connectWise, null, async () => {
      const types = new Map((await connectWise.readAllAgreements()).map(({ type }) => [type.id, type]))
      return [...types.values()].sort((one, other) => one.name.localeCompare(other.name))
    })
  }

  /** Of thousands of companies: worked out once for what it is made of. */
  const shown = new Map<TenantId, { of: readonly unknown[]; products: ProductView[] }>()
  const showProducts = (tenant: Tenant, version: number, links: TenantLinks, ofCustomer: Products['ofCustomer']) => {
    const of = [version, links, links.changes(), ofCustomer]
    const kept = shown.get(tenant.id)
    if (kept?.of.every((part, place) => part === of[place]) === true) return kept.products
    const products = productsOf(tenant, links, ofCustomer)
    shown.delete(tenant.id)
    shown.set(tenant.id, { of, products })
    if (shown.size > maxTenants) for (const oldest of [...shown.keys()].slice(0, 1)) shown.delete(oldest)
    return products
  }

  return async (tenant, version) => {
    const links = await deps.linksOf(tenant.id)
    const [products, types] = await Promise.all([readProducts(tenant.id, links), readTypes(tenant.id)])
    const { trendMicro } = await deps.connect(tenant.id)
    const [{ ofCustomer, whole }, agreementTypes, customers] = await Promise.all([
      products.value,
      types.value,
      trendMicro.readCustomers(),
    ])
    return {
      products: showProducts(tenant, version, links, ofCustomer),
      agreementTypes,
      unlinkedCustomers: customers.filter(({ id }) => links.holderOf(id) === null).length,
      incomplete: !whole,
      tenantRule: tenant.settings.rule,
      tenantCreatesWhenMissing: tenant.settings.createWhenMissing,
      readAt: msOf(products.readAt) < msOf(types.readAt) ? products.readAt : types.readAt,
      version,
    }
  }
}

interface Products {
  ofCustomer: ReadonlyMap<CustomerProduct['customerId'], CustomerProduct[]>
  whole: boolean
}

type Names = Pick<ProductView, 'plan' | 'productName' | 'planName'>

const isOn = (record: LinkRecord): record is LinkRecord & { link: NonNullable<LinkRecord['link']> } =>
  record.link?.enabled === true

/** Those without a default first, then by name. */
function productsOf(tenant: Tenant, links: TenantLinks, ofCustomer: Products['ofCustomer']): ProductView[] {
  const shown = new Map<ServicePlanKey, ProductView>()
  const show = ({ plan, productName, planName }: Names): ProductView => {
    const counts = { companies: 0, unmapped: 0, fromDefault: 0, exceptions: 0 }
    const view = shown.get(plan) ?? { plan, productName, planName, default: null, ...counts }
    shown.set(plan, view)
    return Object.assign(view, { productName, planName })
  }
  for (const each of tenant.productDefaults) show(each).default = withoutNames(each)
  // The name of the company that comes last is shown, always of the same one.
  for (const [, record] of [...links.records()].sort(([one], [other]) => one - other)) {
    if (!isOn(record)) continue
    const own = new Map(
      record.link.customerIds.flatMap((id) => ofCustomer.get(id) ?? []).map((product) => [product.plan, product]),
    )
    for (const product of own.values()) {
      const view = show(product)
      view.companies += 1
      view[countOf(record.assignments.find(({ plan }) => plan === product.plan))] += 1
    }
  }
  const nameOf = ({ productName, planName }: ProductView) => `${productName} ${planName}`
  return [...shown.values()].sort(
    (one, other) =>
      Number(one.default !== null) - Number(other.default !== null) || nameOf(one).localeCompare(nameOf(other)),
  )
}

function countOf(assignment: ProductAssignment | undefined): 'unmapped' | 'fromDefault' | 'exceptions' {
  if (assignment === undefined) return 'unmapped'
  return assignment.origin === 'productDefault' ? 'fromDefault' : 'exceptions'
}

const withoutNames = ({
  catalogItemId,
  catalogItemIdentifier,
  rule,
  createWhenMissing,
  agreementType,
  decidedAt,
  decidedBy,
}: ProductDefault) => ({
  catalogItemId,
  catalogItemIdentifier,
  rule,
  createWhenMissing,
  agreementType,
  decidedAt,
  decidedBy,
})
