import { computed, ref, shallowRef } from 'vue'
import type { OutboxView } from '../../../server/domain/viewsNotices'
import { troubleOf, type Trouble } from '../../composables/problem'
import { useSavedView } from '../../composables/savedView'
import { useNoticesApi } from '../../noticesApi'
import {
  changedNoticeParts,
  noticeIssuesOf,
  noticesDraftOf,
  noticesRequestOf,
  refusedNotices,
  type NoticeIssues,
  type NoticesDraft,
} from './noticesDraft'
import { useBoards } from './useBoards'
import { useNoticeTest } from './useNoticeTest'

/** Notices of the tenant as they are saved and as they are typed, the tests of their channels, and what is on its way. */
export function useNotices() {
  const api = useNoticesApi()
  const draft = ref<NoticesDraft | null>(null)
  const { boards, boardsTrouble, loadBoards } = useBoards()
  const { testing, tested, test, forget } = useNoticeTest((channel) => api.testNotice(channel))
  const outbox = shallowRef<OutboxView['entries']>([])
  const issues = ref<NoticeIssues>({})
  const { saveBy, ...saved } = useSavedView(
    () => api.notices(),
    (next) => {
      draft.value = noticesDraftOf(next)
      issues.value = {}
    },
  )
  const { view, saving, trouble } = saved
  const changed = computed(() => (view.value && draft.value ? changedNoticeParts(view.value, draft.value) : []))

  async function load() {
    await saved.load()
    await Promise.all([loadBoards(), loadOutbox()])
  }
  /** What is on its way is beside the point of this page: without it the settings can still be changed. */
  async function loadOutbox() {
    outbox.value = await api.outbox().then(
      ({ entries }) => entries.filter(({ state }) => state !== 'delivered'),
      () => [],
    )
  }
  const retryTrouble = shallowRef<Trouble | null>(null)
  async function retry(id: string) {
    retryTrouble.value = null
    try {
      const { entries } = await api.retryNotice(id)
      outbox.value = entries.filter(({ state }) => state !== 'delivered')
    } catch (error) {
      retryTrouble.value = troubleOf(error)
      await loadOutbox()
    }
  }
  function check(): boolean {
    issues.value = draft.value === null ? {} : noticeIssuesOf(draft.value)
    return Object.keys(issues.value).length === 0
  }
  /** False when something was refused: `issues` and `trouble` say what, and nothing was saved. */
  async function save(): Promise<boolean> {
    if (view.value === null || draft.value === null || saving.value === 'saving' || !check()) return false
    forget()
    const request = noticesRequestOf(view.value, draft.value)
    const isSaved = await saveBy(() => api.saveNotices(request))
    if (trouble.value?.kind === 'problem') issues.value = refusedNotices(trouble.value.problem.issues, draft.value)
    return isSaved
  }
  return {
    ...saved,
    draft,
    boards,
    outbox,
    boardsTrouble,
    issues,
    testing,
    tested,
    changed,
    load,
    check,
    save,
    test,
    retry,
    retryTrouble,
  }
}
