/** What people decided of a company and for all of them, as far as it makes the company's bill. */
import { limitsOf, type CompanyRecord, type ProductAssignment, type TenantSettings } from '../domain/settings'

export interface Decided {
  record: CompanyRecord
  settings: TenantSettings
}

/**
 * Would a plan by what is decided now bill the same as this one, and let the same wait? A plan whose customers were moved away,
 * or whose products went to another agreement since, would bill seats twice; one by an older rule bills what nobody wants.
 */
export function billsTheSame(planned: Decided, now: Decided): boolean {
  // What was billed without an assignment, or is billed no more, goes by the tenant's rule.
  const assigned = new Set(planned.record.assignments.map(({ plan }) => plan))
  const isLoose = planned.record.lastBilled.some(({ plan }) => !assigned.has(plan))
  return JSON.stringify(basisOf(planned, isLoose)) === JSON.stringify(basisOf(now, isLoose))
}

function basisOf({ record, settings }: Decided, isLoose: boolean) {
  const { link, assignments, exclusions } = record
  const { rule, createWhenMissing, which, defaultTypeNames } = settings
  return {
    customerIds: link?.enabled === true ? [...link.customerIds].sort() : [],
    assignments: assignments
      .map((assignment) => assignmentBasis(assignment, settings))
      .sort((a, b) => (a.plan < b.plan ? -1 : 1)),
    loose: isLoose ? { rule: inOrder(rule), createWhenMissing } : null,
    exclusions: exclusions.map(({ plan }) => plan).sort(),
    which,
    defaultTypeNames,
    limits: inOrder(limitsOf(settings, record)),
  }
}

/** A product with a rule of its own is not touched by another rule of the tenant's. */
const assignmentBasis = (
  { plan, agreement, catalogItemId, rule, createWhenMissing, additionId, strategy, drift }: ProductAssignment,
  settings: TenantSettings,
) => ({
  plan,
  agreement,
  catalogItemId,
  rule: inOrder(rule ?? settings.rule),
  createWhenMissing: createWhenMissing ?? settings.createWhenMissing,
  additionId,
  strategy,
  drift,
})

/** Saved again with its fields in another order it says the same. */
const inOrder = (values: object) => Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))
