/** Settings that were changed between plan and send: what makes the bill shuts the plan out, everything else does not. */
import { describe, expect, test } from 'vitest'
import type { TenantSettings } from '../../server/domain/settings'
import { companyId } from '../../server/domain/ids'
import type { PlanView } from '../../server/domain/views'
import { additionOf, linkAndAssign, plan, planAndSend, refusalOf, rowOf, send, watchWrites } from './actions'
import { planAll, settle, versionOf } from './decisions'
import { startHarness, type Harness } from './harness'

const tenantRule = { count: 'provisioned', minimum: 0, included: 5 } as const

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  return { harness, pod, writes: watchWrites(harness) }
}
const editSettings = (harness: Harness, change: (settings: TenantSettings) => TenantSettings) =>
  harness.store.of(harness.tenantId).tenant.update('tenant', (tenant) => {
    if (tenant === null) throw new Error('No tenant')
    return { ...tenant, settings: change(tenant.settings) }
  })

describe('a plan of one company that a person sends', () => {
  test.each<[string, Parameters<typeof settle>[1]]>([
    ['rule', { rule: tenantRule }],
    ['reading', { which: 'previousMonth' }],
    ['way with missing lines', { createWhenMissing: true }],
    ['limits', { limits: { risePercent: 1 } }],
  ])('by another %s is refused, and one by the new is not', async (_, change) => {
    const { harness, pod, writes } = await start()
    const planned = await plan(pod, 101)
    await settle(pod, change)
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ status: 409, code: 'planReplaced' })
    await harness.composed.runs.settled()
    expect(writes).toEqual([])
    const again = await planAndSend(harness, pod, 101)
    expect(again.rows.some(({ lineStatus }) => lineStatus === 'stale')).toBe(false)
  })

  test('by limits of the company that were changed since is refused', async () => {
    const { pod, writes } = await start()
    const planned = await plan(pod, 101)
    await pod.put('/api/companies/101/limits', { version: await versionOf(pod, 101), limits: { risePercent: 1 } })
    expect(await refusalOf(send(pod, 101, planned))).toMatchObject({ code: 'planReplaced' })
    expect(writes).toEqual([])
  })

  test.each<[string, (pod: Awaited<ReturnType<Harness['pod']>>, harness: Harness) => Promise<unknown>]>([
    [
      'another day of the schedule',
      (pod) => settle(pod, { schedule: { on: true, dayOfMonth: 3, time: '02:00', timeZone: 'UTC' } }),
    ],
    ['approval by a person', (pod) => settle(pod, { approval: 'person' })],
    [
      'the same limits saved again',
      (_, harness) =>
        editSettings(harness, (settings) => {
          const { usageAgeHours, ...others } = settings.limits
          return { ...settings, limits: { usageAgeHours, ...others } }
        }),
    ],
  ])('is sent all the same after %s', async (_, change) => {
    const { harness, pod, writes } = await start()
    const planned = await plan(pod, 101)
    await change(pod, harness)
    await send(pod, 101, planned)
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(1)
  })

  test('is sent when every product has a rule of its own', async () => {
    const { harness, pod, writes } = await start()
    const rule = { count: 'provisioned', minimum: 0, included: 0 } as const
    await harness.store.of(harness.tenantId).companies.update(companyId(101), (record) => {
      if (record === null) throw new Error('No record')
      return { ...record, assignments: record.assignments.map((each) => ({ ...each, rule })) }
    })
    const planned = await plan(pod, 101)
    await settle(pod, { rule: tenantRule })
    await send(pod, 101, planned)
    await harness.composed.runs.settled()
    expect(writes).toHaveLength(1)
  })
})

test('a waiting run of all that is let go after the rule changed sends nothing of the old one', async () => {
  const { harness, pod, writes } = await start()
  const { runId } = await planAll(harness, pod)
  await settle(pod, { rule: tenantRule })
  await pod.post(`/api/runs/${runId}/send`, {})
  await harness.composed.runs.settled()
  expect(writes).toEqual([])
  const view = await pod.get<PlanView>(`/api/runs/${runId}/companies/101`)
  expect(rowOf(view, 'worryFree')).toMatchObject({
    lineStatus: 'stale',
    reason: { kind: 'cause', cause: { kind: 'decidedOtherwise' } },
  })
})

test('a send is taken back also after the rule changed: it goes by what was there before', async () => {
  const { harness, pod } = await start()
  const sent = await planAndSend(harness, pod, 101)
  expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(48)
  await settle(pod, { rule: tenantRule })
  await pod.post(`/api/runs/${sent.runId}/companies/101/undo`, { reason: 'Sent too early' })
  await harness.composed.runs.settled()
  expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(45)
})
