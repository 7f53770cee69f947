/** The part of a check before a send that is about no company: keys, rights of the API role, customers of no company. Reads only. */
import { AppError, type UpstreamFailure } from '../domain/errors'
import { meetingsOfConnection, meetingsOfRights, meetingsOfUnlinked } from '../domain/preflightAccess'
import type { CompanyRecord, Tenant } from '../domain/settings'
import { dayInZone } from '../domain/zone'
import type { ConnectWise } from '../integrations/connectwise/port'
import type { TrendMicro } from '../integrations/trendmicro/port'
import { whichOn, type PlanDeps } from './planRun'
import type { Found } from './preflightFound'
import { missingRights } from './rights'

/** Do our keys open ConnectWise, and what does their role lack? */
export async function checkConnectWise(
  connectWise: ConnectWise,
  tenant: Tenant,
  records: readonly CompanyRecord[],
  { mets, unchecked, companies, tryRead }: Found,
): Promise<boolean> {
  const fails = (configured: boolean, failure: UpstreamFailure | null) =>
    mets.push(...meetingsOfConnection({ system: 'connectwise', source: null, configured, failure }, companies))
  if (tenant.connections.connectWise.privateKey === null) {
    fails(false, null)
    return false
  }
  const site = await tryRead(
    () => connectWise.readSite(),
    (failure) => fails(true, failure),
  )
  if (site === null) return false
  const rights = await tryRead(
    () => connectWise.readOwnRights(),
    (failure) => unchecked.add('rights', failure, []),
  )
  if (rights !== null) mets.push(...meetingsOfRights(missingRights(rights.value, creates(tenant, records))))
  return true
}

/** May a send make additions? Also a replacement makes one. */
const creates = ({ settings }: Tenant, records: readonly CompanyRecord[]): boolean =>
  settings.createWhenMissing ||
  records.some(({ assignments }) =>
    assignments.some(({ createWhenMissing, strategy }) => createWhenMissing === true || strategy === 'replace'),
  )

/** Do the keys open Trend Micro? With keys of both interfaces each has to answer. */
export async function checkTrendMicro(
  trendMicro: TrendMicro,
  tenant: Tenant,
  { mets, companies, tryRead }: Found,
): Promise<boolean> {
  const lmpi = tenant.connections.trendMicro.lmpi?.secretKey ?? null
  const smpi = tenant.connections.trendMicro.smpi?.secretKey ?? null
  const configured = lmpi !== null || smpi !== null
  const fails = (source: 'lmpi' | 'smpi' | null, failure: UpstreamFailure | null) =>
    mets.push(
      ...meetingsOfConnection(
        { system: 'trendmicro', source, configured, failure },
        companies,
        source === 'smpi' && lmpi !== null,
      ),
    )
  if (!configured) {
    // Without keys there may be files.
    const imported = await importedCustomers(trendMicro)
    if (imported === null) fails(null, null)
    return imported !== null
  }
  const only = lmpi === null ? 'smpi' : smpi === null ? 'lmpi' : null
  const tested = await tryRead(
    () => trendMicro.test(),
    (failure) => fails(only, failure),
  )
  if (tested === null) return false
  const { sources } = tested.value
  if (smpi !== null && !sources.includes('smpi')) fails('smpi', null)
  if (lmpi === null || sources.includes('lmpi')) return true
  fails('lmpi', null)
  return false
}

/** null: no keys and no files. */
async function importedCustomers(trendMicro: TrendMicro): Promise<number | null> {
  try {
    return (await trendMicro.test()).customers
  } catch (error) {
    if (error instanceof AppError && error.code === 'notConfigured') return null
    throw error
  }
}

/** Customers of no company. */
export async function checkCustomers(
  deps: PlanDeps,
  tenant: Tenant,
  trendMicro: TrendMicro,
  { mets, unchecked, tryRead }: Found,
): Promise<void> {
  const own = deps.store.of(tenant.id)
  const linked = new Set<string>()
  // Also those of a company that is switched off: somebody decided that.
  for (const id of await own.companies.keys())
    for (const customer of (await own.companies.read(id))?.value.link?.customerIds ?? []) linked.add(customer)
  const customers = await tryRead(
    () => trendMicro.readCustomers(),
    (failure) => unchecked.add('customers', failure, []),
  )
  const unlinked = (customers?.value ?? []).filter(({ id }) => !linked.has(id))
  if (unlinked.length === 0) return
  const now = deps.clock.now()
  const today = dayInZone(now, tenant.settings.schedule.timeZone)
  const which = whichOn(tenant.settings, today)
  const usage = await tryRead(
    () => trendMicro.readUsage({ customers: unlinked.map(({ id }) => id), which, now, today }),
    (failure) => unchecked.add('customers', failure, []),
  )
  mets.push(...meetingsOfUnlinked(unlinked, usage?.value ?? null))
}
