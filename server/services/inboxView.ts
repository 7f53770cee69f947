/** What is open, as the console shows it. Reads only. */
import type { TenantId } from '../domain/ids'
import type { OpenItem } from '../domain/inbox'
import { causesOf, type OpenCause } from '../domain/inboxCauses'
import type { MoneyTotal } from '../domain/views'
import type { InboxCause, InboxItem, InboxView } from '../domain/viewsInbox'
import type { TenantStore } from '../storage/store'
import { inboxSince, readOpen, type InboxDeps } from './inboxRead'
import { readTenant } from './planRun'
import { linkedName } from './preflightFound'
import { moneyTotals, rowOfLine } from './present'

/** Lines shown of each cause: as many as are retried at once. */
const itemsShown = 200

export async function inboxView(deps: InboxDeps, tenant: TenantId): Promise<InboxView> {
  const { connections } = await readTenant(deps.store, tenant)
  const open = await readOpen(deps, tenant)
  const own = deps.store.of(tenant)
  return {
    causes: await Promise.all(causesOf(open).map((cause) => showCause(own, cause))),
    lines: open.length,
    companies: new Set(open.map(({ companyId }) => companyId)).size,
    since: inboxSince(deps.clock),
    connectWise: { site: connections.connectWise.site, loginCompany: connections.connectWise.loginCompany },
  }
}

async function showCause(own: TenantStore, { key, what, fixedBy, since, items }: OpenCause): Promise<InboxCause> {
  return {
    key,
    what,
    fixedBy,
    since,
    money: moneyOf(items),
    items: await Promise.all(items.slice(0, itemsShown).map((item) => showItem(own, item))),
    found: items.length,
  }
}

async function showItem(own: TenantStore, item: OpenItem): Promise<InboxItem> {
  const { companyId: id, run, at } = item
  if (item.kind === 'line') {
    const { part, line, sending } = item
    const cause = line.outcome?.cause ?? null
    const failure = cause?.kind === 'upstream' || cause?.kind === 'noAnswer' ? cause.failure : null
    const state = sending ? 'sending' : line.status === 'unknown' ? 'asked' : line.undoes === null ? 'open' : 'undo'
    const company = { id, name: part.companyName }
    return { runId: run.id, key: line.key, company, row: rowOfLine(run, part, line), failure, at, state }
  }
  // The run does not name a company that it could not plan.
  const record = (await own.companies.read(id))?.value
  const company = { id, name: record === undefined ? `#${id}` : linkedName(record) }
  // The clock reads it again by itself while the run is being planned.
  const state = run.status === 'planning' ? 'asked' : 'open'
  return { runId: run.id, key: null, company, row: null, failure: item.failure, at, state }
}

/** What is not known of money is not in it. */
const moneyOf = (items: readonly OpenItem[]): MoneyTotal[] =>
  moneyTotals(items.flatMap((item) => (item.kind === 'company' || item.line.money === null ? [] : [item.line.money])))
