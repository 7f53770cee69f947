import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { troubleOf, type Trouble } from '../composables/problem'
import { useConsoleApi } from '../consoleApi'
import type { CompanyId } from '../../server/domain/ids'
import type { LinkFilter, LinkRowView, LinksView } from '../../server/domain/viewsLinks'

export interface LinkSearch {
  state: LinkFilter
  text: string
}

/** Shown at once; the others follow without anybody waiting. */
const firstRows = 100
const mostRows = 500

/**
 * All companies of a filter and a search. A row that a decision changed stays where it is, as it is now, until the list is
 * read anew: what somebody has just done does not vanish under the pointer.
 */
export const useLinks = defineStore('links', () => {
  const api = useConsoleApi()
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const trouble = shallowRef<Trouble | null>(null)
  const rows = shallowRef<LinkRowView[]>([])
  const isComplete = ref(false)
  /** Totals, line and customers, without the rows. */
  const view = shallowRef<Omit<LinksView, 'rows'> | null>(null)
  let turn = 0
  /** Counts how often rows were decided about: a list that is being read meanwhile moves. */
  let decided = 0

  async function load({ state: filter, text }: LinkSearch): Promise<void> {
    const mine = ++turn
    state.value = 'loading'
    trouble.value = null
    isComplete.value = false
    /** The rows from here to the end, each once; until another list is wanted. */
    async function readFrom(start: number): Promise<void> {
      for (let offset = start; mine === turn && offset < (view.value?.found ?? 0);) {
        const next = await api.links({ state: filter, text, offset, limit: mostRows })
        if (mine !== turn || next.rows.length === 0) return
        const known = new Set(rows.value.map(({ company }) => company.id))
        rows.value = [...rows.value, ...next.rows.filter(({ company }) => !known.has(company.id))]
        take(next)
        offset += next.rows.length
      }
    }
    try {
      const first = await api.links({ state: filter, text, offset: 0, limit: firstRows })
      if (mine !== turn) return
      rows.value = first.rows
      take(first)
      state.value = 'ready'
      const before = decided
      await readFrom(first.rows.length)
      // What was decided meanwhile moved rows up over the end of a page: they are found from the beginning.
      if (decided !== before) await readFrom(0)
      if (mine !== turn) return
      isComplete.value = true
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  function take({ found, totals, customers, linking, linkingVersion, readAt }: LinksView) {
    view.value = { found, totals, customers, linking, linkingVersion, readAt }
  }

  /** Asks how these companies stand now, and shows that in their rows. */
  async function refresh(companies: readonly CompanyId[]): Promise<void> {
    decided += 1
    const found = view.value?.found ?? 0
    for (let from = 0; from < companies.length; from += mostRows) {
      const now = await api.linksOf(companies.slice(from, from + mostRows))
      const byId = new Map(now.rows.map((row) => [row.company.id, row]))
      rows.value = rows.value.map((row) => byId.get(row.company.id) ?? row)
      take({ ...now, found })
    }
  }
  /** From which score on many may be accepted at once. Throws as the API does; nothing is changed then. */
  async function setLine(bulkLine: number): Promise<void> {
    if (view.value === null) return
    const { linking, linkingVersion } = view.value
    const { found } = view.value
    take({ ...(await api.saveLinking({ version: linkingVersion, linking: { ...linking, bulkLine } })), found })
  }

  const byId = computed(() => new Map(rows.value.map((row) => [row.company.id, row])))
  return {
    state,
    trouble,
    rows,
    view,
    isComplete,
    load,
    refresh,
    setLine,
    row: (id: CompanyId) => byId.value.get(id) ?? null,
  }
})
