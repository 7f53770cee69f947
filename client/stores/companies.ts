import { useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { troubleOf, type Trouble } from '../composables/problem'
import { useConsoleApi } from '../consoleApi'
import type { CompanyFilter, CompanyListView, CompanyRowView } from '../../server/domain/viewsCompanies'

export interface CompanySearch {
  filter: CompanyFilter
  text: string
}

/** Shown at once; the others follow without anybody waiting. */
const firstRows = 100
const mostRows = 500
/** While results of runs are read after a start of the server. */
const askAgainAfterMs = 2_000

/** All companies of a filter and a search. */
export const useCompanies = defineStore('companies', () => {
  const api = useConsoleApi()
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const trouble = shallowRef<Trouble | null>(null)
  const rows = shallowRef<CompanyRowView[]>([])
  /** Totals and the rest, without the rows. */
  const view = shallowRef<Omit<CompanyListView, 'rows'> | null>(null)
  const again = useTimeoutFn((search: CompanySearch) => void load(search), askAgainAfterMs, { immediate: false })
  let turn = 0

  async function load(search: CompanySearch): Promise<void> {
    const mine = ++turn
    again.stop()
    state.value = 'loading'
    trouble.value = null
    try {
      const found: CompanyRowView[] = []
      const known = new Set<number>()
      for (let isFirst = true; ; isFirst = false) {
        const page = await api.companies({ ...search, offset: found.length, limit: isFirst ? firstRows : mostRows })
        if (mine !== turn) return
        // What changes meanwhile moves rows over the end of a page.
        found.push(...page.rows.filter(({ company }) => !known.has(company.id)))
        for (const { company } of page.rows) known.add(company.id)
        take(page)
        rows.value = [...found]
        state.value = 'ready'
        if (page.rows.length === 0 || found.length >= page.found) break
      }
      if (view.value?.reading) again.start(search)
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  function take({ found, totals, reading, readAt, connectWise }: CompanyListView) {
    view.value = { found, totals, reading, readAt, connectWise }
  }
  return { state, trouble, rows, view, load, stop: () => again.stop() }
})
