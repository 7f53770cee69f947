/** The labelled pairs among made-up firms, as in `npm run bench:match` but fewer of those: how often a suggestion is right. */
import { describe, expect, it } from 'vitest'
import { madeUpPairs } from '../match/madeUpPairs'
import { figuresOf, rowsOf } from '../match/measure'
import { readPairs } from '../match/readPairs'
import { worldOf, type Labelled } from '../match/world'

const byHand = readPairs()
const world = worldOf([...byHand, ...madeUpPairs(600)])
const rows = rowsOf(world)
const isByHand = ({ pair }: Labelled) => !pair.kind.startsWith('rule ')

describe('of the labelled pairs', () => {
  it.each([
    ['all that were labelled by hand', isByHand, 350],
    ['those that the matcher was not tuned with', (one: Labelled) => isByHand(one) && one.pair.heldBack, 100],
    ['those made by rule', (one: Labelled) => !isByHand(one), 450],
  ])('%s: what may be accepted in bulk is right, and the right one is among the first three', (_, counts, least) => {
    const { precision, top3, pairs, bulk, recall } = figuresOf(world, rows, counts)
    expect(pairs).toBeGreaterThan(least)
    expect(precision).toBeGreaterThanOrEqual(0.99)
    expect(top3).toBeGreaterThanOrEqual(0.95)
    // To be right is easy for who takes nothing.
    expect(bulk).toBeGreaterThan(50)
    expect(recall).toBeGreaterThan(0.55)
  })

  it('no two of one name are taken in bulk unless city or mail domain say so too', () => {
    const names = new Map<string, number>()
    for (const { name } of world.companies) names.set(name, (names.get(name) ?? 0) + 1)
    const shared = rows.filter(({ company }) => (names.get(company.name) ?? 0) > 1)
    expect(shared.length).toBeGreaterThan(10)
    const bulk = shared.flatMap(({ suggestions }) => suggestions.filter((suggestion) => suggestion.bulk))
    expect(bulk.length).toBeGreaterThan(0)
    for (const { reasons } of bulk)
      expect(reasons.some((reason) => reason === 'sameCity' || reason === 'sameDomain')).toBe(true)
  })
})
