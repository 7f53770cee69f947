/** Who switched holds off, and who took a product back into billing, is kept and told. */
import { expect, test } from 'vitest'
import { companyId, servicePlanKey } from '../../server/domain/ids'
import type { PlanView } from '../../server/domain/views'
import type { ExplainView } from '../../server/domain/viewsExplain'
import type { PodClient } from '../simulator/demo/podClient'
import { linkAndAssign, plan, rowOf, wait } from './actions'
import { settle, versionOf } from './decisions'
import { startHarness } from './harness'

const path = '/api/companies/101'

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  const record = async () => (await harness.store.of(harness.tenantId).companies.read(companyId(101)))?.value
  return { harness, pod, record }
}
async function limitsSetBy(pod: PodClient, planned: PlanView): Promise<ExplainView['limitsSetBy']> {
  const key = encodeURIComponent(rowOf(planned, 'worryFree').key ?? '')
  return (await pod.get<ExplainView>(`/api/runs/${planned.runId}/companies/101/explain?key=${key}`)).limitsSetBy
}

test('the explanation names who set the limits of all and of the company, as they were for that plan', async () => {
  const { harness, pod } = await start()
  expect(await limitsSetBy(pod, await plan(pod, 101))).toEqual({ company: null, tenant: null })
  await settle(pod, { limits: { holdHandEdits: false } })
  const tenant = { by: 'mortiz', at: '2026-11-17T15:00:00.000Z' }
  const planned = await plan(pod, 101)
  expect(await limitsSetBy(pod, planned)).toEqual({ company: null, tenant })
  wait(harness, 5)
  await pod.put(`${path}/limits`, { version: await versionOf(pod, 101), limits: { holdInvoiced: false } })
  const company = { by: 'mortiz', at: '2026-11-17T15:05:00.000Z' }
  expect(await limitsSetBy(pod, await plan(pod, 101))).toEqual({ company, tenant })
  expect(await limitsSetBy(pod, planned)).toEqual({ company: null, tenant })
})

test('limits that are saved as they were keep who set them; back to those of all names who did that', async () => {
  const { harness, pod, record } = await start()
  const put = async (limits: object) => pod.put(`${path}/limits`, { version: await versionOf(pod, 101), limits })
  await put({ risePercent: 10 })
  wait(harness, 5)
  await put({ risePercent: 10 })
  expect((await record())?.limitsSet).toEqual({ by: 'mortiz', at: '2026-11-17T15:00:00.000Z' })
  await put({})
  expect(await record()).toMatchObject({ limits: {}, limitsSet: { by: 'mortiz', at: '2026-11-17T15:05:00.000Z' } })
  expect(await limitsSetBy(pod, await plan(pod, 101))).toMatchObject({ company: null })
})

test('who left a product out, why, and who took it back into billing is kept', async () => {
  const { harness, pod, record } = await start()
  const product = servicePlanKey('web')
  const put = async (why: string | null) =>
    pod.put(`${path}/exclusions`, { version: await versionOf(pod, 101), plan: product, why })
  await put('Own use')
  wait(harness, 5)
  await put(null)
  const at = '2026-11-17T15:00:00.000Z'
  const lifted = { by: 'mortiz', at: '2026-11-17T15:05:00.000Z' }
  const kept = { plan: product, by: 'mortiz', why: 'Own use', at, lifted }
  expect(await record()).toMatchObject({ exclusions: [], liftedExclusions: [kept] })
  await put(null)
  expect((await record())?.liftedExclusions).toEqual([kept])
})
