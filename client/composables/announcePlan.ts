import { watch } from 'vue'
import { useI18n } from '../i18n'
import { useCompany } from '../stores/company'
import { useAnnounce } from './announce'

const spoken = ['willChange', 'held', 'failed', 'unmapped'] as const

/** Says what was read when loading is over: "5 products: 1 will change, 1 held, 1 failed". */
export function useAnnouncePlan(): void {
  const { t, format } = useI18n()
  const store = useCompany()
  const announce = useAnnounce()
  watch(
    () => store.planState,
    (state, before) => {
      if (state !== 'ready' || before !== 'loading' || store.plan?.status !== 'draft') return
      const { rows } = store.plan
      const counted = spoken
        .map((state) => ({ state, count: rows.filter((row) => row.state === state).length }))
        .filter(({ count }) => count > 0)
        .map(({ state, count }) => t(`loading.count.${state}`, { count }))
      const states = counted.length > 0 ? format.value.list(counted) : t('foot.nothing')
      announce.say(t('loading.announced', { count: rows.length, states }))
    },
  )
}
