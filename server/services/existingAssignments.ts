/** What filling in the product defaults does at companies with an existing set-up: on which agreement and addition it lands. */
import { additionState, resolveDefault } from '../domain/agreements'
import { monthOf, periodOfMonth, type Day } from '../domain/calendar'
import type { ExistingSetup } from '../domain/existingSetup'
import type { AgreementId, CatalogItemId, CompanyId, TenantId } from '../domain/ids'
import type { DefaultSource } from '../domain/psa'
import type { AgreementChoice } from '../domain/settings'
import type { ExistingAssignmentsView, ExistingCompanyView, ExistingProductView } from '../domain/viewsExisting'
import type { Store } from '../storage/store'
import { readTenant } from './planRun'
import type { Outcome, ProductDefaults } from './productDefaults'

/** Reads what filling in reads; additions are those of the set-up. Throws UpstreamError, AppError `notConfigured`. */
export async function assignmentsOf(
  deps: { store: Store; productDefaults: Pick<ProductDefaults, 'outcomes'> },
  tenant: TenantId,
  setup: ExistingSetup | null,
  by: string,
): Promise<ExistingAssignmentsView> {
  const [{ settings }, { version, outcomes, today }] = await Promise.all([
    readTenant(deps.store, tenant),
    deps.productDefaults.outcomes(tenant, by),
  ])
  if (setup === null) return { version, companies: [] }
  const sources = defaultSources(setup)
  const companies = new Map<CompanyId, ExistingCompanyView>()
  for (const each of outcomes) {
    const { record, name } = each.company
    const source = sources.get(record.companyId)
    if (source === undefined) continue
    const product = productOf(each, source, setup, { typeNames: settings.defaultTypeNames, today })
    const company = companies.get(record.companyId) ?? {
      company: { id: record.companyId, name },
      version: record.edition,
      changes: false,
      certain: true,
      products: [],
    }
    const isNew = product.outcome === 'new'
    company.changes ||= isNew || product.outcome === 'changed'
    company.certain &&= product.outcome !== 'changed' && (!isNew || product.additions?.length === 1)
    company.products.push(product)
    companies.set(record.companyId, company)
  }
  const all = [...companies.values()].map((company) => ({ ...company, certain: company.changes && company.certain }))
  return {
    version,
    companies: all.sort(
      (one, other) =>
        Number(other.changes) - Number(one.changes) || one.company.name.localeCompare(other.company.name, 'en'),
    ),
  }
}

/** As the planner reads them (integrations/connectwise/defaults): by what says Trend Micro only. */
function defaultSources(setup: ExistingSetup): Map<CompanyId, DefaultSource> {
  const trend = new Set(setup.solutions.filter(({ isTrend }) => isTrend).map(({ id }) => id))
  const ours = new Set(setup.integrations.filter(({ isTrend }) => isTrend).map(({ id }) => id))
  const crossReferences = setup.crossReferences
    .filter(({ integrationId, inactive }) => ours.has(integrationId) && !inactive)
    .map(({ vendorType, vendorLevel, agreementType, item }) => ({
      vendorType,
      vendorLevel,
      agreementTypeId: agreementType?.id ?? null,
      catalogItemId: item?.id ?? null,
    }))
  const named = new Map<CompanyId, Set<AgreementId>>()
  for (const { companyId, solutionId, agreementId } of setup.rows) {
    if (!trend.has(solutionId)) continue
    const agreements = named.get(companyId) ?? new Set()
    if (agreementId !== null) agreements.add(agreementId)
    named.set(companyId, agreements)
  }
  return new Map(
    [...named].map(([company, agreements]) => {
      const [only] = agreements
      return [company, { summaryAgreementId: agreements.size === 1 ? (only ?? null) : null, crossReferences }]
    }),
  )
}

function productOf(
  { company, productDefault, outcome }: Outcome,
  defaults: DefaultSource,
  setup: ExistingSetup,
  { typeNames, today }: { typeNames: readonly string[]; today: Day },
): ExistingProductView {
  const { record, agreements } = company
  const before = record.assignments.find(({ plan }) => plan === productDefault.plan)
  const assignment = 'assignment' in outcome ? outcome.assignment : before
  const choice: AgreementChoice | null = assignment?.agreement ?? null
  const item = assignment?.catalogItemId ?? productDefault.catalogItemId
  const state = { agreements, defaults, company: { id: record.companyId } }
  const resolved = choice?.kind === 'default' ? resolveDefault(state, typeNames, today, item) : null
  const agreement =
    choice?.kind === 'chosen'
      ? (agreements.find(({ id }) => id === choice.agreementId) ?? null)
      : resolved?.kind === 'one'
        ? resolved.agreement
        : null
  return {
    plan: productDefault.plan,
    productName: productDefault.productName,
    planName: productDefault.planName,
    outcome: outcome.kind,
    why: outcome.kind === 'unresolved' ? outcome.why : null,
    item: productDefault.catalogItemIdentifier,
    agreement: agreement === null ? null : { id: agreement.id, name: agreement.name, typeName: agreement.type.name },
    byDefault: choice?.kind === 'default',
    severalAgreements: resolved?.kind === 'several',
    additions: agreement === null ? null : additionsOf(setup, agreement.id, item, today),
  }
}

/** Those that bill in this month; null where they were not read. */
function additionsOf(
  { additions }: ExistingSetup,
  agreement: AgreementId,
  item: CatalogItemId,
  today: Day,
): ExistingProductView['additions'] {
  const list = additions.find(({ agreementId }) => agreementId === agreement)?.list
  if (list === undefined) return null
  const period = periodOfMonth(monthOf(today))
  return list
    .filter((addition) => addition.catalogItemId === item && additionState(addition, period) === 'ongoing')
    .map(({ id, quantity, updatedBy }) => ({ id, quantity, updatedBy }))
}
