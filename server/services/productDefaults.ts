/** Product defaults: what the MSP says once, and filling it in for many companies. Companies' own choices always stay. */
import { monthOf, type Day, type Instant } from '../domain/calendar'
import { checkRule } from '../domain/quantityChecks'
import { AppError, type FieldIssue } from '../domain/errors'
import { groupBy } from '../domain/groupBy'
import type { AgreementId, CompanyId, ServicePlanKey, TenantId } from '../domain/ids'
import { applyDefault, type DefaultOutcome, type ProductDefault } from '../domain/productDefaults'
import type { Agreement, AgreementType, CatalogItem } from '../domain/psa'
import type { CompanyRecord, QuantityRule, Tenant } from '../domain/settings'
import type { CustomerProduct } from '../domain/trend'
import type {
  ApplyDefaultsRequest,
  ApplyDefaultsView,
  ApplyOutcome,
  DefaultMonthsView,
  DefaultsPreviewRow,
  DefaultsPreviewView,
  DefaultsRequest,
  DefaultsView,
} from '../domain/viewsDefaults'
import { dayInZone } from '../domain/zone'
import { monthsWithRule } from './defaultMonths'
import { editAlone, editRecord, type EditDeps } from './companyEdit'
import { createDefaultsView, type DefaultsViewDeps } from './defaultsView'
import { itemIssue } from './itemIssue'
import { linkedRecords } from './planAll'

export interface ProductDefaults {
  /** Every product that a linked company has, and every one with a default. Throws UpstreamError, AppError `notConfigured`. */
  view(tenant: TenantId): Promise<DefaultsView>
  /** Throws `invalid` with issues at `defaults.<n>.…`, `conflict`. */
  change(tenant: TenantId, request: DefaultsRequest, by: string): Promise<void>
  preview(tenant: TenantId, query: PreviewQuery, by: string): Promise<DefaultsPreviewView>
  /** What applying all defaults would do, with what was read for it. */
  outcomes(tenant: TenantId, by: string): Promise<{ version: number; today: Day; outcomes: Outcome[] }>
  /** Each company by itself: what one finds does not stop the others. Throws `conflict` when the defaults changed since. */
  apply(tenant: TenantId, request: ApplyDefaultsRequest, by: string): Promise<ApplyDefaultsView>
  /** Throws `invalid` with issues at `rule.…`. Reads what is stored, and nothing else. */
  months(tenant: TenantId, plan: ServicePlanKey, rule: QuantityRule | null): Promise<DefaultMonthsView>
}
export interface PreviewQuery {
  outcome: DefaultOutcome['kind'] | 'all'
  offset: number
  limit: number
}

/** Products with a default. */
const mostDefaults = 500

export function createProductDefaults(deps: EditDeps & DefaultsViewDeps): ProductDefaults {
  const showDefaults = createDefaultsView(deps)
  const stored = async (tenant: TenantId) => {
    const found = await deps.store.of(tenant).tenant.read('tenant')
    if (found === null) throw new AppError('notFound')
    return found
  }
  const outcomesOf = async (tenant: Tenant, by: string) => {
    const [read, items] = await Promise.all([readAll(deps, tenant), itemsOfDefaults(deps, tenant)])
    const at = deps.clock.now()
    const isItemUsable = ({ catalogItemId }: ProductDefault) =>
      itemIssue(items.find(({ id }) => id === catalogItemId)) === null
    return read.companies.flatMap((company) =>
      defaultsFor(tenant, company).map((productDefault) => ({
        company,
        productDefault,
        outcome: applyDefault({
          productDefault,
          ...company,
          isItemUsable: isItemUsable(productDefault),
          today: read.today,
          by,
          at,
        }),
      })),
    )
  }
  return {
    async view(tenantId) {
      const { value: tenant, version } = await stored(tenantId)
      return showDefaults(tenant, version)
    },
    async change(tenantId, { version, defaults }, by) {
      const { value: tenant } = await stored(tenantId)
      const read = await readAll(deps, tenant)
      const { made, issues } = await madeOf(deps, tenant, read, defaults, by)
      const named = new Set(defaults.map(({ plan }) => plan))
      const kept = tenant.productDefaults.filter(({ plan }) => !named.has(plan))
      if (kept.length + made.length > mostDefaults)
        issues.push({ path: 'defaults', code: 'tooMany', params: { max: mostDefaults } })
      if (issues.length > 0) throw new AppError('invalid', { issues })
      const productDefaults = [...kept, ...made]
      await deps.store.of(tenantId).tenant.write('tenant', { ...tenant, productDefaults }, version)
    },
    async preview(tenantId, query, by) {
      const { value: tenant, version } = await stored(tenantId)
      return { ...previewOf(await outcomesOf(tenant, by), query), version }
    },
    async outcomes(tenantId, by) {
      const { value: tenant, version } = await stored(tenantId)
      const today = dayInZone(deps.clock.now(), tenant.settings.schedule.timeZone)
      return { version, today, outcomes: await outcomesOf(tenant, by) }
    },
    async apply(tenantId, { version, companies }, by) {
      const found = await stored(tenantId)
      if (found.version !== version) throw new AppError('conflict')
      const twice = companies.flatMap(({ companyId }, place): FieldIssue[] =>
        companies.findIndex((other) => other.companyId === companyId) === place
          ? []
          : [{ path: `companies.${place}.companyId`, code: 'twice' }],
      )
      if (twice.length > 0) throw new AppError('invalid', { issues: twice })
      const outcomes = await outcomesOf(found.value, by)
      const results: ApplyDefaultsView['results'] = []
      for (const { companyId, version: edition } of companies) {
        const own = outcomes.filter(({ company }) => company.record.companyId === companyId)
        results.push({ companyId, ...(await applyTo(deps, tenantId, companyId, edition, own)) })
      }
      return { results }
    },
    async months(tenantId, plan, rule) {
      const issues = rule === null ? [] : checkRule(rule, 'rule')
      if (issues.length > 0) throw new AppError('invalid', { issues })
      const { value: tenant } = await stored(tenantId)
      const today = dayInZone(deps.clock.now(), tenant.settings.schedule.timeZone)
      return monthsWithRule(deps, tenant, { plan, rule, month: monthOf(today) })
    },
  }
}

