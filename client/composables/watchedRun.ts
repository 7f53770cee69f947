import { onUnmounted, watch, type Ref } from 'vue'
import { useRunProgress } from '../stores/runProgress'
import { useRuns, type LineSearch } from '../stores/runs'

/** While something is under way, totals and rows on screen are read again so often. */
const refreshEveryMs = 4_000

/** Follows the run on screen while something is under way, and shows how it stands when that is over. */
export function useWatchedRun(search: Ref<LineSearch>) {
  const runs = useRuns()
  const watched = useRunProgress()
  let refreshedAtMs = 0

  const refresh = async () => {
    refreshedAtMs = performance.now()
    await runs.refresh(search.value)
  }
  /** Begins where nothing is watched yet; of a run at which nothing is under way it ends at once. */
  function follow() {
    const { run } = runs
    if (run === null) {
      watched.stop()
      return
    }
    const isUnderWay =
      run.status === 'planning' ||
      run.status === 'sending' ||
      (run.status === 'waiting' && run.standing.kind === 'cancelled')
    if (!isUnderWay) watched.stop()
    else if (watched.watching !== run.runId || watched.state === 'lost')
      void watched.watch(run.runId, () => void refresh())
  }
  watch(() => [runs.run?.runId, runs.run?.status, runs.run?.standing.kind], follow)
  watch(
    () => watched.progress,
    (progress) => {
      if (progress !== null && performance.now() - refreshedAtMs >= refreshEveryMs) void refresh()
    },
  )
  onUnmounted(() => watched.stop())
  return { watched, refresh, follow }
}
