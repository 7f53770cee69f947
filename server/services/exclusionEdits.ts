/** Products that a person leaves out of billing, and takes back into it. */
import { AppError } from '../domain/errors'
import type { CompanyId, ServicePlanKey, TenantId } from '../domain/ids'
import type { CompanyRecord, Decision } from '../domain/settings'
import type { ExclusionRequest } from '../domain/viewsCompany'
import { checkReason } from './approve'
import { editCompany, type EditDeps } from './companyEdit'

export interface ExclusionEdits {
  /** Leaves a product out of billing with a reason that is kept, or takes it back. Throws `invalid` at `why`, `conflict`. */
  exclude(tenant: TenantId, company: CompanyId, request: ExclusionRequest, by: string): Promise<void>
}

/** Products left out of one company. */
export const maxExclusions = 500

export function createExclusionEdits(deps: EditDeps): ExclusionEdits {
  return {
    async exclude(tenant, company, { version, plan, why }, by) {
      const issues = why === null ? [] : checkReason(why, 'why')
      if (issues.length > 0) throw new AppError('invalid', { issues })
      await editCompany(deps, tenant, company, version, (record) => {
        const others = record.exclusions.filter((exclusion) => exclusion.plan !== plan)
        if (why === null) return lift(record, plan, { by, at: deps.clock.now() })
        if (others.length >= maxExclusions)
          throw new AppError('invalid', { issues: [{ path: 'plan', code: 'tooMany' }] })
        return { ...record, exclusions: [...others, { plan, by, why: why.trim(), at: deps.clock.now() }] }
      })
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
