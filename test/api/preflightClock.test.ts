/** The checks that the clock makes: on their days, once each, over restarts and two servers, and again when nobody answered. */
import { describe, expect, test } from 'vitest'
import type { PreflightClaim } from '../../server/domain/preflight'
import type { PreflightView } from '../../server/domain/viewsPreflight'
import { linkAndAssign, watchWrites } from './actions'
import { createDyingStore } from './dyingStore'
import { settle } from './decisions'
import { startHarness, trendMicroUrl, type Harness, type HarnessOptions } from './harness'

/** Two companies; the schedule sends at two in the night of the 30th in UTC. */
async function start(options: HarnessOptions = {}) {
  const harness = await startHarness(options)
  const pod = await harness.pod()
  for (const company of [101, 102] as const) await linkAndAssign(harness, pod, company)
  await settle(pod, { schedule: { on: true, dayOfMonth: 30, time: '02:00', timeZone: 'UTC' } })
  return harness
}
/** Lets the clock look at that moment. Answers what the last check was made for, and how many were made until now. */
async function lookAt(harness: Harness, moment: string) {
  harness.clock.set(moment)
  await harness.composed.preflightWatch.tick()
  return told(harness)
}
async function told(harness: Harness) {
  const { last } = await (await harness.pod()).get<PreflightView>('/api/preflight')
  return { dueFor: last?.dueFor ?? null, checks: checksOf(harness) }
}
/** Each check reads the rights of our own role once. */
const checksOf = ({ connectWise }: Harness): number =>
  connectWise.journal.list().filter(({ path, caller }) => path === '/system/mySecurity' && caller === 'TrendBilling')
    .length
const claimsOf = async (harness: Harness): Promise<PreflightClaim[]> =>
  (await harness.store.of(harness.tenantId).preflight.read('preflight'))?.value.claims ?? []
const november = (daysBefore: number, scheduleKey = 'global') => ({ scheduleKey, sendOn: '2026-11-30', daysBefore })
const custom = async (harness: Harness, company: number, dayOfMonth: number) => {
  const pod = await harness.pod()
  const { version } = await pod.get<{ version: number }>(`/api/companies/${company}`)
  const schedule = { on: true, dayOfMonth, time: '02:00', timeZone: 'UTC' }
  await pod.put(`/api/companies/${company}/schedule`, { version, use: 'custom', custom: schedule })
}

