/** The stored plan is the preview: making it asks only, and exactly what was approved of it is written. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkAndAssign, plan, rowOf, send, setSeats, settled, watchWrites, type LinkedCompany } from './actions'
import { planAll } from './decisions'
import { startHarness, type Harness } from './harness'

const companies = [101, 102, 103, 104, 107, 108, 112] as const satisfies readonly LinkedCompany[]
const three = ['worryFree', 'email', 'cloudApp'] as const

/** All additions, whatever is in them. */
const additionsNow = (harness: Harness) =>
  new Map<number, string>(harness.connectWise.world.additions.map((each) => [each.id, JSON.stringify(each)]))

describe('looking', () => {
  test('at plans, runs, agreements, drift and what could be taken back asks ConnectWise with GET alone', async () => {
    const harness = await startHarness()
    const pod = await harness.pod()
    for (const company of companies) await linkAndAssign(harness, pod, company)
    const before = additionsNow(harness)
    harness.connectWise.journal.clear()
    for (const company of companies) {
      const { runId } = await plan(pod, company)
      await pod.get(`/api/companies/${company}/agreements`)
      await pod.post(`/api/companies/${company}/drift`, {})
      await pod.get(`/api/runs/${runId}/companies/${company}/undo`)
    }
    await planAll(harness, pod)
    expect(new Set(harness.connectWise.journal.list().map(({ method }) => method))).toEqual(new Set(['GET']))
    expect(additionsNow(harness)).toEqual(before)
  })
})

describe('what is written', () => {
  test('is what was approved, line for line, whatever was reported and ticked', async () => {
    const seats = fc.integer({ min: 0, max: 140 })
    const ticked = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 })
    const claim = async (reported: readonly number[], ticks: readonly boolean[]) => {
      const harness = await startHarness()
      three.forEach((name, index) => setSeats(harness, 101, name, reported[index] ?? 0))
      const pod = await harness.pod()
      await linkAndAssign(harness, pod, 101)
      const writes = watchWrites(harness)
      const planned = await plan(pod, 101)
      const before = additionsNow(harness)
      const chosen = three
        .map((name) => rowOf(planned, name))
        .filter((row, index) => row.sendable !== 'no' && ticks[index] === true)
      if (chosen.length === 0) return
      await send(
        pod,
        101,
        planned,
        chosen.map((row) => ({ row, reason: 'Approved on the phone' })),
      )
      const done = await settled(harness, pod, 101, planned)

      const bodies = chosen.map(({ agreement, additionId, quantity }) => ({
        method: 'PATCH',
        path: `/finance/agreements/${agreement?.id ?? 0}/additions/${additionId ?? 0}`,
        body: [{ op: 'replace', path: 'quantity', value: quantity }],
      }))
      expect(writes).toHaveLength(bodies.length)
      expect(writes).toEqual(expect.arrayContaining(bodies))
      const approved = new Map<number, number | null>(
        chosen.map(({ additionId, quantity }) => [additionId ?? 0, quantity]),
      )
      for (const [id, now] of additionsNow(harness))
        if (!approved.has(id)) expect(now).toBe(before.get(id))
        else expect(harness.connectWise.world.additions.find((each) => each.id === id)?.quantity).toBe(approved.get(id))
      for (const row of done.rows) expect(row.state === 'sent').toBe(chosen.some(({ key }) => key === row.key))
    }
    await fc.assert(
      fc.asyncProperty(fc.tuple(seats, seats, seats), ticked, (reported, ticks) => claim(reported, ticks)),
      {
        numRuns: 12,
        examples: [
          [
            [48, 54, 0],
            [true, true, true],
          ],
        ],
      },
    )
  }, 30_000)
})
