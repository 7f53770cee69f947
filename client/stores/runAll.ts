import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { RunView } from '../../server/domain/viewsRun'
import { OfflineError, useApi } from '../api'
import { troubleOf, type Trouble } from '../composables/problem'

const pollMs = 1_500
/** Polls that may find no connection in a row; the run itself goes on without us. */
const maxMisses = 20
/** Looks at a plan on screen whose customers outside are being read; half a minute, then it is said that they are not read. */
const maxOutsideLooks = 20

/** idle → planning → review → sending → done; `failed` from planning, `lost` when the progress cannot be read any more. */
export type RunAllState = 'idle' | 'planning' | 'review' | 'sending' | 'done' | 'failed' | 'lost'

/** One run for all companies: planned first, sent only after a person has seen its totals. */
export const useRunAll = defineStore('runAll', () => {
  const api = useApi()
  const state = ref<RunAllState>('idle')
  const run = shallowRef<RunView | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  /** A send was asked for, and the server has not said yet whether it takes it. */
  const isAsking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let misses = 0

  /** Lines that the send has to do with, and those of them that are done. */
  const lines = computed(() => {
    const counts = run.value?.counts
    if (counts === undefined) return { total: 0, done: 0 }
    const done = counts.sent + counts.failed + counts.unknown + counts.stale
    return { total: counts.pending + done, done }
  })

  async function start(): Promise<void> {
    stop()
    run.value = null
    await ask('planning', () => api.planAll())
  }
  async function send(): Promise<void> {
    const id = run.value?.runId
    if (id === undefined || state.value !== 'review') return
    isAsking.value = true
    await ask('sending', () => api.sendAll(id))
    isAsking.value = false
  }
  async function ask(next: 'planning' | 'sending', call: () => Promise<RunView>) {
    const before = state.value
    clearTimeout(timer)
    state.value = next
    trouble.value = null
    misses = 0
    try {
      take(await call())
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = next === 'planning' ? 'failed' : before
    }
  }
  function take(next: RunView) {
    run.value = next
    misses = 0
    if (next.status === 'waiting' || next.status === 'draft') {
      state.value = 'review'
      if (next.outside === null) timer = setTimeout(() => void lookOutside(next), pollMs)
    } else if (next.status === 'finished') state.value = 'done'
    else {
      state.value = next.status
      timer = setTimeout(() => void poll(next), pollMs)
    }
  }
  async function poll(last: RunView) {
    try {
      const next = await api.run(last.runId)
      if (run.value?.runId === last.runId) take(next)
    } catch (error) {
      if (run.value?.runId !== last.runId) return
      misses += 1
      if (error instanceof OfflineError && misses < maxMisses) timer = setTimeout(() => void poll(last), pollMs)
      else {
        trouble.value = troubleOf(error)
        state.value = 'lost'
      }
    }
  }
  /** The seats outside come after the plan: the sum on screen takes them up. A look that is missed is no trouble. */
  async function lookOutside(last: RunView, looks = 1) {
    const next = await api.run(last.runId).catch(() => null)
    if (run.value?.runId !== last.runId || state.value !== 'review') return
    if (next !== null && next.outside !== null)
      run.value = { ...run.value, outside: next.outside, account: next.account }
    else if (looks < maxOutsideLooks) timer = setTimeout(() => void lookOutside(last, looks + 1), pollMs)
  }
  /** Looks again after the progress was lost. */
  async function lookAgain(): Promise<void> {
    const last = run.value
    if (last === null) return
    misses = 0
    state.value = last.status === 'sending' ? 'sending' : 'planning'
    await poll(last)
  }
  /** Stops watching; a run that is being sent goes on. */
  function stop() {
    clearTimeout(timer)
    run.value = null
    trouble.value = null
    state.value = 'idle'
  }
  return { state, run, trouble, isAsking, lines, start, send, lookAgain, stop }
})
