import { describe, expect, it } from 'vitest'
import { createLimiter, NotRun } from '../../server/integrations/httpClient/limiter'
import { instant } from '../../server/domain/calendar'
import type { Clock } from '../../server/ports'
import { aClock, msSinceStart, someLimits } from './outgoing'

const done = () => Promise.resolve()
const many = (count: number) => Array.from({ length: count })

describe('the limiter', () => {
  it('lets a burst go at once and then one request after the other at the rate', async () => {
    const clock = aClock()
    const limiter = createLimiter(clock, someLimits({ requestsPerMinute: 600, burst: 5, inFlight: 100 }))
    await Promise.all(many(25).map(() => limiter.run(done)))
    expect(msSinceStart(clock)).toBe(2_000) // 20 more at 10 a second
  })

  it('has no more in flight than allowed, and begins in the order of asking', async () => {
    const limiter = createLimiter(aClock(), someLimits({ inFlight: 2 }))
    const begun: number[] = []
    const ends: (() => void)[] = []
    const running = many(5).map((_, index) =>
      limiter.run(() => {
        begun.push(index)
        return new Promise<void>((resolve) => ends.push(resolve))
      }),
    )
    await Promise.resolve()
    expect(begun).toEqual([0, 1])
    for (let index = 0; index < 5; index += 1) {
      ends[index]?.()
      await running[index]
    }
    expect(begun).toEqual([0, 1, 2, 3, 4])
  })

  it('goes on after work that failed', async () => {
    const limiter = createLimiter(aClock(), someLimits({ inFlight: 1 }))
    await expect(limiter.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(limiter.run(() => Promise.resolve(7))).resolves.toBe(7)
  })

  it('refuses what its queue cannot hold', async () => {
    const limiter = createLimiter(aClock(), someLimits({ inFlight: 1, maxQueue: 1 }))
    let end = (): void => undefined
    const first = limiter.run(() => new Promise<void>((resolve) => (end = resolve)))
    const second = limiter.run(done)
    await expect(limiter.run(done)).rejects.toBeInstanceOf(NotRun)
    end()
    await Promise.all([first, second])
  })

  it('lets somebody leave the queue whose time is over', async () => {
    const limiter = createLimiter(aClock(), someLimits({ inFlight: 1 }))
    const leave = new AbortController()
    let end = (): void => undefined
    const first = limiter.run(() => new Promise<void>((resolve) => (end = resolve)))
    let begun = false
    const second = limiter.run(() => {
      begun = true
      return done()
    }, leave.signal)
    leave.abort()
    await expect(second).rejects.toMatchObject({ why: 'tooLate' })
    end()
    await first
    await limiter.run(done)
    expect(begun).toBe(false)
  })

  it('holds everything back during a pause, and does not add up the pauses of several answers', async () => {
    const clock = aClock()
    const limiter = createLimiter(clock, someLimits())
    limiter.pause(30_000)
    limiter.pause(30_000)
    limiter.pause(10_000)
    await Promise.all(many(3).map(() => limiter.run(done)))
    expect(clock.slept).toEqual([30_000])
  })

  it('is not brought to a stop by a clock that stands still', async () => {
    const slept: number[] = []
    const frozen: Clock = {
      now: () => instant('2026-11-23T09:00:00Z'),
      sleep: (ms) => {
        slept.push(ms)
        return Promise.resolve()
      },
      onJump: () => () => undefined,
    }
    const limiter = createLimiter(frozen, someLimits({ burst: 1, requestsPerMinute: 60 }))
    limiter.pause(5_000)
    await Promise.all(many(4).map(() => limiter.run(done)))
    expect(slept).toEqual([5_000, 1_000, 1_000, 1_000])
  })
})
