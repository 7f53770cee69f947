import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { RunId } from '../../server/domain/ids'
import type { RunView } from '../../server/domain/viewsRun'
import type { RunProgressView } from '../../server/domain/viewsProgress'
import { useApi } from '../api'
import { useListen } from '../httpEvents'

/** Nothing heard for so long, not even that the line is alive: it is dead. The server says something every 15 seconds. */
const silenceMs = 40_000
/** Without a stream the run is asked for so often; after some of it the stream is tried again. */
const pollMs = 3_000
const pollsBetweenStreams = 5
/** Asks in a row that may find nobody; the run itself goes on without us. */
const maxMisses = 20

/** The progress of one run while somebody looks: by events, and by asking where there are none to be had. */
export const useRunProgress = defineStore('runProgress', () => {
  const api = useApi()
  const listen = useListen()
  const progress = shallowRef<RunProgressView | null>(null)
  /** `lost`: nobody answers any more; what is shown is old. */
  const state = ref<'idle' | 'watching' | 'lost'>('idle')
  /** The run that is watched. */
  const watching = ref<RunId | null>(null)
  let watched = new AbortController()

  /** Watches until nothing is under way or `stop`; then `ended`. */
  async function watch(id: RunId, ended: () => void): Promise<void> {
    stop()
    watched = new AbortController()
    const { signal } = watched
    const isStopped = () => signal.aborted
    state.value = 'watching'
    watching.value = id
    let misses = 0
    while (!isStopped() && misses < maxMisses) {
      let isOver = await stream(id, signal)
      for (let polls = 0; !isOver && polls < pollsBetweenStreams && misses < maxMisses; polls += 1) {
        const next = await api.run(id).catch(() => null)
        if (isStopped()) return
        misses = next === null ? misses + 1 : 0
        if (next !== null) progress.value = progressOf(next)
        isOver = next !== null && !progressOf(next).isUnderWay
        if (!isOver) await pause(pollMs, signal)
      }
      if (!isOver || isStopped()) continue
      stop()
      ended()
      return
    }
    if (!isStopped()) state.value = 'lost'
  }

  /** Answers whether the end was heard. A stream that breaks is no trouble: the run is asked for instead. */
  async function stream(id: RunId, signal: AbortSignal): Promise<boolean> {
    const cut = new AbortController()
    const onStop = () => cut.abort()
    signal.addEventListener('abort', onStop)
    let silence = setTimeout(() => cut.abort(), silenceMs)
    let isOver = false
    const took = (data: unknown) => {
      clearTimeout(silence)
      silence = setTimeout(() => cut.abort(), silenceMs)
      if (!isProgress(data, id) || signal.aborted) return
      progress.value = data
      isOver = !data.isUnderWay
    }
    await listen(`runs/${id}/events`, took, cut.signal).catch(() => undefined)
    clearTimeout(silence)
    signal.removeEventListener('abort', onStop)
    return isOver
  }

  function stop() {
    watched.abort()
    progress.value = null
    watching.value = null
    state.value = 'idle'
  }
  return { progress, state, watching, watch, stop }
})

/** Our server writes whole pictures; of another run, or of anything else, nothing is taken. */
const isProgress = (data: unknown, id: RunId): data is RunProgressView =>
  typeof data === 'object' && data !== null && 'isUnderWay' in data && 'runId' in data && data.runId === id

/** The same picture from the run itself, but for its pace. */
function progressOf(run: RunView): RunProgressView {
  const { sent, failed, unknown, stale, skipped, pending, held } = run.counts
  return {
    runId: run.runId,
    at: run.createdAt,
    status: run.status,
    standing: run.standing,
    isUnderWay: run.status === 'planning' || run.status === 'sending',
    companies: { total: run.companies.total, gathered: run.companies.planned, problems: run.problems.length },
    lines: {
      letGo: sent + failed + unknown + stale + skipped + pending,
      sent,
      failed,
      unknown,
      notSent: stale + skipped,
      left: pending,
      held,
    },
    perMinute: null,
    secondsLeft: null,
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
