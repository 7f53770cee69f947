/** Runs that people do something with, as far as the disk tells. */
import type { CompanyId, RunId } from '../../server/domain/ids'
import type { BillingRun, RunLine } from '../../server/domain/run'
import type { Records } from './records'

/** Runs that sent something, newest first, with the lines that they sent. */
export function sentRuns(records: Records): { id: RunId; parts: { companyId: CompanyId; lines: RunLine[] }[] }[] {
  return [...records.runs.values()]
    .filter(({ trigger }) => trigger !== 'undo')
    .sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
    .map(({ id }) => ({
      id,
      parts: [...records.parts.values()]
        .filter((part) => part.runId === id)
        .map(({ companyId, lines }) => ({ companyId, lines: lines.filter(({ status }) => status === 'sent') }))
        .filter(({ lines }) => lines.length > 0),
    }))
    .filter(({ parts }) => parts.length > 0)
}

/** Runs of all companies that are not at their end, newest first. */
export const runsOfAll = ({ runs }: Records): BillingRun[] =>
  [...runs.values()]
    .filter(({ scope, status }) => scope.kind === 'all' && status !== 'finished')
    .sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
