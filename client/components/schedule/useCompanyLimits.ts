import { computed, nextTick, ref, watch } from 'vue'
import type { CompanyView } from '../../../server/domain/viewsCompany'
import type { Trouble } from '../../composables/problem'
import { limitIssuesOf, limitsDraftOf, ownLimitsOf, type LimitsDraft, type LimitsIssues } from '../settings/limitsDraft'

/** A company's limits while they are typed, beside what is saved for it and what all companies have. */
export function useCompanyLimits(limits: () => CompanyView['limits'] | null) {
  const draft = ref<LimitsDraft | null>(null)
  const refused = ref<LimitsIssues>({})
  /** Set by the first check; from then on a wrong number says so at once. */
  const isChecked = ref(false)

  function saved(): LimitsDraft | null {
    const view = limits()
    return view === null ? null : limitsDraftOf({ ...view.tenant, ...view.own })
  }
  const changed = computed(() => draft.value !== null && JSON.stringify(draft.value) !== JSON.stringify(saved()))
  const wrong = computed(() => (draft.value === null ? {} : limitIssuesOf(draft.value)))
  const issues = computed<LimitsIssues>(() => ({ ...refused.value, ...(isChecked.value ? wrong.value : {}) }))
  watch(draft, () => (refused.value = {}), { deep: true })

  function discard() {
    draft.value = saved()
    isChecked.value = false
  }
  /** True when everything can be sent as it is. */
  function check(): boolean {
    isChecked.value = true
    return Object.keys(wrong.value).length === 0
  }
  /** Takes the server's refusals to their fields. */
  async function refuse(trouble: Trouble) {
    // The watcher above clears refusals when the draft changes; these are about the draft as it is now.
    await nextTick()
    const list = trouble.kind === 'problem' ? trouble.problem.issues : []
    refused.value = Object.fromEntries(list.map(({ path, code }) => [path, code]))
  }
  function own() {
    const view = limits()
    return view === null || draft.value === null ? {} : ownLimitsOf(draft.value, view.tenant)
  }
  return { draft, issues, changed, discard, check, refuse, own }
}
