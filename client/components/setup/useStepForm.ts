import { computed } from 'vue'
import { useProblemText } from '../../composables/problem'
import { useUnsaved } from '../../composables/unsaved'
import { useI18n } from '../../i18n'
import { useSettingsStore } from '../../stores/settings'
import { useSettingsDraft } from '../settings/useSettingsDraft'

/** The settings that a step asks for, while they are typed. Only what was changed is saved. `proposes`: they begin changed. */
export function useStepForm({ proposes = false } = {}) {
  const { t } = useI18n()
  const store = useSettingsStore()
  const { text } = useProblemText()
  const form = useSettingsDraft(() => store.view)
  useUnsaved(() => !proposes && form.isChanged.value, form.discard)

  /** True when all of it is stored. */
  async function save(): Promise<boolean> {
    if (!form.check()) return false
    if (!form.isChanged.value) return true
    const wanted = form.request()
    if (wanted === null) return false
    if (await store.save(wanted)) {
      form.discard()
      return true
    }
    if (store.trouble?.kind === 'problem') await form.refuse(store.trouble.problem.issues)
    return false
  }
  async function lookAgain() {
    await store.load()
    form.discard()
  }
  const isConflict = computed(() => store.trouble?.kind === 'problem' && store.trouble.problem.code === 'conflict')
  /** What is wrong with the step as a whole; what is wrong with a field stands at the field. */
  const troubleText = computed(() => {
    const { trouble } = store
    if (trouble === null || (trouble.kind === 'problem' && trouble.problem.issues.length > 0)) return null
    return isConflict.value ? t('settings.conflict') : text(trouble)
  })
  return { ...form, save, isConflict, lookAgain, troubleText }
}
