import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { adoptRequest } from '../components/agreements/adoption'
import type { AdditionId, CompanyId, ServicePlanKey } from '../../server/domain/ids'
import type { AgreementsView, AssignmentsRequest, CatalogItemView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'

/** A company's agreements as ConnectWise has them, and which product goes where. */
export const useAgreementsStore = defineStore('agreements', () => {
  const api = useApi()
  const state = ref<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  const saving = ref<'idle' | 'saving' | 'failed'>('idle')
  const view = shallowRef<AgreementsView | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  let companyId: CompanyId | null = null

  /** Reads from ConnectWise. What was read before stays on the screen meanwhile, and when it fails. */
  async function load(id: CompanyId): Promise<void> {
    if (id !== companyId) view.value = null
    companyId = id
    state.value = 'loading'
    trouble.value = null
    try {
      const loaded = await api.agreements(id)
      if (id !== companyId) return
      view.value = loaded
      state.value = 'ready'
    } catch (error) {
      if (id !== companyId) return
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }

  /** The company after the save, or null when it was refused (`trouble` says why; nothing was saved). */
  const save = (id: CompanyId, request: AssignmentsRequest) => saveWith(() => api.assign(id, request))

  /** Takes one addition for all products of a line; what else was decided of them is read just before and stays. */
  const adopt = (id: CompanyId, plans: readonly ServicePlanKey[], additionId: AdditionId) =>
    saveWith(async () => {
      const request = adoptRequest(await api.agreements(id), plans, additionId)
      // Trend Micro no longer reports any of them: the next plan says so.
      return request === null ? api.company(id) : api.assign(id, request)
    })

  async function saveWith(work: () => Promise<CompanyView>): Promise<CompanyView | null> {
    saving.value = 'saving'
    trouble.value = null
    try {
      const company = await work()
      saving.value = 'idle'
      return company
    } catch (error) {
      trouble.value = troubleOf(error)
      saving.value = 'failed'
      return null
    }
  }

  /** Nothing of an earlier dialog stays. */
  function reset() {
    companyId = null
    view.value = null
    trouble.value = null
    state.value = 'idle'
    saving.value = 'idle'
  }

  const forgetTrouble = () => (trouble.value = null)
  const isConflict = computed(() => trouble.value?.kind === 'problem' && trouble.value.problem.code === 'conflict')
  const searchCatalog = (query: string): Promise<CatalogItemView[]> => api.catalog(query)

  return { state, saving, view, trouble, isConflict, load, save, adopt, forgetTrouble, reset, searchCatalog }
})
