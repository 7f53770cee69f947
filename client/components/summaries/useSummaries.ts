import { computed, ref } from 'vue'
import type { CompanyId } from '../../../server/domain/ids'
import type { SummaryHeadView } from '../../../server/domain/viewsSummaries'
import { useLookAgain } from '../../composables/lookAgain'
import { troubleOf } from '../../composables/problem'
import { useSavedView } from '../../composables/savedView'
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
  const draft = ref<SummaryDraft | null>(null)
  const making = ref(false)
  const issues = ref<SummaryIssues>({})
  const { saveBy, take, ...saved } = useSavedView(
    () => api.company(company),
    (next) => {
      draft.value = summaryDraftOf(next)
      issues.value = {}
    },
  )
  /** `trouble`: also why it could not be made. */
  const { view, saving, trouble } = saved
  const changed = computed(() => view.value !== null && draft.value !== null && isChanged(view.value, draft.value))

  /** False when something was refused: `issues` and `trouble` say what, and nothing was saved. */
  async function save(): Promise<boolean> {
    if (view.value === null || draft.value === null || saving.value === 'saving') return false
    issues.value = summaryIssuesOf(draft.value)
    if (Object.keys(issues.value).length > 0) return false
    const request = summaryRequestOf(view.value, draft.value)
    const isSaved = await saveBy(() => api.saveCompany(company, request))
    if (trouble.value?.kind === 'problem') issues.value = refusedSummaries(trouble.value.problem.issues, draft.value)
    return isSaved
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
  /** Only what became of summaries is taken: what is typed is for the version that it was typed on. */
  async function lookAgain() {
    const before = view.value
    if (before === null) return
    // A look that is missed is no trouble: the next one comes.
    const next = await api.company(company).catch(() => null)
    // What was saved or made meanwhile is newer.
    if (next === null || view.value !== before) return
    const { summaries, makeable } = next
    view.value = { ...before, summaries, ...(next.version === before.version && { makeable }) }
  }
  useLookAgain(() => view.value?.summaries.some(isOnItsWay) === true, lookAgain)
  return { ...saved, draft, making, issues, changed, save, make }
}

/** Something of it comes without anybody doing anything. */
const isOnItsWay = ({ madeAt, nextTryAt, document, mails }: SummaryHeadView): boolean =>
  madeAt === null ? nextTryAt !== null : document?.state === 'waiting' || mails.some(({ state }) => state === 'waiting')
