import { watchDebounced } from '@vueuse/core'
import { ref, shallowRef, type Ref } from 'vue'
import { useApi } from '../../api'
import type { OccurrenceView, ScheduleInput } from '../../../server/domain/viewsSchedule'

/** The dates that a schedule means, asked from the server a moment after the last key. The old ones stay until then. */
export function useNextDates(schedule: Readonly<Ref<ScheduleInput | null>>, saved: () => OccurrenceView[]) {
  const api = useApi()
  const dates = shallowRef(saved())
  const state = ref<'ready' | 'loading' | 'failed'>('ready')
  let turn = 0

  async function ask(next: ScheduleInput | null) {
    const mine = ++turn
    if (next === null || !next.on) {
      dates.value = []
      state.value = 'ready'
      return
    }
    state.value = 'loading'
    try {
      const answer = await api.previewSchedule(next)
      if (mine !== turn) return
      dates.value = answer
      state.value = 'ready'
    } catch {
      if (mine === turn) state.value = 'failed'
    }
  }
  // A schedule that is proposed and not saved has no dates yet.
  if (schedule.value?.on === true && dates.value.length === 0) void ask(schedule.value)
  watchDebounced(
    schedule,
    (next, before) => {
      if (JSON.stringify(next) !== JSON.stringify(before)) void ask(next)
    },
    { debounce: 300 },
  )
  return { dates, state }
}
