import { describe, expect, it, vi } from 'vitest'
import { instantFromMs, msOf } from '../../server/domain/calendar'
import { keepReading } from '../../server/services/keptReading'
import { at } from '../contract/documents'

function start(isWhole?: (value: string) => boolean) {
  let nowMs = msOf(at)
  const keep = keepReading<string>({ now: () => instantFromMs(nowMs) }, 1_000, isWhole)
  const adapter = {}
  const load = vi.fn(() => Promise.resolve('read'))
  return { keep, adapter, load, move: (ms: number) => (nowMs += ms) }
}

describe('what was read', () => {
  it('is kept for its time, and says when it was read', async () => {
    const { keep, adapter, load, move } = start()
    expect(await keep(adapter, 1, load).value).toBe('read')
    move(999)
    expect(keep(adapter, 1, load).readAt).toBe(at)
    move(1)
    expect(keep(adapter, 1, load).readAt).not.toBe(at)
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('is read anew when something else is asked for, of another system, and when the clock was put back', () => {
    const { keep, adapter, load, move } = start()
    keep(adapter, 1, load)
    keep(adapter, 2, load)
    keep({}, 2, load)
    expect(load).toHaveBeenCalledTimes(3)
    move(-1)
    keep(adapter, 2, load)
    expect(load).toHaveBeenCalledTimes(4)
  })

  it('is read again by the next who asks when it failed or is not whole', async () => {
    const { keep, adapter, load } = start((value) => value === 'read')
    await expect(keep(adapter, 1, () => Promise.reject(new Error('gone'))).value).rejects.toThrow('gone')
    expect(await keep(adapter, 1, () => Promise.resolve('half')).value).toBe('half')
    expect(await keep(adapter, 1, load).value).toBe('read')
    expect(await keep(adapter, 1, load).value).toBe('read')
    expect(load).toHaveBeenCalledTimes(1)
  })
})