interface CompanyRead {
  record: CompanyRecord
  name: string
  agreements: Agreement[]
  /** Those that the company has, by their plan. */
  products: ReadonlyMap<ServicePlanKey, CustomerProduct>
}
interface ReadAll {
  companies: CompanyRead[]
  agreementTypes: AgreementType[]
  incomplete: boolean
  readAt: Instant
  today: Day
}
/** One product of one company. */
export interface Outcome {
  company: CompanyRead
  productDefault: ProductDefault
  outcome: DefaultOutcome
}

/** Every linked company with its agreements and products. Seats are not asked for: there are no numbers in a default. */
async function readAll(deps: EditDeps, tenant: Tenant): Promise<ReadAll> {
  const records = await linkedRecords(deps.store.of(tenant.id))
  const readAt = deps.clock.now()
  const { connectWise, trendMicro } = await deps.connect(tenant.id)
  const customerIds = [...new Set(records.flatMap(({ link }) => link?.customerIds ?? []))]
  const [{ products, whole }, companies, agreements] = await Promise.all([
    trendMicro.readProducts(customerIds),
    connectWise.readCompanies(),
    connectWise.readAllAgreements(),
  ])
  const names = new Map(companies.map(({ id, name }) => [id, name]))
  const agreementsOf = groupBy(agreements, ({ companyId }) => companyId)
  const productsOf = groupBy(products, ({ customerId }) => customerId)
  const types = new Map(agreements.map(({ type }) => [type.id, type]))
  return {
    companies: records.map((record) => {
      const own = (record.link?.customerIds ?? []).flatMap((id) => productsOf.get(id) ?? [])
      return {
        record,
        name: names.get(record.companyId) ?? `#${record.companyId}`,
        agreements: agreementsOf.get(record.companyId) ?? [],
        products: new Map(own.map((product) => [product.plan, product])),
      }
    }),
    agreementTypes: [...types.values()].sort((one, other) => one.name.localeCompare(other.name)),
    incomplete: !whole,
    readAt,
    today: dayInZone(readAt, tenant.settings.schedule.timeZone),
  }
}

/** The catalog items of the defaults as they are now: one may have been switched off since. */
async function itemsOfDefaults({ connect }: EditDeps, { id, productDefaults }: Tenant): Promise<CatalogItem[]> {
  const { connectWise } = await connect(id)
  return connectWise.readCatalogItems([...new Set(productDefaults.map(({ catalogItemId }) => catalogItemId))])
}

const defaultsFor = ({ productDefaults }: Tenant, { products }: CompanyRead): ProductDefault[] =>
  productDefaults.filter(({ plan }) => products.has(plan))

