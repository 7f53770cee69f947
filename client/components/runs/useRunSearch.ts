import { computed, type ComputedRef } from 'vue'
import { useRoute } from '../../stores/route'
import type { LineSearch } from '../../stores/runs'
import type { RunLineFilter } from '../../../server/domain/viewsRuns'

/** In the order of the screen. */
export const lineFilters = [
  'review',
  'willChange',
  'held',
  'failed',
  'unmapped',
  'sent',
  'notBilled',
  'unchanged',
  'all',
] as const satisfies RunLineFilter[]

/** Filter and search as the address has them: what a person should look at comes first. */
export function useRunSearch(): ComputedRef<LineSearch> {
  const route = useRoute()
  return computed<LineSearch>((before) => {
    if (route.page !== 'runs' && before) return before
    const filter = lineFilters.find((each) => each === route.query.get('state')) ?? 'review'
    const text = route.query.get('q') ?? ''
    return before?.filter === filter && before.text === text ? before : { filter, text }
  })
}
