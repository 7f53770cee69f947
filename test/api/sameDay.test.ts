/** Two tenants that send on the same day: their runs have the same name, and each is worked on by itself. */
import { expect, test } from 'vitest'
import { tenantId } from '../../server/domain/ids'
import { linkAndAssign, setSeats, wait } from './actions'
import { settle } from './decisions'
import { startHarness } from './harness'

test('both are sent', async () => {
  const harness = await startHarness()
  setSeats(harness, 101, 'worryFree', 48)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  await settle(pod, { schedule: { on: true, dayOfMonth: 17, time: '16:00', timeZone: 'UTC' } })
  // The second tenant has the documents of the first.
  const first = harness.store.of(harness.tenantId)
  const second = harness.store.of(tenantId('other'))
  const tenant = await first.tenant.read('tenant')
  if (tenant === null) throw new Error('There is no tenant')
  await second.tenant.write('tenant', { ...tenant.value, id: tenantId('other') }, null)
  for (const key of await first.companies.keys()) {
    const record = await first.companies.read(key)
    if (record !== null) await second.companies.write(key, record.value, null)
  }
  wait(harness, 60)
  await harness.composed.scheduler.tick()
  await harness.composed.runs.settled()
  const runsOf = async ({ runs }: typeof first) =>
    Promise.all((await runs.keys()).map(async (key) => (await runs.read(key))?.value))
  const [ours, theirs] = [await runsOf(first), await runsOf(second)]
  expect(ours.map((run) => run?.id)).toEqual(theirs.map((run) => run?.id))
  expect(ours).toMatchObject([{ status: 'finished', counts: { sent: 1 } }])
  // The same line of the same company was right by then, or written by it.
  expect(theirs).toMatchObject([{ status: 'finished', counts: { pending: 0, failed: 0 } }])
})
