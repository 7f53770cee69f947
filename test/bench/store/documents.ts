/** One read and one write of each kind of document, in stores of different sizes. */
import type { CompanyId } from '../../../server/domain/ids'
import type { Store, TenantStore } from '../../../server/storage/store'
import { anEntry, companyAt, openStore, run, tenant } from './filledFolder'
import { median, timed } from './times'

/** Medians in milliseconds of one kind in one store. */
export interface DocumentTimes {
  kind: string
  companies: number
  readMs: number
  writeMs: number
}

/** In each round the next companies of every folder have their turn: ones that were not touched since it was opened. */
const rounds = 40
const perRound = 10
/** So many of the newest entries are read, as before a creation. */
const entriesRead = 500

const kinds = [
  {
    kind: 'company record',
    read: (own: TenantStore, company: CompanyId): Promise<unknown> => own.companies.read(company),
    write: (own: TenantStore, company: CompanyId): Promise<unknown> =>
      own.companies.update(company, (record) => ({ ...there(record), edition: there(record).edition + 1 })),
  },
  {
    kind: 'run part',
    read: (own: TenantStore, company: CompanyId) => own.runCompanies.read({ runId: run, companyId: company }),
    write: (own: TenantStore, company: CompanyId) => own.runCompanies.update({ runId: run, companyId: company }, there),
  },
  {
    kind: 'ledger',
    read: (own: TenantStore, company: CompanyId) => own.readLedger(company, entriesRead),
    write: (own: TenantStore, company: CompanyId) => own.appendLedger(company, [anEntry(company)]),
  },
]

/**
 * Times reads of documents that are not in memory, and writes. The folders take turns, so that a disk or a machine that is busy
 * for a while slows all of them.
 */
export async function timeDocuments(folders: readonly { dir: string; companies: number }[]): Promise<DocumentTimes[]> {
  const samples = folders.flatMap(({ companies }) =>
    kinds.map((each) => ({ ...each, companies, reads: [] as number[], writes: [] as number[] })),
  )
  const stores = new Map<string, Store>()
  for (let round = 0; round < rounds; round += 1)
    for (const { dir, companies } of folders) {
      const isThrough = (round * perRound) % companies === 0
      if (isThrough) await stores.get(dir)?.close()
      const store = isThrough ? await openStore(dir) : stores.get(dir)
      if (store === undefined) throw new Error('The first round opens every store')
      stores.set(dir, store)
      for (let turn = 0; turn < perRound; turn += 1) {
        const company = companyAt((round * perRound + turn) % companies)
        for (const sample of samples.filter((each) => each.companies === companies)) {
          await timed(sample.reads, () => sample.read(store.of(tenant), company))
          await timed(sample.writes, () => sample.write(store.of(tenant), company))
        }
      }
    }
  for (const store of stores.values()) await store.close()
  return samples.map(({ kind, companies, reads, writes }) => ({
    kind,
    companies,
    readMs: median(reads),
    writeMs: median(writes),
  }))
}

function there<T>(document: T | null): T {
  if (document === null) throw new Error('A document of the filled folder is missing')
  return document
}
