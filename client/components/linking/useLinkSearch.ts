import { computed, type ComputedRef } from 'vue'
import { useRoute } from '../../stores/route'
import type { LinkSearch } from '../../stores/links'
import type { LinkFilter } from '../../../server/domain/viewsLinks'

/** In the order of the screen. */
export const linkFilters = ['suggested', 'unlinked', 'linked', 'none', 'leftOut', 'all'] as const satisfies LinkFilter[]

/** Filter and search as the address has them: what needs a decision first. Stays the same object while both are the same. */
export function useLinkSearch(): ComputedRef<LinkSearch> {
  const route = useRoute()
  return computed<LinkSearch>((before) => {
    if (route.page !== 'linking' && before) return before
    const state = linkFilters.find((filter) => filter === route.query.get('state')) ?? 'suggested'
    const text = route.query.get('q') ?? ''
    return before?.state === state && before.text === text ? before : { state, text }
  })
}