describe('the clock checks', () => {
  test('five days and one day before the send, each once, and only reads', async () => {
    const harness = await start()
    const writes = watchWrites(harness)
    expect(await lookAt(harness, '2026-11-24T23:59:00Z')).toEqual({ dueFor: null, checks: 0 })
    expect(await lookAt(harness, '2026-11-25T00:00:00Z')).toEqual({ dueFor: [november(5)], checks: 1 })
    expect(await lookAt(harness, '2026-11-25T12:00:00Z')).toMatchObject({ checks: 1 })
    expect(await lookAt(harness, '2026-11-28T23:00:00Z')).toMatchObject({ checks: 1 })
    expect(await lookAt(harness, '2026-11-29T00:10:00Z')).toEqual({ dueFor: [november(1)], checks: 2 })
    expect(await lookAt(harness, '2026-11-30T03:00:00Z')).toMatchObject({ checks: 2 })
    expect(await lookAt(harness, '2026-12-25T00:10:00Z')).toEqual({
      dueFor: [{ scheduleKey: 'global', sendOn: '2026-12-30', daysBefore: 5 }],
      checks: 3,
    })
    expect(writes).toEqual([])
    expect(await harness.store.of(harness.tenantId).runs.keys()).toEqual([])
  })

  test("by the day of the schedule's zone", async () => {
    const harness = await start()
    await settle(await harness.pod(), {
      schedule: { on: true, dayOfMonth: 30, time: '02:00', timeZone: 'Pacific/Auckland' },
    })
    expect(await lookAt(harness, '2026-11-24T10:59:00Z')).toMatchObject({ checks: 0 })
    expect(await lookAt(harness, '2026-11-24T11:01:00Z')).toMatchObject({ checks: 1 })
  })

  test('on the days that were chosen, and never without days', async () => {
    const harness = await start()
    await settle(await harness.pod(), { preflightDays: [] })
    expect(await lookAt(harness, '2026-11-29T12:00:00Z')).toMatchObject({ checks: 0 })
    await settle(await harness.pod(), { preflightDays: [2] })
    expect(await lookAt(harness, '2026-11-29T12:01:00Z')).toEqual({ dueFor: [november(2)], checks: 1 })
  })

  test('nothing while the schedule is off', async () => {
    const harness = await start()
    await settle(await harness.pod(), { schedule: { on: false, dayOfMonth: 30, time: '02:00', timeZone: 'UTC' } })
    expect(await lookAt(harness, '2026-11-29T12:00:00Z')).toMatchObject({ checks: 0 })
    expect(await (await harness.pod()).get<PreflightView>('/api/preflight')).toMatchObject({ next: null })
  })

  test('with one check for all schedules that are due, each claimed by itself', async () => {
    const harness = await start()
    await custom(harness, 102, 30)
    await custom(harness, 101, 28)
    expect(await lookAt(harness, '2026-11-25T08:00:00Z')).toEqual({
      dueFor: [
        november(5),
        { scheduleKey: 'company:101', sendOn: '2026-11-28', daysBefore: 5 },
        november(5, 'company:102'),
      ],
      checks: 1,
    })
    expect(await lookAt(harness, '2026-11-27T08:00:00Z')).toEqual({
      dueFor: [{ scheduleKey: 'company:101', sendOn: '2026-11-28', daysBefore: 1 }],
      checks: 2,
    })
    expect((await claimsOf(harness)).map(({ scheduleKey, day }) => [scheduleKey, day])).toEqual([
      ['global', '2026-11-25'],
      ['company:102', '2026-11-25'],
      ['company:101', '2026-11-27'],
    ])
  })

  test('late when it was down on the day, and once for all days that passed', async () => {
    const harness = await start()
    expect(await lookAt(harness, '2026-11-29T20:00:00Z')).toEqual({ dueFor: [november(1)], checks: 1 })
  })

  test('again for a send that was moved to another day', async () => {
    const harness = await start()
    await lookAt(harness, '2026-11-25T08:00:00Z')
    await settle(await harness.pod(), { schedule: { on: true, dayOfMonth: 27, time: '02:00', timeZone: 'UTC' } })
    expect(await lookAt(harness, '2026-11-25T09:00:00Z')).toEqual({
      dueFor: [{ scheduleKey: 'global', sendOn: '2026-11-27', daysBefore: 5 }],
      checks: 2,
    })
  })

  test('on the day that the view tells', async () => {
    const harness = await start()
    const next = async () => (await (await harness.pod()).get<PreflightView>('/api/preflight')).next
    expect(await next()).toEqual({ scheduleKey: 'global', on: '2026-11-25', sendOn: '2026-11-30' })
    await lookAt(harness, '2026-11-25T08:00:00Z')
    expect(await next()).toEqual({ scheduleKey: 'global', on: '2026-11-29', sendOn: '2026-11-30' })
    await lookAt(harness, '2026-11-29T08:00:00Z')
    expect(await next()).toEqual({ scheduleKey: 'global', on: '2026-12-25', sendOn: '2026-12-30' })
  })
})

