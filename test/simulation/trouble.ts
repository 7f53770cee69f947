/** What goes wrong in a step: so many faults at most, each drawn where it could strike. */
import type { FailureKind, UpstreamFailure } from '../../server/domain/errors'
import { UpstreamError } from '../../server/domain/errors'
import type { Instant } from '../../server/domain/calendar'
import type { Random } from '../simulator/seed/random'

/** A disk that did not take a write. Its own class, so that it is told from defects. */
export class DiskFault extends Error {
  constructor() {
    super('Injected disk fault')
    this.name = 'DiskFault'
  }
}

/** Where faults strike: with all places alike, the many readings would leave none for the few writes. */
export type Place = 'disk' | 'write' | 'reading' | 'seats'
export interface TroubleSettings {
  /** How often, where one can. */
  percent: number
  /** How many in all. */
  most: number
  /** null: everywhere. */
  aim: Place | null
}

export interface Trouble {
  /** One of the kinds, or null when nothing goes wrong here. `where`: for the history in words. */
  strike<Kind extends string>(place: Place, where: string, kinds: readonly Kind[]): Kind | null
  random: Random
  /** Faults so far. */
  struck: number
}

export function createTrouble(
  random: Random,
  of: TroubleSettings,
  tell: (words: string) => void = () => undefined,
): Trouble {
  const trouble: Trouble = {
    strike(place, where, kinds) {
      if (of.aim !== null && of.aim !== place) return null
      if (trouble.struck >= of.most || !random.percent(of.percent)) return null
      trouble.struck += 1
      const kind = random.pick(kinds)
      tell(`fault ${kind} at ${where}`)
      return kind
    },
    random,
    struck: 0,
  }
  return trouble
}

export function failureOf(
  system: UpstreamFailure['system'],
  kind: FailureKind,
  route: string,
  at: Instant,
): UpstreamFailure {
  return { system, kind, route, status: null, requestId: null, text: 'injected', attempts: 1, at }
}

export const upstreamError = (system: UpstreamFailure['system'], kind: FailureKind, route: string, at: Instant) =>
  new UpstreamError(failureOf(system, kind, route, at))
