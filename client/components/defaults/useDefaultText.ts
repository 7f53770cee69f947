/** A default in words: what is counted for which item, and where it goes. */
import { useI18n } from '../../i18n'
import type { DefaultsView, ProductView } from '../../../server/domain/viewsDefaults'

type Default = NonNullable<ProductView['default']>

export function useDefaultText(view: () => DefaultsView) {
  const { t, format } = useI18n()
  return {
    rule({ catalogItemIdentifier, rule }: Default): string {
      const { count, minimum, included } = rule ?? view().tenantRule
      return [
        t('defaults.is', { item: catalogItemIdentifier, count: t(`agreements.rule.${count}`) }),
        ...(minimum > 0 ? [t('defaults.minimum', { number: format.value.number(minimum) })] : []),
        ...(included > 0 ? [t('defaults.included', { number: format.value.number(included) })] : []),
      ].join(', ')
    },
    where({ agreementType, createWhenMissing, decidedBy, decidedAt }: Default): string {
      const creates = createWhenMissing ?? view().tenantCreatesWhenMissing
      return [
        agreementType === null ? t('defaults.type.default') : t('defaults.type', { type: agreementType.name }),
        ...(creates ? [t('defaults.creates')] : []),
        t('defaults.said', { name: decidedBy, day: format.value.dayOf(decidedAt) }),
      ].join(' · ')
    },
  }
}
