import { describe, expect, test } from 'vitest'
import { shrink } from '../shrink'
import { believesShortLists, retryingWriter, storeWithoutIntent } from './brokenStack'
import type { StackPieces } from './server'
import { simulateStack, stackHistoryOf } from './simulateStack'

describe('a year of the whole stack with faults, deaths, late arrivals and people', () => {
  test('breaks no invariant in 3 histories', async () => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const { violations } = await simulateStack(seed, stackHistoryOf(seed))
      expect({ seed, violations }).toEqual({ seed, violations: [] })
    }
  }, 240_000)

  test('goes the same way twice', async () => {
    // People sign in at the same time in it: of two signatures either could be made first.
    const once = await simulateStack(9, stackHistoryOf(9))
    expect(await simulateStack(9, stackHistoryOf(9))).toEqual(once)
    expect(once.faults).toBeGreaterThan(0)
  }, 120_000)
})

/** The first of these histories in which something is noticed. */
async function firstCaught(pieces: StackPieces, mostSeeds: number) {
  for (let seed = 1; seed <= mostSeeds; seed += 1) {
    const told = await simulateStack(seed, stackHistoryOf(seed), pieces)
    if (told.violations.length > 0) return { seed, told }
  }
  return null
}

describe('a broken server is noticed', () => {
  test.each<{ name: string; pieces: StackPieces; rules: string[] }>([
    { name: 'a store that loses the intent', pieces: storeWithoutIntent, rules: ['intent first'] },
    { name: 'a writer that retries', pieces: retryingWriter, rules: ['sent once', 'created once'] },
    {
      name: 'short lists taken for whole ones',
      pieces: believesShortLists,
      rules: ['every seat accounted for'],
    },
  ])(
    '$name',
    async ({ pieces, rules }) => {
      const caught = await firstCaught(pieces, 20)
      expect(caught).not.toBeNull()
      expect(rules).toContain(caught?.told.violations[0]?.rule)
    },
    240_000,
  )

  test('and its history is told as short as it can be', async () => {
    const caught = await firstCaught(storeWithoutIntent, 20)
    if (caught === null) throw new Error('Nothing was noticed')
    const { seed, told } = caught
    const shortest = await shrink(
      (steps) => simulateStack(seed, steps, storeWithoutIntent),
      stackHistoryOf(seed).slice(0, told.steps),
      told,
    )
    expect(shortest.history.length).toBeLessThanOrEqual(3)
    expect(shortest.told.violations).not.toEqual([])
  }, 240_000)
})
