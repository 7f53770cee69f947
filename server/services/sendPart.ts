/** Sends the approved lines of one company's part of a run, one at a time, alone among all sends of that company. */
import { msOf, type Instant } from '../domain/calendar'
import type { AdditionId, CompanyId } from '../domain/ids'
import { countLines } from '../domain/line'
import type { BillingRun, FailureCause, LineCounts, RunCompany, RunLine } from '../domain/run'
import { UpstreamError } from '../domain/errors'
import type { Agreement, BillingState } from '../domain/psa'
import { limitsOf } from '../domain/settings'
import { dayInZone } from '../domain/zone'
import type { Clock, Log } from '../ports'
import type { Store, TenantStore } from '../storage/store'
import { maxPlanAgeMs } from './approve'
import { billsTheSame } from './basis'
import { createJournal, isDecided, isUnderWay, openLines } from './journal'
import { lookAtAgreement, lookAtInvoice } from './judge'
import { createLooks } from './looks'
import type { KeyedLock } from './locks'
import { readTenant, scheduleOf } from './planRun'
import { isAskedAgain, type SendContext } from './lineResult'
import { sendLine, settleLine } from './sendLine'
import { endUnsent, leaveUnasked, standingNow } from './standing'
import { invoicedSince } from './undoRefusal'
import type { Connect } from './upstreams'

export interface SendDeps {
  store: Store
  clock: Clock
  log: Log
  connect: Connect
  /** One send of a company at a time; every line key belongs to one company. */
  locks: KeyedLock
}

/**
 * Sends what is approved and open; answers with the counts of the part afterwards. Lines not heard about stay `unknown`.
 * `justPlanned`: the clock planned this part a moment ago, so that what it read may serve as the look before a write.
 * `mayAskAgain`: there will be another round, so that lines of the clock that cannot be looked at for now stay `pending`.
 */
export function sendPart(
  deps: SendDeps,
  run: BillingRun,
  companyId: CompanyId,
  signal: AbortSignal,
  { justPlanned = false, mayAskAgain = false }: { justPlanned?: boolean; mayAskAgain?: boolean } = {},
): Promise<LineCounts> {
  return deps.locks.run(`${run.tenantId}:${companyId}`, async () => {
    const store = deps.store.of(run.tenantId)
    const part = (await store.runCompanies.read({ runId: run.id, companyId }))?.value
    if (part === undefined) return countLines([])
    const { connectWise } = await deps.connect(run.tenantId)
    const journal = createJournal(store, deps.clock, run, companyId)
    const reading = justPlanned ? await untouchedSince(store, part) : null
    const looks = createLooks({ connectWise, clock: deps.clock, planned: reading?.additions ?? [] })
    const context: SendContext = { connectWise, clock: deps.clock, journal, looks, signal, mayAskAgain }
    const open = openLines(part)
    // Asked for before the first line that may go: of a run that is paused or cancelled ConnectWise is asked nothing.
    let asked: Promise<Refusal> | null = null
    const refusal = () => (asked ??= refusalOf(deps, context, run, part, reading))
    let failed: { error: unknown } | null = null
    for (const line of open) {
      // The line in hand is finished; the next one waits for the next start.
      if (signal.aborted) break
      try {
        await sendOne(deps, context, run, line, { refusal, plannedAt: part.plannedAt })
      } catch (error) {
        failed ??= { error } // our own store; the other lines are not to suffer from one of them
      }
    }
    if (failed !== null) throw failed.error
    const standing = await standingNow(store, run)
    if (standing.kind === 'cancelled' && !signal.aborted) await leaveUnasked(store, run, companyId, standing)
    const after = (await store.runCompanies.read({ runId: run.id, companyId }))?.value ?? part
    // Of a run that was cancelled before anybody looked at this company nothing is said.
    const isSaid = standing.kind !== 'cancelled' || isDecided(after)
    if (!signal.aborted && isSaid) await recordUnchanged(store, deps.clock, run, after)
    if (!signal.aborted && standing.kind === 'going') tellWaiting(deps, run, after)
    deps.log.info('company sent', {
      tenant: run.tenantId,
      run: run.id,
      company: companyId,
      counts: countLines(after.lines),
    })
    return countLines(after.lines)
  })
}

async function sendOne(
  deps: SendDeps,
  context: SendContext,
  run: BillingRun,
  open: RunLine,
  { refusal, plannedAt }: { refusal: () => Promise<Refusal>; plannedAt: Instant },
): Promise<void> {
  // First what nobody heard about: it may have taken effect, whatever was decided since.
  const line = open.status === 'pending' ? open : await settleLine(context, open)
  if (line.status !== 'pending') return
  // What was begun is brought to its end, whatever was decided since: half of a replacement bills twice.
  if (isUnderWay(line)) {
    await sendLine(context, line)
    return
  }
  // Between lines: whoever paused or cancelled the run is obeyed before the next one begins.
  const standing = await standingNow(deps.store.of(run.tenantId), run)
  if (standing.kind === 'paused') return
  if (standing.kind === 'cancelled') return endUnsent(context, line, 'skipped', { kind: 'cancelled', by: standing.by })
  if (await isOutdated(deps, run, line.companyId)) {
    deps.log.warn('a line was left out: it was decided otherwise since its plan', {
      tenant: run.tenantId,
      run: run.id,
      line: line.key,
    })
    return endUnsent(context, line, 'stale', { kind: 'decidedOtherwise' })
  }
  // What was approved and then not sent for a day, as over a long stop, is no longer what anybody looked at.
  if (line.outcome === null && msOf(context.clock.now()) - msOf(plannedAt) > maxPlanAgeMs)
    return endUnsent(context, line, 'stale', { kind: 'planTooOld' })
  const cause = await (await refusal())(line)
  if (cause === null) {
    await sendLine(context, line)
    return
  }
  if (cause.kind === 'upstream' && isAskedAgain(context, line, cause.failure)) return
  return endUnsent(context, line, cause.kind === 'invoicedMeanwhile' ? 'stale' : 'failed', cause)
}

