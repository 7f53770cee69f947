import { useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'
import { useConsoleApi } from '../consoleApi'
import type { PreflightView } from '../../server/domain/viewsPreflight'

/** While a check is under way; some seconds at hundreds of companies. */
const askAgainAfterMs = 1_500

/** What the last check before a send found, and the one that is under way. */
export const usePreflight = defineStore('preflight', () => {
  const api = useApi()
  const console = useConsoleApi()
  const view = shallowRef<PreflightView | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  /** Why it could not be read, or not be started. */
  const trouble = shallowRef<Trouble | null>(null)
  const again = useTimeoutFn(() => void read(() => console.preflight()), askAgainAfterMs, { immediate: false })

  async function read(ask: () => Promise<PreflightView>): Promise<void> {
    again.stop()
    try {
      view.value = await ask()
      state.value = 'ready'
      trouble.value = null
      if (view.value.running) again.start()
    } catch (error) {
      trouble.value = troubleOf(error)
      if (view.value === null) state.value = 'failed'
    }
  }
  /** On which days before a send the clock looks. Throws as the API does; nothing is saved then. */
  async function saveDays(preflightDays: number[]): Promise<void> {
    const { version } = await api.settings()
    await api.saveSettings({ version, preflightDays })
    await read(() => console.preflight())
  }
  return {
    view,
    state,
    trouble,
    load: () => read(() => console.preflight()),
    look: () => read(() => console.startPreflight()),
    stop: () => again.stop(),
    saveDays,
  }
})
