/** Who else writes what we write: asked of the audit trail, and only where there is a question. */
import { isAsWritten, isProgram } from '../domain/drift'
import { UpstreamError } from '../domain/errors'
import { msOf, type Instant } from '../domain/calendar'
import { syncDays } from '../domain/holds'
import type { AdditionId } from '../domain/ids'
import type { Addition, AdditionEdit, BillingState } from '../domain/psa'
import type { CompanyRecord } from '../domain/settings'
import type { AuditEntry, ConnectWise } from '../integrations/connectwise/port'

type Trail = Pick<ConnectWise, 'readAuditTrail'>

/**
 * The newest edit by somebody else of each addition that is not as we left it, and the newest write by another program of each
 * one that we would write to for the first time on an agreement that old set-up names. Agreements that were not read are left
 * out. `source: null` for the latter: the trail could not be asked.
 */
export async function readEdits(
  connectWise: Trail,
  record: CompanyRecord,
  state: Pick<BillingState, 'additions' | 'defaults'>,
  now: Instant,
): Promise<AdditionEdit[]> {
  const listOf = (agreementId: number) => state.additions.find((reading) => reading.agreementId === agreementId)?.list
  const changed = record.lastWrites.filter((write) => {
    const list = listOf(write.agreementId)
    return list !== undefined && !isAsWritten(write, list)
  })
  const { summaryAgreementId } = state.defaults
  const named = summaryAgreementId === null ? undefined : listOf(summaryAgreementId)
  const unwritten = newlyTouched(record, named ?? [], now)
  const edits = await Promise.all([
    // The trail's moments are to the second; what we wrote stands there under our own name.
    ...changed.map(async ({ additionId, writtenBy, at: since }) => {
      const entries = await trailOf(connectWise, additionId)
      const edit = entries?.find(
        ({ at, by }) => by !== writtenBy && at !== null && at.slice(0, 19) >= since.slice(0, 19),
      )
      // Without an answer nobody is named: that somebody was there is known anyway.
      return edit === undefined ? null : editOf(additionId, edit)
    }),
    ...unwritten.map(async ({ id }) => {
      const entries = await trailOf(connectWise, id)
      if (entries === null) return { additionId: id, by: null, at: null, source: null }
      const edit = entries.find(({ source }) => isProgram(source))
      return edit === undefined ? null : editOf(id, edit)
    }),
  ])
  return edits.filter((edit) => edit !== null)
}

/**
 * Additions of assigned products that we have not written yet and somebody has, lately: only of these it matters whether old
 * set-up names their agreement.
 */
export function newlyTouched(record: CompanyRecord, list: readonly Addition[], now: Instant): Addition[] {
  const items = new Set(record.assignments.map(({ catalogItemId }) => catalogItemId))
  const ours = new Set(record.lastWrites.map(({ additionId }) => additionId))
  return list.filter(
    ({ id, catalogItemId, revision }) =>
      items.has(catalogItemId) && !ours.has(id) && (revision === null || mayBeRecent(revision, now)),
  )
}

/** What nobody has touched for so long is no sync's; a moment that cannot be read may be any. */
function mayBeRecent(revision: string, now: Instant): boolean {
  const ms = Date.parse(revision)
  return Number.isNaN(ms) || msOf(now) - ms <= syncDays * 86_400_000
}

/** Newest first; null when it could not be read: a role without this right, or a trail that does not answer. */
async function trailOf({ readAuditTrail }: Trail, addition: AdditionId): Promise<AuditEntry[] | null> {
  try {
    return await readAuditTrail(addition)
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  }
}

const editOf = (additionId: AdditionId, { by, at, source }: AuditEntry): AdditionEdit => ({
  additionId,
  by,
  at,
  source,
})
