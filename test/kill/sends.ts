/** What a person does for one company, by the server's routes: link, assign, look at the plan, approve. */
import type { LineStatus } from '../../server/domain/run'
import type { PlanRow, PlanView } from '../../server/domain/views'
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { SettingsView } from '../../server/domain/viewsSettings'
import { itemOfPlan } from '../simulator/demo/oracle'
import type { PodClient } from '../simulator/demo/podClient'
import type { ApprovedLine } from './compare'
import type { Visitor } from './visitor'
import { agreementOf, customerOf } from './world'

/** Products without an addition get one. */
export async function switchCreationOn(pod: PodClient): Promise<void> {
  const { version } = await pod.get<SettingsView>('/api/settings')
  await pod.put<SettingsView>('/api/settings', { version, createWhenMissing: true })
}

export async function linkAndAssign(pod: PodClient, company: number): Promise<void> {
  const { version } = await pod.get<CompanyView>(`/api/companies/${company}`)
  const linked = await pod.put<CompanyView>(`/api/companies/${company}/link`, {
    version,
    customerIds: [customerOf(company)],
    enabled: true,
  })
  const { products, agreements } = await pod.get<AgreementsView>(`/api/companies/${company}/agreements`)
  const [agreement] = agreements
  if (agreement?.id !== agreementOf(company)) throw new Error(`Company ${company} has another agreement than it should`)
  await pod.put<CompanyView>(`/api/companies/${company}/assignments`, {
    version: linked.version,
    assignments: products.map(({ source }) => ({
      plan: source.plan,
      agreement: { kind: 'chosen', typeId: agreement.type.id, agreementId: agreement.id },
      catalogItemId: itemOfPlan(source.planName),
      rule: null,
    })),
  })
}

export const plan = (pod: PodClient, company: number): Promise<PlanView> =>
  pod.post(`/api/companies/${company}/plan`, {})

export const lookAt = (pod: PodClient, company: number, runId: string): Promise<PlanView> =>
  pod.get(`/api/runs/${runId}/companies/${company}`)

/** Approves every row that may be sent, held ones with a reason; asked until the server has it on disk, however often it dies. */
export async function approve(visitor: Visitor, company: number, of: PlanView): Promise<void> {
  const path = `/api/runs/${of.runId}/companies/${company}`
  const lines = of.rows
    .filter(({ sendable }) => sendable !== 'no')
    .map(({ key, sendable }) => (sendable === 'yes' ? { key } : { key, reason: 'Seen by the customer' }))
  for (let tried = 0; tried < mostTries; tried += 1) {
    if ((await visitor.askOnce((pod) => pod.post(`${path}/send`, { lines }))) !== null) return
    // Nobody heard: was it written down?
    const now = await visitor.ask((pod) => pod.get<PlanView>(path))
    if (now.rows.every(({ sendable }) => sendable === 'no')) return
  }
  throw new Error(`Company ${company} was never approved`)
}

const mostTries = 50

/** The rows that may be sent, as lines to compare with. Throws when a row is none that this world has. */
export function linesOf(company: number, { runId, rows }: PlanView): ApprovedLine[] {
  return rows.filter(({ sendable }) => sendable !== 'no').map((row) => ({ company, runId, ...partsOf(row) }))
}

/** The rows that the clock let go: all that change something and wait for nobody. */
export function linesLetGo(company: number, { runId, rows }: PlanView): ApprovedLine[] {
  return rows
    .filter(({ change, lineStatus }) => (change === 'create' || change === 'update') && lineStatus !== 'held')
    .map((row) => ({ company, runId, ...partsOf(row) }))
}

function partsOf({ key, agreement, catalogItem, change, quantity }: PlanRow): Omit<ApprovedLine, 'company' | 'runId'> {
  if (key === null || agreement === null || catalogItem === null || quantity === null) throw new Error('No line')
  if (change !== 'create' && change !== 'update') throw new Error(`A line that does not change anything: ${key}`)
  return { key, agreement: agreement.id, item: catalogItem.id, change, quantity }
}

const ended: readonly (LineStatus | null)[] = ['sent', 'failed', 'stale', 'skipped', 'unchanged', 'blocked', null]

export const isEnded = ({ rows }: PlanView): boolean => rows.every(({ lineStatus }) => ended.includes(lineStatus))

/** Nothing moves any more but creations that may still arrive. */
export const isAtRest = ({ rows }: PlanView): boolean =>
  rows.every(
    ({ lineStatus, change }) => ended.includes(lineStatus) || (change === 'create' && lineStatus === 'unknown'),
  )
