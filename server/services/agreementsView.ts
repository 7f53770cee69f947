/** The Product Agreements dialog. Reads only. */
import { additionState, nextInvoiceOf, resolveDefault, unusableReason, warningsOf } from '../domain/agreements'
import { monthOf, periodOfMonth, type Day } from '../domain/calendar'
import { AppError } from '../domain/errors'
import type { AgreementId, CatalogItemId, CompanyId, TenantId } from '../domain/ids'
import type { Addition, Agreement } from '../domain/psa'
import type { LineSource } from '../domain/run'
import { emptyCompanyRecord, type CompanyRecord, type ProductAssignment, type TenantSettings } from '../domain/settings'
import type { Subscription } from '../domain/trend'
import type { AgreementsView, AgreementView, CatalogItemView, ProductChoiceView } from '../domain/viewsAgreements'
import { dayInZone } from '../domain/zone'
import { readTenant, scheduleOf, whichOn } from './planRun'
import { rowSource } from './present'
import type { Upstreams } from './upstreams'
import type { ViewDeps } from './viewDeps'

/** The Product Agreements dialog: agreements with their additions, one row a service plan, and what *Default* means here. */
export async function agreementsView(deps: ViewDeps, tenant: TenantId, companyId: CompanyId): Promise<AgreementsView> {
  const [{ settings }, stored, upstreams] = await Promise.all([
    readTenant(deps.store, tenant),
    deps.store.of(tenant).companies.read(companyId),
    deps.connect(tenant),
  ])
  const record = stored?.value ?? emptyCompanyRecord(companyId)
  if (record.link === null) throw new AppError('notLinked')
  const today = dayInZone(deps.clock.now(), scheduleOf(settings, record).timeZone)
  const { connectWise, trendMicro } = upstreams
  const itemIds = [
    ...new Set(record.assignments.map((assignment) => assignment.catalogItemId).filter((id) => id !== null)),
  ]
  const [company, agreements, defaults, items, snapshot] = await Promise.all([
    connectWise.readCompany(companyId),
    connectWise.readAgreements(companyId),
    connectWise.readDefaultSource(companyId),
    connectWise.readCatalogItems(itemIds),
    trendMicro.readUsage({
      customers: record.link.customerIds,
      which: whichOn(settings, today),
      now: deps.clock.now(),
      today,
    }),
  ])
  if (company === null || company.deleted) throw new AppError('companyNotFound')
  const additions = await readUsableAdditions(upstreams, agreements, companyId, today)
  const resolved = resolveDefault({ company, agreements, defaults }, settings.defaultTypeNames, today, null)
  const found = new Map(items.map((item) => [item.id, item satisfies CatalogItemView]))
  const named = [...additions.values()].flat()
  const catalog = new Map(itemIds.map((id) => [id, found.get(id) ?? goneItem(id, named)]))
  return {
    readAt: deps.clock.now(),
    agreements: agreements.map((agreement) =>
      agreementView(agreement, agreements, companyId, today, additions.get(agreement.id) ?? null),
    ),
    products: productsOf(record, settings, snapshot.subscriptions, catalog, resolved.kind !== 'none'),
    default:
      resolved.kind === 'one'
        ? { kind: 'one', agreementId: resolved.agreement.id, typeName: resolved.agreement.type.name }
        : resolved.kind === 'several'
          ? {
              kind: 'several',
              agreementIds: resolved.agreements.map(({ id }) => id),
              typeName: resolved.agreements[0]?.type.name ?? '',
            }
          : { kind: 'none' },
    tenantRule: settings.rule,
    tenantCreatesWhenMissing: settings.createWhenMissing,
    version: record.edition,
  }
}

/** Shown and kept until a person chooses another one: an item that was forgotten by a save would not be billed any more. */
const goneItem = (
  id: CatalogItemId,
  additions: readonly Addition[],
): NonNullable<ProductChoiceView['catalogItem']> => ({
  id,
  identifier: additions.find((addition) => addition.catalogItemId === id)?.catalogItemIdentifier ?? `#${id}`,
  description: '',
  inactive: true,
  productClass: '',
  gone: true,
})

