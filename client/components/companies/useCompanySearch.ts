import { computed, type ComputedRef } from 'vue'
import type { CompanySearch } from '../../stores/companies'
import { useRoute } from '../../stores/route'
import { companyFilters } from '../../../server/domain/viewsCompanies'

/** Filter and search as the address has them. Stays the same object while both are the same. */
export function useCompanySearch(): ComputedRef<CompanySearch> {
  const route = useRoute()
  return computed<CompanySearch>((before) => {
    if (route.page !== 'companies' && before) return before
    const filter = companyFilters.find((each) => each === route.query.get('filter')) ?? 'all'
    const text = route.query.get('q') ?? ''
    return before?.filter === filter && before.text === text ? before : { filter, text }
  })
}
