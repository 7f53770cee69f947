import { watchDebounced } from '@vueuse/core'
import { ref, shallowRef, watch } from 'vue'
import { useApi } from '../../api'
import { troubleOf, type Trouble } from '../../composables/problem'
import type { CompanyId } from '../../../server/domain/ids'
import type { InvoiceTimingView } from '../../../server/domain/viewsSchedule'

/** Invoice days against a day of the month, asked a moment after the last key. The answer before stays until then. */
export function useInvoiceDays(day: () => number | null, company: () => CompanyId | null) {
  const api = useApi()
  const view = shallowRef<InvoiceTimingView | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const trouble = shallowRef<Trouble | null>(null)
  let turn = 0

  async function ask() {
    const mine = ++turn
    const asked = day()
    state.value = 'loading'
    if (asked === null) return
    trouble.value = null
    try {
      const answer = await api.invoiceDays(asked, company())
      if (mine !== turn) return
      view.value = answer
      state.value = 'ready'
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  watch(
    company,
    () => {
      view.value = null
      void ask()
    },
    { immediate: true },
  )
  watchDebounced(day, () => void ask(), { debounce: 300 })
  return { view, state, trouble, ask }
}
