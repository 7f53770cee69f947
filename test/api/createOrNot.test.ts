/** Making an addition that is missing: only when it was asked for, on a day that ConnectWise takes, with nothing in it that is the MSP's. */
import { describe, expect, test } from 'vitest'
import type { CwAgreement } from '../simulator/connectwise/entities'
import { additionsOf, linkAndAssign, plan, planAndSend, rowOf, setSeats, watchWrites } from './actions'
import { decide, planAll, settle } from './decisions'
import { startHarness } from './harness'

/** Brightwater: Web Security 28 → 33 on agreement 1041, and Email Security with 33 seats and no addition anywhere. */
async function start(agreement: Partial<Omit<CwAgreement, 'id' | '_info'>> = {}) {
  const harness = await startHarness()
  harness.connectWise.edits.editAgreement(1041, agreement, 'mortiz')
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 104, 1041)
  const emails = () => additionsOf(harness, 1041, 'email')
  return { harness, pod, emails, writes: watchWrites(harness) }
}

describe('a product without an addition', () => {
  test('is told and not made: nobody asked for it', async () => {
    const { harness, pod, emails } = await start()
    const row = rowOf(await planAndSend(harness, pod, 104), 'email')
    expect(row).toMatchObject({ state: 'unmapped', reason: { reason: { kind: 'noAddition' } } })
    expect(emails()).toEqual([])
  })

  test.each([
    [true, false, 0],
    [false, true, 1],
    [true, null, 1],
    [false, null, 0],
  ])('with %s in the settings and %s at the product is made %d times', async (tenant, product, times) => {
    const { harness, pod, emails } = await start()
    await settle(pod, { createWhenMissing: tenant })
    await decide(pod, 104, { email: { createWhenMissing: product } })
    await planAndSend(harness, pod, 104)
    await planAndSend(harness, pod, 104)
    expect(emails()).toHaveLength(times)
  })

  test('and with no seats is not made', async () => {
    const { harness, emails, writes } = await start()
    setSeats(harness, 104, 'email', 0)
    harness.clock.set('2026-11-18T15:00:00Z')
    const later = await harness.pod()
    await settle(later, { createWhenMissing: true })
    await planAndSend(harness, later, 104)
    expect(emails()).toEqual([])
    expect(writes.map(({ method }) => method)).toEqual(['PATCH'])
  })
})

describe('an addition that is made', () => {
  test("is marked as ours and names no price, cost or included units: those are the catalog's", async () => {
    const { harness, pod, emails, writes } = await start()
    await settle(pod, { createWhenMissing: true })
    await planAndSend(harness, pod, 104)
    const body = writes.find(({ method }) => method === 'POST')?.body
    expect(body).toEqual({
      product: { id: 2006 },
      billCustomer: 'Billable',
      quantity: 33,
      effectiveDate: '2026-12-01T00:00:00Z',
      serialNumber: emails()[0]?.serialNumber,
    })
    expect(emails()).toMatchObject([{ unitPrice: 1.8, unitCost: 1, lessIncluded: 0 }])
    expect(emails()[0]?.serialNumber).toMatch(/^TMICRO:[0-9a-f]{32}$/)
  })

  test.each([
    ['after what is invoiced', {}, '2026-12-01'],
    ['at once where the agreement prorates', { prorateFlag: true }, '2026-11-17'],
    ['not before billing starts', { prorateFlag: true, billStartDate: '2026-11-25T00:00:00Z' }, '2026-11-25'],
    ['at once where the invoice is overdue', { nextInvoiceDate: '2026-11-01T00:00:00Z' }, '2026-11-17'],
  ])('begins %s, so that ConnectWise takes it', async (_, agreement, day) => {
    const { harness, pod, emails } = await start(agreement)
    await settle(pod, { createWhenMissing: true })
    expect(rowOf(await plan(pod, 104), 'email').startsOn).toBe(day)
    expect(rowOf(await planAndSend(harness, pod, 104), 'email').state).toBe('sent')
    expect(emails()).toMatchObject([{ effectiveDate: `${day}T00:00:00Z` }])
  })
})

describe('a month of all companies', () => {
  test('writes no price, no cost and no included units, to whatever line and by whatever way', async () => {
    const { harness, pod } = await start()
    await settle(pod, { createWhenMissing: true, limits: { holdInvoiced: false, moneyPerMonth: null } })
    for (const company of [101, 102, 103, 107, 108, 112] as const) await linkAndAssign(harness, pod, company)
    await decide(pod, 103, { worryFree: { strategy: 'replace' } })
    const kept = () =>
      harness.connectWise.world.additions.map(({ id, unitPrice, unitCost, lessIncluded, billCustomer, description }) =>
        JSON.stringify([id, unitPrice, unitCost, lessIncluded, billCustomer, description]),
      )
    const before = kept()
    harness.connectWise.journal.clear()
    const run = await planAll(harness, pod)
    await pod.post(`/api/runs/${run.runId}/send`, {})
    await harness.composed.runs.settled()
    const patches = harness.connectWise.journal.writes().filter(({ method }) => method !== 'POST')
    expect(patches.length).toBeGreaterThan(4)
    for (const { method, body } of patches) {
      expect(method).toBe('PATCH')
      expect(body).toEqual([
        {
          op: 'replace',
          path: expect.stringMatching(/^(quantity|cancelledDate)$/) as string,
          value: expect.anything() as unknown,
        },
      ])
    }
    expect(kept()).toEqual(expect.arrayContaining(before))
  })
})
