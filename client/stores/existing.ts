import { useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { ref, shallowReactive, shallowRef } from 'vue'
import { troubleOf, type Trouble } from '../composables/problem'
import { useExistingApi } from '../existingApi'
import type { ExistingLinkView, ExistingLinksView, ExistingView } from '../../server/domain/viewsExisting'

/** While a reading is under way; a request a company. */
const askAgainAfterMs = 1_500
/** Pairs of one request. */
const mostPairs = 500

export type LinkResult = ExistingLinksView['results'][number]
export const keyOf = ({ company, customerKey }: ExistingLinkView): string => `${company.id} ${customerKey}`

/** What the vendor's own integration has in ConnectWise, and the links that it would become. */
export const useExisting = defineStore('existing', () => {
  const api = useExistingApi()
  const view = shallowRef<ExistingView | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  /** Why it could not be read, or not be started. */
  const trouble = shallowRef<Trouble | null>(null)
  /** Whose rows count; null: as the server thinks. */
  const solutions = ref<number[] | null>(null)
  /** What became of rows that were to be linked and are not; by `keyOf`. */
  const results = shallowReactive(new Map<string, LinkResult>())
  const progress = ref<{ done: number; total: number } | null>(null)
  const again = useTimeoutFn(() => void load(), askAgainAfterMs, { immediate: false })
  let turn = 0

  async function show(ask: () => Promise<ExistingView>): Promise<void> {
    const mine = ++turn
    again.stop()
    try {
      const answer = await ask()
      if (mine !== turn) return
      view.value = answer
      state.value = 'ready'
      trouble.value = null
      if (answer.running) again.start()
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      if (view.value === null) state.value = 'failed'
    }
  }
  const load = () => show(() => api.existing(solutions.value))
  async function read(): Promise<void> {
    results.clear()
    await show(() => api.readExisting())
  }
  async function choose(ids: number[]): Promise<void> {
    solutions.value = ids
    results.clear()
    await load()
  }
  /** Links these; how many were. Throws as the API does; what was linked before stays. */
  async function link(rows: readonly ExistingLinkView[]): Promise<number> {
    results.clear()
    progress.value = { done: 0, total: rows.length }
    let linked = 0
    try {
      for (let from = 0; from < rows.length; from += mostPairs) {
        const some = rows.slice(from, from + mostPairs)
        const pairs = some.flatMap(({ company, customer, version }) =>
          customer === null ? [] : [{ companyId: company.id, customerId: customer.id, version }],
        )
        const answer = await api.linkExisting({ pairs })
        for (const result of answer.results) {
          const row = some.find(
            ({ company, customer }) => company.id === result.companyId && customer?.id === result.customerId,
          )
          if (result.outcome === 'linked') linked += 1
          else if (row) results.set(keyOf(row), result)
        }
        progress.value = { done: from + some.length, total: rows.length }
      }
    } finally {
      progress.value = null
      await load()
    }
    return linked
  }
  return { view, state, trouble, results, progress, load, read, choose, link, stop: () => again.stop() }
})
