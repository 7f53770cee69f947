/** What people decided of a company, as far as it makes its bill. */
import type { CompanyRecord } from '../domain/settings'

/**
 * Would a plan from the one record bill the same as from the other? A plan whose customers were moved away or whose products
 * went to another agreement since must not be sent: the seats would be billed twice.
 */
export function billsTheSame(one: CompanyRecord, other: CompanyRecord): boolean {
  return JSON.stringify(basisOf(one)) === JSON.stringify(basisOf(other))
}

const basisOf = ({ link, assignments, exclusions }: CompanyRecord) => ({
  customerIds: link?.enabled === true ? [...link.customerIds].sort() : [],
  assignments: assignments
    .map(({ plan, agreement, catalogItemId, rule, createWhenMissing, additionId, strategy, drift }) => ({
      plan,
      agreement,
      catalogItemId,
      rule,
      createWhenMissing,
      additionId,
      strategy,
      drift,
    }))
    .sort((a, b) => (a.plan < b.plan ? -1 : 1)),
  exclusions: exclusions.map(({ plan }) => plan).sort(),
})
