/** What people change of a company: link, "no Trend Micro here", assignments, schedule. Everything is checked again here. */
import { resolveDefault, unusableReason } from '../domain/agreements'
import type { Instant } from '../domain/calendar'
import { AppError, type FieldIssue } from '../domain/errors'
import type { CatalogItemId, CompanyId, CustomerId, ServicePlanKey, TenantId } from '../domain/ids'
import { checkLimits, limitsSetAfter } from '../domain/limits'
import type {
  AssignmentsRequest,
  CompanyLimitsRequest,
  CompanyScheduleRequest,
  ExclusionRequest,
  LinkRequest,
} from '../domain/views'
import { validateSchedule } from '../domain/schedule'
import {
  emptyCompanyRecord,
  type CompanyLink,
  type CompanyRecord,
  type Decision,
  type ProductAssignment,
  type QuantityRule,
  type Schedule,
} from '../domain/settings'
import { dayInZone } from '../domain/zone'
import type { Clock } from '../ports'
import type { Store, TenantStore } from '../storage/store'
import { checkReason } from './approve'
import { checkAdoptions } from './adoption'
import { itemIssue } from './itemIssue'
import { readTenant, scheduleOf } from './planRun'
import { waysOf } from './ways'
import type { KeyedLock } from './locks'
import type { Connect } from './upstreams'

export interface EditDeps {
  store: Store
  clock: Clock
  connect: Connect
  /** Links of a tenant change one at a time, so that a customer never ends with two companies. */
  locks: KeyedLock
}

/** May who asks see this company? Only then is it named as the one that holds a customer. */
export type MaySee = (company: CompanyId) => Promise<boolean>

export interface Edits {
  /**
   * Links customers. Throws `stillBilled` where a company whose link is off would go on billing one that it loses,
   * `customerTaken` unless `move` (params.companyId, companyName where `maySee` says so of that
   * company), `conflict`, `invalid`.
   */
  link(tenant: TenantId, company: CompanyId, request: LinkRequest, by: string, maySee: MaySee): Promise<void>
  noTrendMicro(tenant: TenantId, company: CompanyId, version: number, none: boolean, by: string): Promise<void>
  /** Throws `invalid` with issues at `assignments.<i>.agreement|catalogItemId|rule.minimum|rule.included`, `conflict`. */
  assign(tenant: TenantId, company: CompanyId, request: AssignmentsRequest, by: string): Promise<void>
  /** Limits of the company that differ from the tenant's. Throws `invalid` with issues at `limits.<field>`, `conflict`. */
  limits(tenant: TenantId, company: CompanyId, request: CompanyLimitsRequest, by: string): Promise<void>
  /** Leaves a product out of billing with a reason that is kept, or takes it back. Throws `invalid` at `why`, `conflict`. */
  exclude(tenant: TenantId, company: CompanyId, request: ExclusionRequest, by: string): Promise<void>
  /** Throws `invalid` with issues at `custom.dayOfMonth|time|timeZone`, `conflict`. */
  schedule(tenant: TenantId, company: CompanyId, request: CompanyScheduleRequest): Promise<void>
}

/** Customers of one company. */
export const maxCustomers = 20
/** Products left out of one company. */
const maxExclusions = 500

/** All edits of a tenant one after the other: a customer never ends with two companies, nor with none. */
export const editAlone = <T>({ locks }: Pick<EditDeps, 'locks'>, tenant: TenantId, work: () => Promise<T>) =>
  locks.run(`edits:${tenant}`, work)

/** Stores what a person changed of a record that is still as the person saw it. Throws `conflict` when it is not. */
export async function editRecord(
  store: TenantStore,
  company: CompanyId,
  version: number,
  change: (record: CompanyRecord) => CompanyRecord,
): Promise<void> {
  await store.companies.update(company, (stored) => {
    const record = stored ?? emptyCompanyRecord(company)
    if (record.edition !== version) throw new AppError('conflict')
    return { ...change(record), edition: record.edition + 1 }
  })
}

