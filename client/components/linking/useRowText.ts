import { useI18n } from '../../i18n'
import type { LinkRowView, LinkSuggestionView } from '../../../server/domain/viewsLinks'
import type { RowState } from './rowState'

/** A row of the linking page in words. */
export function useRowText() {
  const { t, format } = useI18n()
  const joined = (...parts: (string | null)[]) => parts.filter((part) => part !== null && part !== '').join(', ')
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(format.value.locale) + text.slice(1)

  function reasons({ reasons: all, bulk, sharesName, score }: LinkSuggestionView, line: number | null): string {
    const words = capital(all.map((reason) => t(`link.reason.${reason}`)).join(', '))
    if (sharesName) return `${words}. ${t('linking.sharesName')}`
    // Above the line and still not with the others: something speaks for another one.
    return line !== null && score >= line && !bulk ? `${words}. ${t('linking.asNear')}` : words
  }
  return {
    place: ({ identifier, city, state }: LinkRowView['company']) =>
      [identifier, joined(city, state)].filter((part) => part !== '').join(' · '),
    city: ({ city, state }: { city: string | null; state: string | null }) =>
      joined(city, state) || t('linking.noCity'),
    customers: ({ customers }: NonNullable<LinkRowView['link']>) =>
      format.value.list(customers.map(({ name }) => name)),
    linkedBy: ({ linkedBy, linkedAt, enabled }: NonNullable<LinkRowView['link']>) => {
      const text = t('linking.linkedBy', { name: linkedBy, day: format.value.dayOf(linkedAt) })
      return enabled ? text : `${text}. ${t('linking.off')}`
    },
    saidBy: ({ by, at }: NonNullable<LinkRowView['noTrendMicro']>) => `${by}, ${format.value.dayOf(at)}`,
    why: (state: RowState, line: number | null = null): string => {
      switch (state.kind) {
        case 'offer':
          return reasons(state.suggestion, line)
        case 'taken':
          return state.suggestion.takenBy?.name == null
            ? t('link.takenHidden')
            : t('link.taken', { company: state.suggestion.takenBy.name })
        default:
          return ''
      }
    },
  }
}
