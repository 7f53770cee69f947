import { describe, expect, it } from 'vitest'
import { companyId, runId } from '../../server/domain/ids'
import { watchRuns } from '../../server/services/watchedRuns'
import { openMemoryStore } from '../../server/storage/memoryStore'
import type { Store } from '../../server/storage/store'
import { acme, aRun, aRunCompany } from '../contract/documents'

const companies = [1, 2, 3]

/** Counts how often a part of a run is read from it. */
function counted(inner: Store) {
  const count = { reads: 0 }
  const store: Store = {
    ...inner,
    of(tenant) {
      const own = inner.of(tenant)
      const read: typeof own.runCompanies.read = (key) => {
        count.reads += 1
        return own.runCompanies.read(key)
      }
      return { ...own, runCompanies: { ...own.runCompanies, read } }
    },
  }
  return { store, count }
}

describe('runs that are being planned', () => {
  it('are kept only as far as there is room, also while nobody looks at them', async () => {
    const { store, count } = counted(openMemoryStore())
    const watched = watchRuns(store, { parts: 4 })
    const own = watched.store.of(acme)
    const names = ['r-1', 'r-2', 'r-3']
    for (const name of names) {
      const head = aRun(name, { scope: { kind: 'all' }, companyIds: companies.map(companyId) })
      await own.runs.write(runId(name), head, null)
    }
    for (const company of companies)
      for (const name of names)
        await own.runCompanies.write(
          { runId: runId(name), companyId: companyId(company) },
          aRunCompany(name, company),
          null,
        )
    expect(count.reads).toBe(0)
    // It was let go for the others, and is read again.
    expect((await watched.digestOf(acme, runId('r-1')))?.parts).toHaveLength(3)
    expect(count.reads).toBe(3)
  })
})
