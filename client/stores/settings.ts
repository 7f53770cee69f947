import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { SettingsRequest, SettingsView } from '../../server/domain/viewsSettings'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'

export type System = 'connectWise' | 'trendMicro'

/** The settings for all companies and both connections. Secrets go up and never come back. */
export const useSettingsStore = defineStore('settings', () => {
  const api = useApi()
  const state = ref<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  const saving = ref<'idle' | 'saving' | 'failed'>('idle')
  const testing = ref<System | null>(null)
  const view = shallowRef<SettingsView | null>(null)
  /** Why loading or saving failed. */
  const trouble = shallowRef<Trouble | null>(null)
  /** Why a test could not be made; what a test found is in the view. */
  const testTrouble = shallowRef<{ system: System; trouble: Trouble } | null>(null)

  async function load(): Promise<void> {
    state.value = 'loading'
    trouble.value = null
    try {
      view.value = await api.settings()
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  /** False when it was refused: `trouble` says why, and nothing was saved. */
  async function save(request: SettingsRequest): Promise<boolean> {
    saving.value = 'saving'
    trouble.value = null
    try {
      view.value = await api.saveSettings(request)
      saving.value = 'idle'
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      saving.value = 'failed'
      return false
    }
  }
  async function test(system: System): Promise<void> {
    if (testing.value !== null) return
    testing.value = system
    testTrouble.value = null
    try {
      view.value = await (system === 'connectWise' ? api.testConnectWise() : api.testTrendMicro())
    } catch (error) {
      testTrouble.value = { system, trouble: troubleOf(error) }
    } finally {
      testing.value = null
    }
  }
  return { state, saving, testing, view, trouble, testTrouble, load, save, test }
})
