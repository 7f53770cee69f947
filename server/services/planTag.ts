/** Names what a person can still decide of a company's plan, so that what was seen and what is there can be compared. */
import { createHash } from 'node:crypto'
import type { RunCompany } from '../domain/run'
import { isUndecided } from './approve'

/**
 * Another one as soon as the plan was made anew, or anything of its undecided lines that a person goes by is otherwise: numbers,
 * money, days, holds. What becomes of lines that are decided already changes nothing.
 */
export function planTag({ plannedAt, lines }: Pick<RunCompany, 'plannedAt' | 'lines'>): string {
  const seen = lines
    .filter(isUndecided)
    .map(({ key, change, startsOn, nextInvoiceOn, money, holds, status }) => [
      key,
      change,
      startsOn,
      nextInvoiceOn,
      money,
      holds,
      status,
    ])
  return createHash('sha256')
    .update(JSON.stringify([plannedAt, seen]))
    .digest('base64url')
    .slice(0, 22)
}
