/** Views of one company: what the pod shows before, beside and after a plan. Reads only. */
import { additionState, resolveDefault, unusableReason, warningsOf } from '../domain/agreements'
import { monthOf, periodOfMonth, type Day, type Instant } from '../domain/calendar'
import { AppError } from '../domain/errors'
import type { AgreementId, CompanyId, CustomerId, TenantId } from '../domain/ids'
import { countLines } from '../domain/line'
import { searchCustomers, suggestCustomers } from '../domain/matching'
import type { Addition, Agreement } from '../domain/psa'
import type { LedgerEntry, LineSource, ScheduleKey } from '../domain/run'
import { nextOccurrences } from '../domain/schedule'
import {
  emptyCompanyRecord,
  type CompanyRecord,
  type ProductAssignment,
  type Schedule,
  type TenantSettings,
} from '../domain/settings'
import type { Subscription } from '../domain/trend'
import type {
  AgreementsView,
  AgreementView,
  CatalogItemView,
  CompanyView,
  HistoryEntryView,
  OccurrenceView,
  ProductChoiceView,
  SuggestionsView,
  VerifyView,
} from '../domain/views'
import { dayInZone } from '../domain/zone'
import type { Clock } from '../ports'
import type { Store, TenantStore } from '../storage/store'
import { holdersOf } from './edits'
import { readTenant, scheduleOf, whichOn } from './planRun'
import { rowSource } from './present'
import type { Connect, Upstreams } from './upstreams'

export interface ViewDeps {
  store: Store
  clock: Clock
  connect: Connect
}

/** Dates written out under a schedule. */
const datesShown = 12
const suggestionsShown = 5

export async function companyView(deps: ViewDeps, tenant: TenantId, companyId: CompanyId): Promise<CompanyView> {
  const store = deps.store.of(tenant)
  const [{ settings }, stored, company, lastSend] = await Promise.all([
    readTenant(deps.store, tenant),
    store.companies.read(companyId),
    deps.connect(tenant).then(({ connectWise }) => connectWise.readCompany(companyId)),
    lastSendOf(store, companyId),
  ])
  if (company === null || company.deleted) throw new AppError('companyNotFound')
  const record = stored?.value ?? emptyCompanyRecord(companyId)
  const applies = scheduleOf(settings, record)
  const key: ScheduleKey = record.customSchedule === null ? 'global' : `company:${companyId}`
  return {
    company: {
      id: company.id,
      identifier: company.identifier,
      name: company.name,
      city: company.city,
      state: company.state,
    },
    link:
      record.link === null
        ? null
        : {
            customers: record.link.customerIds.map((id, index) => ({
              id,
              name: record.link?.customerNames[index] ?? id,
            })),
            enabled: record.link.enabled,
            linkedAt: record.link.linkedAt,
            linkedBy: record.link.linkedBy,
          },
    noTrendMicro: record.noTrendMicro,
    schedule: {
      use: record.customSchedule === null ? 'global' : 'custom',
      global: settings.schedule,
      custom: record.customSchedule,
      next: record.link?.enabled === true ? occurrenceViews(applies, key, deps.clock.now()) : [],
    },
    lastSend,
    sendingRunId: await sendingRunOf(store, companyId),
    version: record.edition,
  }
}

/** The next dates of a schedule, written out; none when it is off. */
export function occurrenceViews(schedule: Schedule, key: ScheduleKey, after: Instant): OccurrenceView[] {
  if (!schedule.on) return []
  return nextOccurrences(schedule, key, after, datesShown).map(({ day, at, usesLastDay }) => ({
    day,
    at,
    lastDayRule: usesLastDay,
  }))
}

const results: Partial<Record<LedgerEntry['kind'], HistoryEntryView['result']>> = {
  sent: 'sent',
  settledDone: 'sent',
  unchanged: 'unchanged',
  failed: 'failed',
  unknown: 'unknown',
  stale: 'stale',
}

/** What past sends did, newest first. An `unknown` that was settled later shows only its settlement. */
export async function historyOf(
  deps: ViewDeps,
  tenant: TenantId,
  companyId: CompanyId,
  limit: number,
): Promise<HistoryEntryView[]> {
  const entries = await deps.store.of(tenant).readLedger(companyId, limit * 3)
  const ended = new Set<string>()
  return entries
    .flatMap((entry) => {
      const result = results[entry.kind]
      const line = `${entry.runId} ${entry.lineKey}`
      if (result === undefined || (result === 'unknown' && ended.has(line))) return []
      ended.add(line)
      const {
        at,
        runId,
        trigger,
        productNames,
        agreementName,
        quantityBefore,
        quantity,
        cause,
        by,
        releaseReason,
        nextInvoiceOn,
        requestId,
      } = entry
      return [
        {
          at,
          runId,
          trigger,
          productNames,
          agreementName,
          quantityBefore,
          quantity,
          result,
          cause,
          by,
          releaseReason,
          nextInvoiceOn,
          requestId,
        },
      ]
    })
    .slice(0, limit)
}

