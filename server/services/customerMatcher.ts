/** The index over a list of customers, made once for each list. */
import { matcherInSteps, type Matcher } from '../domain/matching'
import type { Customer } from '../domain/trend'
import { inTurns } from './giveWay'

/** Indexes of lists that are still in use. */
const known = new WeakMap<readonly Customer[], Promise<Matcher>>()

/** Made in turns with what else waits: thousands of customers take a while. Whoever asks meanwhile gets the same one. */
export function matcherOf(customers: readonly Customer[]): Promise<Matcher> {
  const matcher = known.get(customers) ?? inTurns(matcherInSteps(customers))
  known.set(customers, matcher)
  return matcher
}
