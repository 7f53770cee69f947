import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { daysInMonth, instant, instantFromMs, msOf, type Instant } from '../../server/domain/calendar'
import {
  dueOccurrences,
  latestDue,
  nextOccurrences,
  occurrencesBetween,
  validateSchedule,
  type Timing,
} from '../../server/domain/schedule'

const aTiming = (over: Partial<Timing> = {}): Timing => ({
  on: true,
  dayOfMonth: 30,
  time: '07:00',
  timeZone: 'Europe/Paris',
  ...over,
})
const next = (timing: Partial<Timing>, after: string, count = 1) =>
  nextOccurrences(aTiming(timing), 'global', instant(after), count)

describe('the occurrences of a schedule', () => {
  it('lie on the chosen day, or on the last day of a shorter month', () => {
    const found = next({ dayOfMonth: 31 }, '2027-01-01T00:00:00Z', 4)
    expect(found.map(({ day, usesLastDay }) => [day, usesLastDay])).toEqual([
      ['2027-01-31', false],
      ['2027-02-28', true],
      ['2027-03-31', false],
      ['2027-04-30', true],
    ])
    expect(next({ dayOfMonth: 29 }, '2028-02-01T00:00:00Z')[0]).toMatchObject({ day: '2028-02-29', usesLastDay: false })
  })

  it('follow the local time through summer and winter', () => {
    const found = next({ dayOfMonth: 28 }, '2026-03-01T00:00:00Z', 2)
    expect(found.map(({ at }) => at)).toEqual(['2026-03-28T06:00:00.000Z', '2026-04-28T05:00:00.000Z'])
  })

  it.each([
    // A time that does not exist: the first moment after the gap.
    ['America/New_York', 8, '02:30', '2026-03-01T00:00:00Z', '2026-03-08T07:00:00.000Z'],
    ['Europe/Paris', 29, '02:30', '2026-03-01T00:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['Australia/Lord_Howe', 4, '02:15', '2026-10-01T00:00:00Z', '2026-10-03T15:30:00.000Z'],
    ['America/Sao_Paulo', 4, '00:30', '2018-11-01T12:00:00Z', '2018-11-04T03:00:00.000Z'],
    // A day that does not exist: Samoa went over the date line.
    ['Pacific/Apia', 30, '07:00', '2011-12-01T12:00:00Z', '2011-12-30T10:00:00.000Z'],
    // A time that exists twice: the earlier.
    ['America/New_York', 1, '01:30', '2026-10-15T00:00:00Z', '2026-11-01T05:30:00.000Z'],
    ['Europe/Paris', 25, '02:30', '2026-10-01T00:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['Australia/Lord_Howe', 5, '01:45', '2026-04-01T00:00:00Z', '2026-04-04T14:45:00.000Z'],
    // No summer time, half an hour off.
    ['Asia/Kolkata', 15, '07:00', '2026-06-01T00:00:00Z', '2026-06-15T01:30:00.000Z'],
  ])('in %s on day %i at %s after %s is %s', (timeZone, dayOfMonth, time, after, expected) => {
    expect(next({ timeZone, dayOfMonth, time }, after)[0]?.at).toBe(expected)
  })

  it('are taken once each where an hour comes twice', () => {
    const timing = { timeZone: 'America/New_York', dayOfMonth: 1, time: '01:30' }
    expect(next(timing, '2026-11-01T05:30:00Z')[0]?.day).toBe('2026-12-01')
  })

  it('are none while the schedule is off', () => {
    expect(next({ on: false }, '2026-01-01T00:00:00Z', 3)).toEqual([])
    expect(latestDue(aTiming({ on: false }), 'global', instant('2026-01-01T00:00:00Z'))).toBeNull()
  })

  it('are at most 60, the newest of them when looking back', () => {
    const [from, until] = [instant('2000-01-01T00:00:00Z'), instant('2026-01-01T00:00:00Z')]
    const found = occurrencesBetween(aTiming(), 'global', from, until)
    expect(found).toHaveLength(60)
    expect(found.at(-1)?.day).toBe('2025-12-30')
    expect(next({}, '2026-01-01T00:00:00Z', 1000)).toHaveLength(60)
  })
})

const timings = fc.record({
  on: fc.constant(true),
  dayOfMonth: fc.integer({ min: 1, max: 31 }),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`),
  timeZone: fc.constantFrom(
    'America/New_York',
    'Europe/Paris',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'America/Sao_Paulo',
    'Pacific/Apia',
    'Pacific/Kiritimati',
    'America/St_Johns',
    'Africa/Casablanca',
    'UTC',
  ),
})
const moments = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2040, 0) }).map(instantFromMs)

describe('whatever the schedule', () => {
  it('every month has exactly one occurrence, on its day or its last day, and each is later than the one before', () => {
    fc.assert(
      fc.property(timings, moments, (timing, after) => {
        const found = nextOccurrences(timing, 'global', after, 30)
        for (const [index, { day, at, usesLastDay }] of found.entries()) {
          const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number)
          const length = daysInMonth(year, month)
          expect(dayOfMonth).toBe(Math.min(timing.dayOfMonth, length))
          expect(usesLastDay).toBe(timing.dayOfMonth > length)
          const before = found[index - 1]
          if (before === undefined) continue
          expect(at > before.at).toBe(true)
          const [lastYear = 0, lastMonth = 0] = before.day.split('-').map(Number)
          expect(year * 12 + month).toBe(lastYear * 12 + lastMonth + 1)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('the moment has the wished local time, or is the end of a gap that swallowed it', () => {
    fc.assert(
      fc.property(timings, moments, (timing, after) => {
        const [found] = nextOccurrences(timing, 'global', after, 1)
        if (found === undefined) throw new Error('none found')
        const local = Temporal.Instant.from(found.at).toZonedDateTimeISO(timing.timeZone)
        const wished = Temporal.PlainDateTime.from(`${found.day}T${timing.time}`)
        if (Temporal.PlainDateTime.compare(local.toPlainDateTime(), wished) === 0) return
        const justBefore = local.subtract({ milliseconds: 1 }).toPlainDateTime()
        expect(Temporal.PlainDateTime.compare(justBefore, wished)).toBe(-1)
        expect(Temporal.PlainDateTime.compare(wished, local.toPlainDateTime())).toBe(-1)
      }),
      { numRuns: 200 },
    )
  })

  it('looking forward and looking back find the same, with none twice and none left out at any border', () => {
    fc.assert(
      fc.property(timings, moments, fc.integer({ min: 1, max: 24 }), (timing, after, count) => {
        const forward = nextOccurrences(timing, 'global', after, count)
        const until = forward.at(-1)?.at ?? after
        expect(occurrencesBetween(timing, 'global', after, until)).toEqual(forward)
        expect(latestDue(timing, 'global', until)).toEqual(forward.at(-1))
        const middle = forward[Math.floor(count / 2)]?.at ?? after
        expect([
          ...occurrencesBetween(timing, 'global', after, middle),
          ...occurrencesBetween(timing, 'global', middle, until),
        ]).toEqual(forward)
      }),
      { numRuns: 60 },
    )
  })

  it('a clock that looks now and then claims each occurrence exactly once', () => {
    const pauses = fc.array(fc.integer({ min: 60_000, max: 100 * 86_400_000 }), { maxLength: 40 })
    fc.assert(
      fc.property(timings, moments, pauses, (schedule, activeSince, waits) => {
        const claims: { day: ReturnType<typeof latestDay> }[] = []
        let now = activeSince
        for (const wait of waits) {
          now = instantFromMs(msOf(now) + wait)
          const { run, missed, asked } = dueOccurrences({ schedule, key: 'global', claims, now, activeSince })
          const made = [...missed, ...(asked === null ? [] : [asked]), ...(run === null ? [] : [run.occurrence])]
          claims.push(...made.map(({ day }) => ({ day })))
        }
        const days = claims.map(({ day }) => day)
        expect(new Set(days).size).toBe(days.length)
        const all = occurrencesBetween(schedule, 'global', activeSince, now).map(({ day }) => day)
        expect(days.slice(-all.length || days.length)).toEqual(all)
      }),
      { numRuns: 60 },
    )
  })
})
const latestDay = (timing: Timing, now: Instant) => latestDue(timing, 'global', now)?.day ?? never()
const never = () => {
  throw new Error('no occurrence')
}

describe('what is due', () => {
  const due = (now: string, over: Partial<Parameters<typeof dueOccurrences>[0]> = {}) => {
    const decision = dueOccurrences({
      schedule: aTiming({ timeZone: 'UTC' }),
      key: 'global',
      claims: [],
      now: instant(now),
      activeSince: instant('2026-06-15T12:00:00Z'),
      ...over,
    })
    return {
      run: decision.run && [decision.run.occurrence.day, decision.run.trigger],
      missed: decision.missed.map(({ day }) => day),
      asked: decision.asked?.day ?? null,
    }
  }

  it('is nothing before the time and the occurrence at its time', () => {
    expect(due('2026-06-30T06:59:59.999Z')).toEqual({ run: null, missed: [], asked: null })
    expect(due('2026-06-30T07:00:00Z').run).toEqual(['2026-06-30', 'schedule'])
    expect(due('2026-06-30T07:05:00Z').run).toEqual(['2026-06-30', 'schedule'])
  })
  it('is a catch-up when it is more than a few minutes late', () => {
    expect(due('2026-06-30T07:05:00.001Z').run).toEqual(['2026-06-30', 'catch-up'])
  })
  it('is only the latest after an outage; the older ones are missed', () => {
    expect(due('2026-08-31T07:00:00Z')).toEqual({
      run: ['2026-08-30', 'catch-up'],
      missed: ['2026-06-30', '2026-07-30'],
      asked: null,
    })
  })
  it('asks a person about one that is too old', () => {
    expect(due('2026-07-07T07:00:00Z').run).toEqual(['2026-06-30', 'catch-up'])
    expect(due('2026-07-07T07:00:00.001Z')).toEqual({ run: null, missed: [], asked: '2026-06-30' })
    expect(due('2026-07-02T07:00:00Z', { maxAgeDays: 1 }).asked).toBe('2026-06-30')
  })
  it('is nothing that was claimed, and no older one in its place', () => {
    const claims = [{ day: latestDay(aTiming(), instant('2026-07-30T12:00:00Z')) }]
    expect(due('2026-07-30T12:00:00Z', { claims })).toEqual({ run: null, missed: ['2026-06-30'], asked: null })
  })
  it('is nothing from before the schedule was switched on or changed', () => {
    const activeSince = instant('2026-06-30T10:00:00Z')
    expect(due('2026-06-30T12:00:00Z', { activeSince })).toEqual({ run: null, missed: [], asked: null })
    expect(due('2026-07-30T07:00:00Z', { activeSince }).run).toEqual(['2026-07-30', 'schedule'])
  })
  it('is nothing again when the time of a day that ran is moved to later that day', () => {
    const claims = [{ day: latestDay(aTiming(), instant('2026-06-30T12:00:00Z')) }]
    const schedule = aTiming({ timeZone: 'UTC', time: '18:00' })
    const activeSince = instant('2026-06-30T12:00:00Z')
    expect(due('2026-06-30T18:00:00Z', { claims, schedule, activeSince }).run).toBeNull()
  })
})

describe('a schedule that a person sent', () => {
  const codes = (over: Record<string, unknown>) => validateSchedule({ ...aTiming(), ...over }).map(({ path }) => path)
  it('passes when it is right', () => {
    expect(codes({})).toEqual([])
    expect(codes({ dayOfMonth: 31, time: '23:59', timeZone: 'America/Argentina/Buenos_Aires' })).toEqual([])
  })
  it.each([0, 32, 1.5, 'x', '3', null, undefined, NaN])('is refused with day %s', (dayOfMonth) => {
    expect(codes({ dayOfMonth })).toEqual(['dayOfMonth'])
  })
  it.each(['24:00', '7:00', '07:60', '07:00:00', '', null, 7])('is refused at %s', (time) => {
    expect(codes({ time })).toEqual(['time'])
  })
  it.each(['Mars/Olympus', '+02:00', '', 'Europe/Paris\n', null])('is refused in the zone %j', (timeZone) => {
    expect(codes({ timeZone })).toEqual(['timeZone'])
  })
  it('is refused with every field that is wrong', () => {
    expect(validateSchedule({}).map(({ path }) => path)).toEqual(['on', 'dayOfMonth', 'time', 'timeZone'])
  })
})
