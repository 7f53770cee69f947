/** Approval: the one step after which lines may be sent. It is a single write of the company's part of the run. */
import { tiesOut, withLines } from '../domain/account'
import { AppError, type FieldIssue } from '../domain/errors'
import type { LineKey } from '../domain/ids'
import { moveLine } from '../domain/line'
import type { Approval, RunCompany, RunLine } from '../domain/run'
import { msOf, type Instant } from '../domain/calendar'

/** A plan older than this is made again before it may be sent: what it saw may no longer be so. */
export const maxPlanAgeMs = 24 * 60 * 60 * 1000
const maxReasonLength = 500

/** What a person decided of a plan: lines to send, and lines to leave out of this run with a reason. */
export interface Decision {
  lines: readonly { key: LineKey; reason?: string | undefined }[]
  skips: readonly { key: LineKey; reason: string }[]
}

/**
 * The part with the named lines approved and all others that could have been sent skipped. Held lines need a reason (1–500
 * characters), and so does every line that is left out by name. Throws AppError: `planNotOpen` (params.status) when lines of it
 * were approved or left out before, `planReplaced` when it is too old, `seatsUnaccounted` when its seats do not add up,
 * `lineNotSendable` (params.key, params.status) for a line that is not there or cannot be sent, `invalid` with issues at
 * `lines.<i>.reason`, `skips.<i>.reason` or `….key` for a line that is named twice.
 */
export function approveLines(
  part: RunCompany,
  { lines: wanted, skips }: Decision,
  by: string,
  now: Instant,
): RunCompany {
  // Decided already: its send is on its way or over.
  if (part.lines.some((line) => line.approval !== null || line.skip !== null))
    throw new AppError('planNotOpen', { params: { status: 'sending' } })
  return withDecisions(part, { lines: wanted, skips }, by, now, (line) =>
    line.status === 'pending' ? moveLine(line, 'skipped') : line,
  )
}

/**
 * As approveLines, but lines that are not named wait on: of a run of all a person decides piece by piece. A line that was
 * decided before is `lineNotSendable`.
 */
export const approveSome = (part: RunCompany, decision: Decision, by: string, now: Instant): RunCompany =>
  withDecisions(part, decision, by, now, (line) => line)

function withDecisions(
  part: RunCompany,
  { lines: wanted, skips }: Decision,
  by: string,
  now: Instant,
  others: (line: RunLine) => RunLine,
): RunCompany {
  if (msOf(now) - msOf(part.plannedAt) > maxPlanAgeMs) throw new AppError('planReplaced')
  if (!tiesOut(part.account)) throw new AppError('seatsUnaccounted')
  if (wanted.length + skips.length === 0)
    throw new AppError('invalid', { issues: [{ path: 'lines', code: 'required' }] })
  const issues: FieldIssue[] = []
  const approvals = new Map<LineKey, Approval>()
  const skipped = new Map<LineKey, Approval>()
  wanted.forEach(({ key, reason }, index) => {
    const line = part.lines.find((candidate) => candidate.key === key)
    if (line === undefined || !isUndecided(line) || line.status === 'blocked') throw notSendable(key, line)
    if (approvals.has(key)) issues.push({ path: `lines.${index}.key`, code: 'twice' })
    const text = reason?.trim() ?? ''
    if (line.status === 'held' || text !== '') issues.push(...checkReason(text, `lines.${index}.reason`))
    approvals.set(key, { by, at: now, reason: text === '' ? null : text })
  })
  skips.forEach(({ key, reason }, index) => {
    const line = part.lines.find((candidate) => candidate.key === key)
    if (line === undefined || !isUndecided(line)) throw notSendable(key, line)
    if (approvals.has(key) || skipped.has(key)) issues.push({ path: `skips.${index}.key`, code: 'twice' })
    issues.push(...checkReason(reason, `skips.${index}.reason`))
    skipped.set(key, { by, at: now, reason: reason.trim() })
  })
  if (issues.length > 0) throw new AppError('invalid', { issues })
  const lines = part.lines.map((line) => {
    const [approval, skip] = [approvals.get(line.key), skipped.get(line.key)]
    if (skip !== undefined) return { ...moveLine(line, 'skipped'), skip }
    if (approval !== undefined) return { ...(line.status === 'held' ? moveLine(line, 'pending') : line), approval }
    return others(line)
  })
  return withLines(part, lines)
}

/** May a person still decide about it? */
export const isUndecided = ({ status, approval, skip }: RunLine): boolean =>
  approval === null && skip === null && (status === 'pending' || status === 'held' || status === 'blocked')

/** `status`: how the line stands now; `none` for one that is not of this plan. */
const notSendable = (key: LineKey, line: RunLine | undefined) =>
  new AppError('lineNotSendable', { params: { key, status: line?.status ?? 'none' } })

/** A reason that is kept: 1–500 characters that are not all blank. */
export function checkReason(reason: string, path: string): FieldIssue[] {
  const { length } = reason.trim()
  if (length === 0) return [{ path, code: 'required' }]
  return length > maxReasonLength ? [{ path, code: 'tooLong', params: { max: maxReasonLength } }] : []
}

/** The part with every line within the limits approved: what the clock may do, and "Send now" for all. Held lines stay held. */
export function approveWithinLimits(part: RunCompany, by: string, now: Instant): RunCompany {
  // Seats without a place are nobody's to send.
  if (!tiesOut(part.account)) return part
  return {
    ...part,
    lines: part.lines.map((line) =>
      line.status === 'pending' && line.approval === null ? { ...line, approval: { by, at: now, reason: null } } : line,
    ),
  }
}
