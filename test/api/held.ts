/** What must be so of every line that waits: the clock leaves it alone, and a person lets it go only with a reason, which is kept. */
import { expect } from 'vitest'
import type { Hold } from '../../server/domain/run'
import type { PlanRow, PlanView } from '../../server/domain/views'
import { plan, refusalOf, rowOf, send, settled, type LinkedCompany, type PlanName } from './actions'
import { historyOf, sendByClock } from './decisions'
import type { Harness } from './harness'

export interface LineOf {
  company: LinkedCompany
  name: PlanName
}

export const holdsOf = (row: PlanRow): Hold[] => (row.reason?.kind === 'holds' ? row.reason.holds : [])

/** The line is held by exactly these rules; neither a click without a reason nor the clock writes anything at all of it. */
export async function expectHeld(harness: Harness, { company, name }: LineOf, holds: object[]): Promise<PlanView> {
  const before = JSON.stringify(harness.connectWise.world.additions)
  const pod = await harness.pod()
  const planned = await plan(pod, company)
  const row = rowOf(planned, name)
  expect(holdsOf(row)).toMatchObject(holds)
  expect(row).toMatchObject({ state: 'held', sendable: 'withReason' })
  for (const reason of [undefined, '  '])
    expect(
      await refusalOf(send(pod, company, planned, [{ row, ...(reason !== undefined && { reason }) }])),
    ).toMatchObject({ status: 400, issues: [{ path: 'lines.0.reason', code: 'required' }] })
  await sendByClock(harness, nextDay(harness))
  expect(JSON.stringify(harness.connectWise.world.additions)).toBe(before)
  return planned
}

/** Plans anew and lets this one line go; answers with the run at its end. */
export async function release(harness: Harness, { company, name }: LineOf, reason: string): Promise<PlanView> {
  const pod = await harness.pod()
  const planned = await plan(pod, company)
  await send(pod, company, planned, [{ row: rowOf(planned, name), reason }])
  const done = await settled(harness, pod, company, planned)
  const row = rowOf(done, name)
  expect(row).toMatchObject({ state: 'sent', reason: { kind: 'released', by: 'mortiz', reason } })
  expect((await historyOf(pod, company)).find(({ key }) => key === row.key)).toMatchObject({
    result: 'sent',
    by: 'mortiz',
    releaseReason: reason,
  })
  return done
}

const nextDay = ({ clock }: Harness) => new Date(clock.nowMs() + 86_400_000).toISOString().slice(0, 10)
