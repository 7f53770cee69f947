/** How alike two names look by their letters. Pure. */
import { piecesOf, type NormalName } from './companyNames'

/** 0–1, by shared pairs of letters in a row (Dice) together with a common beginning, or with whole words in any order. */
export function likeness(one: NormalName, other: NormalName): number {
  if (one.run === '' || other.run === '') return 0
  const letters = dice(one.pairs, other.pairs)
  const byBeginning = 0.6 * letters + 0.5 * commonBeginning(one.run, other.run)
  const byWords = 0.5 * letters + 0.5 * sharedWords(one, other)
  return Math.min(1, Math.max(byBeginning, byWords))
}

/** Length of the common beginning, as a share of the longer one. */
export function commonBeginning(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length / Math.max(one.length, other.length, 1)
}

export interface RunIndex {
  /** Places of the runs that share most letters with this one, best first, at most `limit`. */
  nearest(run: string, limit: number): number[]
}

/** Indexes runs of letters by three letters in a row, so that only what shares some of them is ever compared. */
export function createRunIndex(runs: readonly string[]): RunIndex {
  const postings = new Map<string, number[]>()
  const sizes = runs.map((run, place) => {
    const pieces = piecesOf(run, 3)
    for (const piece of pieces) {
      const places = postings.get(piece)
      if (places === undefined) postings.set(piece, [place])
      else places.push(place)
    }
    return pieces.size
  })
  return {
    nearest(run, limit) {
      const pieces = piecesOf(run, 3)
      const shared = new Uint16Array(runs.length)
      // What most names have says little and costs most: it is only counted for those that a rarer piece has found.
      const found: number[] = []
      const lists = [...pieces].map((piece) => postings.get(piece) ?? []).sort((one, two) => one.length - two.length)
      lists.forEach((places, rank) => {
        const opens = rank < rarePieces || places.length < rareLength
        for (const place of places) {
          const count = shared[place] ?? 0
          if (count > 0) shared[place] = count + 1
          else if (opens) {
            shared[place] = 1
            found.push(place)
          }
        }
      })
      const near: { place: number; nearness: number }[] = []
      for (const place of found) {
        const nearness = (2 * (shared[place] ?? 0)) / (pieces.size + (sizes[place] ?? 0))
        if (nearness >= leastNearness) near.push({ place, nearness })
      }
      near.sort((one, two) => two.nearness - one.nearness || one.place - two.place)
      return near.slice(0, limit).map(({ place }) => place)
    },
  }
}

/** The rarest pieces of a run that may bring in new candidates, and the length up to which every list may. */
const rarePieces = 6
const rareLength = 40
/** Two runs with less in common are not looked at. */
const leastNearness = 0.25

function dice(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let both = 0
  for (const piece of one) if (other.has(piece)) both += 1
  return (2 * both) / (one.size + other.size)
}

function sharedWords(one: NormalName, other: NormalName): number {
  const lengthOf = (words: readonly string[]) => words.reduce((sum, word) => sum + word.length, 0)
  const both = one.core.filter((word) => other.core.includes(word))
  return (2 * lengthOf(both)) / (lengthOf(one.core) + lengthOf(other.core))
}
