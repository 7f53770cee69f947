import { ref, shallowRef, watch } from 'vue'
import { useApi } from '../api'
import { useCompany } from '../stores/company'
import type { LineKey } from '../../server/domain/ids'
import type { ExplainView } from '../../server/domain/views'
import { troubleOf, type Trouble } from './problem'

/** Reads what is behind the number of a line of the plan on screen. */
export function useExplanation(line: () => LineKey) {
  const api = useApi()
  const store = useCompany()
  const view = shallowRef<ExplainView | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const trouble = shallowRef<Trouble | null>(null)
  let turn = 0

  async function load(): Promise<void> {
    if (store.plan === null || store.id === null) return
    const mine = ++turn
    state.value = 'loading'
    view.value = null
    try {
      const next = await api.explain(store.plan.runId, store.id, line())
      if (mine !== turn) return
      view.value = next
      state.value = 'ready'
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  watch(line, () => void load(), { immediate: true })
  return { view, state, trouble, load }
}
