/** What is open, as the console shows it, from memory. */
import type { CompanyId, TenantId } from '../domain/ids'
import type { OpenItem } from '../domain/inbox'
import { causesOf, countCauses, type OpenCause } from '../domain/inboxCauses'
import type { MoneyTotal } from '../domain/views'
import type { InboxCause, InboxCountView, InboxItem, InboxView } from '../domain/viewsInbox'
import type { ShownLine } from './inboxOpen'
import { inboxSince, type InboxDeps } from './inboxRead'
import type { RecordFacts } from './knownStandings'
import { readTenant } from './planRun'
import { moneyTotals } from './present'
import type { OpenAtTenant } from './watchedOpen'
import type { WatchedStandings } from './watchedStandings'

export interface InboxViewDeps extends InboxDeps {
  watched: Pick<WatchedStandings, 'standingsOf' | 'openOf'>
}

/** Lines shown of each cause: as many as are retried at once. */
const itemsShown = 200

export async function inboxView(deps: InboxViewDeps, tenant: TenantId): Promise<InboxView> {
  const { connections } = await readTenant(deps.store, tenant)
  const { items, reading, recordOf } = await openNow(deps, tenant)
  return {
    causes: causesOf(items).map((cause) => showCause(recordOf, cause)),
    lines: items.length,
    companies: new Set(items.map(({ companyId }) => companyId)).size,
    reading,
    since: inboxSince(deps.clock),
    connectWise: { site: connections.connectWise.site, loginCompany: connections.connectWise.loginCompany },
  }
}

export async function inboxCount(deps: InboxViewDeps, tenant: TenantId): Promise<InboxCountView> {
  const { items, reading } = await openNow(deps, tenant)
  // Some of them is not how many there are.
  return { causes: reading === null ? countCauses(items) : null }
}

type RecordOf = (company: CompanyId) => RecordFacts | null

/** A company that is linked no more has nothing open. */
async function openNow(
  { clock, watched }: InboxViewDeps,
  tenant: TenantId,
): Promise<OpenAtTenant & { recordOf: RecordOf }> {
  // Asked for together: tenants that are kept come and go.
  const [standings, open] = [watched.standingsOf(tenant), watched.openOf(tenant)]
  const { items, reading } = await open.openSince(inboxSince(clock))
  const recordOf: RecordOf = (company) => standings.record(company)
  return { items: items.filter(({ companyId }) => recordOf(companyId)?.enabled === true), reading, recordOf }
}

function showCause(recordOf: RecordOf, { key, what, fixedBy, since, items }: OpenCause<ShownLine>): InboxCause {
  return {
    key,
    what,
    fixedBy,
    since,
    money: moneyOf(items),
    items: items.slice(0, itemsShown).map((item) => showItem(recordOf, item)),
    found: items.length,
  }
}

function showItem(recordOf: RecordOf, item: OpenItem<ShownLine>): InboxItem {
  const { companyId: id, run, at } = item
  if (item.kind === 'line') {
    const { companyName, row, failure, isUndo } = item.open
    const state = item.sending ? 'sending' : row.lineStatus === 'unknown' ? 'asked' : isUndo ? 'undo' : 'open'
    return { runId: run.id, key: row.key, company: { id, name: companyName }, row, failure, at, state }
  }
  // The run does not name a company that it could not plan.
  const company = { id, name: recordOf(id)?.customers[0] ?? `#${id}` }
  // The clock reads it again by itself while the run is being planned.
  const state = run.status === 'planning' ? 'asked' : 'open'
  return { runId: run.id, key: null, company, row: null, failure: item.failure, at, state }
}

/** What is not known of money is not in it. */
const moneyOf = (items: readonly OpenItem<ShownLine>[]): MoneyTotal[] =>
  moneyTotals(items.flatMap((item) => (item.kind === 'company' || item.open.money === null ? [] : [item.open.money])))
