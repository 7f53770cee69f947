/** Ways to ask for a send to be taken back, and what was written by it. */
import type { PlanView } from '../../server/domain/views'
import type { UndoView } from '../../server/domain/viewsUndo'
import type { PodClient } from '../simulator/demo/podClient'
import { additionOf, linkAndAssign, setSeats, watchWrites } from './actions'
import { settle } from './decisions'
import { startHarness, type Harness, type HarnessOptions } from './harness'

/** Fairhaven: Worry-Free 45 → 48 and Cloud App 90 → 92 on two agreements; Email is right with 52. */
export async function startFairhaven(options: HarnessOptions = {}) {
  const harness = await startHarness(options)
  setSeats(harness, 101, 'cloudApp', 92)
  const pod = await harness.pod()
  await settle(pod, { createWhenMissing: true })
  await linkAndAssign(harness, pod, 101)
  return { harness, pod, writes: watchWrites(harness) }
}

export const quantities = (harness: Harness) => [
  additionOf(harness, 1011, 'worryFree').quantity,
  additionOf(harness, 1012, 'cloudApp').quantity,
]
export const before = [45, 90]
export const after = [48, 92]

export const undo = (
  pod: PodClient,
  { runId }: { runId: string },
  of: { company?: number; keys?: readonly (string | null)[]; reason?: unknown } = {},
): Promise<PlanView> => {
  const { company = 101, reason = 'Sent too early', ...rest } = of
  return pod.post(`/api/runs/${runId}/companies/${company}/undo`, { reason, ...rest })
}

export const undoView = (pod: PodClient, { runId }: { runId: string }, company = 101): Promise<UndoView> =>
  pod.get(`/api/runs/${runId}/companies/${company}/undo`)

export const ledgerOf = async (harness: Harness, company = 101) => {
  const own = harness.store.of(harness.tenantId)
  const key = (await own.companies.keys()).find((each) => Number(each) === company)
  if (key === undefined) throw new Error(`No record of company ${company}`)
  return own.readLedger(key, 1_000)
}
