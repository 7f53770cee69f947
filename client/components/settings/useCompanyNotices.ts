import { computed, ref, shallowRef } from 'vue'
import type { CompanyId } from '../../../server/domain/ids'
import type { CompanyNoticesView } from '../../../server/domain/viewsNotices'
import { troubleOf, type Trouble } from '../../composables/problem'
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
  const view = shallowRef<CompanyNoticesView | null>(null)
  const use = ref<CompanyNoticesView['use']>('global')
  const draft = ref<NoticesDraft | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const saving = ref<'idle' | 'saving' | 'failed'>('idle')
  /** Why it could not be loaded or saved. */
  const trouble = shallowRef<Trouble | null>(null)
  const issues = ref<NoticeIssues>({})
  const { boards, boardsTrouble, loadBoards } = useBoards()
  const { testing, tested, test, forget } = useNoticeTest((channel) => api.testCompanyNotice(company, channel))

  const saved = computed(() => (view.value === null ? null : savedOfCompany(view.value)))
  const changed = computed(() => (saved.value && draft.value ? changedNoticeParts(saved.value, draft.value) : []))
  const isChanged = computed(
    () => view.value !== null && (use.value !== view.value.use || (use.value === 'custom' && changed.value.length > 0)),
  )
  function take(next: CompanyNoticesView) {
    view.value = next
    use.value = next.use
    draft.value = noticesDraftOf(savedOfCompany(next))
    issues.value = {}
    saving.value = 'idle'
    trouble.value = null
  }
  async function load() {
    state.value = 'loading'
    try {
      take(await api.companyNotices(company))
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
    await loadBoards()
  }
  /** False when something was refused: `issues` and `trouble` say what, and nothing was saved. */
  async function save(): Promise<boolean> {
    if (view.value === null || draft.value === null || saving.value === 'saving') return false
    issues.value = use.value === 'custom' ? noticeIssuesOf(draft.value, view.value) : {}
    if (Object.keys(issues.value).length > 0) return false
    saving.value = 'saving'
    trouble.value = null
    forget()
    try {
      take(await api.saveCompanyNotices(company, companyNoticesRequestOf(view.value, use.value, draft.value)))
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      saving.value = 'failed'
      if (trouble.value.kind === 'problem')
        issues.value = refusedNotices(trouble.value.problem.issues, draft.value, true)
      return false
    }
  }
  const discard = () => view.value && take(view.value)
  return {
    view,
    use,
    draft,
    state,
    saving,
    trouble,
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
    discard,
  }
}
