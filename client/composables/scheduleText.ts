import { computed } from 'vue'
import { useI18n } from '../i18n'
import { useCompany } from '../stores/company'

/** The schedule that applies to the company on screen, in words. */
export function useScheduleText() {
  const { t } = useI18n()
  const store = useCompany()
  const schedule = computed(() => store.company?.schedule ?? null)
  const applying = computed(() => {
    const view = schedule.value
    return view === null ? null : view.use === 'custom' ? (view.custom ?? view.global) : view.global
  })
  const next = computed(() => schedule.value?.next[0] ?? null)
  /** Send times are shown in the schedule's zone. */
  const zone = computed(() => applying.value?.timeZone)
  const off = computed(() => (store.company?.link?.enabled === false ? t('head.linkOff') : t('head.off')))
  function rule(width: 'wide' | 'narrow'): string {
    const day = applying.value?.dayOfMonth ?? 0
    const use = schedule.value?.use ?? 'global'
    return t(width === 'wide' ? `head.${use}Wide` : `head.${use}`, { day })
  }
  return { next, zone, rule, off, applying }
}
