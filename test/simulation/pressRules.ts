/** Rules of pausing and cancelling: what is in hand is finished, and nothing new begins. */
import { msOf } from '../../server/domain/calendar'
import { standingOf } from '../../server/domain/runControl'
import { lineName } from './records'
import type { Judged } from './writeRules'

/**
 * A write of a run that is paused or cancelled: of a line that was begun before, or of the one line of its company that was in
 * hand when somebody pressed. After a restart nothing is in hand.
 */
export function judgePressed({ records, departure, part, name, violate }: Judged): void {
  const run = records.runs.get(part.runId)
  const standing = run === undefined ? null : standingOf(run)
  if (standing === null || standing.kind === 'going') return
  const pressedMs = msOf(standing.at)
  const isBegunSince = (line: string) => (records.departures.get(line)?.[0] ?? Infinity) >= pressedMs
  if (!isBegunSince(name)) return
  const others = part.lines
    .map(({ key }) => lineName(part.runId, key))
    .filter((other) => other !== name && records.departures.has(other) && isBegunSince(other))
  const isRestarted = !records.departures.has(name) && (records.boots.get(departure.life) ?? 0) >= pressedMs
  if (isRestarted || others.length > 0)
    violate('a press is obeyed', ` of a run that is ${standing.kind}${isRestarted ? ', after a restart' : ''}`)
}
