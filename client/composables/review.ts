import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useCompany } from '../stores/company'
import type { FieldIssue } from '../../server/domain/errors'
import type { LineKey } from '../../server/domain/ids'
import type { PlanRow, SendRequest } from '../../server/domain/views'
import { totalsOf } from './totals'

/** What becomes of a line: it is sent, left out with a reason that is kept, or stays as it is without a word. */
export type Choice = 'send' | 'leave' | 'none'
/** What is wrong with a reason, as the server calls it. */
export type ReasonIssue = 'required' | 'tooLong'

/** As the server has it (services/approve). */
export const maxReasonLength = 500

interface Decision {
  choice: Choice
  /** Kept apart, so that changing one's mind twice loses nothing. */
  reasons: { send: string; leave: string }
  /** The person left the field or pressed Send: from now on a missing reason is shown. */
  checked: boolean
  refused: ReasonIssue | null
  /** What the decision was made about. */
  row: PlanRow
}

/**
 * What a person decides of the plan on screen. Lines within the limits begin ticked; held ones only when a person ticks them.
 * When the plan is made anew, what was decided of a line stands only if the line is still the same.
 */
export function useReview() {
  const store = useCompany()
  const rows = computed(() => store.plan?.rows ?? [])
  const decisions = reactive(new Map<LineKey, Decision>())
  const touched = ref(false)
  /** Lines whose decision fell because they are not the same any more; null while the first plan is on screen. */
  const renewed = shallowRef<PlanRow[] | null>(null)

  begin()
  watch(
    () => store.plan?.runId,
    (_, before) => {
      if (before !== undefined) renewed.value = begin()
    },
  )

  /** Decisions for the plan on screen; answers the lines of which an old decision fell. */
  function begin(): PlanRow[] {
    const old = new Map(decisions)
    decisions.clear()
    for (const row of rows.value) {
      if (row.key === null) continue
      const known = old.get(row.key)
      const isSame = known !== undefined && seen(known.row) === seen(row)
      decisions.set(row.key, isSame ? known : freshDecision(row))
      if (isSame) old.delete(row.key)
    }
    return [...old.values()].filter(({ choice }) => choice !== 'none').map(({ row }) => row)
  }

  const of = (row: PlanRow) => (row.key === null ? undefined : decisions.get(row.key))
  const choiceOf = (row: PlanRow): Choice => of(row)?.choice ?? 'none'
  const reasonOf = (row: PlanRow): string => {
    const decision = of(row)
    return decision === undefined || decision.choice === 'none' ? '' : decision.reasons[decision.choice]
  }
  const needsReason = (row: PlanRow) =>
    choiceOf(row) === 'leave' || (choiceOf(row) === 'send' && row.sendable === 'withReason')
  const lacksReason = (row: PlanRow) => needsReason(row) && reasonOf(row).trim() === ''
  const issueOf = (row: PlanRow): ReasonIssue | null => {
    const decision = of(row)
    if (decision === undefined || !needsReason(row)) return null
    return decision.refused ?? (decision.checked && lacksReason(row) ? 'required' : null)
  }
  const chosen = computed(() => rows.value.filter((row) => choiceOf(row) === 'send'))
  const leftOut = computed(() => rows.value.filter((row) => choiceOf(row) === 'leave'))
  const tickable = computed(() => rows.value.filter((row) => row.sendable !== 'no' && choiceOf(row) !== 'leave'))

  function choose(row: PlanRow, choice: Choice) {
    const decision = of(row)
    if (decision === undefined) return
    touched.value = true
    Object.assign(decision, { choice, checked: false, refused: null })
  }
  /** Ticks every line that can be sent, or none; what is left out with a reason stays so. */
  const chooseAll = (on: boolean) => tickable.value.forEach((row) => choose(row, on ? 'send' : 'none'))
  function setReason(row: PlanRow, text: string) {
    const decision = of(row)
    if (decision === undefined || decision.choice === 'none') return
    touched.value = true
    decision.reasons[decision.choice] = text
    decision.refused = null
  }
  function check(row: PlanRow) {
    const decision = of(row)
    if (decision) decision.checked = true
  }

  /** The request, or null when a reason is missing; the missing ones are then shown. */
  function request(): SendRequest | null {
    const decided = [...chosen.value, ...leftOut.value]
    decided.forEach(check)
    if (decided.some(lacksReason)) return null
    const named = (row: PlanRow) => (row.key === null ? [] : [{ key: row.key, reason: reasonOf(row).trim() }])
    const skips = leftOut.value.flatMap(named)
    return {
      lines: chosen.value.flatMap((row) => (needsReason(row) ? named(row) : named(row).map(({ key }) => ({ key })))),
      ...(skips.length > 0 ? { skips } : {}),
    }
  }
  /** Takes the server's refusals to their lines; answers whether one names a reason. */
  function refuse(issues: readonly FieldIssue[], { lines, skips = [] }: SendRequest): boolean {
    let placed = false
    for (const { path, code } of issues) {
      const [, list, index] = /^(lines|skips)\.(\d+)\.reason$/.exec(path) ?? []
      const named = (list === 'lines' ? lines : skips)[Number(index)]
      const decision = named === undefined ? undefined : decisions.get(named.key)
      if (decision === undefined) continue
      decision.refused = code === 'tooLong' ? 'tooLong' : 'required'
      placed = true
    }
    return placed
  }

  return {
    rows,
    chosen,
    leftOut,
    tickable,
    totals: computed(() => totalsOf(chosen.value)),
    touched,
    renewed,
    choiceOf,
    reasonOf,
    needsReason,
    issueOf,
    choose,
    chooseAll,
    setReason,
    check,
    request,
    refuse,
  }
}

const freshDecision = (row: PlanRow): Decision => ({
  choice: row.sendable === 'yes' ? 'send' : 'none',
  reasons: { send: '', leave: '' },
  checked: false,
  refused: null,
  row,
})
/** All of a line that a person decides about. */
const seen = (row: PlanRow): string =>
  JSON.stringify([
    row.sendable,
    row.change,
    row.additionId,
    row.quantityBefore,
    row.quantity,
    row.startsOn,
    row.endsOn,
    row.money,
    row.reason,
  ])
