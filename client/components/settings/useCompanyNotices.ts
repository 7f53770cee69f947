import { computed, ref } from 'vue'
import type { CompanyId } from '../../../server/domain/ids'
import type { CompanyNoticesView } from '../../../server/domain/viewsNotices'
import { useSavedView } from '../../composables/savedView'
import { useNoticesApi } from '../../noticesApi'
import {
  changedNoticeParts,
  companyNoticesRequestOf,
  noticeIssuesOf,
  noticesDraftOf,
  refusedNotices,
  savedOfCompany,
  type NoticeIssues,
  type NoticesDraft,
} from './noticesDraft'
import { useBoards } from './useBoards'
import { useNoticeTest } from './useNoticeTest'

/** Notices of one company as they are saved and as they are typed. */
export function useCompanyNotices(company: CompanyId) {
  const api = useNoticesApi()
  const use = ref<CompanyNoticesView['use']>('global')
  const draft = ref<NoticesDraft | null>(null)
  const issues = ref<NoticeIssues>({})
  const { saveBy, ...kept } = useSavedView(
    () => api.companyNotices(company),
    (next) => {
      use.value = next.use
      draft.value = noticesDraftOf(savedOfCompany(next))
      issues.value = {}
    },
  )
  const { view, saving, trouble } = kept
  const { boards, boardsTrouble, loadBoards } = useBoards()
  const { testing, tested, test, forget } = useNoticeTest((channel) => api.testCompanyNotice(company, channel))

  const saved = computed(() => (view.value === null ? null : savedOfCompany(view.value)))
  const changed = computed(() => (saved.value && draft.value ? changedNoticeParts(saved.value, draft.value) : []))
  const isChanged = computed(
    () => view.value !== null && (use.value !== view.value.use || (use.value === 'custom' && changed.value.length > 0)),
  )
  async function load() {
    await kept.load()
    await loadBoards()
  }
  /** False when something was refused: `issues` and `trouble` say what, and nothing was saved. */
  async function save(): Promise<boolean> {
    if (view.value === null || draft.value === null || saving.value === 'saving') return false
    issues.value = use.value === 'custom' ? noticeIssuesOf(draft.value, view.value) : {}
    if (Object.keys(issues.value).length > 0) return false
    forget()
    const request = companyNoticesRequestOf(view.value, use.value, draft.value)
    const isSaved = await saveBy(() => api.saveCompanyNotices(company, request))
    if (trouble.value?.kind === 'problem')
      issues.value = refusedNotices(trouble.value.problem.issues, draft.value, true)
    return isSaved
  }
  return {
    ...kept,
    use,
    draft,
    issues,
    boards,
    boardsTrouble,
    testing,
    tested,
    changed,
    isChanged,
    load,
    save,
    test,
  }
}
