import { computed, ref, shallowRef } from 'vue'
import type { NoticesView, OutboxView } from '../../../server/domain/viewsNotices'
import { troubleOf, type Trouble } from '../../composables/problem'
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
  const view = shallowRef<NoticesView | null>(null)
  const draft = ref<NoticesDraft | null>(null)
  const { boards, boardsTrouble, loadBoards } = useBoards()
  const { testing, tested, test, forget } = useNoticeTest((channel) => api.testNotice(channel))
  const outbox = shallowRef<OutboxView['entries']>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const saving = ref<'idle' | 'saving' | 'failed'>('idle')
  /** Why it could not be loaded or saved. */
  const trouble = shallowRef<Trouble | null>(null)
  const issues = ref<NoticeIssues>({})
  const changed = computed(() => (view.value && draft.value ? changedNoticeParts(view.value, draft.value) : []))

  function take(next: NoticesView) {
    view.value = next
    draft.value = noticesDraftOf(next)
    issues.value = {}
    saving.value = 'idle'
    trouble.value = null
  }
  async function load() {
    state.value = 'loading'
    try {
      take(await api.notices())
      state.value = 'ready'
    } catch (error) {
      trouble.value = troubleOf(error)
      state.value = 'failed'
    }
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
    saving.value = 'saving'
    trouble.value = null
    forget()
    try {
      take(await api.saveNotices(noticesRequestOf(view.value, draft.value)))
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      saving.value = 'failed'
      if (trouble.value.kind === 'problem') issues.value = refusedNotices(trouble.value.problem.issues, draft.value)
      return false
    }
  }
  const discard = () => view.value && take(view.value)
  return {
    view,
    draft,
    boards,
    outbox,
    state,
    saving,
    trouble,
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
    discard,
  }
}
