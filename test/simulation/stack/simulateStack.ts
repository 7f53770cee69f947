/** Histories of the whole stack. */
import { playHistory, type Told } from '../history'
import { makeHistory } from '../histories'
import type { Step } from '../steps'
import { openStage } from './stage'
import type { StackPieces } from './server'

/** The history of a seed: a year, as for the ports. */
export const stackHistoryOf = (seed: number): Step[] => makeHistory(seed)

/** Plays `steps` in the world of the seed; ends with the first step after which something is wrong. */
export const simulateStack = async (seed: number, steps: readonly Step[], pieces: StackPieces = {}): Promise<Told> =>
  playHistory(await openStage(seed, pieces), steps)
