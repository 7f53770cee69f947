/** Reads everything that a plan of one company needs; no writes. Calls run side by side, and only targets of a line are read. */
import { resolveDefault } from '../domain/agreements'
import type { Day, Instant, Month } from '../domain/calendar'
import { AppError, UpstreamError } from '../domain/errors'
import type { AgreementId, CatalogItemId, CompanyId, CustomerId } from '../domain/ids'
import type { Agreement, BillingState, CatalogItem, Company, DefaultSource } from '../domain/psa'
import type { CompanyRecord, TenantSettings } from '../domain/settings'
import type { Customer, Subscription, UsageGap, UsageSnapshot } from '../domain/trend'
import type { Clock } from '../ports'
import { newlyTouched, readEdits } from './readEdits'
import type { Upstreams } from './upstreams'

export interface GatherQuery {
  companyId: CompanyId
  record: CompanyRecord
  settings: TenantSettings
  which: UsageSnapshot['which']
  today: Day
}

export interface Gathered {
  snapshot: UsageSnapshot
  state: BillingState
  customers: Customer[]
}

/** Readings that a run of many companies makes once and shares. */
export interface SharedReadings {
  agreementsReadAt: Instant
  /** Without rows: those lie by customer beside it. */
  snapshot: UsageSnapshot
  subscriptions: ReadonlyMap<CustomerId, Subscription[]>
  gaps: ReadonlyMap<CustomerId | null, UsageGap[]>
  customers: Customer[]
  companies: ReadonlyMap<CompanyId, Company>
  agreements: ReadonlyMap<CompanyId, Agreement[]>
  catalogItems: ReadonlyMap<CatalogItemId, CatalogItem>
}

/** Reads one company's plan inputs. Throws UpstreamError when a system gave nothing usable, AppError `companyNotFound`. */
export async function gatherCompany(upstreams: Upstreams, clock: Clock, query: GatherQuery): Promise<Gathered> {
  const customerIds = query.record.link?.customerIds ?? []
  const { connectWise, trendMicro } = upstreams
  const agreementsReadAt = clock.now()
  const [snapshot, customers, company, agreements, catalogItems, defaults] = await Promise.all([
    trendMicro.readUsage({ customers: customerIds, which: query.which, now: clock.now(), today: query.today }),
    trendMicro.readCustomers(),
    connectWise.readCompany(query.companyId),
    // With one left out *Default* would point to another.
    connectWise.readAgreements(query.companyId, { certain: usesDefault(query.record) }),
    connectWise.readCatalogItems(itemsOf(query.record)),
    connectWise.readDefaultSource(query.companyId),
  ])
  if (company === null || company.deleted) throw new AppError('companyNotFound')
  const state = await readState(upstreams, clock, query, {
    company,
    agreementsReadAt,
    agreements,
    catalogItems,
    defaults,
  })
  return { snapshot, state, customers }
}

/** The same from shared readings: per company only its additions are read, and its old set-up where there is a question. */
export async function gatherFromShared(
  upstreams: Upstreams,
  clock: Clock,
  query: GatherQuery,
  shared: SharedReadings,
): Promise<Gathered> {
  const company = shared.companies.get(query.companyId)
  if (company === undefined) throw new AppError('companyNotFound')
  const customerIds = [...new Set(query.record.link?.customerIds ?? [])]
  const state = await readState(upstreams, clock, query, {
    company,
    agreementsReadAt: shared.agreementsReadAt,
    agreements: shared.agreements.get(query.companyId) ?? [],
    catalogItems: itemsOf(query.record).flatMap((id) => shared.catalogItems.get(id) ?? []),
    defaults: usesDefault(query.record) ? await upstreams.connectWise.readDefaultSource(query.companyId) : null,
  })
  const snapshot: UsageSnapshot = {
    ...shared.snapshot,
    subscriptions: customerIds.flatMap((id) => shared.subscriptions.get(id) ?? []),
    gaps: [null, ...customerIds].flatMap((id) => shared.gaps.get(id) ?? []),
  }
  return { snapshot, state, customers: shared.customers }
}

/** Which reading of seats the settings ask for on that day (facts/trend-micro.md §4, "Which month"). */
export function whichReading(settings: TenantSettings, closedMonth: Month): UsageSnapshot['which'] {
  return settings.which === 'current' ? { kind: 'current' } : { kind: 'closedMonth', month: closedMonth }
}

async function readState(
  { connectWise }: Upstreams,
  clock: Clock,
  query: GatherQuery,
  read: Pick<BillingState, 'company' | 'agreementsReadAt' | 'agreements' | 'catalogItems'> & {
    /** null: read only when an addition is to be written for the first time that somebody else has touched lately. */
    defaults: DefaultSource | null
  },
): Promise<BillingState> {
  const targets = targetAgreements(query, { ...read, defaults: read.defaults ?? noSource })
  const missingParents = [
    ...new Set(
      read.agreements.flatMap((agreement) =>
        targets.has(agreement.id) &&
        agreement.parentId !== null &&
        !read.agreements.some((other) => other.id === agreement.parentId)
          ? [agreement.parentId]
          : [],
      ),
    ),
  ]
  const unreadAgreements: AgreementId[] = []
  const readOne = async (agreementId: AgreementId) => {
    try {
      return [{ agreementId, readAt: clock.now(), list: await connectWise.readAdditions(agreementId) }]
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      unreadAgreements.push(agreementId)
      return []
    }
  }
  const [additions, parents] = await Promise.all([
    Promise.all([...targets].map(readOne)),
    Promise.all(missingParents.map((id) => connectWise.readAgreement(id))),
  ])
  const list = additions.flat().flatMap((reading) => reading.list)
  const defaults =
    read.defaults ??
    (newlyTouched(query.record, list, clock.now()).length > 0
      ? await connectWise.readDefaultSource(query.companyId)
      : noSource)
  return {
    ...read,
    defaults,
    readAt: clock.now(),
    agreements: [...read.agreements, ...parents.filter((parent) => parent !== null)],
    additions: additions.flat(),
    unreadAgreements,
    edits: await readEdits(connectWise, query.record, { additions: additions.flat(), defaults }, clock.now()),
  }
}

const noSource: DefaultSource = { summaryAgreementId: null, crossReferences: [] }

/** Agreements that a line of this company can go to: those chosen by hand, those behind *Default*, and those billed last. */
function targetAgreements(
  query: GatherQuery,
  read: Pick<BillingState, 'company' | 'agreements' | 'defaults'>,
): Set<AgreementId> {
  const known = new Set(read.agreements.map((agreement) => agreement.id))
  const targets = new Set<AgreementId>(query.record.lastBilled.map((billed) => billed.agreementId))
  for (const assignment of query.record.assignments) {
    if (assignment.agreement.kind === 'chosen') targets.add(assignment.agreement.agreementId)
    else if (assignment.catalogItemId !== null) {
      const resolved = resolveDefault(read, query.settings.defaultTypeNames, query.today, assignment.catalogItemId)
      if (resolved.kind === 'one') targets.add(resolved.agreement.id)
    }
  }
  return new Set([...targets].filter((target) => known.has(target)))
}

const usesDefault = (record: CompanyRecord): boolean =>
  record.assignments.some((assignment) => assignment.agreement.kind === 'default' && assignment.catalogItemId !== null)

/** Catalog items that a plan of this company looks at. */
export function itemsOf(record: CompanyRecord): CatalogItemId[] {
  const ids = [
    ...record.assignments.map((assignment) => assignment.catalogItemId),
    ...record.lastBilled.map((billed) => billed.catalogItemId),
  ]
  return [...new Set(ids.filter((id) => id !== null))]
}
