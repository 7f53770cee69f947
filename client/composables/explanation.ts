import { computed, ref, shallowRef, watch } from 'vue'
import { useApi } from '../api'
import { useCompany } from '../stores/company'
import type { LineKey, RunId } from '../../server/domain/ids'
import type { ExplainView } from '../../server/domain/viewsExplain'
import { troubleOf, type Trouble } from './problem'

/** A line whose number is explained: of the plan on screen, or of a run of long ago. */
export interface ExplainedLine {
  runId: RunId
  key: LineKey
}

/** Reads what is behind the number of a line. `gone`: its run is no longer kept. */
export function useExplanation(line: () => ExplainedLine) {
  const api = useApi()
  const store = useCompany()
  const view = shallowRef<ExplainView | null>(null)
  const state = ref<'loading' | 'ready' | 'failed' | 'gone'>('loading')
  const trouble = shallowRef<Trouble | null>(null)
  let turn = 0

  async function load(): Promise<void> {
    if (store.id === null) return
    const { runId, key } = line()
    const mine = ++turn
    state.value = 'loading'
    view.value = null
    try {
      const next = await api.explain(runId, store.id, key)
      if (mine !== turn) return
      view.value = next
      state.value = 'ready'
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      state.value = isNotFound(trouble.value) ? 'gone' : 'failed'
    }
  }
  watch(
    () => `${line().runId} ${line().key}`,
    () => void load(),
    { immediate: true },
  )
  return { view, state, trouble, load, isOnScreen: computed(() => line().runId === store.plan?.runId) }
}

const isNotFound = (trouble: Trouble) => trouble.kind === 'problem' && trouble.problem.code === 'notFound'
