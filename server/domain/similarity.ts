/** How alike two names look by their letters. Pure. */
import type { NormalName } from './companyNames'
import { addPlace, type Places } from './places'
import { inSteps, type Steps } from './steps'

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

/** Every two letters in a row, once each and in order, as numbers: lists of numbers are compared fast. */
export function pairsOf(run: string): Uint32Array {
  if (run.length < 2) return Uint32Array.of(run.charCodeAt(0) || 0)
  const pairs = new Uint32Array(run.length - 1)
  for (let at = 0; at < pairs.length; at += 1) pairs[at] = run.charCodeAt(at) * 65_536 + run.charCodeAt(at + 1)
  pairs.sort()
  let kept = 0
  for (const pair of pairs) if (kept === 0 || pair !== pairs[kept - 1]) pairs[kept++] = pair
  return pairs.slice(0, kept)
}

export interface RunIndex {
  /** Places of the runs that share most letters with this one, best first, at most `limit`. */
  nearest(run: string, limit: number): number[]
}

/** Runs that are indexed in one step: a millisecond or two. */
const indexedInOneStep = 200

/** Indexes runs of letters by three letters in a row, so that only what shares some of them is ever compared. */
export function* runIndexInSteps(runs: readonly string[]): Steps<RunIndex> {
  const postings: Places = new Map()
  const sizes: number[] = []
  yield* inSteps(runs, indexedInOneStep, (run, place) => {
    const pieces = triplesOf(run)
    for (const piece of pieces) addPlace(postings, piece, place)
    sizes.push(pieces.size)
  })
  // All zero between two questions: to make it afresh for each of thousands costs more than the answers.
  const shared = new Uint16Array(runs.length)
  return {
    nearest(run, limit) {
      const pieces = triplesOf(run)
      // What most names have says little and costs most: it is only counted for those that a rarer piece has found.
      const found: number[] = []
      const lists = [...pieces].map((piece) => postings.get(piece) ?? []).sort((one, two) => one.length - two.length)
      for (const [rank, places] of lists.entries()) {
        const opens = rank < rarePieces || places.length < rareLength
        for (const place of places) {
          const count = shared[place] ?? 0
          if (count === 0 && !opens) continue
          if (count === 0) found.push(place)
          shared[place] = count + 1
        }
      }
      const near: Near[] = []
      for (const place of found) {
        const nearness = (2 * (shared[place] ?? 0)) / (pieces.size + (sizes[place] ?? 0))
        shared[place] = 0
        if (nearness >= leastNearness && (near.length < limit || nearness >= (near.at(-1)?.nearness ?? 0)))
          insert(near, { place, nearness }, limit)
      }
      return near.map(({ place }) => place)
    },
  }
}

interface Near {
  place: number
  nearness: number
}
const isBefore = (one: Near, other: Near): boolean =>
  one.nearness > other.nearness || (one.nearness === other.nearness && one.place < other.place)

/** Keeps the best, best first; of equal ones the earlier place. */
function insert(near: Near[], one: Near, limit: number): void {
  let at = near.length
  for (let other = near[at - 1]; other !== undefined && isBefore(one, other); other = near[at - 1]) at -= 1
  near.splice(at, 0, one)
  if (near.length > limit) near.pop()
}

/** The rarest pieces of a run that may bring in new candidates, and the length up to which every list may. */
const rarePieces = 6
const rareLength = 40
/** Two runs with less in common are not looked at. */
const leastNearness = 0.25

/** All pieces of three letters in a row; a shorter run is one piece. */
function triplesOf(run: string): Set<string> {
  if (run.length < 3) return new Set([run])
  const pieces = new Set<string>()
  for (let start = 0; start + 3 <= run.length; start += 1) pieces.add(run.slice(start, start + 3))
  return pieces
}

function dice(one: Uint32Array, other: Uint32Array): number {
  let both = 0
  let at = 0
  for (const pair of one) {
    while (at < other.length && (other[at] ?? 0) < pair) at += 1
    if (other[at] === pair) both += 1
  }
  return (2 * both) / (one.length + other.length)
}

/** By letters: a long word that both have says more than a short one. */
function sharedWords(one: NormalName, other: NormalName): number {
  let both = 0
  let all = 0
  for (const word of one.core) {
    all += word.length
    if (other.core.includes(word)) both += word.length
  }
  for (const word of other.core) all += word.length
  return (2 * both) / all
}
