/** Between the lines of a run: may the next one begin? And what becomes of a line that is not sent. */
import { withLines } from '../domain/account'
import type { Instant } from '../domain/calendar'
import type { CompanyId } from '../domain/ids'
import { moveLine } from '../domain/line'
import type { BillingRun, FailureCause, LineOutcome, RunLine } from '../domain/run'
import { standingOf, type Standing } from '../domain/runControl'
import type { TenantStore } from '../storage/store'
import type { SendContext } from './lineResult'

/** As it is stored at this moment: whoever pressed a button is obeyed by all that is under way, and by the next start. */
export const standingNow = async (store: TenantStore, run: BillingRun): Promise<Standing> =>
  standingOf((await store.runs.read(run.id))?.value ?? run)

/** Of a cancelled run nobody is asked any more about the lines that were never let go. Held ones stay: the next plan asks anew. */
export async function leaveUnasked(
  store: TenantStore,
  run: BillingRun,
  companyId: CompanyId,
  { by, at }: { by: string; at: Instant },
): Promise<void> {
  const key = { runId: run.id, companyId }
  const isUnasked = ({ status, approval }: RunLine) => status === 'pending' && approval === null
  if ((await store.runCompanies.read(key))?.value.lines.some(isUnasked) !== true) return
  const outcome = unsent(at, { kind: 'cancelled', by })
  await store.runCompanies.update(key, (part) => {
    if (part === null) throw new Error('The plan of a company vanished')
    return withLines(
      part,
      part.lines.map((line) => (isUnasked(line) ? { ...moveLine(line, 'skipped'), outcome } : line)),
    )
  })
}

/** Ends a line that was let go and not written: ledger first, so that a crash between leaves it open. */
export async function endUnsent(
  { clock, journal }: Pick<SendContext, 'clock' | 'journal'>,
  line: RunLine,
  to: 'stale' | 'failed' | 'skipped',
  cause: FailureCause,
): Promise<void> {
  const outcome = unsent(clock.now(), cause)
  await journal.append(line, to, outcome)
  await journal.move(line.key, to, outcome)
}

const unsent = (at: Instant, cause: FailureCause): LineOutcome => ({
  at,
  quantityAfter: null,
  additionId: null,
  requestId: null,
  cause,
  alreadyRight: false,
})