describe('a day is claimed once', () => {
  test('by two looks at one time, and by two servers', async () => {
    const harness = await start()
    const { preflightWatch: one } = harness.composed
    const { preflightWatch: other } = await harness.restart()
    harness.clock.set('2026-11-25T08:00:00Z')
    await Promise.all([one.tick(), one.tick(), other.tick()])
    expect(await told(harness)).toEqual({ dueFor: [november(5)], checks: 1 })
  })

  test('over a restart', async () => {
    const harness = await start()
    await lookAt(harness, '2026-11-25T08:00:00Z')
    harness.clock.set('2026-11-25T09:00:00Z')
    await harness.restart()
    expect(await lookAt(harness, '2026-11-25T09:01:00Z')).toMatchObject({ checks: 1 })
  })

  test.each(['lost', 'kept'] as const)(
    'and made by the next server when the result was %s as one died',
    async (last) => {
      const dying = createDyingStore()
      const harness = await start({ viewOfStore: dying.view })
      harness.clock.set('2026-11-25T08:00:00Z')
      await harness.restart()
      // The claim is the first write, the result the second.
      dying.dieAt(2, last)
      await harness.composed.preflightWatch.tick()
      expect(dying.disarm()).toBe(true)
      expect((await claimsOf(harness)).map(({ checkedAt }) => checkedAt === null)).toEqual([last === 'lost'])
      harness.clock.set('2026-11-25T08:05:00Z')
      await harness.restart()
      await harness.composed.preflightWatch.tick()
      await harness.composed.preflightWatch.tick()
      expect(await told(harness)).toEqual({ dueFor: [november(5)], checks: last === 'lost' ? 2 : 1 })
      expect((await claimsOf(harness))[0]?.checkedAt).not.toBeNull()
    },
  )

  test('and made by the next server when one was stopped in the middle', async () => {
    const harness = await start()
    harness.clock.set('2026-11-25T08:00:00Z')
    const { preflight, preflightWatch } = harness.composed
    const looked = preflightWatch.tick()
    await preflight.stop()
    await looked
    await preflightWatch.stop()
    expect((await told(harness)).dueFor).toBeNull()
    harness.clock.set('2026-11-25T08:05:00Z')
    await harness.restart()
    await harness.composed.preflightWatch.tick()
    expect((await told(harness)).dueFor).toEqual([november(5)])
  })
})

describe('when a system does not answer', () => {
  const down = (harness: Harness) => {
    const good = harness.hosts.get(trendMicroUrl)
    harness.hosts.set(trendMicroUrl, () => Promise.reject(new TypeError('fetch failed')))
    return () => {
      if (good !== undefined) harness.hosts.set(trendMicroUrl, good)
    }
  }
  test('the check is told and made again by a later look', async () => {
    const harness = await start()
    const up = down(harness)
    expect(await lookAt(harness, '2026-11-25T08:00:00Z')).toEqual({ dueFor: [november(5)], checks: 1 })
    const { last } = await (await harness.pod()).get<PreflightView>('/api/preflight')
    expect(last?.findings.map(({ cause }) => cause.kind)).toContain('connectionFails')
    up()
    await lookAt(harness, '2026-11-25T08:15:00Z')
    expect(await lookAt(harness, '2026-11-25T08:30:00Z')).toMatchObject({ checks: 2 })
    const again = (await (await harness.pod()).get<PreflightView>('/api/preflight')).last
    expect(again).toMatchObject({ dueFor: [november(5)], companies: { planned: 2 } })
  })

  test('three checks are enough', async () => {
    const harness = await start()
    down(harness)
    for (const minute of [0, 15, 30, 45]) await lookAt(harness, `2026-11-25T08:${String(minute).padStart(2, '0')}:00Z`)
    expect(checksOf(harness)).toBe(3)
    expect((await claimsOf(harness))[0]?.checkedAt).toBe('2026-11-25T08:30:00.000Z')
  })

  test('keys that are refused are told once: they do not mend themselves', async () => {
    const harness = await start()
    harness.trendMicro.world.secretKey = 'changed'
    await lookAt(harness, '2026-11-25T08:00:00Z')
    expect(await lookAt(harness, '2026-11-25T08:15:00Z')).toMatchObject({ checks: 1 })
  })
})

test('a person’s check takes nothing from the clock’s', async () => {
  const harness = await start()
  harness.clock.set('2026-11-25T08:00:00Z')
  const pod = await harness.pod()
  await pod.post('/api/preflight', {})
  await harness.composed.preflightWatch.tick()
  await harness.composed.preflight.settled()
  expect(await told(harness)).toEqual({ dueFor: [november(5)], checks: 2 })
})
