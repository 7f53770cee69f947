/** Whether a send can be taken back: nobody was there since, and no invoice. */
import { invoicedWith, nextInvoiceOf, unusableReason } from '../domain/agreements'
import { driftOf } from '../domain/drift'
import { UpstreamError } from '../domain/errors'
import type { RunId } from '../domain/ids'
import type { Addition, Agreement } from '../domain/psa'
import type { BillingRun, RunCompany, RunLine } from '../domain/run'
import type { CompanyRecord, LastWrite } from '../domain/settings'
import type { UndoRefusal } from '../domain/viewsUndo'
import { dayInZone } from '../domain/zone'
import { scheduleOf } from './planRun'
import type { RunDeps } from './runs'

/** Why the line cannot be taken back; null when it can. `list`: the additions of its agreement as they are now. */
export async function undoRefusalOf(
  deps: RunDeps,
  of: {
    run: BillingRun
    line: RunLine
    record: CompanyRecord
    agreements: readonly Agreement[]
    list: readonly Addition[]
    part: RunCompany
  },
): Promise<UndoRefusal | null> {
  const { run, line, record, agreements, list } = of
  if (line.undoes !== null || line.outcome === null || line.outcome.alreadyRight) return { kind: 'notSent' }
  const undone = await undoneBy(deps, run, line)
  if (undone !== null) return { kind: 'undoneAlready', runId: undone }
  const last = lastWriteOf(record, line)
  if (last === undefined) return { kind: 'notSent' }
  if (last.runId !== run.id) {
    const later = (await deps.store.of(run.tenantId).runs.read(last.runId))?.value
    return { kind: later?.trigger === 'undo' ? 'takenBackSince' : 'sentSince', runId: last.runId }
  }
  const agreement = agreements.find(({ id }) => id === line.agreementId)
  const { timeZone } = scheduleOf(of.part.inputs.settings, record)
  const today = dayInZone(deps.clock.now(), timeZone)
  if (agreement === undefined || unusableReason(agreement, line.companyId, today) !== null)
    return { kind: 'agreementClosed' }
  return editedSince(last, line, list) ?? (await invoicedSince(deps, { run, line, agreement, agreements, timeZone }))
}

/** A later send may have written the same line to another addition: one in its place, or one that a person adopted since. */
const lastWriteOf = ({ lastWrites }: CompanyRecord, line: RunLine): LastWrite | undefined =>
  lastWrites.find((write) => write.additionId === line.outcome?.additionId) ??
  lastWrites.find((write) => write.agreementId === line.agreementId && write.catalogItemId === line.catalogItemId)

/** The run that took this line back or is about to; null when there is none, or it could not. */
async function undoneBy({ store }: RunDeps, run: BillingRun, line: RunLine): Promise<RunId | null> {
  if (line.undoneBy === null) return null
  const own = store.of(run.tenantId)
  // Its head is written last: without one it never came to be.
  if ((await own.runs.read(line.undoneBy)) === null) return null
  const part = (await own.runCompanies.read({ runId: line.undoneBy, companyId: line.companyId }))?.value
  const status = part?.lines.find(({ key }) => key === line.key)?.status
  return status === undefined || status === 'failed' || status === 'stale' ? null : line.undoneBy
}

/** Of a replacement the old addition too must be as we left it: reopened or changed, it would bill beside what is put back. */
function editedSince(last: LastWrite, line: RunLine, list: readonly Addition[]): UndoRefusal | null {
  const { change } = line
  const edited = (of: Addition | undefined): UndoRefusal => ({
    kind: 'edited',
    by: of?.updatedBy ?? null,
    quantityNow: of?.quantity ?? null,
  })
  const addition = list.find(({ id }) => id === last.additionId)
  const isTouched =
    addition !== undefined &&
    ((last.revision !== null && addition.revision !== last.revision) || isNotAsWritten(addition, last, line))
  if (driftOf(last, list).length > 0 || isTouched) return edited(addition)
  // What we made has no last day; one that somebody set before our write was read back is in no record of ours.
  if (change.kind === 'create' && addition?.cancelledOn != null) return edited(addition)
  if (change.kind !== 'replace') return null
  const old = list.find(({ id }) => id === change.additionId)
  const isAsLeft =
    old?.cancelledOn === change.lastDay &&
    Math.abs(old.quantity - change.quantityBefore) < 1e-6 &&
    old.updatedBy === last.writtenBy
  return isAsLeft ? null : edited(old)
}

/** A later run that found the line right took what a person had changed for its base: by that alone the edit is not seen. */
function isNotAsWritten({ quantity, updatedBy }: Addition, { writtenBy }: LastWrite, { outcome }: RunLine): boolean {
  const written = outcome?.quantityAfter ?? quantity
  return Math.abs(quantity - written) >= 1e-6 || (writtenBy !== null && updatedBy !== null && updatedBy !== writtenBy)
}

/**
 * The date of the next invoice moved on since the send; where it is not known, the invoices themselves are asked: for one since
 * the day of the send or, of a line that takes back and is not written yet, of its approval. `timeZone`: that of the schedule,
 * for an invoice has the day of the place where it is made.
 */
export async function invoicedSince(
  deps: Pick<RunDeps, 'connect'>,
  of: { run: BillingRun; line: RunLine; agreement: Agreement; agreements: readonly Agreement[]; timeZone: string },
): Promise<UndoRefusal | null> {
  const { run, line, agreement, agreements } = of
  const next = nextInvoiceOf(agreement, agreements)
  if (line.nextInvoiceOn !== null && next !== null)
    return next > line.nextInvoiceOn ? { kind: 'invoiced', on: line.nextInvoiceOn } : null
  try {
    const { connectWise } = await deps.connect(run.tenantId)
    const invoice = await connectWise.readLastInvoice(invoicedWith(agreement, agreements).id, line.companyId)
    if (invoice.kind === 'unknown') return { kind: 'invoiceUnknown' }
    const sent = line.outcome ?? line.approval
    const isSince = invoice.on !== null && (sent === null || invoice.on >= dayInZone(sent.at, of.timeZone))
    return isSince ? { kind: 'invoiced', on: invoice.on } : null
  } catch (error) {
    if (error instanceof UpstreamError) return { kind: 'invoiceUnknown' }
    throw error
  }
}
