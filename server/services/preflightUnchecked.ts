/** What a check could not look at, one entry a kind of trouble. */
import type { UpstreamFailure } from '../domain/errors'
import type { CompanyId } from '../domain/ids'
import { companyList, type Unchecked } from '../domain/preflight'

export interface UncheckedList {
  add(
    what: Unchecked['what'],
    failure: UpstreamFailure | null,
    companies: readonly { id: CompanyId; name: string }[],
  ): void
  list(): Unchecked[]
}

export function createUnchecked(): UncheckedList {
  const kept = new Map<
    string,
    { what: Unchecked['what']; failure: UpstreamFailure | null; companies: { id: CompanyId; name: string }[] }
  >()
  return {
    add(what, failure, companies) {
      const key = `${what}:${failure?.system ?? ''}:${failure?.kind ?? ''}`
      const entry = kept.get(key) ?? { what, failure, companies: [] }
      entry.companies.push(...companies)
      kept.set(key, entry)
    },
    list: () =>
      [...kept.values()].map(({ what, failure, companies }) => ({
        what,
        failure,
        companies: companyList(companies.map((company) => ({ ...company, places: [] }))),
      })),
  }
}
