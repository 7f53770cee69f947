/** What people decide in the pod: stored at once. */
import type { CompanyId } from '../../server/domain/ids'
import { emptyCompanyRecord, type CompanyRecord, type ProductAssignment } from '../../server/domain/settings'
import { nth, type Scene } from './change'
import type { Change } from './steps'
import { itemOfPlan, plans } from './world'

type Decision = Extract<Change, { kind: 'assign' | 'exclude' | 'companyLimits' | 'limits' }>

/** Answers what was decided, in words; null when there is nothing to decide. */
export function decide(scene: Scene, change: Decision): string | null {
  switch (change.kind) {
    case 'assign':
      return assign(scene, change)
    case 'exclude':
      return exclude(scene, change)
    case 'companyLimits': {
      const company = nth(scene.world.companies, change.company)
      if (company === undefined) return null
      editRecord(scene, company.id, (record) => ({ ...record, edition: record.edition + 1, limits: change.limits }))
      return `company ${company.id} gets limits of its own: ${JSON.stringify(change.limits)}`
    }
    case 'limits':
      void scene.disk.of(scene.tenant).tenant.update('tenant', (tenant) => {
        if (tenant === null) throw new RangeError('No tenant')
        return { ...tenant, settings: { ...tenant.settings, limits: change.limits, approval: change.approval } }
      })
      return `the limits become ${JSON.stringify(change.limits)}, approval ${change.approval}`
    default:
      return change satisfies never
  }
}

function assign(scene: Scene, change: Extract<Change, { kind: 'assign' }>): string | null {
  const { world, turns, records } = scene
  const company = nth(world.companies, change.company)
  const plan = nth(plans, change.plan)
  if (company === undefined || plan === undefined) return null
  const own = world.agreements.filter((agreement) => agreement.companyId === company.id)
  const agreement = change.agreement === 'default' ? null : (nth(own, change.agreement) ?? null)
  const catalogItemId = itemOfPlan(plan)
  const there = world.additions.filter(
    (addition) => addition.agreementId === agreement?.id && addition.catalogItemId === catalogItemId,
  )
  const assignment: ProductAssignment = {
    plan,
    agreement:
      agreement === null
        ? { kind: 'default' }
        : { kind: 'chosen', typeId: agreement.type.id, agreementId: agreement.id },
    catalogItemId,
    rule: change.used ? { count: 'usedElseProvisioned', minimum: 0, included: 0 } : null,
    createWhenMissing: change.create,
    additionId: change.adopt === null ? null : (nth(there, change.adopt)?.id ?? null),
    strategy: change.strategy,
    drift: change.drift,
    decidedAt: turns.now(),
    decidedBy: 'kim',
    origin: 'person',
  }
  editRecord(scene, company.id, (record) => ({
    ...record,
    edition: record.edition + 1,
    assignments: [...record.assignments.filter((each) => each.plan !== plan), assignment],
  }))
  records.decisions.push({ atMs: turns.nowMs(), companyId: company.id, plan, assignment })
  const adopted = assignment.additionId === null ? '' : `, adopting ${assignment.additionId}`
  return (
    `company ${company.id} bills ${plan} on ${agreement?.id ?? 'Default'}, create when missing ${change.create}, by ` +
    `${change.used ? 'use' : 'seats'}, ${change.strategy}, hand edits: ${change.drift}${adopted}`
  )
}

function exclude(scene: Scene, change: Extract<Change, { kind: 'exclude' }>): string | null {
  const company = nth(scene.world.companies, change.company)
  const plan = nth(plans, change.plan)
  if (company === undefined || plan === undefined) return null
  const exclusion = { plan, by: 'kim', why: 'Not ours to bill.', at: scene.turns.now() }
  editRecord(scene, company.id, (record) => ({
    ...record,
    edition: record.edition + 1,
    exclusions: [...record.exclusions.filter((each) => each.plan !== plan), ...(change.out ? [exclusion] : [])],
  }))
  return `company ${company.id} ${change.out ? 'leaves out' : 'takes back'} ${plan}`
}

/** A person's decision, stored at once. */
export function editRecord(scene: Scene, id: CompanyId, edit: (record: CompanyRecord) => CompanyRecord): void {
  void scene.disk.of(scene.tenant).companies.update(id, (record) => edit(record ?? emptyCompanyRecord(id)))
}
