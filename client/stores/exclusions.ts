import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { CompanyId, ServicePlanKey } from '../../server/domain/ids'
import type { CompanyView, ExclusionRequest } from '../../server/domain/viewsCompany'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'

/** Leaves products of a company out of billing and takes them back, one at a time. */
export const useExclusions = defineStore('exclusions', () => {
  const api = useApi()
  /** The product that is being saved. */
  const saving = ref<ServicePlanKey | null>(null)
  /** Why the last save was refused; nothing was saved then. */
  const trouble = shallowRef<{ plan: ServicePlanKey; trouble: Trouble } | null>(null)

  /** The company after the save, or null when it was refused. */
  async function save(id: CompanyId, request: ExclusionRequest): Promise<CompanyView | null> {
    if (saving.value !== null) return null
    saving.value = request.plan
    trouble.value = null
    try {
      return await api.setExclusion(id, request)
    } catch (error) {
      trouble.value = { plan: request.plan, trouble: troubleOf(error) }
      return null
    } finally {
      saving.value = null
    }
  }
  const forget = () => (trouble.value = null)
  return { saving, trouble, save, forget }
})
