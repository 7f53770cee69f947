/** What a person does in the pod, as calls to the routes; and short ways to look at and to change the two worlds. */
import type { PlanRow, PlanView } from '../../server/domain/views'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { CwAddition } from '../simulator/connectwise/entities'
import { itemOfPlan } from '../simulator/demo/oracle'
import { Refused, type PodClient } from '../simulator/demo/podClient'
import { servicePlans } from '../simulator/seed/servicePlans'
import type { Harness } from './harness'

export type PlanName = keyof typeof servicePlans
/** Customers of the world at Trend Micro, by the company whose licences they hold. */
export const customerOf = {
  101: 'Fairhaven Dental',
  102: 'ALDER AND FINCH',
  103: 'Harrow Mfg',
  104: 'Brightwater Logistics',
  107: 'Kestrel Aviation Services',
  108: 'Lakeshore Law Group',
  112: 'Dunmore',
} as const
export type LinkedCompany = keyof typeof customerOf

export function customerId(harness: Harness, name: string): string {
  const customer = harness.trendMicro.world.customers.find((candidate) => candidate.name === name)
  if (customer === undefined) throw new Error(`No customer ${name}`)
  return customer.id.toLowerCase()
}

export async function link(harness: Harness, pod: PodClient, company: LinkedCompany): Promise<CompanyView> {
  const { version } = await pod.get<CompanyView>(`/api/companies/${company}`)
  return pod.put(`/api/companies/${company}/link`, {
    version,
    customerIds: [customerId(harness, customerOf[company])],
    enabled: true,
  })
}

/** Puts every product onto the agreement that bills it already, else onto `elsewhere`, else nowhere. */
async function assign(pod: PodClient, company: number, elsewhere?: number): Promise<CompanyView> {
  const { agreements, products, version } = await pod.get<AgreementsView>(`/api/companies/${company}/agreements`)
  const assignments = products.flatMap(({ source }) => {
    const item = itemOfPlan(source.planName)
    const agreement =
      agreements.find(
        ({ unusable, additions }) =>
          unusable === null && additions?.some((each) => each.catalogItemId === item && each.state === 'ongoing'),
      ) ?? agreements.find(({ id }) => id === elsewhere)
    if (agreement === undefined) return []
    return [
      {
        plan: source.plan,
        agreement: { kind: 'chosen', typeId: agreement.type.id, agreementId: agreement.id },
        catalogItemId: item,
        rule: null,
      },
    ]
  })
  return pod.put(`/api/companies/${company}/assignments`, { version, assignments })
}

export async function linkAndAssign(
  harness: Harness,
  pod: PodClient,
  company: LinkedCompany,
  elsewhere?: number,
): Promise<CompanyView> {
  await link(harness, pod, company)
  return assign(pod, company, elsewhere)
}

/** Has this product replace its addition from now on. */
export async function replace(pod: PodClient, company: number, name: PlanName): Promise<void> {
  const path = `/api/companies/${company}`
  const { products, version } = await pod.get<AgreementsView>(`${path}/agreements`)
  const chosen = products.find(({ source }) => source.planName === servicePlans[name].name)
  if (chosen === undefined) throw new Error(`No product ${name}`)
  const { source, agreement, catalogItem, rule } = chosen
  const assignment = { plan: source.plan, agreement, catalogItemId: catalogItem?.id ?? null, rule, strategy: 'replace' }
  await pod.put(`${path}/assignments`, { version, assignments: [assignment] })
}

export const plan = (pod: PodClient, company: number): Promise<PlanView> =>
  pod.post(`/api/companies/${company}/plan`, {})

/** Ticks these rows, or all that may be ticked without a reason; does not wait for the end. */
export function send(
  pod: PodClient,
  company: number,
  of: PlanView,
  rows: readonly { row: PlanRow; reason?: string }[] = of.rows
    .filter((row) => row.sendable === 'yes')
    .map((row) => ({ row })),
): Promise<PlanView> {
  return pod.post(`/api/runs/${of.runId}/companies/${company}/send`, {
    lines: rows.map(({ row, reason }) => ({ key: row.key, ...(reason === undefined ? {} : { reason }) })),
  })
}

/** Waits until nothing is under way and answers with the run as it is then. */
export async function settled(harness: Harness, pod: PodClient, company: number, of: PlanView): Promise<PlanView> {
  await harness.composed.runs.settled()
  return pod.get(`/api/runs/${of.runId}/companies/${company}`)
}

/** Plans, sends all that may be sent without a reason, and waits for the end. */
export async function planAndSend(harness: Harness, pod: PodClient, company: number): Promise<PlanView> {
  const planned = await plan(pod, company)
  if (!planned.rows.some((row) => row.sendable === 'yes')) return planned
  await send(pod, company, planned)
  return settled(harness, pod, company, planned)
}

export function rowOf(view: PlanView, name: PlanName): PlanRow {
  const found = view.rows.find((row) => row.sources.some((source) => source.planName === servicePlans[name].name))
  if (found === undefined) throw new Error(`No row for ${name}`)
  return found
}

/** The additions of an agreement that bill this product. */
export function additionsOf(harness: Harness, agreement: number, name: PlanName): CwAddition[] {
  const item = itemOfPlan(servicePlans[name].name)
  return harness.connectWise.world.additions.filter(
    (addition) => addition.agreementId === agreement && addition.product.id === item,
  )
}

export function additionOf(harness: Harness, agreement: number, name: PlanName): CwAddition {
  const [addition] = additionsOf(harness, agreement, name)
  if (addition === undefined) throw new Error(`No addition for ${name} on agreement ${agreement}`)
  return addition
}

/** What Trend Micro reports from now on. */
export function setSeats(harness: Harness, company: LinkedCompany, name: PlanName, seats: number): void {
  const customer = customerId(harness, customerOf[company])
  const subscription = harness.trendMicro.world.subscriptions.find(
    (each) => each.customerId.toLowerCase() === customer && each.name === servicePlans[name].name,
  )
  if (subscription === undefined) throw new Error(`No subscription for ${name}`)
  for (const license of subscription.licenses) license.units = seats
}

/** Moves the clock on. Six minutes and more let the server read lists afresh; fifteen end a session. */
export function wait(harness: Harness, minutes: number): void {
  harness.clock.set(new Date(harness.clock.nowMs() + minutes * 60_000).toISOString())
}

/** The refusal that the call ends with; fails the test when it is not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Refused['problem']> {
  try {
    await call
  } catch (error) {
    if (error instanceof Refused) return error.problem
    throw error
  }
  throw new Error('The call was not refused')
}

/** Requests that reached ConnectWise's own handler and so took effect, heard or not. */
export function watchWrites(harness: Harness): { method: string; path: string; body: unknown }[] {
  const writes: { method: string; path: string; body: unknown }[] = []
  harness.connectWise.hooks.beforeWrite = ({ method, path, body }) => void writes.push({ method, path, body })
  return writes
}

/** Lets the time pass in which a creation could still arrive unheard, and has the server ask again. */
export async function outwait(harness: Harness): Promise<void> {
  wait(harness, 11)
  await harness.composed.runs.resume([harness.tenantId])
  await harness.composed.runs.settled()
}
