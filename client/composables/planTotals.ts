import { computed } from 'vue'
import { useCompany } from '../stores/company'
import type { LineStatus } from '../../server/domain/run'
import type { PlanRow } from '../../server/domain/views'

/** What a line can be while and after it is sent. One that is blocked or held takes no part, although it says Failed or Held. */
const going: readonly (LineStatus | null)[] = ['pending', 'sending']
const over: readonly (LineStatus | null)[] = ['sent', 'failed', 'unknown', 'stale']

/** Sums over the plan on screen: what can be sent, whether every seat is in a bucket, how far a send is. */
export function usePlanTotals() {
  const store = useCompany()
  const rows = computed(() => store.plan?.rows ?? [])
  const totals = computed(() => store.plan?.totals ?? [])
  const linesToSend = computed(() => totals.value.reduce((sum, total) => sum + total.lines, 0))
  /** Something can be sent, or left out with a reason. */
  const anyDecidable = computed(() => rows.value.some((row) => row.sendable !== 'no' || isBlocked(row)))
  const needPerson = computed(
    () => rows.value.filter(({ state }) => ['failed', 'held', 'unmapped'].includes(state)).length,
  )
  const accounted = computed(() => {
    const account = store.plan?.account
    return account === undefined
      ? 0
      : account.billed + account.willChange + account.excluded + account.held + account.failed + account.unmapped
  })
  const seats = computed(() => store.plan?.account.reported ?? 0)
  const unread = computed(() => store.plan?.account.unreadSubscriptions ?? 0)
  /** Lines of a send that is going on or over. */
  const inSend = computed(() => rows.value.filter(({ lineStatus }) => [...going, ...over].includes(lineStatus)))
  const sentLines = computed(() => inSend.value.filter(({ lineStatus }) => lineStatus === 'sent').length)
  const leftOut = computed(() => rows.value.filter(({ reason }) => reason?.kind === 'skipped'))
  const doneLines = computed(() => inSend.value.filter(({ lineStatus }) => over.includes(lineStatus)).length)
  return {
    rows,
    totals,
    linesToSend,
    anyDecidable,
    needPerson,
    accounted,
    seats,
    unread,
    tiesOut: computed(() => accounted.value === seats.value),
    inSend,
    leftOut,
    sentLines,
    doneLines,
    isSending: computed(() => store.plan?.status === 'sending'),
    isFinished: computed(() => store.plan?.status === 'finished'),
  }
}

/** Cannot be sent, whoever approves it, until something is mended. What is not billed on purpose needs nobody. */
const isBlocked = (row: PlanRow) => row.lineStatus === 'blocked' && row.state !== 'notBilled'