/** The defaults as they are to be stored, and what is wrong with them. */
async function madeOf(
  deps: EditDeps,
  tenant: Tenant,
  read: ReadAll,
  wanted: DefaultsRequest['defaults'],
  by: string,
): Promise<{ made: ProductDefault[]; issues: FieldIssue[] }> {
  const { connectWise } = await deps.connect(tenant.id)
  const itemIds = [...new Set(wanted.flatMap((each) => (each.default === null ? [] : [each.default.catalogItemId])))]
  const items = await connectWise.readCatalogItems(itemIds)
  const known = new Map<ServicePlanKey, { productName: string; planName: string }>([
    ...tenant.productDefaults.map((each) => [each.plan, each] as const),
    ...read.companies.flatMap(({ products }) => [...products]),
  ])
  const issues: FieldIssue[] = []
  const made: ProductDefault[] = []
  wanted.forEach((each, place) => {
    const at = (field: string) => `defaults.${place}.${field}`
    if (wanted.findIndex(({ plan }) => plan === each.plan) !== place) issues.push({ path: at('plan'), code: 'twice' })
    const names = known.get(each.plan)
    if (names === undefined) issues.push({ path: at('plan'), code: 'unknown' })
    if (each.default === null) return
    const { catalogItemId, rule, createWhenMissing, agreementTypeId } = each.default
    const item = items.find(({ id }) => id === catalogItemId)
    const wrong = itemIssue(item)
    if (wrong !== null) issues.push({ path: at('catalogItemId'), code: wrong })
    if (rule !== null) issues.push(...checkRule(rule, at('rule')))
    const agreementType = read.agreementTypes.find(({ id }) => id === agreementTypeId) ?? null
    if (agreementTypeId !== null && agreementType === null)
      issues.push({ path: at('agreementTypeId'), code: 'unknown' })
    if (names === undefined || item === undefined) return
    made.push({
      plan: each.plan,
      productName: names.productName,
      planName: names.planName,
      catalogItemId,
      catalogItemIdentifier: item.identifier,
      rule,
      createWhenMissing,
      agreementType,
      decidedAt: deps.clock.now(),
      decidedBy: by,
    })
  })
  return { made, issues }
}

function previewOf(
  outcomes: readonly Outcome[],
  { outcome, offset, limit }: PreviewQuery,
): Omit<DefaultsPreviewView, 'version'> {
  const totals: DefaultsPreviewView['totals'] = { new: 0, changed: 0, same: 0, exception: 0, unresolved: 0 }
  for (const each of outcomes) totals[each.outcome.kind] += 1
  const rows = outcomes.filter((each) => outcome === 'all' || each.outcome.kind === outcome)
  const changing = outcomes.filter((each) => 'assignment' in each.outcome).map(({ company }) => company.record)
  return {
    rows: rows.slice(offset, offset + limit).map(rowOf),
    found: rows.length,
    totals,
    companies: [...new Set(changing)].map(({ companyId, edition }) => ({ companyId, version: edition })),
  }
}

function rowOf({ company, productDefault, outcome }: Outcome): DefaultsPreviewRow {
  const choice = 'assignment' in outcome ? outcome.assignment.agreement : null
  const nameOf = (id: AgreementId) => company.agreements.find((agreement) => agreement.id === id)?.name ?? `#${id}`
  return {
    companyId: company.record.companyId,
    companyName: company.name,
    plan: productDefault.plan,
    productName: productDefault.productName,
    planName: productDefault.planName,
    outcome: outcome.kind,
    why: outcome.kind === 'unresolved' ? outcome.why : null,
    agreementName: choice?.kind === 'chosen' ? nameOf(choice.agreementId) : null,
    catalogItemIdentifier: productDefault.catalogItemIdentifier,
  }
}

async function applyTo(
  deps: EditDeps,
  tenant: TenantId,
  companyId: CompanyId,
  edition: number,
  outcomes: readonly Outcome[],
): Promise<{ outcome: ApplyOutcome; products: number }> {
  const [first] = outcomes
  if (first === undefined) return { outcome: 'notThere', products: 0 }
  const made = outcomes.flatMap(({ outcome }) => ('assignment' in outcome ? [outcome.assignment] : []))
  if (first.company.record.edition !== edition) return { outcome: 'changed', products: 0 }
  if (made.length === 0) return { outcome: 'same', products: 0 }
  const plans = new Set(made.map(({ plan }) => plan))
  try {
    await editAlone(deps, tenant, () =>
      editRecord(deps.store.of(tenant), companyId, edition, (record) => ({
        ...record,
        assignments: [...record.assignments.filter(({ plan }) => !plans.has(plan)), ...made],
      })),
    )
    return { outcome: 'applied', products: made.length }
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return { outcome: 'changed', products: 0 }
    throw error
  }
}
