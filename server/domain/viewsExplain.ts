/** What stands behind one number: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { AdditionId, RunId } from './ids'
import type { Approval, LedgerEntry, QuantityStep, Trigger } from './run'
import type { Decision } from './settings'
import type { UsageSource } from './trend'
import type { PlanRow, PlanView } from './views'

/** A rule that was asked of a line, and what it said. */
export interface RuleCheck {
  rule:
    | 'toZero'
    | 'vanished'
    | 'placeLost'
    | 'reading'
    | 'usageAge'
    | 'handEdits'
    | 'otherSync'
    | 'percent'
    | 'money'
    | 'invoiced'
    | 'oneAddition'
    | 'agreement'
  passed: boolean
  /** Numbers and days for the sentence; their names are those of the message. */
  params: Record<string, string | number>
}

/** Everything behind one number. */
export interface ExplainView {
  row: PlanRow
  steps: QuantityStep[]
  seatsReadAt: Instant
  sources: UsageSource[]
  which: PlanView['which']
  additionId: AdditionId | null
  seenRevision: string | null
  runId: RunId
  trigger: Trigger
  plannedAt: Instant
  approval: Approval | null
  requestId: string | null
  /** Who set the rule by which its first product is counted, and when; null: the tenant's rule. */
  ruleSetBy: { by: string; at: Instant } | null
  /** Who set the limits that applied, as far as it is known; `company`: where it has limits of its own. */
  limitsSetBy: { company: Decision | null; tenant: Decision | null }
  /** What we wrote there last, before this plan. `by`: who let it go, a member's identifier or `schedule`; null: not known any more. */
  lastWrite: { quantity: number; at: Instant; runId: RunId; by: string | null } | null
  checks: RuleCheck[]
  /**
   * Computed again from the stored inputs just now: the same quantity, or another one (a defect, or another version's rules).
   * null for a line that takes another one's write back: what was there before is not computed.
   */
  recomputed: { same: boolean; quantity: number | null } | null
  /** Attempts and results of this line in this run, oldest first. */
  writes: { at: Instant; kind: LedgerEntry['kind']; quantity: number | null; requestId: string | null }[]
}
