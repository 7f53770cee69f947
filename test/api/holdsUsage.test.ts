/** Lines that wait for a person because of what Trend Micro says or does not say. */
import { describe, expect, test } from 'vitest'
import type { PlanView } from '../../server/domain/views'
import {
  additionOf,
  customerId,
  customerOf,
  linkAndAssign,
  plan,
  planAndSend,
  rowOf,
  setSeats,
  wait,
  watchWrites,
  type LinkedCompany,
  type PlanName,
} from './actions'
import { decide, historyOf, sendByClock, settle } from './decisions'
import { expectHeld, holdsOf, release } from './held'
import { startHarness, trendMicroUrl, type Harness } from './harness'
import { servicePlans } from '../simulator/seed/servicePlans'

const byUse = { count: 'used', minimum: 0, included: 0 } as const

async function start(company: LinkedCompany, prepare: (harness: Harness) => void = () => undefined) {
  const harness = await startHarness()
  prepare(harness)
  const pod = await harness.pod()
  await linkAndAssign(harness, pod, company)
  return { harness, pod, writes: watchWrites(harness) }
}

function subscriptionOf(harness: Harness, company: LinkedCompany, name: PlanName) {
  const owner = customerId(harness, customerOf[company])
  const found = harness.trendMicro.world.subscriptions.find(
    (each) => each.customerId.toLowerCase() === owner && each.name === servicePlans[name].name,
  )
  if (found === undefined) throw new Error(`No subscription for ${name}`)
  return found
}

describe('missing usage', () => {
  test('of a product that reports none is no zero: the line cannot be sent, and can be left out with a reason', async () => {
    const { harness, pod, writes } = await start(112)
    await decide(pod, 112, { cloudApp: { rule: byUse } })
    const planned = await plan(pod, 112)
    const row = rowOf(planned, 'cloudApp')
    expect(row).toMatchObject({
      state: 'held',
      sendable: 'no',
      quantity: null,
      reason: { reason: { kind: 'seatsUnread', which: 'used', why: 'notReported' } },
    })
    await sendByClock(harness, '2026-11-18')
    expect(writes).toEqual([])
    const later = await harness.pod()
    const again = await plan(later, 112)
    const skips = [{ key: row.key, reason: 'Counted by hand' }]
    await later.post<PlanView>(`/api/runs/${again.runId}/companies/112/send`, { lines: [], skips })
    await harness.composed.runs.settled()
    expect((await historyOf(later, 112))[0]).toMatchObject({ result: 'skipped', releaseReason: 'Counted by hand' })
  })

  test('that could not be read is no provisioned number either', async () => {
    const { harness, pod, writes } = await start(102)
    await decide(pod, 102, { worryFree: { rule: { ...byUse, count: 'usedElseProvisioned' } } })
    wait(harness, 2)
    harness.faults.add({
      system: 'trendmicro',
      kind: '500-before',
      method: null,
      path: 'reports/summary',
      times: null,
      delayMs: 0,
    })
    expect(rowOf(await plan(pod, 102), 'worryFree')).toMatchObject({
      sendable: 'no',
      reason: { reason: { kind: 'seatsUnread', which: 'used', why: 'failed' } },
    })
    await sendByClock(harness, '2026-11-18')
    expect(writes).toEqual([])
  })
})

describe('partial usage', () => {
  test('holds what would be lowered, and sends what rises', async () => {
    const { harness, pod, writes } = await start(101, (each) => {
      setSeats(each, 101, 'email', 50)
    })
    wait(harness, 2)
    const { id } = subscriptionOf(harness, 101, 'cloudApp')
    harness.faults.add({ system: 'trendmicro', kind: '500-before', method: null, path: id, times: null, delayMs: 0 })
    const planned = await plan(pod, 101)
    expect(rowOf(planned, 'cloudApp')).toMatchObject({ sendable: 'no', reason: { reason: { kind: 'seatsUnread' } } })
    expect(planned.gaps).toMatchObject([{ what: 'subscription' }])
    await sendByClock(harness, '2026-11-18')
    expect(additionOf(harness, 1011, 'worryFree').quantity).toBe(48)
    expect(writes).toHaveLength(1)
    await expectHeld(harness, { company: 101, name: 'email' }, [{ kind: 'incompleteReading', what: 'subscription' }])
    await release(harness, { company: 101, name: 'email' }, 'Email was read')
    expect(additionOf(harness, 1011, 'email').quantity).toBe(50)
  })
})

