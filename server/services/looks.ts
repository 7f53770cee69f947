/** Lists of additions during one send of a company. A list that is seconds old serves as the look before a write; an older one is read again. */
import { msOf, type Instant } from '../domain/calendar'
import { UpstreamError, type UpstreamFailure } from '../domain/errors'
import type { AgreementId } from '../domain/ids'
import type { Addition } from '../domain/psa'
import type { ConnectWise } from '../integrations/connectwise/port'
import type { Clock } from '../ports'

export type Listed = { list: Addition[] } | { failure: UpstreamFailure }

export interface Looks {
  /**
   * The agreement's additions as they were asked for at most `lookMaxAgeMs` ago. `whole`: read now, and compared with the count.
   * Before a creation a row left out would become a second addition; when reading back, what was written would be taken for
   * gone, and the write for one that never was.
   */
  at(agreement: AgreementId, rows: 'whole' | 'recent'): Promise<Listed>
  /** Is the last look still one to write by? Between look and write the machine may have slept, or the disk been slow. */
  isRecent(agreement: AgreementId): boolean
  /** What ConnectWise answered to a write: the list is as it stands now. */
  note(addition: Addition): void
  /** Nobody knows what the agreement holds now. */
  forget(agreement: AgreementId): void
}

/**
 * Between a look and a write there is always a moment in which somebody may change the addition: ConnectWise knows no
 * conditional write (facts/connectwise-rest.md §6). So old may a list be that somebody has read already; one that is read for the
 * write is as old as its answer took to come.
 */
export const lookMaxAgeMs = 5_000
/** What writing down the intent may take on top of that. */
const intentMaxMs = 5_000
/** A reading with its repetitions and pauses may take so long; after more of it the machine was asleep. */
const readingMaxMs = 120_000

export function createLooks(deps: {
  connectWise: Pick<ConnectWise, 'readAdditions'>
  clock: Pick<Clock, 'now'>
  /** What the plan read, with when it was asked for. */
  planned: readonly { agreementId: AgreementId; readAt: Instant; list: readonly Addition[] }[]
}): Looks {
  const { connectWise, clock } = deps
  /** `readAt`: when it was asked for; `cameAt`: when it was there. */
  const kept = new Map(
    deps.planned.map(({ agreementId, readAt, list }) => [agreementId, { readAt, cameAt: readAt, list: [...list] }]),
  )
  // A clock that was set back makes a list as worthless as an old one.
  const isYoung = (since: Instant, maxMs: number) => {
    const ageMs = msOf(clock.now()) - msOf(since)
    return ageMs >= 0 && ageMs <= maxMs
  }
  return {
    async at(agreement, rows) {
      const known = kept.get(agreement)
      if (rows === 'recent' && known !== undefined && isYoung(known.readAt, lookMaxAgeMs)) return { list: known.list }
      const readAt = clock.now()
      try {
        const list = await connectWise.readAdditions(agreement, { certain: rows === 'whole' })
        kept.set(agreement, { readAt, cameAt: clock.now(), list })
        return { list }
      } catch (error) {
        if (error instanceof UpstreamError) return { failure: error.failure }
        throw error
      }
    },
    isRecent(agreement) {
      const known = kept.get(agreement)
      const maxMs = lookMaxAgeMs + intentMaxMs
      return known !== undefined && isYoung(known.cameAt, maxMs) && isYoung(known.readAt, readingMaxMs + maxMs)
    },
    note(addition) {
      const known = kept.get(addition.agreementId)
      if (known === undefined) return
      known.list = [...known.list.filter(({ id }) => id !== addition.id), addition]
    },
    forget: (agreement) => void kept.delete(agreement),
  }
}