export function createEdits(deps: EditDeps): Edits {
  const own = (tenant: TenantId) => deps.store.of(tenant)
  const edit = (
    tenant: TenantId,
    company: CompanyId,
    version: number,
    change: (record: CompanyRecord) => CompanyRecord,
  ) => editRecord(own(tenant), company, version, change)
  const alone = <T>(tenant: TenantId, work: () => Promise<T>) => editAlone(deps, tenant, work)
  return {
    link: (tenant, company, request, by, maySee) =>
      alone(tenant, async () => {
        // Named twice it would be counted twice.
        const customerIds = [...new Set(request.customerIds)]
        if (customerIds.length > maxCustomers)
          throw new AppError('invalid', {
            issues: [{ path: 'customerIds', code: 'tooMany', params: { max: maxCustomers } }],
          })
        const names =
          customerIds.length === 0 ? new Map<CustomerId, string>() : await namesOf(deps, tenant, customerIds)
        const others = await holdersOf(own(tenant), company, customerIds)
        if (others.length > 0 && request.move !== true) throw await taken(deps, tenant, others[0], maySee)
        // Check our own version before the other company loses its customer.
        const stored = (await own(tenant).companies.read(company))?.value ?? emptyCompanyRecord(company)
        if (stored.edition !== request.version) throw new AppError('conflict')
        const { link } = stored
        const lost = request.enabled || customerIds.length === 0 ? [] : (link?.customerIds ?? [])
        const isUnseen =
          wouldBillUnseen(
            stored,
            lost.filter((id) => !customerIds.includes(id)),
          ) ||
          others.some(
            (other) =>
              other.link?.enabled === false && keepsOthers(other, customerIds) && wouldBillUnseen(other, customerIds),
          )
        if (isUnseen) throw new AppError('stillBilled')
        for (const other of others) await release(own(tenant), other.companyId, customerIds)
        await edit(tenant, company, request.version, (record) => ({
          ...record,
          noTrendMicro: null,
          // Who links a customer that was rejected takes that back.
          rejected: record.rejected.filter(({ customerId }) => !customerIds.includes(customerId)),
          // What passed while the link was off is not caught up.
          customSchedule:
            record.customSchedule !== null && record.link?.enabled === false && request.enabled
              ? { ...record.customSchedule, changedAt: deps.clock.now() }
              : record.customSchedule,
          link:
            customerIds.length === 0
              ? linkToNobody(record)
              : {
                  customerIds,
                  customerNames: customerIds.map((id) => names.get(id) ?? id),
                  enabled: request.enabled,
                  linkedAt: record.link?.linkedAt ?? deps.clock.now(),
                  linkedBy: record.link?.linkedBy ?? by,
                  ...enabledAfter(record.link, request.enabled, deps.clock.now()),
                },
        }))
      }),
    noTrendMicro: (tenant, company, version, none, by) =>
      alone(tenant, () =>
        edit(tenant, company, version, (record) => {
          if (none && record.link !== null && record.link.customerIds.length > 0) throw new AppError('conflict')
          return { ...record, noTrendMicro: none ? { by, at: deps.clock.now() } : null }
        }),
      ),
    async assign(tenant, company, request, by) {
      const issues = await checkAssignments(deps, tenant, company, request)
      if (issues.length > 0) throw new AppError('invalid', { issues })
      await alone(tenant, () =>
        edit(tenant, company, request.version, (record) => ({
          ...record,
          assignments: mergeAssignments(record.assignments, request, by, deps.clock),
          unassigned: unassignedAfter(record, request, { by, at: deps.clock.now() }),
        })),
      )
    },
    async limits(tenant, company, request, by) {
      const { settings } = await readTenant(deps.store, tenant)
      const issues = checkLimits({ ...settings.limits, ...request.limits })
      if (issues.length > 0) throw new AppError('invalid', { issues })
      await alone(tenant, () =>
        edit(tenant, company, request.version, (record) => ({
          ...record,
          limits: request.limits,
          limitsSet: limitsSetAfter(record, request.limits, { by, at: deps.clock.now() }),
        })),
      )
    },
    async exclude(tenant, company, { version, plan, why }, by) {
      const issues = why === null ? [] : checkReason(why, 'why')
      if (issues.length > 0) throw new AppError('invalid', { issues })
      await alone(tenant, () =>
        edit(tenant, company, version, (record) => {
          const others = record.exclusions.filter((exclusion) => exclusion.plan !== plan)
          if (why === null) return lift(record, plan, { by, at: deps.clock.now() })
          if (others.length >= maxExclusions)
            throw new AppError('invalid', { issues: [{ path: 'plan', code: 'tooMany' }] })
          return { ...record, exclusions: [...others, { plan, by, why: why.trim(), at: deps.clock.now() }] }
        }),
      )
    },
    async schedule(tenant, company, request) {
      const custom = request.use === 'custom' ? request.custom : undefined
      if (request.use === 'custom' && custom === undefined)
        throw new AppError('invalid', { issues: [{ path: 'custom', code: 'required' }] })
      const issues =
        custom === undefined
          ? []
          : validateSchedule(custom).map((issue) => ({ ...issue, path: `custom.${issue.path}` }))
      if (issues.length > 0) throw new AppError('invalid', { issues })
      const changedAt = deps.clock.now()
      await alone(tenant, () =>
        edit(tenant, company, request.version, (record) => ({
          ...record,
          customSchedule: custom === undefined ? null : sinceChange(record.customSchedule, { ...custom, changedAt }),
        })),
      )
    },
  }
}

