/** Reads a stopped server's whole folder as the next server would, and holds its ledger against what ConnectWise has. */
import type { BillingRun, LedgerEntry, LineStatus, RunCompany } from '../../server/domain/run'
import type { CompanyRecord } from '../../server/domain/settings'
import type { Log } from '../../server/ports'
import { openLowdbStore } from '../../server/storage/lowdbStore'
import type { OccurrenceClaims, TenantStore } from '../../server/storage/store'
import { systemClock } from '../../server/systemPorts'
import { nameOf, type ApprovedLine, type Finding } from './compare'
import type { Stage } from './stage'

const resultOf: Partial<Record<LineStatus, readonly LedgerEntry['kind'][]>> = {
  sent: ['sent', 'settledDone'],
  failed: ['failed'],
  stale: ['stale'],
}

/** Rejected when a document cannot be read. */
export async function checkFolder(
  stage: Stage,
  approved: readonly ApprovedLine[],
  ends: ReadonlyMap<string, LineStatus>,
): Promise<Finding[]> {
  const store = await openLowdbStore({ dir: stage.dataDir, clock: systemClock, log: silent })
  try {
    const [tenant] = await store.tenants()
    if (tenant === undefined) throw new Error('The folder has no tenant')
    const folder = await readAll(store.of(tenant))
    return [...approved.flatMap((line) => judge(stage, line, ends.get(nameOf(line)), folder)), ...judgeClaims(folder)]
  } finally {
    await store.close()
  }
}

interface Folder {
  runs: BillingRun[]
  parts: RunCompany[]
  records: CompanyRecord[]
  claims: OccurrenceClaims[]
  /** Newest first. */
  ledger: LedgerEntry[]
}

/** Every document there is. */
async function readAll(own: TenantStore): Promise<Folder> {
  const folder: Folder = { runs: [], parts: [], records: [], claims: [], ledger: [] }
  for (const id of await own.runs.keys()) {
    const run = (await own.runs.read(id))?.value
    if (run === undefined) continue
    folder.runs.push(run)
    for (const companyId of run.companyIds) {
      const part = (await own.runCompanies.read({ runId: run.id, companyId }))?.value
      if (part !== undefined) folder.parts.push(part)
    }
  }
  for (const id of await own.companies.keys()) {
    const record = (await own.companies.read(id))?.value
    if (record !== undefined) folder.records.push(record)
    folder.ledger.push(...(await own.readLedger(id, Number.MAX_SAFE_INTEGER)))
  }
  for (const key of await own.occurrences.keys()) {
    const claims = (await own.occurrences.read(key))?.value
    if (claims !== undefined) folder.claims.push(claims)
  }
  return folder
}

function judge({ connectWise }: Stage, line: ApprovedLine, end: LineStatus | undefined, folder: Folder): Finding[] {
  const wrong = (says: string): Finding[] => [{ kind: 'wrong', says: `${nameOf(line)}: ${says}` }]
  const run = folder.runs.find(({ id }) => id === line.runId)
  if (run?.status !== 'finished') return wrong(`its run is ${run?.status ?? 'gone'}`)
  const entries = folder.ledger.filter((entry) => entry.runId === line.runId && entry.lineKey === line.key)
  const [last] = entries
  const kinds = end === undefined ? undefined : resultOf[end]
  if (last === undefined || kinds?.includes(last.kind) !== true)
    return wrong(`it is ${end ?? 'gone'}, and the last that the ledger says is ${last?.kind ?? 'nothing'}`)
  if (end !== 'sent') return []
  if (!entries.some(({ kind }) => kind === 'intent')) return wrong('it was sent without an intent in the ledger')
  const addition = connectWise.world.additions.find(({ id }) => id === last.additionId)
  if (addition === undefined || addition.quantity !== last.quantity)
    return wrong(`the ledger says ${last.quantity ?? 'nothing'}, ConnectWise holds ${addition?.quantity ?? 'nothing'}`)
  const written = folder.records
    .find(({ companyId }) => companyId === line.company)
    ?.lastWrites.find(({ agreementId, catalogItemId }) => agreementId === line.agreement && catalogItemId === line.item)
  if (written?.quantity === addition.quantity && written.additionId === addition.id) return []
  return wrong('the company remembers another quantity than ConnectWise holds')
}

/** Of each occurrence that was claimed there is the one run that its claim names, and no run of the clock is without a claim. */
function judgeClaims({ runs, claims }: Folder): Finding[] {
  const claimed = claims.flatMap(({ claimed }) => claimed.flatMap(({ runId }) => runId ?? []))
  const made = runs.filter(({ occurrence }) => occurrence !== null).map(({ id }) => id)
  if (made.length === claimed.length && made.every((id) => claimed.includes(id))) return []
  return [{ kind: 'wrong', says: `the clock claimed [${claimed.join()}] and made the runs [${made.join()}]` }]
}

/** Opening says what it put right after a death; the server that was stopped last had to do that. */
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
