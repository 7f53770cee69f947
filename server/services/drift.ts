/** Compares ConnectWise with what we last wrote: on demand and once a day. Reads only; what it finds is stored with the company. */
import { driftOf, type Drift } from '../domain/drift'
import { UpstreamError } from '../domain/errors'
import type { CompanyId, TenantId } from '../domain/ids'
import { emptyCompanyRecord, type CompanyRecord, type DriftCheck } from '../domain/settings'
import type { DriftView } from '../domain/viewsDrift'
import type { Clock } from '../ports'
import { driftViewOf } from './driftViews'
import { readTenant } from './planRun'
import { readEdits } from './readEdits'
import type { Connect } from './upstreams'
import type { Store } from '../storage/store'

export interface DriftDeps {
  store: Store
  clock: Clock
  connect: Connect
}

/** What the last check found, without asking anybody. */
export async function driftView(deps: DriftDeps, tenant: TenantId, company: CompanyId): Promise<DriftView> {
  const record = (await deps.store.of(tenant).companies.read(company))?.value ?? emptyCompanyRecord(company)
  return viewOf(deps, tenant, record)
}

/** Looks now and stores what is found. An agreement that cannot be read is named, and nothing is said of it. */
export async function checkDrift(deps: DriftDeps, tenant: TenantId, company: CompanyId): Promise<DriftView> {
  const own = deps.store.of(tenant)
  const record = (await own.companies.read(company))?.value
  if (record === undefined) return viewOf(deps, tenant, emptyCompanyRecord(company))
  const found = await findDrift(deps, tenant, record)
  const stored = await own.companies.update(company, (now) => ({
    ...(now ?? record),
    // What a send has written meanwhile is not as it was compared.
    driftCheck: { ...found, found: found.found.filter((drift) => isAsCompared(now ?? record, record, drift)) },
  }))
  return viewOf(deps, tenant, stored.value)
}

async function viewOf({ store, clock }: DriftDeps, tenant: TenantId, record: CompanyRecord): Promise<DriftView> {
  const { settings } = await readTenant(store, tenant)
  return driftViewOf(store.of(tenant), { record, settings, now: clock.now() })
}

const isAsCompared = (now: CompanyRecord, then: CompanyRecord, { additionId }: Drift): boolean => {
  const writeIn = ({ lastWrites }: CompanyRecord) => lastWrites.find((write) => write.additionId === additionId)?.at
  return writeIn(now) === writeIn(then)
}

async function findDrift(deps: DriftDeps, tenant: TenantId, record: CompanyRecord): Promise<DriftCheck> {
  const { connectWise } = await deps.connect(tenant)
  const ids = [...new Set(record.lastWrites.map((write) => write.agreementId))]
  const lists = await Promise.all(
    ids.map(async (agreementId) => {
      try {
        // A row left out would be told as deleted.
        return {
          agreementId,
          readAt: deps.clock.now(),
          list: await connectWise.readAdditions(agreementId, { certain: true }),
        }
      } catch (error) {
        if (error instanceof UpstreamError) return { agreementId, list: null }
        throw error
      }
    }),
  )
  const additions = lists.flatMap((each) => (each.list === null ? [] : [each]))
  const nothing = { summaryAgreementId: null, crossReferences: [] }
  const edits = await readEdits(connectWise, record, { additions, defaults: nothing }, deps.clock.now())
  const found = record.lastWrites.flatMap((write) => {
    const reading = additions.find(({ agreementId }) => agreementId === write.agreementId)
    return reading === undefined ? [] : driftOf(write, reading.list, edits)
  })
  return {
    checkedAt: deps.clock.now(),
    found,
    unread: lists.filter(({ list }) => list === null).map(({ agreementId }) => agreementId),
  }
}
