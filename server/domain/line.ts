/** What may become of a line. Allowed moves are this table and nothing else. */
import { lineKey, type AgreementId, type CatalogItemId, type CompanyId, type LineKey, type TenantId } from './ids'
import type { BillingPeriod } from './calendar'
import type { LineCounts, LineStatus, RunLine } from './run'

const allowed: Record<LineStatus, readonly LineStatus[]> = {
  // `unknown`: the first half of a replacement is there, and nobody can look at it for now.
  pending: ['sending', 'skipped', 'stale', 'failed', 'sent', 'unknown'],
  held: ['pending', 'skipped'],
  blocked: ['skipped'],
  unchanged: [],
  // Back to pending only when ConnectWise refused before writing (too many requests), or half of a replacement is done.
  sending: ['sent', 'failed', 'unknown', 'pending'],
  // Nobody saw the outcome. Only reading ConnectWise back may settle it.
  unknown: ['sent', 'pending', 'failed', 'stale'],
  sent: [],
  failed: [],
  stale: [],
  skipped: [],
}

/** The line with its new status. Throws RangeError on a move that is not allowed: that is a defect, not an input. */
export function moveLine(line: RunLine, to: LineStatus): RunLine {
  if (!allowed[line.status].includes(to)) throw new RangeError(`A line cannot go from ${line.status} to ${to}`)
  return { ...line, status: to }
}

/** A line in this status is at its end. `unknown` is not: it waits to be settled. */
export const isSettled = (status: LineStatus): boolean => !['pending', 'held', 'sending', 'unknown'].includes(status)

/** Identity of a line across runs: one key, one send at a time. */
export function makeLineKey(
  tenant: TenantId,
  company: CompanyId,
  agreement: AgreementId,
  item: CatalogItemId,
  period: BillingPeriod,
): LineKey {
  return lineKey(`v1:${tenant}:${company}:${agreement}:${item}:${period.from}`)
}

/** Are both keys of one agreement and catalog item, whatever the period? */
export const isSamePlace = (one: LineKey, other: LineKey): boolean => placeIn(one) === placeIn(other)
/** Agreement and catalog item of a company: the key without its period. */
export const placeIn = (key: LineKey): string => key.slice(0, key.lastIndexOf(':'))

export const noCounts = (): LineCounts => ({
  pending: 0,
  held: 0,
  blocked: 0,
  unchanged: 0,
  sent: 0,
  failed: 0,
  unknown: 0,
  stale: 0,
  skipped: 0,
})

/** Lines by status; a line that is being sent counts as pending. */
export function countLines(lines: readonly RunLine[]): LineCounts {
  const counts = noCounts()
  for (const line of lines) counts[line.status === 'sending' ? 'pending' : line.status] += 1
  return counts
}
export function addCounts(one: LineCounts, other: LineCounts): LineCounts {
  const sum = noCounts()
  for (const key of Object.keys(sum) as (keyof LineCounts)[]) sum[key] = one[key] + other[key]
  return sum
}
