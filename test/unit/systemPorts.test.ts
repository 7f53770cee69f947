import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock, systemIds } from '../../server/systemPorts'

describe('the real clock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 30, 7) }))
  afterEach(() => void vi.useRealTimers())

  async function isDone(sleep: Promise<void>): Promise<boolean> {
    let done = false
    void sleep.then(() => (done = true))
    await vi.advanceTimersByTimeAsync(0)
    return done
  }

  it('tells the time in UTC', () => {
    expect(systemClock.now()).toBe('2026-11-30T07:00:00.000Z')
  })
  it('sleeps as long as it is told, also beyond the longest timer', async () => {
    const days = 60 * 86_400_000
    const sleep = systemClock.sleep(days)
    await vi.advanceTimersByTimeAsync(days - 1)
    expect(await isDone(sleep)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await isDone(sleep)).toBe(true)
  })
  it('wakes when it is told to, and leaves nothing behind', async () => {
    const stop = new AbortController()
    const sleep = systemClock.sleep(60_000, stop.signal)
    expect(await isDone(sleep)).toBe(false)
    stop.abort()
    expect(await isDone(sleep)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    expect(await isDone(systemClock.sleep(60_000, stop.signal))).toBe(true)
  })
  it('takes many pauses that one signal ends for no leak', async () => {
    const warnings: string[] = []
    const note = ({ name }: Error) => void warnings.push(name)
    process.on('warning', note)
    const stop = new AbortController()
    const sleeps = Array.from({ length: 30 }, () => systemClock.sleep(60_000, stop.signal))
    stop.abort()
    await Promise.all(sleeps)
    await new Promise((resolve) => process.nextTick(resolve))
    process.off('warning', note)
    expect(warnings).toEqual([])
  })
})

it('the real ids are random and in lower case', () => {
  expect(systemIds.uuid()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(systemIds.uuid()).not.toBe(systemIds.uuid())
  expect(systemIds.bytes(16)).toHaveLength(16)
})