/** Takes a product back into billing. Who left it out and who lifted that is kept, of each product the last time. */
function lift(record: CompanyRecord, plan: ServicePlanKey, lifted: Decision): CompanyRecord {
  const exclusion = record.exclusions.find((each) => each.plan === plan)
  if (exclusion === undefined) return record
  const earlier = record.liftedExclusions.filter((each) => each.plan !== plan)
  return {
    ...record,
    exclusions: record.exclusions.filter((each) => each !== exclusion),
    liftedExclusions: [...earlier, { ...exclusion, lifted }].slice(-maxExclusions),
  }
}

/** A schedule that is saved as it was keeps the moment since which it holds. */
function sinceChange(before: Schedule | null, wanted: Schedule): Schedule {
  const same =
    before !== null &&
    (['on', 'dayOfMonth', 'time', 'timeZone'] as const).every((field) => before[field] === wanted[field])
  return same ? before : wanted
}

async function namesOf(
  { connect }: EditDeps,
  tenant: TenantId,
  ids: readonly CustomerId[],
): Promise<Map<CustomerId, string>> {
  const customers = await (await connect(tenant)).trendMicro.readCustomers()
  const names = new Map(customers.map((customer) => [customer.id, customer.name]))
  const issues = ids.flatMap((id, index) => (names.has(id) ? [] : [{ path: `customerIds.${index}`, code: 'unknown' }]))
  if (issues.length > 0) throw new AppError('invalid', { issues })
  return names
}

/** Other companies of the tenant that hold one of these customers. */
export async function holdersOf(
  store: TenantStore,
  except: CompanyId | null,
  ids: readonly CustomerId[],
): Promise<CompanyRecord[]> {
  const keys = await store.companies.keys()
  const records = await Promise.all(keys.filter((key) => key !== except).map((key) => store.companies.read(key)))
  return records
    .filter((record) => record !== null)
    .map((record) => record.value)
    .filter((record) => record.link?.customerIds.some((id) => ids.includes(id)) === true)
}

async function taken(
  { connect }: EditDeps,
  tenant: TenantId,
  holder: CompanyRecord | undefined,
  maySee: MaySee,
): Promise<AppError> {
  if (holder === undefined || !(await maySee(holder.companyId))) return new AppError('customerTaken')
  const company = await (await connect(tenant)).connectWise.readCompany(holder.companyId)
  return new AppError('customerTaken', {
    params: { companyId: holder.companyId, companyName: company?.name ?? `#${holder.companyId}` },
  })
}