/** Customers that look like the company, best first; with `text`, customers found by it. */
export async function suggestionsFor(
  deps: ViewDeps,
  tenant: TenantId,
  companyId: CompanyId,
  text: string,
): Promise<SuggestionsView> {
  const { connectWise, trendMicro } = await deps.connect(tenant)
  const [company, customers] = await Promise.all([connectWise.readCompany(companyId), trendMicro.readCustomers()])
  if (company === null) throw new AppError('companyNotFound')
  const found =
    text === ''
      ? suggestCustomers(company, customers, suggestionsShown)
      : searchCustomers(text, customers, 20).map(
          (customer) => suggestCustomers(company, [customer], 1, { least: 0, among: customers })[0],
        )
  const suggestions = found.filter((suggestion) => suggestion !== undefined)
  const takers = await takersOf(
    deps,
    tenant,
    companyId,
    suggestions.map((suggestion) => suggestion.customer.id),
  )
  return {
    total: customers.length,
    suggestions: suggestions.map((suggestion) => ({
      ...suggestion,
      takenBy: takers.get(suggestion.customer.id) ?? null,
    })),
  }
}

/** Reads the customer and its products from Trend Micro now. Stores nothing. Throws AppError `notFound`. */
export async function verifyCustomer(
  deps: ViewDeps,
  tenant: TenantId,
  companyId: CompanyId,
  id: CustomerId,
): Promise<VerifyView> {
  const { trendMicro } = await deps.connect(tenant)
  const [customers, snapshot, takers] = await Promise.all([
    trendMicro.readCustomers(),
    trendMicro.readUsage({ customers: [id], which: { kind: 'current' }, now: deps.clock.now() }),
    takersOf(deps, tenant, companyId, [id]),
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
    }),
  ])
  if (company === null) throw new AppError('companyNotFound')
  const additions = await readUsableAdditions(upstreams, agreements, companyId, today)
  const resolved = resolveDefault({ company, agreements, defaults }, settings.defaultTypeNames, today, null)
  const catalog = new Map(items.map((item) => [item.id, item satisfies CatalogItemView]))
  return {
    readAt: deps.clock.now(),
    agreements: agreements.map((agreement) =>
      agreementView(agreement, companyId, today, additions.get(agreement.id) ?? null),
    ),
    products: productsOf(record, settings, snapshot.subscriptions, catalog),
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
    version: record.edition,
  }
}

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
    nextInvoiceOn: agreement.nextInvoiceOn,
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
  catalog: ReadonlyMap<number, CatalogItemView>,
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
        agreement: assignment?.agreement ?? null,
        catalogItem: assignment?.catalogItemId == null ? null : (catalog.get(assignment.catalogItemId) ?? null),
        rule: assignment?.rule ?? null,
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
  }
}

async function takersOf(
  deps: ViewDeps,
  tenant: TenantId,
  except: CompanyId,
  ids: readonly CustomerId[],
): Promise<Map<CustomerId, { id: CompanyId; name: string }>> {
  const holders = await holdersOf(deps.store.of(tenant), except, ids)
  if (holders.length === 0) return new Map()
  const { connectWise } = await deps.connect(tenant)
  const takers = new Map<CustomerId, { id: CompanyId; name: string }>()
  for (const holder of holders) {
    const company = await connectWise.readCompany(holder.companyId)
    for (const id of holder.link?.customerIds ?? [])
      takers.set(id, { id: holder.companyId, name: company?.name ?? `#${holder.companyId}` })
  }
  return takers
}

async function lastSendOf(store: TenantStore, companyId: CompanyId): Promise<CompanyView['lastSend']> {
  const [newest] = await store.readLedger(companyId, 1)
  if (newest === undefined) return null
  const part = (await store.runCompanies.read({ runId: newest.runId, companyId }))?.value
  if (part === undefined) return null
  const counts = countLines(part.lines)
  return {
    runId: newest.runId,
    at: newest.at,
    sent: counts.sent,
    failed: counts.failed + counts.blocked,
    unchanged: counts.unchanged,
    held: counts.held + counts.stale,
  }
}

/** A run that sends this company right now. Only the newest entry of the ledger is asked: a send begins with an intent. */
async function sendingRunOf(store: TenantStore, companyId: CompanyId): Promise<CompanyView['sendingRunId']> {
  const [newest] = await store.readLedger(companyId, 1)
  if (newest === undefined) return null
  const run = (await store.runs.read(newest.runId))?.value
  return run?.status === 'sending' ? run.id : null
}
