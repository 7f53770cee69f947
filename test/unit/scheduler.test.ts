import { beforeEach, describe, expect, it } from 'vitest'
import { instant, msOf, type Instant } from '../../server/domain/calendar'
import { companyId, runId, type RunId } from '../../server/domain/ids'
import type { Clock } from '../../server/ports'
import { createScheduler, type ScheduledStart } from '../../server/services/scheduler'
import { openMemoryStore } from '../../server/storage/memoryStore'
import type { Store } from '../../server/storage/store'
import { aCompanyRecord, acme, aSchedule, aTenant } from '../contract/documents'

/** Time that stands still until it is set; a sleeper is woken when its time has come. */
function aClock(start: string) {
  let now = instant(start)
  const sleepers = new Set<{ until: number; wake: () => void; ms: number }>()
  const listeners = new Set<() => void>()
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve()
          return
        }
        const sleeper = { until: msOf(now) + ms, ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          resolve()
        })
      }),
    onJump(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    clock,
    sleeping: () => [...sleepers].map(({ ms }) => ms),
    set(to: string | Instant) {
      now = instant(to)
      for (const sleeper of [...sleepers])
        if (sleeper.until <= msOf(now)) {
          sleepers.delete(sleeper)
          sleeper.wake()
        }
    },
    jump() {
      for (const listener of listeners) listener()
    },
    listeners,
  }
}

const lines: string[] = []
const log = {
  info: () => undefined,
  warn: (message: string) => void lines.push(message),
  error: (message: string) => void lines.push(message),
}
const idOf = ({ occurrence }: ScheduledStart): RunId =>
  runId(`${occurrence.scheduleKey.replace(':', '-')}-${occurrence.day}`)

