import { useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { troubleOf, type Trouble } from '../composables/problem'
import { useConsoleApi } from '../consoleApi'
import { useFailureCount } from './failureCount'
import type { InboxItem, InboxView, RetryOutcome } from '../../server/domain/viewsInbox'

/** What is said at the row of a line that was tried again. `failedAgain`: its send is over, and it is still here. */
export type RowOutcome = RetryOutcome | { kind: 'failedAgain' }

/** While a send is on its way, of which most take a second or two, or past runs are being read. */
const askAgainAfterMs = 1_500
/** As many as the server takes at once. */
const retriedAtOnce = 200

/** The same line in whatever run it failed last. */
export const itemId = ({ company, key }: Pick<InboxItem, 'company' | 'key'>): string => `${company.id} ${key ?? ''}`

/** What is not billed, and what became of trying it again. */
export const useInbox = defineStore('inbox', () => {
  const api = useConsoleApi()
  const failureCount = useFailureCount()
  const view = shallowRef<InboxView | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  /** Why it could not be read, or not be tried again. */
  const trouble = shallowRef<Trouble | null>(null)
  const outcomes = shallowRef<ReadonlyMap<string, RowOutcome>>(new Map())
  const busy = shallowRef<ReadonlySet<string>>(new Set())
  /** Lines that left the list since it was opened: sent by us, or closed without a write. */
  const left = shallowRef({ sent: 0, closed: 0 })
  const again = useTimeoutFn(() => void load(), askAgainAfterMs, { immediate: false })

  const items = computed(() => view.value?.causes.flatMap((cause) => cause.items) ?? [])

  async function load(): Promise<void> {
    again.stop()
    try {
      take(await api.inbox())
      state.value = 'ready'
      trouble.value = null
    } catch (error) {
      trouble.value = troubleOf(error)
      if (view.value === null) state.value = 'failed'
    }
    if (view.value?.reading || items.value.some((item) => item.state === 'sending')) again.start()
  }
  /** Lines that are gone are counted; of one whose send is over and that is still there it is said that it failed again. */
  function take(next: InboxView) {
    view.value = next
    failureCount.tell(next)
    const here = new Map(items.value.map((item) => [itemId(item), item]))
    const kept = new Map<string, RowOutcome>()
    let { sent, closed } = left.value
    for (const [id, outcome] of outcomes.value) {
      const item = here.get(id)
      if (item === undefined) {
        // Not read yet is not gone.
        if (next.reading !== null) kept.set(id, outcome)
        else if (outcome.kind === 'sending') sent += 1
        else closed += 1
      } else kept.set(id, outcome.kind === 'sending' && item.state !== 'sending' ? { kind: 'failedAgain' } : outcome)
    }
    outcomes.value = kept
    left.value = { sent, closed }
  }
  /** Tries these again, the first 200 of them. Each company is planned anew; the server sends what has the numbers shown. */
  async function retry(wanted: readonly InboxItem[]): Promise<void> {
    const mine = wanted.filter((item) => !busy.value.has(itemId(item))).slice(0, retriedAtOnce)
    if (mine.length === 0) return
    const ids = mine.map(itemId)
    busy.value = new Set([...busy.value, ...ids])
    outcomes.value = new Map([...outcomes.value].filter(([id]) => !ids.includes(id)))
    try {
      const lines = mine.map(({ runId, company, key }) => ({ runId, companyId: company.id, key }))
      const { results } = await api.retryInbox({ lines })
      outcomes.value = new Map([
        ...outcomes.value,
        ...results.map(({ companyId: id, key, outcome }): [string, RowOutcome] => [`${id} ${key ?? ''}`, outcome]),
      ])
      await load()
    } catch (error) {
      trouble.value = troubleOf(error)
    } finally {
      busy.value = new Set([...busy.value].filter((id) => !ids.includes(id)))
    }
  }
  function open(): Promise<void> {
    outcomes.value = new Map()
    left.value = { sent: 0, closed: 0 }
    return load()
  }
  return { view, state, trouble, outcomes, busy, left, open, load, retry, stop: () => again.stop() }
})
