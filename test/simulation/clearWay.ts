/** Where nothing goes wrong and nobody comes between, what was approved is sent: safety is no reason to do nothing. */
import { msOf } from '../../server/domain/calendar'
import type { FailureCause, RunCompany, RunLine } from '../../server/domain/run'
import type { Play } from './people'
import { lineName, type Records } from './records'

/** What of a stage it goes by. */
type Way = Pick<Play, 'records' | 'trouble' | 'changedMs' | 'stepMs' | 'life'>

export function checkClearWay(play: Way): void {
  const { records, trouble, changedMs, stepMs, life } = play
  if (trouble.struck > 0) return
  const sinceMs = Math.max(changedMs, stepMs, records.boots.get(life.number) ?? 0)
  for (const part of records.parts.values()) {
    const { snapshot, state } = part.inputs
    const readMs = Math.min(msOf(snapshot.takenAt), msOf(state.agreementsReadAt))
    if (readMs <= sinceMs && !isTakenBack(part, sinceMs)) continue
    for (const line of part.lines) {
      if (line.approval === null || (line.status !== 'stale' && line.status !== 'failed')) continue
      const cause = line.outcome?.cause ?? null
      if (cause !== null && isOthersDoing(cause)) continue
      if (!isMet(records, part, line))
        records.violate(
          'a clear way',
          `${lineName(part.runId, line.key)} ended ${line.status}: ${JSON.stringify(cause)}`,
        )
    }
  }
}

/** Approved by somebody who takes something back, in this very step. */
const isTakenBack = ({ lines, plannedAt }: RunCompany, sinceMs: number) =>
  lines.some(({ undoes }) => undoes !== null) && msOf(plannedAt) > sinceMs

/** Refused for what another send is about, or for what time alone does. */
const isOthersDoing = ({ kind }: FailureCause) => ['openElsewhere', 'planTooOld', 'decidedOtherwise'].includes(kind)

/** Did another send write to the same place since the plan? */
function isMet({ changes, writes }: Records, part: RunCompany, line: RunLine): boolean {
  const own = lineName(part.runId, line.key)
  const reading = part.inputs.state.additions.find(({ agreementId }) => agreementId === line.agreementId)
  // The other readings of the plan may have come later.
  const readMs = msOf(reading?.readAt ?? part.inputs.state.readAt)
  const others = [...writes].some(
    ([name, landed]) =>
      name !== own &&
      name.split(' ')[1]?.startsWith(line.key.slice(0, line.key.lastIndexOf(':'))) === true &&
      landed.some(({ atMs }) => atMs > readMs),
  )
  const late = changes.some(
    ({ agreementId, by, atMs }) => agreementId === line.agreementId && by.kind === 'late' && atMs > readMs,
  )
  return others || late
}