/**
 * A company whose last customer is taken away goes on being planned while there is something that it was billed: nobody has
 * said yet that this is over, and unseen it would bill for ever. So also where the link was off: what was to stay as it was is
 * from now on billed elsewhere as well; and where all of it is over but was written by us: that can still be taken back.
 */
const linkToNobody = ({ link, lastBilled, lastWrites }: CompanyRecord): CompanyRecord['link'] =>
  link === null || (lastBilled.length === 0 && lastWrites.length === 0)
    ? null
    : { ...link, enabled: true, customerIds: [], customerNames: [] }

/** Was the company billed for one of these customers? Nobody plans a company whose link is off, so nobody would be asked. */
const wouldBillUnseen = ({ lastBilled }: CompanyRecord, customers: readonly CustomerId[]): boolean =>
  lastBilled.some(({ customerId, seats }) => seats > 0 && customers.includes(customerId))

const keepsOthers = ({ link }: CompanyRecord, taken: readonly CustomerId[]): boolean =>
  link?.customerIds.some((id) => !taken.includes(id)) === true

async function release(store: TenantStore, company: CompanyId, ids: readonly CustomerId[]): Promise<void> {
  await store.companies.update(company, (stored) => {
    const record = stored ?? emptyCompanyRecord(company)
    if (record.link === null) return record
    const kept = record.link.customerIds
      .map((id, index) => ({ id, name: record.link?.customerNames[index] ?? id }))
      .filter(({ id }) => !ids.includes(id))
    return {
      ...record,
      edition: record.edition + 1,
      link:
        kept.length === 0
          ? linkToNobody(record)
          : { ...record.link, customerIds: kept.map(({ id }) => id), customerNames: kept.map(({ name }) => name) },
    }
  })
}

/** An agreement of another company, ended or cancelled is refused here too, whatever the screen offered. */
async function checkAssignments(
  deps: EditDeps,
  tenant: TenantId,
  company: CompanyId,
  request: AssignmentsRequest,
): Promise<FieldIssue[]> {
  const { connectWise } = await deps.connect(tenant)
  const record = (await deps.store.of(tenant).companies.read(company))?.value ?? emptyCompanyRecord(company)
  const { settings } = await readTenant(deps.store, tenant)
  const today = dayInZone(deps.clock.now(), scheduleOf(settings, record).timeZone)
  const itemIds = [
    ...new Set(request.assignments.map((assignment) => assignment.catalogItemId).filter((id) => id !== null)),
  ]
  const [agreements, items] = await Promise.all([
    connectWise.readAgreements(company),
    connectWise.readCatalogItems(itemIds),
  ])
  const issues: FieldIssue[] = []
  const seen = new Set<string>()
  request.assignments.forEach((assignment, index) => {
    const at = (field: string) => `assignments.${index}.${field}`
    if (seen.has(assignment.plan)) issues.push({ path: at('plan'), code: 'twice' })
    seen.add(assignment.plan)
    const before = record.assignments.find((candidate) => candidate.plan === assignment.plan)
    const { agreement: choice } = assignment
    // What stands already and was not touched may stay, even if it ended since: the plan shows it as failed.
    const untouched = before !== undefined && JSON.stringify(before.agreement) === JSON.stringify(choice)
    if (choice?.kind === 'chosen' && !untouched) {
      const agreement = agreements.find((candidate) => candidate.id === choice.agreementId)
      const why = agreement === undefined ? 'otherCompany' : unusableReason(agreement, company, today)?.kind
      if (why !== undefined) issues.push({ path: at('agreement'), code: `agreement.${why}` })
      else if (agreement?.type.id !== choice.typeId) issues.push({ path: at('agreement'), code: 'agreement.otherType' })
    }
    if (assignment.catalogItemId !== null && assignment.catalogItemId !== before?.catalogItemId) {
      const wrong = itemIssue(items.find((candidate) => candidate.id === assignment.catalogItemId))
      if (wrong !== null) issues.push({ path: at('catalogItemId'), code: wrong })
    }
    if (assignment.rule !== null) issues.push(...checkRule(assignment.rule, at('rule')))
  })
  const adopts = request.assignments.some(
    ({ agreement, additionId }) => additionId != null && agreement?.kind === 'default',
  )
  const defaults = adopts ? await connectWise.readDefaultSource(company) : null
  const defaultOf = (item: CatalogItemId | null) => {
    if (defaults === null) return null
    const state = { company: { id: company }, agreements, defaults }
    const resolved = resolveDefault(state, settings.defaultTypeNames, today, item)
    return resolved.kind === 'one' ? resolved.agreement.id : null
  }
  return [...issues, ...(await checkAdoptions(connectWise, record, request, { today, defaultOf }))]
}

