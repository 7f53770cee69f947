import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { CompanyId } from '../../server/domain/ids'
import type { HistoryEntryView } from '../../server/domain/viewsHistory'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'

/** First answer, and the most that the view asks for. */
const pages = [50, 500] as const

/** What was sent for a company, newest first. */
export const useHistoryStore = defineStore('history', () => {
  const api = useApi()
  const state = ref<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  const entries = shallowRef<HistoryEntryView[]>([])
  const hasMore = ref(false)
  const trouble = shallowRef<Trouble | null>(null)
  let all = false

  /** `again`: as many as before; like `all` it leaves on screen what is there until the answer is. */
  async function load(id: CompanyId, how: 'first' | 'all' | 'again' = 'first'): Promise<void> {
    if (how !== 'again') all = how === 'all'
    const limit = pages[all ? 1 : 0]
    state.value = 'loading'
    trouble.value = null
    if (how === 'first') entries.value = []
    try {
      // One more than is shown tells whether there are more.
      const answer = await api.history(id, limit + 1)
      entries.value = answer.slice(0, limit)
      hasMore.value = !all && answer.length > limit
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  return { state, entries, hasMore, trouble, load }
})
