import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { totalsOf } from '../composables/totals'
import { troubleOf, type Trouble } from '../composables/problem'
import { useConsoleApi } from '../consoleApi'
import type { CompanyId, LineKey, RunId } from '../../server/domain/ids'
import type { CompanyDecision, RunDecisionsView, SelectedLine } from '../../server/domain/viewsDecisions'
import type { RunLineRow } from '../../server/domain/viewsRuns'
import type { LineSearch } from './runs'

interface Chosen extends SelectedLine {
  companyId: CompanyId
  /** The plan that was seen; only that one is let go. */
  plan: string
}

/** At most so many companies, and so many characters, are decided with one request: each answers soon. */
const companiesAtOnce = 100
const lengthAtOnce = 150_000

/** The lines of a run that somebody has chosen, and what they decide about them. */
export const useRunDecisions = defineStore('runDecisions', () => {
  const api = useConsoleApi()
  const chosen = shallowRef<ReadonlyMap<LineKey, Chosen>>(new Map())
  /** Lines beyond the most that can be chosen at once. */
  const more = ref(0)
  const isChoosing = ref(false)
  /** Everything of one filter and search is chosen, and nothing was taken out or put in since. */
  const isAll = ref(false)
  const state = ref<'idle' | 'deciding' | 'done' | 'failed'>('idle')
  const done = ref(0)
  const trouble = shallowRef<Trouble | null>(null)
  const result = shallowRef<RunDecisionsView | null>(null)
  let turn = 0

  const lines = computed(() => [...chosen.value.values()])
  const companies = computed(() => new Set(lines.value.map(({ companyId }) => companyId)).size)
  const held = computed(() => lines.value.filter((line) => line.held).length)
  const totals = computed(() => totalsOf(lines.value))

  function choose({ company, row }: RunLineRow, on: boolean) {
    if (row.key === null || row.sendable === 'no') return
    isAll.value = false
    const next = new Map(chosen.value)
    if (on)
      next.set(row.key, {
        key: row.key,
        held: row.sendable === 'withReason',
        money: row.money,
        companyId: company.id,
        plan: company.plan,
      })
    else next.delete(row.key)
    chosen.value = next
  }
  /** Everything of the filter and the search, on all pages; nothing where all was put down meanwhile. Throws as the API does. */
  async function chooseAll(run: RunId, search: LineSearch): Promise<void> {
    const mine = ++turn
    isChoosing.value = true
    try {
      const selection = await api.runSelection(run, search)
      if (mine !== turn) return
      more.value = selection.more
      isAll.value = true
      chosen.value = new Map(
        selection.companies.flatMap(({ companyId, plan, lines: own }) =>
          own.map((line) => [line.key, { ...line, companyId, plan }] as const),
        ),
      )
    } finally {
      if (mine === turn) isChoosing.value = false
    }
  }
  function clear() {
    // A selection that is still being read is of a run that is not on screen any more.
    turn += 1
    isChoosing.value = false
    chosen.value = new Map()
    more.value = 0
    isAll.value = false
  }

  /**
   * Lets these lines go, or leaves them out, some companies after the others. What is refused is told at the end. `of`: what a
   * person saw, whatever is chosen by now.
   */
  async function decide(run: RunId, of: readonly Chosen[], what: 'send' | 'leaveOut', reason: string): Promise<void> {
    state.value = 'deciding'
    trouble.value = null
    done.value = 0
    const sum: RunDecisionsView = { approved: 0, leftOut: 0, refused: [] }
    result.value = sum
    try {
      for (const some of inParts(decisionsOf(of, what, reason))) {
        const { approved, leftOut, refused } = await api.decideRun(run, { companies: some })
        sum.approved += approved
        sum.leftOut += leftOut
        sum.refused.push(...refused)
        done.value += some.reduce((count, company) => count + company.lines.length + company.skips.length, 0)
      }
      state.value = 'done'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
    result.value = { ...sum }
  }
  function forget() {
    state.value = 'idle'
    trouble.value = null
    result.value = null
  }
  return {
    chosen,
    more,
    isChoosing,
    isAll,
    state,
    done,
    trouble,
    result,
    lines,
    companies,
    held,
    totals,
    choose,
    chooseAll,
    clear,
    decide,
    forget,
  }
})

function decisionsOf(lines: readonly Chosen[], what: 'send' | 'leaveOut', reason: string): CompanyDecision[] {
  // A company that was planned anew between two choices has two: what was seen of the older one is refused by itself.
  const plans = new Map<string, CompanyDecision>()
  for (const { companyId, plan, key, held } of lines) {
    const id = `${companyId} ${plan}`
    const decision = plans.get(id) ?? { companyId, plan, lines: [], skips: [] }
    plans.set(id, decision)
    if (what === 'leaveOut') decision.skips.push({ key, reason })
    else decision.lines.push({ key, ...(held && { reason }) })
  }
  return [...plans.values()]
}

function inParts(decisions: readonly CompanyDecision[]): CompanyDecision[][] {
  const parts: CompanyDecision[][] = []
  let length = 0
  for (const decision of decisions) {
    const own = JSON.stringify(decision).length
    const last = parts.at(-1)
    if (last === undefined || last.length >= companiesAtOnce || length + own > lengthAtOnce) {
      parts.push([decision])
      length = own
    } else {
      last.push(decision)
      length += own
    }
  }
  return parts
}
