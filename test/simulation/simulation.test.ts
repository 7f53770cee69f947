import { describe, expect, test } from 'vitest'
import {
  withBlindRetry,
  withNullAsZero,
  withoutIntent,
  withoutLock,
  withoutStaleCheck,
  withoutPauses,
} from './brokenSenders'
import type { Pieces } from './server'
import { shrink } from './shrink'
import { historyOf, simulate } from './simulate'

describe('a year of sends with faults, deaths and people', () => {
  test('breaks no invariant in 60 histories', async () => {
    for (let seed = 1; seed <= 60; seed += 1)
      expect({ seed, violations: (await simulate(seed, historyOf(seed))).violations }).toEqual({ seed, violations: [] })
  }, 120_000)

  test('goes the same way twice', async () => {
    const once = await simulate(7, historyOf(7))
    expect(await simulate(7, historyOf(7))).toEqual(once)
    expect(once.steps).toBeGreaterThan(12)
  })
})

/** The first of these histories in which something is noticed. */
async function firstCaught(pieces: Pieces, mostSeeds: number) {
  for (let seed = 1; seed <= mostSeeds; seed += 1) {
    const told = await simulate(seed, historyOf(seed), pieces)
    if (told.violations.length > 0) return { seed, told }
  }
  return null
}

describe('a broken sender is noticed', () => {
  test.each<{ name: string; pieces: Pieces; rules: string[] }>([
    { name: 'no intent on disk before the write', pieces: withoutIntent, rules: ['intent first'] },
    {
      name: 'a blind retry of a write that nobody heard',
      pieces: withBlindRetry,
      rules: ['sent once', 'created once'],
    },
    {
      name: 'no lock between two sends of one company',
      pieces: withoutLock,
      rules: ['one at a time', 'sent once', 'created once', 'no unseen overwrite', 'intent first'],
    },
    { name: 'missing seats taken for zero', pieces: withNullAsZero, rules: ['missing is not zero'] },
    { name: 'a paused run that goes on', pieces: withoutPauses, rules: ['a press is obeyed'] },
    {
      name: 'no stale check',
      pieces: withoutStaleCheck,
      rules: ['no unseen overwrite', 'sent once', 'created once', 'ledger equals ConnectWise'],
    },
  ])(
    '$name',
    async ({ pieces, rules }) => {
      const caught = await firstCaught(pieces, 150)
      expect(caught).not.toBeNull()
      expect(rules).toContain(caught?.told.violations[0]?.rule)
    },
    120_000,
  )

  test('and its history is told as short as it can be', async () => {
    const caught = await firstCaught(withoutLock, 150)
    if (caught === null) throw new Error('Nothing was noticed')
    const { seed, told } = caught
    const shortest = await shrink(
      (steps) => simulate(seed, steps, withoutLock),
      historyOf(seed).slice(0, told.steps),
      told,
    )
    expect(shortest.history.length).toBeLessThanOrEqual(3)
    expect(shortest.told.violations).not.toEqual([])
    expect(shortest.told.words.join('\n')).toContain('2 people')
  }, 120_000)
})
