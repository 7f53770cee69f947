/** A data folder with so many companies in it: each with its record, its part of one run, and a ledger of some months. */
import { companyId, runId, tenantId, type CompanyId } from '../../../server/domain/ids'
import type { LedgerEntry, RunStatus } from '../../../server/domain/run'
import { eachOf } from '../../../server/services/each'
import { nodeFiles, type Files } from '../../../server/storage/files'
import { openLowdbStore } from '../../../server/storage/lowdbStore'
import type { Store, TenantStore } from '../../../server/storage/store'
import { aLedgerEntry, aRun, aTenant } from '../../contract/documents'
import { aRunCompany, now } from '../../factories'
import { generatedInputs } from '../plan/generatedInputs'

export const tenant = tenantId('harbor')
export const run = runId('november')
/** The company at this place, from 0: as the generated inputs number them. */
export const companyAt = (place: number): CompanyId => companyId(1001 + place)
export const anEntry = (company: CompanyId): LedgerEntry => aLedgerEntry({ companyId: company, runId: run, at: now })

const sendsBefore = 4
const companiesAtOnce = 8

/** Opens the store of a folder as `npm start` does: what is written is on the disk. */
export function openStore(dir: string, files: Files = nodeFiles): Promise<Store> {
  const log = { info: () => undefined, warn: console.error, error: console.error }
  return openLowdbStore({ dir, clock: { now: () => now }, log, files })
}

/** Fills an empty folder through the store itself; only the waits for the disk are left out. */
export async function fillFolder(dir: string, companies: number): Promise<void> {
  const store = await openStore(dir, withoutSync)
  const own = store.of(tenant)
  await own.tenant.write('tenant', aTenant({ id: tenant }), null)
  await own.runs.write(run, headOf(companies), null)
  const inputs = generatedInputs(1)
  const all = Array.from({ length: companies }, () => inputs.next().value)
  await eachOf(all, companiesAtOnce, async (of) => {
    const company = of.companyId
    await own.companies.write(company, of.record, null)
    await own.runCompanies.write(
      { runId: run, companyId: company },
      aRunCompany(of, { runId: run, companyId: company }),
      null,
    )
    for (let send = 0; send < sendsBefore; send += 1) await own.appendLedger(company, [anEntry(company)])
  })
  await store.close()
}

/** Of an unfinished run all parts are read when the store is opened, of a finished one none. */
export async function setRun(own: TenantStore, status: RunStatus): Promise<void> {
  await own.runs.update(run, (head) => {
    if (head === null) throw new Error('The run vanished')
    return { ...head, status }
  })
}

const headOf = (companies: number) =>
  aRun(run, {
    tenantId: tenant,
    trigger: 'schedule',
    scope: { kind: 'all' },
    status: 'finished',
    companyIds: Array.from({ length: companies }, (_, place) => companyAt(place)),
  })

const withoutSync: Files = {
  ...nodeFiles,
  syncFolder: () => Promise.resolve(),
  async open(path, how) {
    return { ...(await nodeFiles.open(path, how)), sync: () => Promise.resolve() }
  },
}