async function readUsableAdditions(
  { connectWise }: Upstreams,
  agreements: readonly Agreement[],
  company: CompanyId,
  today: Day,
): Promise<Map<AgreementId, Addition[]>> {
  const usable = agreements.filter((agreement) => unusableReason(agreement, company, today) === null)
  const read = await Promise.all(usable.map(async ({ id }) => [id, await connectWise.readAdditions(id)] as const))
  return new Map(read)
}

function agreementView(
  agreement: Agreement,
  all: readonly Agreement[],
  company: CompanyId,
  today: Day,
  additions: Addition[] | null,
): AgreementView {
  const period = periodOfMonth(monthOf(today))
  return {
    id: agreement.id,
    name: agreement.name,
    type: agreement.type,
    startsOn: agreement.startsOn,
    endsOn: agreement.noEndingDate ? null : agreement.endsOn,
    billingCycle: agreement.billingCycle?.name ?? null,
    nextInvoiceOn: nextInvoiceOf(agreement, all),
    prorates: agreement.prorates,
    currency: agreement.currency,
    unusable: unusableReason(agreement, company, today),
    warnings: warningsOf(agreement, today),
    additions:
      additions?.map((addition) => ({
        id: addition.id,
        catalogItemId: addition.catalogItemId,
        catalogItemIdentifier: addition.catalogItemIdentifier,
        description: addition.description,
        quantity: addition.quantity,
        unitPrice: addition.unitPrice,
        state: additionState(addition, period),
      })) ?? null,
  }
}

/** One row a service plan; the seats of several subscriptions of one plan are shown by its first, as the plan bills each by the same rule. */
function productsOf(
  record: CompanyRecord,
  settings: TenantSettings,
  subscriptions: readonly Subscription[],
  catalog: ReadonlyMap<number, ProductChoiceView['catalogItem']>,
  hasDefault: boolean,
): ProductChoiceView[] {
  const customers = (record.link?.customerIds ?? []).map((id, index) => ({
    id,
    name: record.link?.customerNames[index] ?? id,
  }))
  const plans = [...new Set(subscriptions.map((subscription) => subscription.plan))]
  return plans.flatMap((plan) => {
    const [subscription] = subscriptions.filter((candidate) => candidate.plan === plan)
    if (subscription === undefined) return []
    const assignment = record.assignments.find((candidate) => candidate.plan === plan) ?? null
    return [
      {
        source: rowSource({ customers }, asSource(subscription, assignment, settings)),
        // *Default* stands beside a product that nobody assigned when ConnectWise was set up for it (facts/trend-micro.md §1.1).
        agreement: assignment?.agreement ?? (hasDefault ? { kind: 'default' } : null),
        catalogItem: assignment?.catalogItemId == null ? null : (catalog.get(assignment.catalogItemId) ?? null),
        rule: assignment?.rule ?? null,
        additionId: assignment?.additionId ?? null,
        strategy: assignment?.strategy ?? 'inPlace',
        drift: assignment?.drift ?? 'ask',
        createWhenMissing: assignment?.createWhenMissing ?? null,
        decidedAt: assignment?.decidedAt ?? null,
        decidedBy: assignment?.decidedBy ?? null,
        notBilled: subscription.notBilled === null ? null : { kind: 'excluded', reason: subscription.notBilled },
      } satisfies ProductChoiceView,
    ]
  })
}

function asSource(
  subscription: Subscription,
  assignment: ProductAssignment | null,
  settings: TenantSettings,
): LineSource {
  const { id, customerId, plan, productName, planName, unit, provisioned, used, notBilled } = subscription
  return {
    subscriptionId: id,
    customerId,
    plan,
    productName,
    planName,
    unit,
    provisioned,
    used,
    notBilled,
    counted: null,
    rule: assignment?.rule ?? settings.rule,
    vanished: false,
  }
}
