/** Plans that nobody sends: how many are kept, and whose plan can replace whose. */
import { describe, expect, test } from 'vitest'
import { linkAndAssign, plan, refusalOf, rowOf, send, setSeats, settled, wait } from './actions'
import { startHarness, type Harness } from './harness'

async function start() {
  const harness = await startHarness()
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 101)
  return { harness, pod }
}
const storedRuns = async (harness: Harness) => {
  await harness.composed.runs.settled()
  return harness.store.of(harness.tenantId).runs.keys()
}

describe.each(['tlook', 'mortiz'])('a member (%s)', (member) => {
  test('who asks for plans again and again keeps the last four of a company', async () => {
    const { harness } = await start()
    const asking = await harness.pod(member)
    const ids: string[] = []
    for (let times = 0; times < 12; times += 1) ids.push((await plan(asking, 101)).runId)
    expect((await storedRuns(harness)).sort()).toEqual(ids.slice(-4).sort())
  })
})

test('asking at once for many plans keeps no more', async () => {
  const { harness } = await start()
  const viewer = await harness.pod('tlook')
  await Promise.all(Array.from({ length: 10 }, () => plan(viewer, 101)))
  expect(await storedRuns(harness)).toHaveLength(4)
})

test('what was sent, or let go, is kept however many plans follow', async () => {
  const { harness, pod } = await start()
  const sent = await plan(pod, 101)
  await send(pod, 101, sent, [{ row: rowOf(sent, 'worryFree') }])
  for (let times = 0; times < 6; times += 1) await plan(pod, 101)
  expect(await storedRuns(harness)).toContain(sent.runId)
  expect(rowOf(await settled(harness, pod, 101, sent), 'worryFree').state).toBe('sent')
})

describe('a newer plan with other numbers', () => {
  async function newerPlanBy(member: string) {
    const { harness, pod } = await start()
    const planned = await plan(pod, 101)
    setSeats(harness, 101, 'worryFree', 50)
    wait(harness, 7)
    const other = await harness.pod(member)
    expect(rowOf(await plan(other, 101), 'worryFree').quantity).toBe(50)
    return { harness, pod, planned, row: rowOf(planned, 'worryFree') }
  }
  test('of a member who may only look shuts nobody out', async () => {
    const { harness, pod, planned, row } = await newerPlanBy('tlook')
    await send(pod, 101, planned, [{ row }])
    expect(rowOf(await settled(harness, pod, 101, planned), 'worryFree').state).toBe('sent')
  })
  test('of a billing manager does', async () => {
    const { pod, planned, row } = await newerPlanBy('mortiz')
    expect(await refusalOf(send(pod, 101, planned, [{ row }]))).toMatchObject({ code: 'planReplaced' })
  })
})
