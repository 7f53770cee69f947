import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { troubleOf, type Trouble } from '../composables/problem'
import { useSetupApi } from '../setupApi'
import { setupSteps, type SetupStep } from '../../server/domain/setup'
import type { SetupView } from '../../server/domain/viewsSetup'

/** The first run: which steps are done, as the server finds it, and which one is on screen. */
export const useSetup = defineStore('setup', () => {
  const api = useSetupApi()
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const trouble = shallowRef<Trouble | null>(null)
  const view = shallowRef<SetupView | null>(null)
  /** null: all is done. */
  const step = ref<SetupStep | null>(null)

  /** Begins where the last time ended: at the first step that is not done. */
  async function load(): Promise<void> {
    state.value = 'loading'
    trouble.value = null
    try {
      view.value = await api.setup()
      step.value = view.value.next
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  /** Which steps are done may have changed; what is on screen stays where it is. */
  async function refresh(): Promise<void> {
    try {
      view.value = await api.setup()
    } catch (error) {
      trouble.value = troubleOf(error)
    }
  }
  async function goOn(): Promise<void> {
    trouble.value = null
    step.value = neighbour(1)
    await refresh()
  }
  function goBack() {
    trouble.value = null
    step.value = neighbour(-1) ?? step.value
  }
  const neighbour = (by: 1 | -1): SetupStep | null =>
    step.value === null ? null : (setupSteps[setupSteps.indexOf(step.value) + by] ?? null)

  /** False when it could not be said: `trouble` tells why, and the first run stays open. */
  async function finish(): Promise<boolean> {
    trouble.value = null
    try {
      view.value = await api.finishSetup()
      step.value = null
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      return false
    }
  }
  return { state, trouble, view, step, load, refresh, goOn, goBack, finish }
})
