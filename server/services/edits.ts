/** What people change of a company: link, "no Trend Micro here", assignments, what is left out, limits, schedule. */
import { AppError } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import { checkLimits, limitsSetAfter } from '../domain/limits'
import { validateSchedule } from '../domain/schedule'
import type { Schedule } from '../domain/settings'
import type { CompanyLimitsRequest } from '../domain/viewsCompany'
import type { CompanyScheduleRequest } from '../domain/viewsSchedule'
import { createAssignmentEdits, type AssignmentEdits } from './assignmentEdits'
import { editCompany, type EditDeps } from './companyEdit'
import { createExclusionEdits, type ExclusionEdits } from './exclusionEdits'
import { createLinkEdits, type LinkEdits } from './linkEdits'
import { readTenant } from './planRun'

export interface Edits extends LinkEdits, AssignmentEdits, ExclusionEdits {
  /** Limits of the company that differ from the tenant's. Throws `invalid` with issues at `limits.<field>`, `conflict`. */
  limits(tenant: TenantId, company: CompanyId, request: CompanyLimitsRequest, by: string): Promise<void>
  /** Throws `invalid` with issues at `custom.dayOfMonth|time|timeZone`, `conflict`. */
  schedule(tenant: TenantId, company: CompanyId, request: CompanyScheduleRequest): Promise<void>
}

export function createEdits(deps: EditDeps): Edits {
  return {
    ...createLinkEdits(deps),
    ...createAssignmentEdits(deps),
    ...createExclusionEdits(deps),
    async limits(tenant, company, request, by) {
      const { settings } = await readTenant(deps.store, tenant)
      const issues = checkLimits({ ...settings.limits, ...request.limits })
      if (issues.length > 0) throw new AppError('invalid', { issues })
      await editCompany(deps, tenant, company, request.version, (record) => ({
        ...record,
        limits: request.limits,
        limitsSet: limitsSetAfter(record, request.limits, { by, at: deps.clock.now() }),
      }))
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
      await editCompany(deps, tenant, company, request.version, (record) => ({
        ...record,
        customSchedule: custom === undefined ? null : sinceChange(record.customSchedule, { ...custom, changedAt }),
      }))
    },
  }
}

/** A schedule that is saved as it was keeps the moment since which it holds. */
function sinceChange(before: Schedule | null, wanted: Schedule): Schedule {
  const same =
    before !== null &&
    (['on', 'dayOfMonth', 'time', 'timeZone'] as const).every((field) => before[field] === wanted[field])
  return same ? before : wanted
}
