/** What is kept of a line that may be open: all that the list of failures shows of it. */
import { causeOfLine, type CausedLine } from '../domain/inboxCauses'
import type { UpstreamFailure } from '../domain/errors'
import type { RunCompany, RunLine } from '../domain/run'
import type { PlanRow } from '../domain/views'
import { rowOfTriedLine } from './present'

export interface ShownLine extends CausedLine {
  companyName: string
  row: PlanRow
  failure: UpstreamFailure | null
  /** It takes back what another run wrote. */
  isUndo: boolean
}

export function shownLine(part: RunCompany, line: RunLine): ShownLine {
  const cause = line.outcome?.cause ?? null
  return {
    cause: causeOfLine(line),
    money: line.money,
    companyName: part.companyName,
    row: rowOfTriedLine(part, line),
    failure: cause?.kind === 'upstream' || cause?.kind === 'noAnswer' ? cause.failure : null,
    isUndo: line.undoes !== null,
  }
}
