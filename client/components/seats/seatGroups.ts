import type { PlanRow } from '../../../server/domain/views'
import type { SeatAccount } from '../../../server/domain/run'

/** The groups in which a seat can end, in the order of the bar (architecture: every seat is accounted for). */
export const seatGroups = ['willChange', 'billed', 'held', 'excluded', 'failed', 'unmapped'] as const
export type SeatGroup = (typeof seatGroups)[number]

/** Seats with a place less what Trend Micro reports: below 0 some are missing, above 0 some are counted twice. */
export const seatsAstray = (account: SeatAccount): number =>
  seatGroups.reduce((sum, group) => sum + account[group], 0) - account.reported

/** The group of a row's seats. What a person left out is not billed; what nobody chose to send still waits. */
export function groupOf({ state, reason }: PlanRow): SeatGroup {
  switch (state) {
    case 'willChange':
    case 'waiting':
    case 'sending':
      return 'willChange'
    case 'sent':
    case 'unchanged':
      return 'billed'
    case 'held':
    case 'unknown':
      return 'held'
    case 'failed':
      return 'failed'
    case 'unmapped':
      return 'unmapped'
    case 'notBilled':
      return 'excluded'
    case 'skipped':
      return reason?.kind === 'skipped' ? 'excluded' : 'held'
  }
}
