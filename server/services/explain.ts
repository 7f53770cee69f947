/** Everything behind one line's number: inputs, rules, approval, writes; and the number computed again from what is stored. */
import { ruleOfHold } from '../domain/ruleOfHold'
import type { BillingRun, LedgerEntry, PlanInputs, RunCompany, RunLine } from '../domain/run'
import { limitsOf, type LastWrite } from '../domain/settings'
import { planCompany } from '../domain/plan'
import type { ExplainView, RuleCheck } from '../domain/viewsExplain'
import { rowOfLine } from './present'

/** `ledger`: the company's entries, newest first. */
export function explainLine(
  run: BillingRun,
  part: RunCompany,
  line: RunLine,
  ledger: readonly LedgerEntry[],
): ExplainView {
  const { snapshot, record, settings } = part.inputs
  const row = rowOfLine(run, part, line)
  const plan = line.sources[0]?.plan
  const assignment = record.assignments.find((candidate) => candidate.plan === plan)
  const last = record.lastWrites.find(
    (write) => write.agreementId === line.agreementId && write.catalogItemId === line.catalogItemId,
  )
  return {
    row,
    steps: line.steps,
    seatsReadAt: snapshot.takenAt,
    sources: snapshot.sources,
    which: snapshot.which,
    additionId: row.additionId,
    seenRevision: line.seen?.revision ?? null,
    runId: run.id,
    trigger: run.trigger,
    plannedAt: part.plannedAt,
    approval: line.approval,
    requestId: line.outcome?.requestId ?? null,
    ruleSetBy: assignment?.rule == null ? null : { by: assignment.decidedBy, at: assignment.decidedAt },
    limitsSetBy: {
      company: Object.keys(record.limits).length === 0 ? null : record.limitsSet,
      tenant: settings.limitsSet,
    },
    lastWrite:
      last === undefined
        ? null
        : { quantity: last.quantity, at: last.at, runId: last.runId, by: writerOf(last, ledger) },
    checks: line.undoes === null ? checksOf(part.inputs, line) : [],
    recomputed: line.undoes === null ? recompute(part, line) : null,
    writes: ledger
      .filter((entry) => entry.runId === run.id && entry.lineKey === line.key)
      .map(({ at, kind, quantity, requestId }) => ({ at, kind, quantity, requestId }))
      .reverse(),
  }
}

/** Who let an earlier write go; null where the ledger that was read does not reach back to it. */
const writerOf = ({ runId, additionId }: LastWrite, ledger: readonly LedgerEntry[]): string | null =>
  ledger.find(
    (entry) =>
      entry.runId === runId &&
      entry.additionId === additionId &&
      (entry.kind === 'sent' || entry.kind === 'settledDone'),
  )?.by ?? null

/** The quantity of a plan's line computed again from the stored inputs alone: whatever was changed since, the same comes out. */
export function recompute(part: RunCompany, line: RunLine): NonNullable<ExplainView['recomputed']> {
  const again = planCompany(part.inputs).lines.find((candidate) => candidate.key === line.key)
  const quantity = again?.change.quantity ?? null
  return { same: again !== undefined && quantity === line.change.quantity, quantity }
}

/** Which rules a line that changes something was asked, and with which numbers. */
function checksOf(inputs: PlanInputs, line: RunLine): RuleCheck[] {
  const { change } = line
  if (change.kind === 'none' || change.kind === 'blocked') return []
  const failed = new Set(line.holds.map(({ kind }) => ruleOfHold[kind]))
  const limits = limitsOf(inputs.settings, inputs.record)
  const before = change.kind === 'create' ? 0 : change.quantityBefore
  const percent = before > 0 ? ((change.quantity - before) / before) * 100 : null
  const agreement = inputs.state.agreements.find((candidate) => candidate.id === line.agreementId)
  const ends = agreement === undefined || agreement.noEndingDate ? null : agreement.endsOn
  // The agreement's own, as the hold has it (isPeriodInvoiced), also where its parent is what is invoiced.
  const prorates = agreement?.prorates === true
  const amount = line.money?.monthly ?? line.money?.difference
  const all: (RuleCheck | null)[] = [
    percent === null
      ? null
      : check('percent', {
          percent: Math.round(percent * 10) / 10,
          limit: percent < 0 ? limits.dropPercent : limits.risePercent,
        }),
    limits.moneyPerMonth === null || amount === undefined
      ? null
      : check('money', { amount, limit: limits.moneyPerMonth, currency: line.money?.currency ?? '' }),
    line.nextInvoiceOn === null ? null : check('invoiced', { day: line.nextInvoiceOn, prorates: prorates ? 1 : 0 }),
    check('usageAge', { hours: limits.usageAgeHours }),
    check('handEdits', {}),
    check('oneAddition', {}),
    ends === null ? check('agreement', {}) : check('agreement', { day: ends }),
  ]
  const asked = all.filter((each) => each !== null)
  const others = [...failed].filter((rule) => !asked.some((each) => each.rule === rule))
  return [...asked, ...others.map((rule) => check(rule, {}))]

  function check(rule: RuleCheck['rule'], params: RuleCheck['params']): RuleCheck {
    return { rule, passed: !failed.has(rule), params }
  }
}
