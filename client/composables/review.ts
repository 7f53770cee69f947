import { computed, reactive, ref } from 'vue'
import { useCompany } from '../stores/company'
import type { LineKey } from '../../server/domain/ids'
import type { MoneyTotal, PlanRow, SendRequest } from '../../server/domain/views'

/** What is ticked in the review and why. Lines within the limits begin ticked; held ones only when a person ticks them. */
export function useReview() {
  const store = useCompany()
  const rows = computed(() => store.plan?.rows ?? [])
  const ticked = reactive(new Set<LineKey>())
  const reasons = reactive(new Map<LineKey, string>())
  /** Lines whose missing reason is shown: the person left the field or pressed Send. */
  const checked = reactive(new Set<LineKey>())
  const touched = ref(false)

  for (const row of rows.value) if (row.key !== null && row.sendable === 'yes') ticked.add(row.key)

  const isTicked = (row: PlanRow) => row.key !== null && ticked.has(row.key)
  const reasonOf = (row: PlanRow) => (row.key === null ? '' : (reasons.get(row.key) ?? ''))
  const lacksReason = (row: PlanRow) => isTicked(row) && row.sendable === 'withReason' && reasonOf(row).trim() === ''
  const chosen = computed(() => rows.value.filter(isTicked))

  /** Sums per currency; money that is not known is in none. */
  const totals = computed<MoneyTotal[]>(() => {
    const sums = new Map<string | null, MoneyTotal>()
    for (const { money } of chosen.value) {
      const currency = money?.currency ?? null
      const sum = sums.get(currency) ?? { currency, difference: 0, lines: 0, notMonthly: 0 }
      sums.set(currency, {
        currency,
        difference: sum.difference + (money?.monthly ?? money?.difference ?? 0),
        lines: sum.lines + 1,
        notMonthly: sum.notMonthly + (money !== null && money.monthly === null ? 1 : 0),
      })
    }
    return [...sums.values()]
  })

  function tick(row: PlanRow, on: boolean) {
    if (row.key === null) return
    touched.value = true
    if (on) ticked.add(row.key)
    else ticked.delete(row.key)
  }
  function setReason(row: PlanRow, text: string) {
    if (row.key === null) return
    touched.value = true
    reasons.set(row.key, text)
  }
  function check(row: PlanRow) {
    if (row.key !== null) checked.add(row.key)
  }
  /** The request, or null when a reason is missing; the missing ones are then shown. */
  function request(): SendRequest['lines'] | null {
    chosen.value.forEach(check)
    if (chosen.value.some(lacksReason)) return null
    return chosen.value.flatMap((row) => {
      if (row.key === null) return []
      const reason = reasonOf(row).trim()
      return [reason !== '' && row.sendable === 'withReason' ? { key: row.key, reason } : { key: row.key }]
    })
  }

  return {
    rows,
    chosen,
    totals,
    touched,
    isTicked,
    reasonOf,
    isMissing: (row: PlanRow) => lacksReason(row) && row.key !== null && checked.has(row.key),
    tick,
    setReason,
    check,
    request,
  }
}
