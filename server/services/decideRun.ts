/** What a person decides about many companies of one run at once: each by the very plan that was seen, each by itself. */
import { AppError } from '../domain/errors'
import type { BillingRun, RunCompany } from '../domain/run'
import { takesDecisions } from '../domain/runControl'
import type { CompanyDecision, RunDecisionsView } from '../domain/viewsDecisions'
import type { Clock } from '../ports'
import type { Store } from '../storage/store'
import { approveSome } from './approve'
import { billsTheSame } from './basis'
import { eachOf } from './each'
import { planTag } from './planTag'
import { readTenant } from './planRun'

/** Companies that are stored side by side. */
const companiesAtOnce = 4

/**
 * Stores the decisions, company by company. Refused is a company whose plan is not the one that was seen (`planReplaced`), whose
 * link is gone, whose lines may not be sent as named (see approveSome), or whose run takes no decisions any more.
 */
export async function decideCompanies(
  deps: { store: Store; clock: Clock },
  run: BillingRun,
  companies: readonly CompanyDecision[],
  by: string,
): Promise<RunDecisionsView> {
  const view: RunDecisionsView = { approved: 0, leftOut: 0, refused: [] }
  await eachOf(companies, companiesAtOnce, async (company) => {
    try {
      await decideCompany(deps, run, company, by)
      view.approved += company.lines.length
      view.leftOut += company.skips.length
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { companyId } = company
      const part = await deps.store.of(run.tenantId).runCompanies.read({ runId: run.id, companyId })
      const companyName = part?.value.companyName ?? `#${companyId}`
      view.refused.push({ companyId, companyName, code: error.code, params: error.params })
    }
  })
  return view
}

async function decideCompany(
  { store, clock }: { store: Store; clock: Clock },
  run: BillingRun,
  { companyId, plan, lines, skips }: CompanyDecision,
  by: string,
): Promise<void> {
  const own = store.of(run.tenantId)
  const head = (await own.runs.read(run.id))?.value ?? run
  if (!takesDecisions(head)) throw new AppError('planNotOpen', { params: { status: head.status } })
  const record = (await own.companies.read(companyId))?.value
  if (record?.link?.enabled !== true) throw new AppError('notLinked')
  const { settings } = await readTenant(store, run.tenantId)
  if (!run.companyIds.includes(companyId)) throw new AppError('notFound')
  await own.runCompanies.update({ runId: run.id, companyId }, (part: RunCompany | null) => {
    if (part === null) throw new AppError('notFound')
    if (planTag(part) !== plan || !billsTheSame(part.inputs, { record, settings })) throw new AppError('planReplaced')
    return approveSome(part, { lines, skips }, by, clock.now())
  })
}

/** Throws AppError `planNotOpen` unless a person may decide about lines of this run of all. */
export function checkTakesDecisions(run: BillingRun): void {
  if (run.scope.kind !== 'all' || !takesDecisions(run))
    throw new AppError('planNotOpen', { params: { status: run.status } })
}
