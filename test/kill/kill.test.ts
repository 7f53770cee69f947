import { describe, expect, test } from 'vitest'
import { playSchedule } from './lane'
import { besiege } from './siege'

/** `npm run kill` plays more of them. */
const sends = Number(process.env['KILL_SENDS'] ?? '100')

describe('a server that is killed at any moment, again and again', () => {
  test(`sends what persons approved once and wholly (${sends} sends)`, async () => {
    const told = await besiege({ sends, seed: 1 })
    expect(told.findings).toEqual([])
    expect(told).toMatchObject({ sends, restarts: told.kills })
    expect(told.kills).toBeGreaterThan(sends / 10)
    expect(told.ends.get('sent')).toBeGreaterThan(told.lines / 2)
  })

  test('runs what the clock started once and for every company', async () => {
    const told = await playSchedule({ sends: 20, seed: 3 })
    expect(told.findings).toEqual([])
    expect(told.kills).toBeGreaterThan(2)
    expect(told.ends.get('sent')).toBeGreaterThan(told.lines / 2)
  })
})
