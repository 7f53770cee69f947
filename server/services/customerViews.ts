/** Trend Micro customers as candidates for a company: suggestions, search, Verify. Reads only. */
import { AppError } from '../domain/errors'
import type { CompanyId, CustomerId, TenantId } from '../domain/ids'
import type { Suggestion } from '../domain/matching'
import type { RejectedCustomer } from '../domain/settings'
import type { SuggestionsView, Taker, VerifyView } from '../domain/viewsLink'
import { dayInZone } from '../domain/zone'
import { matcherOf } from './customerMatcher'
import { holdersOf, type MaySee } from './linkEdits'
import { readTenant } from './planRun'
import type { ViewDeps } from './viewDeps'

const suggestionsShown = 5
const searchShown = 20

/** Customers that look like the company, best first; with `text`, customers found by it. */
export async function suggestionsFor(
  deps: ViewDeps,
  tenant: TenantId,
  companyId: CompanyId,
  text: string,
  maySee: MaySee,
): Promise<SuggestionsView> {
  const { connectWise, trendMicro } = await deps.connect(tenant)
  const [company, customers, record] = await Promise.all([
    connectWise.readCompany(companyId),
    trendMicro.readCustomers(),
    deps.store.of(tenant).companies.read(companyId),
  ])
  if (company === null || company.deleted) throw new AppError('companyNotFound')
  const matcher = await matcherOf(customers)
  const suggestions =
    text === ''
      ? notRejected(record?.value.rejected ?? [], (more) => matcher.suggest(company, suggestionsShown + more)).slice(
          0,
          suggestionsShown,
        )
      : matcher
          .search(text, searchShown)
          .map((customer) => matcher.judge(company, customer))
          .filter((suggestion) => suggestion !== null)
  const takers = await takersOf(
    deps,
    tenant,
    companyId,
    suggestions.map((suggestion) => suggestion.customer.id),
    maySee,
  )
  return {
    total: customers.length,
    suggestions: suggestions.map((suggestion) => ({
      ...suggestion,
      takenBy: takers.get(suggestion.customer.id) ?? null,
    })),
  }
}

/** Who was rejected is not suggested again; a search by name still finds them. */
function notRejected(rejected: readonly RejectedCustomer[], suggest: (more: number) => Suggestion[]): Suggestion[] {
  const ids = new Set(rejected.map(({ customerId }) => customerId))
  return suggest(ids.size).filter(({ customer }) => !ids.has(customer.id))
}

/** Reads the customer and its products from Trend Micro now. Stores nothing. Throws AppError `notFound`. */
export async function verifyCustomer(
  deps: ViewDeps,
  tenant: TenantId,
  companyId: CompanyId,
  id: CustomerId,
  maySee: MaySee,
): Promise<VerifyView> {
  const { trendMicro } = await deps.connect(tenant)
  const { timeZone } = (await readTenant(deps.store, tenant)).settings.schedule
  const now = deps.clock.now()
  const [customers, snapshot, takers] = await Promise.all([
    trendMicro.readCustomers(),
    trendMicro.readUsage({ customers: [id], which: { kind: 'current' }, now, today: dayInZone(now, timeZone) }),
    takersOf(deps, tenant, companyId, [id], maySee),
  ])
  const customer = customers.find((candidate) => candidate.id === id)
  if (customer === undefined) throw new AppError('notFound')
  const products = snapshot.subscriptions.map((subscription) => ({
    plan: subscription.plan,
    productName: subscription.productName,
    planName: subscription.planName,
    provisioned: subscription.provisioned,
    notBilled: subscription.notBilled !== null,
  }))
  const seats = products.reduce(
    (sum, product) => sum + (product.provisioned.kind === 'read' ? product.provisioned.seats : 0),
    0,
  )
  return {
    customer: { id, name: customer.name, city: customer.city, state: customer.state },
    products,
    seats,
    unread: products.filter((product) => product.provisioned.kind !== 'read').length + snapshot.gaps.length,
    takenBy: takers.get(id) ?? null,
  }
}

async function takersOf(
  deps: ViewDeps,
  tenant: TenantId,
  except: CompanyId,
  ids: readonly CustomerId[],
  maySee: MaySee,
): Promise<Map<CustomerId, Taker>> {
  const holders = await holdersOf(deps.store.of(tenant), except, ids)
  if (holders.length === 0) return new Map()
  const { connectWise } = await deps.connect(tenant)
  const takers = new Map<CustomerId, Taker>()
  for (const { companyId, link } of holders) {
    const taker: Taker = (await maySee(companyId))
      ? { id: companyId, name: (await connectWise.readCompany(companyId))?.name ?? `#${companyId}` }
      : { id: null, name: null }
    for (const id of link?.customerIds ?? []) takers.set(id, taker)
  }
  return takers
}
