import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'
import { useConsoleApi } from '../consoleApi'
import type { RunId } from '../../server/domain/ids'
import type { RunAction } from '../../server/domain/runControl'
import type { RunView } from '../../server/domain/viewsRun'
import type { RunHeadView, RunLineFilter, RunLineRow, RunLinesView } from '../../server/domain/viewsRuns'

export interface LineSearch {
  filter: RunLineFilter
  text: string
}

/** Runs of one look at the list, and lines of one look at a run. */
const runsAtOnce = 50
const linesAtOnce = 200
/** Most lines of one answer. */
const mostAtOnce = 500

/** The runs that there are, and the lines of the chosen one. */
export const useRuns = defineStore('runs', () => {
  const api = useConsoleApi()
  const pod = useApi()
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const linesState = ref<'loading' | 'ready' | 'failed'>('loading')
  const trouble = shallowRef<Trouble | null>(null)
  const heads = shallowRef<RunHeadView[]>([])
  const found = ref(0)
  const run = shallowRef<RunView | null>(null)
  /** Without the rows. */
  const lines = shallowRef<Omit<RunLinesView, 'rows'> | null>(null)
  const rows = shallowRef<RunLineRow[]>([])
  let turn = 0

  async function load(): Promise<void> {
    state.value = 'loading'
    trouble.value = null
    try {
      const first = await api.runs({ offset: 0, limit: runsAtOnce })
      heads.value = first.runs
      found.value = first.found
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  /** Throws as the API does. */
  async function loadOlder(): Promise<void> {
    const next = await api.runs({ offset: heads.value.length, limit: runsAtOnce })
    const known = new Set(heads.value.map(({ runId }) => runId))
    heads.value = [...heads.value, ...next.runs.filter(({ runId }) => !known.has(runId))]
    found.value = next.found
  }
  async function open(id: RunId, search: LineSearch): Promise<void> {
    const mine = ++turn
    linesState.value = 'loading'
    trouble.value = null
    if (run.value?.runId !== id) {
      run.value = null
      lines.value = null
      rows.value = []
    }
    try {
      const [view, first] = await Promise.all([pod.run(id), api.runLines(id, page(search, 0))])
      if (mine !== turn) return
      run.value = view
      take(first, [])
      linesState.value = 'ready'
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      linesState.value = 'failed'
    }
  }
  /** Reads again what is on screen, as far as one answer holds; what cannot be read now stays as it is. */
  async function refresh(search: LineSearch): Promise<void> {
    const id = run.value?.runId
    if (id === undefined || linesState.value === 'loading') return
    const mine = ++turn
    const limit = Math.max(linesAtOnce, Math.min(rows.value.length, mostAtOnce))
    const isPartial = rows.value.length > mostAtOnce
    const read = Promise.all([pod.run(id), api.runLines(id, { ...page(search, 0), limit: isPartial ? 1 : limit })])
    const answer = await read.catch(() => null)
    if (answer === null || mine !== turn) return
    const [view, first] = answer
    run.value = view
    if (isPartial) take({ ...first, rows: [] }, rows.value)
    else take(first, [])
    heads.value = heads.value.map((head) =>
      head.runId === id ? { ...head, status: view.status, standing: view.standing } : head,
    )
  }
  /** Plans a run of all companies and answers with its id. Throws as the API does. */
  async function planAll(): Promise<RunId> {
    const planned = await pod.planAll()
    await load()
    return planned.runId
  }
  /** Throws as the API does. */
  async function control(action: RunAction): Promise<void> {
    if (run.value === null) return
    const pressed = await api.controlRun(run.value.runId, action)
    if (run.value.runId === pressed.runId) run.value = pressed
  }
  async function more(search: LineSearch): Promise<void> {
    if (run.value === null) return
    const mine = ++turn
    try {
      const next = await api.runLines(run.value.runId, page(search, rows.value.length))
      if (mine === turn) take(next, rows.value)
    } catch (error) {
      if (mine !== turn) return
      trouble.value = troubleOf(error)
      linesState.value = 'failed'
    }
  }
  const page = ({ filter, text }: LineSearch, offset: number) => ({ filter, text, offset, limit: linesAtOnce })
  function take({ rows: next, ...others }: RunLinesView, before: readonly RunLineRow[]) {
    rows.value = [...before, ...next]
    lines.value = others
  }
  /** The table of the run on screen. Throws as the API does. */
  const table = (id: RunId): Promise<string> => api.runTable(id)

  const hasOlder = computed(() => heads.value.length < found.value)
  return {
    state,
    linesState,
    trouble,
    heads,
    hasOlder,
    run,
    lines,
    rows,
    load,
    loadOlder,
    open,
    refresh,
    planAll,
    control,
    more,
    table,
  }
})
