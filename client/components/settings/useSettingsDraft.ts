import { computed, nextTick, ref, watch } from 'vue'
import type { FieldIssue } from '../../../server/domain/errors'
import type { SettingsView } from '../../../server/domain/viewsSettings'
import {
  changedParts,
  draftOf,
  issuesByPath,
  issuesOf,
  requestOf,
  secretsToEnterAgain,
  type SettingsDraft,
  type SettingsIssues,
} from './settingsDraft'

/** The form beside what is saved. A newer view (after a test) leaves the person's changes as they are. */
export function useSettingsDraft(view: () => SettingsView | null) {
  const draft = ref<SettingsDraft | null>(null)
  const refused = ref<SettingsIssues>({})
  /** Set by the first check; from then on the form says at once what is not valid. */
  const isChecked = ref(false)

  const own = computed(() => {
    const saved = view()
    return saved === null || draft.value === null ? {} : issuesOf(saved, draft.value)
  })
  const issues = computed<SettingsIssues>(() => ({ ...refused.value, ...(isChecked.value ? own.value : {}) }))
  const changed = computed(() => {
    const saved = view()
    return saved === null || draft.value === null ? [] : changedParts(saved, draft.value)
  })
  const isChanged = computed(() => changed.value.length > 0)

  function discard() {
    const saved = view()
    draft.value = saved === null ? null : draftOf(saved)
    refused.value = {}
    isChecked.value = false
  }
  watch(
    view,
    (next, before) => {
      const isUntouched = draft.value === null || (before != null && changedParts(before, draft.value).length === 0)
      if (next !== null && isUntouched) discard()
    },
    { immediate: true },
  )
  watch(draft, () => (refused.value = {}), { deep: true })

  /** True when everything can be sent as it is. */
  function check(): boolean {
    isChecked.value = true
    return Object.keys(own.value).length === 0
  }
  async function refuse(list: readonly FieldIssue[]) {
    const next = issuesByPath(list)
    if (draft.value !== null) draft.value = secretsToEnterAgain(draft.value, next)
    // The watcher above clears the refusals when the draft changes; these are about the draft as it is now.
    await nextTick()
    refused.value = next
  }
  function request() {
    const saved = view()
    return saved === null || draft.value === null ? null : requestOf(saved, draft.value)
  }
  return { draft, issues, changed, isChanged, discard, check, refuse, request }
}
