/** The parts of a run taken together: read, counted, approved. */
import { addAccounts, noSeats } from '../domain/account'
import type { CompanyId } from '../domain/ids'
import { addCounts, countLines, noCounts } from '../domain/line'
import type { BillingRun, LineCounts, RunCompany, SeatAccount } from '../domain/run'
import { takesDecisions } from '../domain/runControl'
import type { Clock } from '../ports'
import type { Store, TenantStore } from '../storage/store'
import { approveWithinLimits, isUndecided } from './approve'
import { isDecided, openLines } from './journal'

/** The parts of a run that are planned, in the order of its companies. */
export async function readParts(store: TenantStore, run: BillingRun): Promise<RunCompany[]> {
  const parts = await Promise.all(
    run.companyIds.map((companyId) => store.runCompanies.read({ runId: run.id, companyId })),
  )
  return parts.filter((part) => part !== null).map((part) => part.value)
}

/** What the head of a run says of all of them. */
export const totalsOfParts = (parts: readonly RunCompany[]): { counts: LineCounts; account: SeatAccount } => ({
  counts: parts.reduce((sum, part) => addCounts(sum, countLines(part.lines)), noCounts()),
  account: parts.map((part) => part.account).reduce(addAccounts, noSeats()),
})

/** Of a run that waits for a person as a whole: a company of which somebody let lines go, or left them out. */
export interface DecidedCompany {
  companyId: CompanyId
  /** Lines that are decided: another number when somebody has decided more. */
  decided: number
  isOpen: boolean
}
export async function decidedCompanies(store: TenantStore, run: BillingRun): Promise<DecidedCompany[]> {
  const parts = await readParts(store, run)
  return parts.filter(isDecided).map((part) => ({
    companyId: part.companyId,
    decided: part.lines.filter(({ approval, skip }) => approval !== null || skip !== null).length,
    isOpen: openLines(part).length > 0,
  }))
}

/** Are there lines that a person has yet to decide about? Held ones only where somebody decides line by line. */
export function waitsForPerson(run: BillingRun, parts: readonly RunCompany[]): boolean {
  const undecided = parts.flatMap(({ lines }) => lines.filter(isUndecided))
  const asksAboutHeld = run.byLine && takesDecisions(run)
  return undecided.some(({ status }) => status === 'pending' || (asksAboutHeld && status === 'held'))
}

/** Lets go of every line within the limits, company by company. */
export async function approveAllParts(
  deps: { store: Store; clock: Clock },
  run: BillingRun,
  by: string,
): Promise<void> {
  const store = deps.store.of(run.tenantId)
  for (const companyId of run.companyIds) {
    if ((await store.runCompanies.read({ runId: run.id, companyId })) === null) continue
    await store.runCompanies.update({ runId: run.id, companyId }, (part) => {
      if (part === null) throw new Error('The plan of a company vanished')
      return approveWithinLimits(part, by, deps.clock.now())
    })
  }
}
