/** Lines that wait for a person because of their number: to zero, beyond the limits, beyond the limit in money. */
import { describe, expect, test } from 'vitest'
import type { CompanyView } from '../../server/domain/viewsCompany'
import { additionOf, linkAndAssign, refusalOf, setSeats, watchWrites } from './actions'
import { sendByClock, settle, versionOf } from './decisions'
import { expectHeld, release } from './held'
import { startHarness, type Harness } from './harness'

/** Alder & Finch has one line: 14 in ConnectWise, at 4.50 each. */
async function start(seats: number, prepare: (harness: Harness) => void = () => undefined) {
  const harness = await startHarness()
  setSeats(harness, 102, 'worryFree', seats)
  prepare(harness)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, 102)
  const quantity = () => additionOf(harness, 1021, 'worryFree').quantity
  return { harness, pod, quantity, writes: watchWrites(harness) }
}
type World = Awaited<ReturnType<typeof start>>

const line = { company: 102, name: 'worryFree' } as const

async function expectHeldUntilReleased({ harness, quantity, writes }: World, hold: object, released: number) {
  await expectHeld(harness, line, [hold])
  expect([writes.length, quantity()]).toEqual([0, 14])
  await release(harness, line, 'They moved out')
  expect([writes.length, quantity()]).toEqual([1, released])
}

describe('a line that would fall to zero', () => {
  test('waits, and writes 0 only when a person says why', async () => {
    const world = await start(0)
    await settle(world.pod, { limits: { dropPercent: 999 } })
    await expectHeldUntilReleased(world, { kind: 'toZero', because: null }, 0)
  })

  test('because its licence has ended says so', async () => {
    const world = await start(16, ({ trendMicro }) => {
      for (const { name, licenses } of trendMicro.world.subscriptions)
        if (name === 'Advanced, monthly') for (const each of licenses) each.expiresAt = '2026-11-01T00:00:00Z'
    })
    await settle(world.pod, { limits: { dropPercent: 999 } })
    await expectHeldUntilReleased(world, { kind: 'toZero', because: { kind: 'expired', on: '2026-11-01' } }, 0)
  })
})

describe('the limits in percent and in seats', () => {
  test.each([
    ['a rise beyond both', 22, { kind: 'beyondLimit', direction: 'rise', percent: 57.1, limitPercent: 50, seats: 8 }],
    ['a drop beyond both', 6, { kind: 'beyondLimit', direction: 'drop', percent: 57.1, limitPercent: 20, seats: 8 }],
  ])('%s waits', async (_, seats, hold) => {
    const world = await start(seats)
    await settle(world.pod, { limits: { risePercent: 50, dropPercent: 20, minSeats: 5 } })
    await expectHeldUntilReleased(world, hold, seats)
  })

  test.each([
    ['beyond the percentage but in few seats', 18, { risePercent: 10, minSeats: 5 }],
    ['of many seats but within the percentage', 21, { risePercent: 50, minSeats: 5 }],
    ['just at the percentage', 21, { risePercent: 50, minSeats: 0 }],
  ])('a change %s is sent by the clock', async (_, seats, limits) => {
    const { harness, pod, quantity } = await start(seats)
    await settle(pod, { limits })
    await sendByClock(harness, '2026-11-18')
    expect(quantity()).toBe(seats)
  })
})

describe('the limit in money by the month', () => {
  test('holds what is beyond it, whatever its percentage', async () => {
    const world = await start(16)
    await settle(world.pod, { limits: { moneyPerMonth: 8.99 } })
    await expectHeldUntilReleased(world, { kind: 'money', amount: 9, limit: 8.99, currency: 'USD' }, 16)
  })

  test('lets pass what is just at it', async () => {
    const { harness, pod, quantity } = await start(16)
    await settle(pod, { limits: { moneyPerMonth: 9 } })
    await sendByClock(harness, '2026-11-18')
    expect(quantity()).toBe(16)
  })
})

describe('limits of one company', () => {
  const put = async ({ pod }: World, limits: object) =>
    pod.put<CompanyView>('/api/companies/102/limits', { version: await versionOf(pod, 102), limits })

  test("hold instead of the tenant's, only where they are given", async () => {
    const world = await start(16)
    await settle(world.pod, { limits: { moneyPerMonth: 1_000, risePercent: 50 } })
    expect((await put(world, { moneyPerMonth: 5 })).limits).toMatchObject({
      own: { moneyPerMonth: 5 },
      tenant: { moneyPerMonth: 1_000, risePercent: 50 },
    })
    await expectHeldUntilReleased(world, { kind: 'money', amount: 9, limit: 5 }, 16)
  })

  test("may be wider than the tenant's", async () => {
    const world = await start(16)
    await settle(world.pod, { limits: { moneyPerMonth: 5 } })
    await put(world, { moneyPerMonth: null })
    await sendByClock(world.harness, '2026-11-18')
    expect(world.quantity()).toBe(16)
  })

  test.each([
    ['risePercent', -1],
    ['risePercent', 1_000],
    ['dropPercent', -1],
    ['dropPercent', 1_000],
    ['moneyPerMonth', -1],
    ['minSeats', -1],
    ['usageAgeHours', 0],
  ])('%s %d is an error at its field, and nothing is saved', async (field, value) => {
    const world = await start(16)
    const before = await world.pod.get<CompanyView>('/api/companies/102')
    expect(await refusalOf(put(world, { [field]: value }))).toMatchObject({
      status: 400,
      code: 'invalid',
      issues: [{ path: `limits.${field}` }],
    })
    expect(await world.pod.get('/api/companies/102')).toEqual(before)
  })
})
