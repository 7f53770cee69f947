import { computed, ref, shallowRef } from 'vue'
import type { NoticeLanguage } from '../../../server/domain/notices'
import type { SummaryPlanView } from '../../../server/domain/viewsSummaries'
import { troubleOf, type Trouble } from '../../composables/problem'
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
  const view = shallowRef<SummaryPlanView | null>(null)
  const draft = ref<{ schedule: ScheduleDraft; language: NoticeLanguage } | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const saving = ref<'idle' | 'saving' | 'failed'>('idle')
  /** Why it could not be loaded or saved. */
  const trouble = shallowRef<Trouble | null>(null)
  const issues = ref<ScheduleIssues>({})
  const changed = computed(
    () =>
      view.value !== null &&
      draft.value !== null &&
      (draft.value.language !== view.value.language ||
        !sameSchedule(draft.value.schedule, scheduleDraftOf(view.value.schedule))),
  )

  function take(next: SummaryPlanView) {
    view.value = next
    draft.value = { schedule: scheduleDraftOf(next.schedule), language: next.language }
    issues.value = {}
    saving.value = 'idle'
    trouble.value = null
  }
  async function load() {
    state.value = 'loading'
    try {
      take(await api.plan())
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  /** False when something was refused: `issues` and `trouble` say what, and nothing was saved. */
  async function save(): Promise<boolean> {
    if (view.value === null || draft.value === null || saving.value === 'saving') return false
    const schedule = scheduleOf(draft.value.schedule)
    issues.value = scheduleIssuesOf(draft.value.schedule)
    if (schedule === null) return false
    saving.value = 'saving'
    trouble.value = null
    try {
      take(await api.savePlan({ version: view.value.version, schedule, language: draft.value.language }))
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      saving.value = 'failed'
      issues.value = refusedFields(trouble.value, 'schedule')
      return false
    }
  }
  const discard = () => view.value && take(view.value)
  return { view, draft, state, saving, trouble, issues, changed, load, save, discard }
}
