import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { CompanyId } from '../../server/domain/ids'
import type { AssignmentsRequest } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { DriftView } from '../../server/domain/viewsDrift'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'

/** What ConnectWise holds against what we last wrote there. Looking changes nothing there. */
export const useDriftStore = defineStore('drift', () => {
  const api = useApi()
  const state = ref<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  const doing = ref<'nothing' | 'looking' | 'saving'>('nothing')
  const view = shallowRef<DriftView | null>(null)
  /** Why reading, looking or saving failed; what was shown before stays. */
  const trouble = shallowRef<Trouble | null>(null)
  let companyId: CompanyId | null = null

  /** What the last look found, without asking ConnectWise. */
  async function load(id: CompanyId): Promise<void> {
    if (id !== companyId) view.value = null
    companyId = id
    state.value = 'loading'
    trouble.value = null
    try {
      const answer = await api.drift(id)
      if (id !== companyId) return
      view.value = answer
      state.value = 'ready'
    } catch (error) {
      if (id !== companyId) return
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  /** Compares now. False when it could not be done (`trouble`). */
  async function look(id: CompanyId): Promise<boolean> {
    if (doing.value !== 'nothing') return false
    doing.value = 'looking'
    trouble.value = null
    try {
      view.value = await api.lookForDrift(id)
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      return false
    } finally {
      doing.value = 'nothing'
    }
  }
  /** The company after the save, or null when it was refused (`trouble`): nothing was saved then. */
  async function save(id: CompanyId, request: AssignmentsRequest): Promise<CompanyView | null> {
    doing.value = 'saving'
    trouble.value = null
    try {
      return await api.assign(id, request)
    } catch (error) {
      trouble.value = troubleOf(error)
      return null
    } finally {
      doing.value = 'nothing'
    }
  }
  return { state, doing, view, trouble, load, look, save }
})
