/** A run of many companies as its progress is shown. Pure. */
import { withOutside } from '../domain/account'
import { msOf, type Instant } from '../domain/calendar'
import { standingOf } from '../domain/runControl'
import type { RunView } from '../domain/viewsRun'
import { maxPlanAgeMs } from './approve'
import type { PartDigest, RunTotals } from './runDigest'
import type { RunDigest } from './watchedRuns'

/** Counts and totals as the parts are now. */
export function runView({ run, parts, totals }: RunDigest, now: Instant): RunView {
  const sums = totals()
  const names = new Map(parts.map((part) => [part.companyId, part.companyName]))
  return {
    runId: run.id,
    trigger: run.trigger,
    scope: run.scope,
    status: run.status,
    createdAt: run.createdAt,
    createdBy: run.createdBy,
    finishedAt: run.finishedAt,
    standing: standingOf(run),
    isOld: msOf(now) - msOf(run.createdAt) > maxPlanAgeMs,
    controls: run.controls,
    companies: companiesOf(run, sums),
    counts: sums.counts,
    groups: sums.groups,
    totals: sums.totals,
    account: withOutside(sums.account, run.outside),
    outside: run.outside,
    problems: run.problems.map(({ companyId, failure }) => ({
      companyId,
      companyName: names.get(companyId) ?? `#${companyId}`,
      failure,
    })),
    attention: attentionOf(parts),
  }
}

/** `planned`: read, with a plan or a problem. `done`: nothing of it is under way any more. */
export function companiesOf(run: RunDigest['run'], { planned, idle }: RunTotals): RunView['companies'] {
  const read = planned + run.problems.length
  const done = run.status === 'finished' ? read : run.status === 'sending' ? idle : 0
  return { total: run.companyIds.length, planned: read, done }
}

/** So many companies are named; the count of the others is enough, each says itself what is the matter. */
const namedCompanies = 10

function attentionOf(parts: readonly PartDigest[]): RunView['attention'] {
  const all = parts
    .map(({ companyId, companyName, groups: { failed, held }, counts: { stale, unknown } }) => ({
      companyId,
      companyName,
      failed,
      held: held + stale + unknown,
    }))
    .filter(({ failed, held }) => failed + held > 0)
    .sort(
      (one, other) =>
        Number(other.failed > 0) - Number(one.failed > 0) || one.companyName.localeCompare(other.companyName, 'en'),
    )
  return { companies: all.slice(0, namedCompanies), more: Math.max(0, all.length - namedCompanies) }
}
