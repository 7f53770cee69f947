import { computed } from 'vue'
import { useI18n } from '../i18n'
import { useCompany } from '../stores/company'

/** The Trend customers that the company on screen is linked to, in words; `isNobody`: what it was billed is all that is left. */
export function useCustomers() {
  const { t, format } = useI18n()
  const store = useCompany()
  const names = computed(() => store.company?.link?.customers.map(({ name }) => name) ?? [])
  const isNobody = computed(() => store.company?.link != null && names.value.length === 0)
  const customers = computed(() => (isNobody.value ? t('head.nobody') : format.value.list(names.value)))
  return { customers, isNobody }
}