describe('the scheduler', () => {
  let store: Store
  let time: ReturnType<typeof aClock>
  let started: ScheduledStart[]
  const startRun = (start: ScheduledStart) => {
    started.push(start)
    return Promise.resolve(idOf(start))
  }
  const aScheduler = (over: Partial<Parameters<typeof createScheduler>[0]> = {}) =>
    createScheduler({ clock: time.clock, log, store, startRun, ...over })
  const claimed = async (key: 'global' | 'company:12' = 'global') =>
    ((await store.of(acme).occurrences.read(key))?.value.claimed ?? []).map(({ day, state, runId: run }) => [
      day,
      state,
      run,
    ])
  const days = () => started.map(({ occurrence, trigger }) => `${trigger} ${occurrence.day}`)

  beforeEach(async () => {
    lines.length = 0
    started = []
    store = openMemoryStore()
    time = aClock('2026-06-15T12:00:00Z')
    await setSchedule({})
  })
  async function setSchedule(over: Parameters<typeof aSchedule>[0]) {
    const schedule = aSchedule({ timeZone: 'UTC', changedAt: instant('2026-06-15T12:00:00Z'), ...over })
    const tenant = aTenant()
    await store.of(acme).tenant.update('tenant', () => ({ ...tenant, settings: { ...tenant.settings, schedule } }))
  }
  /** Fulfilled when the loop sleeps again. */
  async function asleep() {
    for (let turn = 0; turn < 1000; turn += 1) {
      if (time.sleeping().length > 0) return
      await new Promise((resolve) => setImmediate(resolve))
    }
    throw new Error('the scheduler does not come to rest')
  }

  it('starts one run for all at the occurrence, and none before or again', async () => {
    const scheduler = aScheduler()
    await scheduler.tick()
    expect(started).toEqual([])
    time.set('2026-06-30T07:00:00Z')
    await scheduler.tick()
    await scheduler.tick()
    expect(started).toEqual([
      {
        tenantId: acme,
        trigger: 'schedule',
        occurrence: { scheduleKey: 'global', day: '2026-06-30', at: '2026-06-30T07:00:00.000Z' },
        scope: { kind: 'all' },
      },
    ])
    expect(await claimed()).toEqual([['2026-06-30', 'run', 'global-2026-06-30']])
  })

  it('has the claim in the store before it asks for the run', async () => {
    time.set('2026-06-30T07:00:00Z')
    let seen: unknown
    await aScheduler({
      async startRun(start) {
        seen = await claimed()
        return idOf(start)
      },
    }).tick()
    expect(seen).toEqual([['2026-06-30', 'run', null]])
  })

  it('starts one run when ticks or servers come together', async () => {
    time.set('2026-06-30T07:00:00Z')
    const [one, other] = [aScheduler(), aScheduler()]
    await Promise.all([one.tick(), other.tick(), one.tick(), other.tick(), one.tick()])
    expect(days()).toEqual(['schedule 2026-06-30'])
  })

  it('never lets two of its ticks overlap', async () => {
    time.set('2026-06-30T07:00:00Z')
    let [inside, most] = [0, 0]
    const scheduler = aScheduler({
      async startRun(start) {
        most = Math.max(most, (inside += 1))
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
        return idOf(start)
      },
    })
    await Promise.all([scheduler.tick(), scheduler.tick(), scheduler.tick()])
    expect(most).toBe(1)
  })

  it('keeps to its claims after a restart', async () => {
    time.set('2026-06-30T07:00:00Z')
    await aScheduler().tick()
    time.set('2026-06-30T07:01:00Z')
    await aScheduler().tick()
    expect(days()).toEqual(['schedule 2026-06-30'])
  })

  it('catches up only the latest after an outage of three months and lists the others as missed', async () => {
    time.set('2026-09-01T12:00:00Z')
    await aScheduler().tick()
    expect(days()).toEqual(['catch-up 2026-08-30'])
    expect(await claimed()).toEqual([
      ['2026-06-30', 'missed', null],
      ['2026-07-30', 'missed', null],
      ['2026-08-30', 'run', 'global-2026-08-30'],
    ])
    expect(lines).toHaveLength(2)
  })

  it('asks a person when the latest is too old', async () => {
    time.set('2026-09-20T12:00:00Z')
    await aScheduler().tick()
    await aScheduler().tick()
    expect(started).toEqual([])
    expect((await claimed()).at(-1)).toEqual(['2026-08-30', 'asked', null])
  })

  it('runs nothing for a time before the schedule was switched on', async () => {
    time.set('2026-06-30T12:00:00Z')
    await setSchedule({ changedAt: time.clock.now() })
    await aScheduler().tick()
    expect(started).toEqual([])
    expect(await claimed()).toEqual([])
  })

  describe('after a crash between the claim and its run', () => {
    beforeEach(async () => {
      time.set('2026-06-30T07:00:00Z')
      const { clock } = time
      const before = aScheduler({ clock, startRun: () => Promise.reject(new Error('the power went')) })
      await before.tick()
      expect(await claimed()).toEqual([['2026-06-30', 'run', null]])
    })

    it('makes the run at the next start, once', async () => {
      time.set('2026-06-30T07:02:00Z')
      const scheduler = aScheduler()
      await scheduler.tick()
      await scheduler.tick()
      time.set('2026-06-30T08:00:00Z')
      await aScheduler().tick()
      expect(days()).toEqual(['catch-up 2026-06-30'])
      expect(await claimed()).toEqual([['2026-06-30', 'run', 'global-2026-06-30']])
    })

    it('asks a person when the next start is too late', async () => {
      time.set('2026-07-20T07:00:00Z')
      await aScheduler().tick()
      expect(started).toEqual([])
      expect(await claimed()).toEqual([['2026-06-30', 'asked', null]])
    })
  })

  it('tries a run that could not begin again, a few times', async () => {
    time.set('2026-06-30T07:00:00Z')
    let tries = 0
    const scheduler = aScheduler({
      startRun() {
        tries += 1
        return Promise.reject(new Error('no disk'))
      },
    })
    for (let tick = 0; tick < 10; tick += 1) await scheduler.tick()
    expect(tries).toBe(3)
  })

  it('runs the schedules of companies that have their own and are linked', async () => {
    const { companies } = store.of(acme)
    const customSchedule = aSchedule({ timeZone: 'UTC', dayOfMonth: 20, changedAt: instant('2026-06-15T12:00:00Z') })
    const link = aCompanyRecord(12).link
    if (link === null) throw new Error('the example is linked')
    const linked = { ...link, linkedAt: instant('2026-06-01T00:00:00Z') }
    await companies.write(companyId(12), aCompanyRecord(12, { customSchedule, link: linked }), null)
    await companies.write(companyId(13), aCompanyRecord(13, { customSchedule, link: null }), null)
    await companies.write(
      companyId(14),
      aCompanyRecord(14, { customSchedule, link: { ...linked, enabled: false } }),
      null,
    )
    const later = { ...linked, linkedAt: instant('2026-06-20T08:00:00Z') }
    await companies.write(companyId(15), aCompanyRecord(15, { customSchedule, link: later }), null)
    await companies.write(companyId(16), aCompanyRecord(16, { customSchedule: null, link: linked }), null)
    time.set('2026-06-20T09:00:00Z')
    await aScheduler().tick()
    expect(started.map(({ scope }) => scope)).toEqual([{ kind: 'company', companyId: 12 }])
    expect(await claimed('company:12')).toEqual([['2026-06-20', 'run', 'company-12-2026-06-20']])
  })

  it('lets one schedule that cannot be used not keep another from running', async () => {
    const { companies } = store.of(acme)
    const customSchedule = aSchedule({ timeZone: 'Mars/Olympus' })
    await companies.write(companyId(12), aCompanyRecord(12, { customSchedule }), null)
    await setSchedule({ timeZone: 'Mars/Olympus' })
    const other = aSchedule({ timeZone: 'UTC', dayOfMonth: 20 })
    const link = aCompanyRecord(13).link
    if (link === null) throw new Error('the example is linked')
    const linked = { ...link, linkedAt: instant('2026-06-01T00:00:00Z') }
    await companies.write(companyId(13), aCompanyRecord(13, { customSchedule: other, link: linked }), null)
    time.set('2026-06-20T07:00:00Z')
    await aScheduler().tick()
    expect(started.map(({ scope }) => scope)).toEqual([{ kind: 'company', companyId: 13 }])
    expect(lines.filter((line) => line === 'A schedule could not be looked at')).toHaveLength(2)
  })

  describe('once started', () => {
    it('sleeps at most a minute, and no longer than to the next occurrence', async () => {
      const scheduler = aScheduler()
      scheduler.start()
      scheduler.start()
      await asleep()
      expect(time.sleeping()).toEqual([60_000])
      time.set('2026-06-30T06:59:30Z')
      await asleep()
      expect(time.sleeping()).toEqual([30_000])
      time.set('2026-06-30T07:00:00Z')
      await asleep()
      expect(days()).toEqual(['schedule 2026-06-30'])
      await scheduler.stop()
      expect(time.listeners.size).toBe(0)
    })

    it('wakes when the clock jumps', async () => {
      const scheduler = aScheduler()
      time.clock.sleep = sleepUntilAborted
      scheduler.start()
      await settled()
      time.set('2026-06-30T07:00:00Z')
      time.jump()
      await settled()
      expect(days()).toEqual(['schedule 2026-06-30'])
      await scheduler.stop()
    })

    it('waits for the tick under way when it is stopped, and starts nothing after', async () => {
      time.set('2026-06-30T07:00:00Z')
      let goOn: () => void = () => undefined
      const held = new Promise<void>((resolve) => (goOn = resolve))
      const scheduler = aScheduler({
        async startRun(start) {
          await held
          return startRun(start)
        },
      })
      scheduler.start()
      await settled()
      let stopped = false
      const stopping = scheduler.stop().then(() => (stopped = true))
      await settled()
      expect(stopped).toBe(false)
      goOn()
      await stopping
      expect(await claimed()).toEqual([['2026-06-30', 'run', 'global-2026-06-30']])
      time.set('2026-07-30T07:00:00Z')
      await settled()
      expect(started).toHaveLength(1)
    })
  })
})

const sleepUntilAborted: Clock['sleep'] = (_ms, signal) =>
  new Promise((resolve) => signal?.addEventListener('abort', () => resolve()))
/** Lets everything that needs no time go on to its end. */
async function settled() {
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
