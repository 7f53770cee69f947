import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { troubleOf, type Trouble } from '../composables/problem'
import { useConsoleApi } from '../consoleApi'
import type { ServicePlanKey } from '../../server/domain/ids'
import type { DefaultOutcome } from '../../server/domain/productDefaults'
import type { QuantityRule } from '../../server/domain/settings'
import type {
  ApplyOutcome,
  DefaultMonthsView,
  DefaultRequest,
  DefaultsPreviewView,
  DefaultsView,
} from '../../server/domain/viewsDefaults'

/** Companies of one request to apply, and rows of one page of a preview. */
const mostCompanies = 500
const mostRows = 500

export interface Applied {
  outcomes: Record<ApplyOutcome, number>
  products: number
}

/** What is said once for a product, and filling it in for many companies. */
export const useDefaults = defineStore('defaults', () => {
  const api = useConsoleApi()
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const trouble = shallowRef<Trouble | null>(null)
  const view = shallowRef<DefaultsView | null>(null)
  /** How many companies were filled in so far; null: nothing is being filled in. */
  const progress = ref<{ done: number; total: number } | null>(null)

  async function load(): Promise<void> {
    state.value = 'loading'
    trouble.value = null
    try {
      view.value = await api.defaults()
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  /** Throws as the API does; nothing is changed then. `version`: of what the person saw. */
  async function save(version: number, plan: ServicePlanKey, wanted: DefaultRequest | null): Promise<void> {
    view.value = await api.saveDefaults({ version, defaults: [{ plan, default: wanted }] })
  }
  /**
   * All rows of a preview: what is filled in was shown. Throws as the API does.
   */
  async function preview(outcome: DefaultOutcome['kind'] | 'all'): Promise<DefaultsPreviewView> {
    const first = await api.previewDefaults({ outcome, offset: 0, limit: mostRows })
    const rows = [...first.rows]
    while (rows.length < first.found) {
      const next = await api.previewDefaults({ outcome, offset: rows.length, limit: mostRows })
      // Rows of two states of the defaults are no preview; what is applied is refused then too.
      if (next.version !== first.version || next.rows.length === 0) break
      rows.push(...next.rows)
    }
    return { ...first, rows }
  }

  const months = (plan: ServicePlanKey, rule: QuantityRule | null): Promise<DefaultMonthsView> =>
    api.defaultMonths(plan, rule)

  /** What a preview showed, and nothing that was said since. Throws as the API does; what was filled in before stays. */
  async function apply({ version, companies }: Pick<DefaultsPreviewView, 'version' | 'companies'>): Promise<Applied> {
    const told: Applied = { outcomes: { applied: 0, same: 0, changed: 0, notThere: 0 }, products: 0 }
    progress.value = { done: 0, total: companies.length }
    try {
      for (let from = 0; from < companies.length; from += mostCompanies) {
        const { results } = await api.applyDefaults({ version, companies: companies.slice(from, from + mostCompanies) })
        for (const { outcome, products } of results) {
          told.outcomes[outcome] += 1
          told.products += products
        }
        progress.value = { done: from + results.length, total: companies.length }
      }
    } finally {
      progress.value = null
    }
    return told
  }
  return { state, trouble, view, progress, load, save, preview, apply, months }
})