function enabledAfter(before: CompanyLink | null, isOn: boolean, now: Instant): Pick<CompanyLink, 'enabledAt'> {
  const at = isOn && before?.enabled === false ? now : before?.enabledAt
  return at === undefined ? {} : { enabledAt: at }
}

/** Whole units, 0 to 1,000,000. */
export function checkRule(rule: QuantityRule, path: string): FieldIssue[] {
  const wrong = (value: number) => !Number.isInteger(value) || value < 0 || value > 1_000_000
  const issues: FieldIssue[] = []
  if (wrong(rule.minimum))
    issues.push({ path: `${path}.minimum`, code: 'wholeNumber', params: { min: 0, max: 1_000_000 } })
  if (wrong(rule.included))
    issues.push({ path: `${path}.included`, code: 'wholeNumber', params: { min: 0, max: 1_000_000 } })
  return issues
}

function mergeAssignments(
  before: readonly ProductAssignment[],
  request: AssignmentsRequest,
  by: string,
  clock: Clock,
): ProductAssignment[] {
  const named = new Set(request.assignments.map((assignment) => assignment.plan))
  const kept = before.filter((assignment) => !named.has(assignment.plan))
  const wanted = request.assignments.flatMap((each): ProductAssignment[] => {
    const { plan, agreement, catalogItemId, rule } = each
    if (agreement === null) return []
    const old = before.find((assignment) => assignment.plan === plan)
    const made = { plan, agreement, catalogItemId, rule, ...waysOf(old, each) }
    const same = old !== undefined && isSame(old, made)
    return [same ? old : { ...made, decidedAt: clock.now(), decidedBy: by, origin: 'person' }]
  })
  return [...kept, ...wanted]
}

/** Who took a product off its agreement here; taken back by choosing one again. */
function unassignedAfter(
  record: CompanyRecord,
  request: AssignmentsRequest,
  decision: Decision,
): CompanyRecord['unassigned'] {
  const named = new Set(request.assignments.map(({ plan }) => plan))
  const taken = request.assignments.filter(
    ({ plan, agreement }) => agreement === null && record.assignments.some((each) => each.plan === plan),
  )
  const still = record.unassigned.filter(
    ({ plan }) => !named.has(plan) || request.assignments.some((each) => each.plan === plan && each.agreement === null),
  )
  const known = new Set(still.map(({ plan }) => plan))
  const added = taken.filter(({ plan }) => !known.has(plan)).map(({ plan }) => ({ plan, ...decision }))
  return [...still, ...added].slice(-maxExclusions)
}

function isSame(old: ProductAssignment, made: Omit<ProductAssignment, 'decidedAt' | 'decidedBy' | 'origin'>): boolean {
  const of = (one: typeof made) => [
    one.agreement,
    one.catalogItemId,
    one.rule,
    one.createWhenMissing,
    one.additionId,
    one.strategy,
    one.drift,
  ]
  return JSON.stringify(of(old)) === JSON.stringify(of(made))
}
