/** Pseudo-random numbers that are the same for the same seed on every machine. */
export interface Random {
  /** Whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  /** Throws RangeError for an empty list. */
  pick<Item>(items: readonly Item[]): Item
  /** True in so many of a hundred cases. */
  percent(share: number): boolean
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  // The generator known as mulberry32: one 32-bit state, good enough for test data and nothing else.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    between,
    pick(items) {
      const picked = items[between(0, items.length - 1)]
      if (picked === undefined) throw new RangeError('Nothing to pick from')
      return picked
    },
    percent: (share) => next() * 100 < share,
  }
}
