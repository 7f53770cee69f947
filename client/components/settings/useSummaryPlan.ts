import { computed, ref } from 'vue'
import type { NoticeLanguage } from '../../../server/domain/notices'
import { useSavedView } from '../../composables/savedView'
import { useSummariesApi } from '../../summariesApi'
import {
  refusedFields,
  sameSchedule,
  scheduleDraftOf,
  scheduleIssuesOf,
  scheduleOf,
  type ScheduleDraft,
  type ScheduleIssues,
} from '../schedule/scheduleDraft'

/** When summaries of all companies are made, as it is saved and as it is typed. */
export function useSummaryPlan() {
  const api = useSummariesApi()
  const draft = ref<{ schedule: ScheduleDraft; language: NoticeLanguage } | null>(null)
  const issues = ref<ScheduleIssues>({})
  const { saveBy, ...saved } = useSavedView(
    () => api.plan(),
    (next) => {
      draft.value = { schedule: scheduleDraftOf(next.schedule), language: next.language }
      issues.value = {}
    },
  )
  const { view, saving, trouble } = saved
  const changed = computed(
    () =>
      view.value !== null &&
      draft.value !== null &&
      (draft.value.language !== view.value.language ||
        !sameSchedule(draft.value.schedule, scheduleDraftOf(view.value.schedule))),
  )

  /** False when something was refused: `issues` and `trouble` say what, and nothing was saved. */
  async function save(): Promise<boolean> {
    if (view.value === null || draft.value === null || saving.value === 'saving') return false
    const schedule = scheduleOf(draft.value.schedule)
    issues.value = scheduleIssuesOf(draft.value.schedule)
    if (schedule === null) return false
    const request = { version: view.value.version, schedule, language: draft.value.language }
    const isSaved = await saveBy(() => api.savePlan(request))
    if (!isSaved) issues.value = refusedFields(trouble.value, 'schedule')
    return isSaved
  }
  return { ...saved, draft, issues, changed, save }
}
