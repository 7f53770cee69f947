/** What a check before a send has found so far, also of what it could not look at. */
import { UpstreamError, type UpstreamFailure } from '../domain/errors'
import type { CompanyId } from '../domain/ids'
import type { Met, Unchecked } from '../domain/preflight'
import { companyList } from '../domain/preflightFindings'
import type { CompanyRecord } from '../domain/settings'

export interface Found {
  mets: Met[]
  unchecked: UncheckedList
  failures: UpstreamFailure[]
  /** Linked companies by the names that are known. */
  companies: { id: CompanyId; name: string }[]
  /** The value; null when it could not be read, which `onFailure` then tells. */
  tryRead: <T>(reading: () => Promise<T>, onFailure: (failure: UpstreamFailure) => void) => Promise<{ value: T } | null>
}

export function createFound(records: readonly CompanyRecord[]): Found {
  const failures: UpstreamFailure[] = []
  return {
    mets: [],
    unchecked: createUnchecked(),
    failures,
    companies: records.map((record) => ({ id: record.companyId, name: linkedName(record) })),
    async tryRead(reading, onFailure) {
      try {
        return { value: await reading() }
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error
        failures.push(error.failure)
        onFailure(error.failure)
        return null
      }
    },
  }
}

/** Of a company that ConnectWise did not name: its customer's name. */
export const linkedName = ({ companyId, link }: CompanyRecord): string => link?.customerNames[0] ?? `#${companyId}`

/** What could not be looked at, one entry a kind of trouble. */
interface UncheckedList {
  add(
    what: Unchecked['what'],
    failure: UpstreamFailure | null,
    companies: readonly { id: CompanyId; name: string }[],
  ): void
  list(): Unchecked[]
}

function createUnchecked(): UncheckedList {
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
