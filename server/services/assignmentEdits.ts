/** Which agreement, catalog item and rule each product of a company has. Everything is checked again here. */
import { resolveDefault, unusableReason } from '../domain/agreements'
import { checkRule } from '../domain/quantityChecks'
import { AppError, type FieldIssue } from '../domain/errors'
import type { CatalogItemId, CompanyId, TenantId } from '../domain/ids'
import { emptyCompanyRecord, type CompanyRecord, type Decision, type ProductAssignment } from '../domain/settings'
import type { AssignmentsRequest } from '../domain/viewsAgreements'
import { dayInZone } from '../domain/zone'
import type { Clock } from '../ports'
import { checkAdoptions } from './adoption'
import { editCompany, type EditDeps } from './companyEdit'
import { maxExclusions } from './exclusionEdits'
import { itemIssue } from './itemIssue'
import { readTenant, scheduleOf } from './planRun'
import { waysOf } from './ways'

export interface AssignmentEdits {
  /** Throws `invalid` with issues at `assignments.<i>.agreement|catalogItemId|rule.minimum|rule.included`, `conflict`. */
  assign(tenant: TenantId, company: CompanyId, request: AssignmentsRequest, by: string): Promise<void>
}

export function createAssignmentEdits(deps: EditDeps): AssignmentEdits {
  return {
    async assign(tenant, company, request, by) {
      const issues = await checkAssignments(deps, tenant, company, request)
      if (issues.length > 0) throw new AppError('invalid', { issues })
      await editCompany(deps, tenant, company, request.version, (record) => ({
        ...record,
        assignments: mergeAssignments(record.assignments, request, by, deps.clock),
        unassigned: unassignedAfter(record, request, { by, at: deps.clock.now() }),
      }))
    },
  }
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
