/** A run of many companies as its progress is shown. Reads only. */
import { addAccounts, countGroups, noGroups, noSeats, withOutside } from '../domain/account'
import { addCounts, countLines, noCounts } from '../domain/line'
import type { BillingRun, RunCompany } from '../domain/run'
import { standingOf } from '../domain/runControl'
import type { MoneyTotal, RunView } from '../domain/views'
import type { Store } from '../storage/store'
import { openLines } from './journal'
import { addMoney, totalsOf } from './present'
import { readParts } from './runParts'

/** Counts and totals as the parts are now. */
export async function runView(store: Store, run: BillingRun): Promise<RunView> {
  const own = store.of(run.tenantId)
  const parts = await readParts(own, run)
  const planned = parts.length + run.problems.length
  const names = new Map(parts.map((part) => [part.companyId, part.companyName]))
  const done =
    run.status === 'finished'
      ? planned
      : parts.filter((part) => openLines(part).length === 0 && run.status === 'sending').length
  return {
    runId: run.id,
    trigger: run.trigger,
    scope: run.scope,
    status: run.status,
    createdAt: run.createdAt,
    createdBy: run.createdBy,
    finishedAt: run.finishedAt,
    standing: standingOf(run),
    controls: run.controls,
    companies: { total: run.companyIds.length, planned, done },
    counts: parts.reduce((sum, part) => addCounts(sum, countLines(part.lines)), noCounts()),
    groups: parts.map(countGroups).reduce(addGroups, noGroups()),
    totals: addTotals(parts.flatMap((part) => totalsOf(part.lines))),
    account: withOutside(parts.map((part) => part.account).reduce(addAccounts, noSeats()), run.outside),
    outside: run.outside,
    problems: run.problems.map(({ companyId, failure }) => ({
      companyId,
      companyName: names.get(companyId) ?? `#${companyId}`,
      failure,
    })),
    attention: attentionOf(parts),
  }
}

/** So many companies are named; the count of the others is enough, each says itself what is the matter. */
const namedCompanies = 10

function attentionOf(parts: readonly RunCompany[]): RunView['attention'] {
  const all = parts
    .map((part) => {
      const { failed, held } = countGroups(part)
      const { stale, unknown } = countLines(part.lines)
      return { companyId: part.companyId, companyName: part.companyName, failed, held: held + stale + unknown }
    })
    .filter(({ failed, held }) => failed + held > 0)
    .sort(
      (one, other) =>
        Number(other.failed > 0) - Number(one.failed > 0) || one.companyName.localeCompare(other.companyName, 'en'),
    )
  return { companies: all.slice(0, namedCompanies), more: Math.max(0, all.length - namedCompanies) }
}

const addGroups = (one: RunView['groups'], other: RunView['groups']): RunView['groups'] => ({
  failed: one.failed + other.failed,
  held: one.held + other.held,
  unmapped: one.unmapped + other.unmapped,
  excluded: one.excluded + other.excluded,
})

function addTotals(totals: readonly MoneyTotal[]): MoneyTotal[] {
  const sums = new Map<string | null, MoneyTotal>()
  for (const { currency, difference, lines, notMonthly } of totals) {
    const sum = sums.get(currency) ?? { currency, difference: 0, lines: 0, notMonthly: 0 }
    sums.set(currency, {
      currency,
      difference: addMoney(sum.difference, difference),
      lines: sum.lines + lines,
      notMonthly: sum.notMonthly + notMonthly,
    })
  }
  return [...sums.values()]
}
