/** What the last check found, as it still stands, for the screens. Reads only our store. */
import type { Instant } from '../domain/calendar'
import { nextOf, type Drift } from '../domain/drift'
import type { AgreementId } from '../domain/ids'
import {
  limitsOf,
  type CompanyRecord,
  type DriftPolicy,
  type ProductAssignment,
  type TenantSettings,
} from '../domain/settings'
import type { CompanyView } from '../domain/viewsCompany'
import type { DriftEntryView, DriftView } from '../domain/viewsDrift'
import { dayInZone } from '../domain/zone'
import type { TenantStore } from '../storage/store'
import { scheduleOf } from './planRun'

interface Known {
  record: CompanyRecord
  settings: TenantSettings
  now: Instant
}

export async function driftViewOf(store: TenantStore, known: Known): Promise<DriftView> {
  const { driftCheck, edition: version } = known.record
  if (driftCheck === null) return { checkedAt: null, found: [], additions: { found: 0, open: 0 }, unread: [], version }
  const found = standingDrift(known.record)
  const names = await agreementNames(store, known.record, [
    ...found.map(({ agreementId }) => agreementId),
    ...driftCheck.unread,
  ])
  return {
    checkedAt: driftCheck.checkedAt,
    additions: countAdditions(known, found),
    found: found.map((drift) => entryOf(known, drift, names.get(drift.agreementId) ?? null)),
    unread: driftCheck.unread.map((id) => ({ id, name: names.get(id) ?? null })),
    version,
  }
}

/** How many additions differ, and how many of them wait for a person; null when nobody has compared yet. */
export function driftSummary(known: Known): CompanyView['drift'] {
  const { driftCheck } = known.record
  if (driftCheck === null) return null
  return { checkedAt: driftCheck.checkedAt, ...countAdditions(known, standingDrift(known.record)) }
}

function countAdditions(known: Known, found: readonly Drift[]): DriftView['additions'] {
  const open = found.filter((drift) => {
    const policy = policyOf(assignmentsOf(known.record, drift))
    return nextOf(drift, policy, rulesOf(known)) === 'waits'
  })
  const count = (of: readonly Drift[]) => new Set(of.map(({ additionId }) => additionId)).size
  return { found: count(found), open: count(open) }
}

/** A send since the check may have written there, or found that theirs is right: then the difference is none any more. */
function standingDrift({ driftCheck, lastWrites }: CompanyRecord): Drift[] {
  if (driftCheck === null) return []
  return driftCheck.found.filter(({ additionId, field, was }) => {
    const write = lastWrites.find((candidate) => candidate.additionId === additionId)
    if (write === undefined || write.at > driftCheck.checkedAt) return false
    return field !== 'quantity' || String(write.quantity) === was
  })
}

function entryOf(known: Known, drift: Drift, agreementName: string | null): DriftEntryView {
  const { record } = known
  const assignments = assignmentsOf(record, drift)
  const rules = rulesOf(known)
  return {
    ...drift,
    productNames: [...new Set(billedOn(record, drift).map(({ productName }) => productName))],
    agreementName,
    policy: policyOf(assignments),
    next: {
      ask: nextOf(drift, 'ask', rules),
      keep: nextOf(drift, 'keep', rules),
      overwrite: nextOf(drift, 'overwrite', rules),
    },
    assignments: assignments.map(({ plan, agreement, catalogItemId, rule }) => ({
      plan,
      agreement,
      catalogItemId,
      rule,
    })),
  }
}

const billedOn = ({ lastBilled }: CompanyRecord, { agreementId, catalogItemId }: Drift) =>
  lastBilled.filter((billed) => billed.agreementId === agreementId && billed.catalogItemId === catalogItemId)

function assignmentsOf(record: CompanyRecord, drift: Drift): ProductAssignment[] {
  const plans = new Set(billedOn(record, drift).map(({ plan }) => plan))
  return record.assignments.filter(({ plan }) => plans.has(plan))
}

/** Products that share a line are saved alike; where they differ, the more careful way holds, as in a plan. */
function policyOf(assignments: readonly ProductAssignment[]): DriftPolicy {
  const [first, ...others] = assignments
  return first !== undefined && others.every(({ drift }) => drift === first.drift) ? first.drift : 'ask'
}

const rulesOf = ({ record, settings, now }: Known) => ({
  holdHandEdits: limitsOf(settings, record).holdHandEdits,
  today: dayInZone(now, scheduleOf(settings, record).timeZone),
})

/** The names that agreements had in the runs that last wrote there. */
async function agreementNames(
  store: TenantStore,
  { companyId, lastWrites }: CompanyRecord,
  ids: readonly AgreementId[],
): Promise<Map<AgreementId, string>> {
  const runs = new Set(lastWrites.filter(({ agreementId }) => ids.includes(agreementId)).map(({ runId }) => runId))
  const parts = await Promise.all([...runs].map((runId) => store.runCompanies.read({ runId, companyId })))
  return new Map(
    parts
      .flatMap((part) => part?.value.lines ?? [])
      .map(({ agreementId, agreementName }) => [agreementId, agreementName]),
  )
}