describe('old usage', () => {
  /** Used seats of Worry-Free come from the other interface, which says how old they are. */
  async function startWithAge(minutes: number) {
    const world = await start(102, ({ trendMicro }) => {
      trendMicro.options.smpiUsageAgeMinutes = minutes
    })
    const { accessToken, secretKey } = world.harness.trendMicro.world
    await settle(world.pod, { smpi: { baseUrl: trendMicroUrl, accessToken, secretKey } })
    return world
  }
  const threeDays = 3 * 24 * 60

  test('holds a line that counts by use, with the moment that the number is from', async () => {
    const { harness, pod } = await startWithAge(threeDays)
    await decide(pod, 102, { worryFree: { rule: byUse } })
    await expectHeld(harness, { company: 102, name: 'worryFree' }, [
      { kind: 'usageOld', asOf: '2026-11-14T15:00:00.000Z', limitHours: 48 },
    ])
    await release(harness, { company: 102, name: 'worryFree' }, 'The agent was off')
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(15)
  })

  test('within the limit, or of a line that counts by what was bought, holds nothing', async () => {
    const { harness, pod } = await startWithAge(threeDays)
    expect(rowOf(await plan(pod, 102), 'worryFree')).toMatchObject({ sendable: 'yes', quantity: 16 })
    await decide(pod, 102, { worryFree: { rule: byUse } })
    await settle(pod, { limits: { usageAgeHours: 73 } })
    expect(rowOf(await plan(pod, 102), 'worryFree')).toMatchObject({ sendable: 'yes', quantity: 15 })
    await sendByClock(harness, '2026-11-18')
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(15)
  })
})

describe('what vanished since the last send', () => {
  const dropSubscription = (harness: Harness, name: PlanName) => {
    const { world } = harness.trendMicro
    const gone = subscriptionOf(harness, 101, name)
    world.subscriptions = world.subscriptions.filter((each) => each !== gone)
  }

  test('a subscription: its line waits at zero seats, and writes 0 only when a person says why', async () => {
    const { harness, pod } = await start(101)
    await planAndSend(harness, pod, 101)
    dropSubscription(harness, 'email')
    wait(harness, 2)
    await expectHeld(harness, { company: 101, name: 'email' }, [
      { kind: 'toZero' },
      { kind: 'vanished', plans: ['Standard, monthly'] },
      { kind: 'beyondLimit', percent: 100 },
    ])
    expect(additionOf(harness, 1011, 'email').quantity).toBe(52)
    await release(harness, { company: 101, name: 'email' }, 'They left Email Security')
    expect(additionOf(harness, 1011, 'email').quantity).toBe(0)
    // Said once: the month after nobody is asked again.
    expect(
      (await plan(await harness.pod(), 101)).rows.some(({ sources }) => sources[0]?.planName === 'Standard, monthly'),
    ).toBe(false)
  })

  test('a customer: every line waits, month after month, until somebody says that it is over', async () => {
    const { harness, pod, writes } = await start(101)
    await planAndSend(harness, pod, 101)
    expect(writes).toHaveLength(1)
    const { world } = harness.trendMicro
    const gone = customerId(harness, 'Fairhaven Dental')
    world.customers = world.customers.filter(({ id }) => id.toLowerCase() !== gone)
    world.subscriptions = world.subscriptions.filter((each) => each.customerId.toLowerCase() !== gone)
    for (const day of ['2026-11-18', '2026-12-18', '2027-01-18']) await sendByClock(harness, day)
    expect(writes).toHaveLength(1)
    const planned = await plan(await harness.pod(), 101)
    for (const name of ['worryFree', 'email'] as const)
      expect(holdsOf(rowOf(planned, name)).map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['toZero', 'vanished', 'incompleteReading']),
      )
    await release(harness, { company: 101, name: 'worryFree' }, 'Contract ended')
    expect([additionOf(harness, 1011, 'worryFree').quantity, additionOf(harness, 1011, 'email').quantity]).toEqual([
      0, 52,
    ])
  })

  test('one of two subscriptions of a line, though the other has grown by as much: nobody forgets it', async () => {
    const { harness, pod, writes } = await start(102)
    const { world } = harness.trendMicro
    const first = subscriptionOf(harness, 102, 'worryFree')
    const second = { ...structuredClone(first), id: '99999999-0000-4000-8000-000000000001' }
    world.subscriptions.push(second)
    for (const each of second.licenses) each.units = 1
    wait(harness, 2)
    await planAndSend(harness, pod, 102)
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(17)
    // The second is not reported any more, and the first now has the seats of both.
    world.subscriptions = world.subscriptions.filter((each) => each !== second)
    setSeats(harness, 102, 'worryFree', 17)
    await sendByClock(harness, '2026-11-18')
    // The month after, the first has fewer: that the second was never said to be over is still known.
    setSeats(harness, 102, 'worryFree', 16)
    await sendByClock(harness, '2026-12-18')
    const planned = await plan(await harness.pod(), 102)
    expect(holdsOf(rowOf(planned, 'worryFree'))).toMatchObject([{ kind: 'vanished', plans: ['Advanced, monthly'] }])
    expect(writes).toHaveLength(1)
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(17)
    await release(harness, { company: 102, name: 'worryFree' }, 'The second licence was merged')
    setSeats(harness, 102, 'worryFree', 15)
    await sendByClock(harness, '2027-01-18')
    expect(additionOf(harness, 1021, 'worryFree').quantity).toBe(15)
  })
})
