/** What people decide about a company's bill, as calls to the routes; and the ways to a finished run. */
import type { ProductAssignment, TenantSettings } from '../../server/domain/settings'
import type { PlanView } from '../../server/domain/views'
import type { AgreementsView, AssignmentsRequest } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { HistoryEntryView } from '../../server/domain/viewsHistory'
import type { RunView } from '../../server/domain/viewsRun'
import type { SettingsRequest, SettingsView } from '../../server/domain/viewsSettings'
import type { PodClient } from '../simulator/demo/podClient'
import { servicePlans } from '../simulator/seed/servicePlans'
import { plan, send, settled, wait, type PlanName } from './actions'
import { connectWiseUrl, type Harness } from './harness'

type Ways = Partial<
  Pick<ProductAssignment, 'catalogItemId' | 'rule' | 'additionId' | 'strategy' | 'drift' | 'createWhenMissing'> & {
    /** null: assigned to nothing. */
    agreement: ProductAssignment['agreement'] | null
  }
>

/** The body that leaves one product as it is, but for these ways. */
async function wanted(
  pod: PodClient,
  company: number,
  name: PlanName,
  ways: Ways,
): Promise<AssignmentsRequest['assignments'][number]> {
  const { products } = await pod.get<AgreementsView>(`/api/companies/${company}/agreements`)
  const product = products.find(({ source }) => source.planName === servicePlans[name].name)
  if (product === undefined) throw new Error(`No product ${name}`)
  const { source, agreement, catalogItem, rule } = product
  return { plan: source.plan, agreement, catalogItemId: catalogItem?.id ?? null, rule, ...ways }
}

/** Changes how products are billed; what is not named stays. */
export async function decide(
  pod: PodClient,
  company: number,
  ways: Partial<Record<PlanName, Ways>>,
): Promise<CompanyView> {
  const names = Object.keys(ways) as PlanName[] // the keys of this very record
  const assignments: AssignmentsRequest['assignments'] = []
  for (const name of names) assignments.push(await wanted(pod, company, name, ways[name] ?? {}))
  return pod.put(`/api/companies/${company}/assignments`, { version: await versionOf(pod, company), assignments })
}

export const versionOf = async (pod: PodClient, company: number): Promise<number> =>
  (await pod.get<CompanyView>(`/api/companies/${company}`)).version

/** Changes settings of the tenant; of the limits only the named ones. */
export async function settle(
  pod: PodClient,
  change: Omit<SettingsRequest, 'version' | 'limits'> & { limits?: Partial<TenantSettings['limits']> },
): Promise<SettingsView> {
  const { version, limits } = await pod.get<SettingsView>('/api/settings')
  return pod.put('/api/settings', {
    version,
    ...change,
    ...(change.limits === undefined ? {} : { limits: { ...limits, ...change.limits } }),
  })
}

/** Sends every line of a plan that can be sent, held ones with this reason, and waits for the end. */
async function sendEverything(
  harness: Harness,
  pod: PodClient,
  company: number,
  planned: PlanView,
  reason = 'Checked by phone',
): Promise<PlanView> {
  const rows = planned.rows.filter((row) => row.sendable !== 'no').map((row) => ({ row, reason }))
  await send(pod, company, planned, rows)
  return settled(harness, pod, company, planned)
}

export async function planAndSendEverything(harness: Harness, pod: PodClient, company: number): Promise<PlanView> {
  return sendEverything(harness, pod, company, await plan(pod, company))
}

/** Plans all linked companies and waits until that is done. */
export async function planAll(harness: Harness, pod: PodClient): Promise<RunView> {
  const { runId } = await pod.post<RunView>('/api/runs', {})
  await harness.composed.runs.settled()
  return pod.get(`/api/runs/${runId}`)
}

/** Lets the clock send on this day of the running month, at four in the afternoon, and waits for the end. */
export async function sendByClock(harness: Harness, day: string): Promise<RunView> {
  harness.clock.set(`${day}T15:30:00Z`)
  const pod = await harness.pod()
  const dayOfMonth = Number(day.slice(8))
  await settle(pod, { schedule: { on: true, dayOfMonth, time: '16:00', timeZone: 'UTC' } })
  harness.clock.set(`${day}T16:00:30Z`)
  await harness.composed.scheduler.tick()
  await harness.composed.runs.settled()
  return (await harness.pod()).get(`/api/runs/s-global-${day}`)
}

/** From now on a minute passes with every look at additions: whoever waits for an answer need not be asked for hours. */
export function letTimePass(harness: Harness): void {
  const good = harness.hosts.get(connectWiseUrl)
  harness.hosts.set(connectWiseUrl, async (input, init) => {
    if (init?.method === 'GET' && input.includes('/additions')) wait(harness, 1)
    return good?.(input, init) ?? new Response(null, { status: 500 })
  })
}

export const historyOf = async (pod: PodClient, company: number): Promise<HistoryEntryView[]> =>
  (await pod.get<{ entries: HistoryEntryView[] }>(`/api/companies/${company}/history`)).entries
