import { computed, ref, shallowRef } from 'vue'
import type { CompanyId } from '../../../server/domain/ids'
import type { CompanySummariesView } from '../../../server/domain/viewsSummaries'
import { troubleOf, type Trouble } from '../../composables/problem'
import { useSummariesApi } from '../../summariesApi'
import {
  isChanged,
  refusedSummaries,
  summaryDraftOf,
  summaryIssuesOf,
  summaryRequestOf,
  type SummaryDraft,
  type SummaryIssues,
} from './summaryDraft'

/** The summaries of one company as they are saved and as they are typed, and the one that is made at once. */
export function useSummaries(company: CompanyId) {
  const api = useSummariesApi()
  const view = shallowRef<CompanySummariesView | null>(null)
  const draft = ref<SummaryDraft | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const saving = ref<'idle' | 'saving' | 'failed'>('idle')
  const making = ref(false)
  /** Why it could not be loaded, saved or made. */
  const trouble = shallowRef<Trouble | null>(null)
  const issues = ref<SummaryIssues>({})
  const changed = computed(() => view.value !== null && draft.value !== null && isChanged(view.value, draft.value))

  function take(next: CompanySummariesView) {
    view.value = next
    draft.value = summaryDraftOf(next)
    issues.value = {}
    saving.value = 'idle'
    trouble.value = null
  }
  async function load() {
    state.value = 'loading'
    try {
      take(await api.company(company))
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
  }
  /** False when something was refused: `issues` and `trouble` say what, and nothing was saved. */
  async function save(): Promise<boolean> {
    if (view.value === null || draft.value === null || saving.value === 'saving') return false
    issues.value = summaryIssuesOf(draft.value)
    if (Object.keys(issues.value).length > 0) return false
    saving.value = 'saving'
    trouble.value = null
    try {
      take(await api.saveCompany(company, summaryRequestOf(view.value, draft.value)))
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      saving.value = 'failed'
      if (trouble.value.kind === 'problem') issues.value = refusedSummaries(trouble.value.problem.issues, draft.value)
      return false
    }
  }
  /** Whether it was made; where it was not, the list or `trouble` says why. */
  async function make(): Promise<boolean> {
    if (making.value) return false
    making.value = true
    trouble.value = null
    try {
      const next = await api.make(company)
      const isMade = next.summaries[0]?.madeAt != null
      take(next)
      return isMade
    } catch (error) {
      trouble.value = troubleOf(error)
      return false
    } finally {
      making.value = false
    }
  }
  const discard = () => view.value && take(view.value)
  return { view, draft, state, saving, making, trouble, issues, changed, load, save, make, discard }
}