/** A person sees them as waiting; why, is in the log until they are at their end. */
function tellWaiting({ log }: SendDeps, run: BillingRun, part: RunCompany): void {
  const waiting = openLines(part).filter(({ status }) => status === 'pending')
  if (waiting.length === 0) return
  log.warn('lines wait until ConnectWise can be read', {
    tenant: run.tenantId,
    run: run.id,
    lines: waiting.map(({ key }) => key),
  })
}

/**
 * Was it decided otherwise since the plan? Of customers or products that were moved away the seats are billed elsewhere. What
 * takes a send back goes by what was there before, and by no setting.
 */
async function isOutdated({ store }: SendDeps, run: BillingRun, companyId: CompanyId): Promise<boolean> {
  const own = store.of(run.tenantId)
  const part = (await own.runCompanies.read({ runId: run.id, companyId }))?.value
  const record = (await own.companies.read(companyId))?.value
  if (part === undefined || record === undefined) return true
  const settings = run.trigger === 'undo' ? part.inputs.settings : (await readTenant(store, run.tenantId)).settings
  return !billsTheSame(part.inputs, { record, settings })
}

type Refusal = (line: RunLine) => Promise<FailureCause | null>

/** What the plan read, unless a send of this company has written anything since: then it is not as it was read. */
async function untouchedSince(store: TenantStore, part: RunCompany): Promise<BillingState | null> {
  const { state } = part.inputs
  const [newest] = await store.readLedger(part.companyId, 1)
  const isUntouched = newest === undefined || state.additions.every(({ readAt }) => newest.at < readAt)
  return isUntouched ? state : null
}

/** A list of agreements that is older is read again before anything is sent by it. */
const agreementsMaxAgeMs = 5 * 60_000

/**
 * The company's agreements of minutes ago at most, so that nothing goes to one that ended since the plan, or that was invoiced
 * where that makes a difference.
 */
async function refusalOf(
  deps: SendDeps,
  { clock, connectWise }: SendContext,
  run: BillingRun,
  part: RunCompany,
  reading: BillingState | null,
): Promise<Refusal> {
  const { settings, record } = part.inputs
  try {
    const ageMs = reading === null ? null : msOf(clock.now()) - msOf(reading.agreementsReadAt)
    const agreements: Agreement[] =
      reading !== null && ageMs !== null && ageMs >= 0 && ageMs <= agreementsMaxAgeMs
        ? reading.agreements
        : await connectWise.readAgreements(part.companyId)
    const { timeZone } = scheduleOf(settings, record)
    const today = dayInZone(clock.now(), timeZone)
    return async (line) =>
      lookAtAgreement(line, agreements, today) ??
      lookAtInvoice(line, agreements, limitsOf(settings, record)) ??
      (line.undoes === null ? null : await invoicedUnseen(deps, { run, line, agreements, timeZone }))
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    const cause: FailureCause = { kind: 'upstream', failure: error.failure }
    return () => Promise.resolve(cause)
  }
}

/** An invoice of an agreement whose dates say nothing, between the asking back and the writing. */
async function invoicedUnseen(
  deps: SendDeps,
  of: { run: BillingRun; line: RunLine; agreements: readonly Agreement[]; timeZone: string },
): Promise<FailureCause | null> {
  const agreement = of.agreements.find(({ id }) => id === of.line.agreementId)
  const refusal = agreement === undefined ? null : await invoicedSince(deps, { ...of, agreement })
  if (refusal === null) return null
  return { kind: 'invoicedMeanwhile', on: refusal.kind === 'invoiced' ? refusal.on : null }
}

/**
 * Lines that were right already, or left out on purpose, are part of the record too, once a run. What another run has written
 * to since the plan is not as it was: of that nothing is said.
 */
async function recordUnchanged(
  store: TenantStore,
  clock: Clock,
  run: BillingRun,
  { companyId, lines, inputs }: RunCompany,
): Promise<void> {
  const entries = await store.readLedger(companyId, 500)
  const journalled = new Set(entries.filter(({ runId }) => runId === run.id).map(({ lineKey }) => lineKey))
  const isOvertaken = ({ agreementId }: RunLine, addition: AdditionId) => {
    const readAt = inputs.state.additions.find((reading) => reading.agreementId === agreementId)?.readAt
    return entries.some(
      ({ additionId, kind, at }) =>
        additionId === addition && (kind === 'sent' || kind === 'settledDone') && readAt !== undefined && at >= readAt,
    )
  }
  const journal = createJournal(store, clock, run, companyId)
  const reported = new Set(inputs.snapshot.subscriptions.map(({ id }) => id))
  for (const line of lines) {
    if (journalled.has(line.key)) continue
    if (line.skip !== null) await journal.append(line, 'skipped', null)
    if (line.status !== 'unchanged' || line.change.kind !== 'none') continue
    if (isOvertaken(line, line.change.additionId)) continue
    await journal.append(line, 'unchanged', null)
    await journal.rememberUnchanged(line, reported)
  }
}
